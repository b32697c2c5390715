"""What Teams is set up with: clear refusals, no secret in any sentence, no way in without an app id; and the check."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.app.teams import checking
from bot.domain.errors import ConfigurationError
from bot.settings import Settings, TeamsSettings, load
from tests.platforms.teams.issuer import APP, HEADER, TENANT, Microsoft
from tests.platforms.teams.line import SECRET, settings_in

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "11111111-1111-4111-8111-111111111111"
ENOUGH = f"MICROSOFT_APP_ID={APP}\nMICROSOFT_APP_PASSWORD=hunter2\nMICROSOFT_APP_TENANT_ID={TENANT}"

MANAGED = ENOUGH.replace("MICROSOFT_APP_PASSWORD=hunter2", "MICROSOFT_APP_TYPE=UserAssignedMSI")


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PEERSUPPORT_", "SLACK_", "MICROSOFT_", "TEAMS_", "IDENTITY_")):
            monkeypatch.delenv(name)


def loaded(folder: Path, env: str) -> Settings:
    (folder / ".env").write_text(env, encoding="utf-8")
    return load(folder / ".env", folder / "data")


def refusal(folder: Path, env: str) -> str:
    with pytest.raises(ConfigurationError) as refused:
        loaded(folder, env)
    assert "hunter" not in str(refused.value)
    return str(refused.value)


def test_three_variables_are_enough(tmp_path: Path):
    settings = loaded(tmp_path, ENOUGH)
    assert settings.teams == TeamsSettings(APP, "hunter2", "SingleTenant", TENANT, (TENANT,))
    assert not settings.playground
    assert "hunter2" not in repr(settings)


def test_a_bot_of_many_tenants_gets_its_token_from_all_of_them_and_lets_in_the_named_ones(tmp_path: Path):
    many = ENOUGH.replace(f"MICROSOFT_APP_TENANT_ID={TENANT}", f"TEAMS_ALLOWED_TENANTS={OTHER}")
    found = loaded(tmp_path, f"{many}\nMICROSOFT_APP_TYPE=MultiTenant").teams
    assert found
    assert (found.login_tenant, found.allowed_tenants) == ("botframework.com", (OTHER,))
    national = replace(found, login_url="https://login.microsoftonline.us")
    assert national.login_tenant == "MicrosoftServices.onmicrosoft.us"


def test_a_managed_identity_needs_no_secret(tmp_path: Path):
    found = loaded(tmp_path, MANAGED).teams
    assert found
    assert found.identity_endpoint == "http://169.254.169.254/metadata/identity/oauth2/token"
    given = "IDENTITY_ENDPOINT=http://169.254.129.4:8081/msi/token\nIDENTITY_HEADER=hunter2"
    beside = loaded(tmp_path, f"{MANAGED}\n{given}")
    assert beside.teams
    assert (beside.teams.identity_endpoint, beside.teams.identity_header) == (
        "http://169.254.129.4:8081/msi/token",
        "hunter2",
    )
    assert "hunter2" not in repr(beside)


def test_what_app_service_sets_makes_nobody_use_teams(tmp_path: Path):
    """It sets these beside every app that has an identity."""
    assert loaded(tmp_path, "IDENTITY_ENDPOINT=http://127.0.0.1:1/msi/token\nIDENTITY_HEADER=x").teams is None


def test_without_teams_there_is_none(tmp_path: Path):
    assert loaded(tmp_path, "").teams is None


def test_lists_and_addresses_can_be_given(tmp_path: Path):
    more = (
        f"TEAMS_ALLOWED_TENANTS={TENANT}, {OTHER.upper()}\n"
        "TEAMS_ALLOWED_SERVICE_HOSTS=smba.infra.gov.teams.microsoft.us\n"
        "TEAMS_LOGIN_URL=https://login.microsoftonline.us/\n"
        "TEAMS_OPENID_METADATA_URL=https://login.botframework.azure.us/x"
    )
    found = loaded(tmp_path, f"{ENOUGH}\n{more}").teams
    assert found
    assert found.allowed_tenants == (TENANT, OTHER)
    assert found.allowed_service_hosts == ("smba.infra.gov.teams.microsoft.us",)
    assert found.login_url == "https://login.microsoftonline.us"


@pytest.mark.parametrize(
    ("env", "part"),
    [
        (f"MICROSOFT_APP_ID={APP}", "MICROSOFT_APP_PASSWORD is missing"),
        (f"MICROSOFT_APP_ID={APP}\nMICROSOFT_APP_PASSWORD=hunter2", "MICROSOFT_APP_TENANT_ID is missing"),
        ("MICROSOFT_APP_PASSWORD=hunter2", "MICROSOFT_APP_ID is missing"),
        ("TEAMS_ALLOWED_TENANTS=x", "MICROSOFT_APP_ID is missing"),
        (f"{ENOUGH}\nMICROSOFT_APP_TYPE=UserAssignedMSI", "a UserAssignedMSI has no secret"),
        (f"{ENOUGH}\nMICROSOFT_APP_TYPE=Other", "it must be one of SingleTenant, MultiTenant, UserAssignedMSI"),
        (f"{MANAGED}\nIDENTITY_ENDPOINT=http://127.0.0.1:41345/msi/token", "belong together"),
        (f"{MANAGED}\nIDENTITY_HEADER=hunter2", "belong together"),
        (f"{MANAGED}\nIDENTITY_HEADER=h\nIDENTITY_ENDPOINT=http://evil.example/msi", "the host's own address"),
        (f"{MANAGED}\nIDENTITY_HEADER=h\nIDENTITY_ENDPOINT=https://10.0.0.1/msi", "the host's own address"),
        (f"{MANAGED}\nIDENTITY_HEADER=h\nIDENTITY_ENDPOINT=http://a@127.0.0.1/msi", "the host's own address"),
        (f"{MANAGED}\nIDENTITY_HEADER=h\nIDENTITY_ENDPOINT=http://127.0.0.1:x/msi", "the host's own address"),
        (f"MICROSOFT_APP_ID={APP}\nMICROSOFT_APP_TYPE=UserAssignedMSI", "MICROSOFT_APP_TENANT_ID is missing"),
        (ENOUGH.replace(APP, "my-bot"), "MICROSOFT_APP_ID (from"),
        (f"{ENOUGH}\nTEAMS_ALLOWED_TENANTS=*", "it must be tenant ids"),
        (f"{ENOUGH}\nTEAMS_ALLOWED_TENANTS=,", "it must be tenant ids"),
        (f"{ENOUGH}\nTEAMS_ALLOWED_SERVICE_HOSTS=https://x", "it must be host names"),
        (f"{ENOUGH}\nTEAMS_LOGIN_URL=http://login.example", "it must begin with https://"),
        (f"{ENOUGH}\nTEAMS_LOGIN_URL=https://login.partner.microsoftonline.cn", "in China (21Vianet) is not supported"),
        (f"{ENOUGH}\nTEAMS_OPENID_METADATA_URL=ftp://x", "it must begin with https://"),
        (f"{ENOUGH}\nTEAMS_ALLOWED_TENANT={TENANT}", "TEAMS_ALLOWED_TENANT (from"),
        (f"{ENOUGH}\nPEERSUPPORT_TEAMS_DEV=1", "one of them must go"),
        ("PEERSUPPORT_TEAMS_DEV=yes", "MICROSOFT_APP_ID is missing"),
        ("PEERSUPPORT_TEAMS_DEV=1\nPEERSUPPORT_HOST=0.0.0.0", "then PEERSUPPORT_HOST must be 127.0.0.1"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(env: str, part: str, tmp_path: Path):
    assert part in refusal(tmp_path, env)


def test_in_development_nobody_is_checked_and_only_this_computer_is_let_in(tmp_path: Path):
    found = loaded(tmp_path, "PEERSUPPORT_TEAMS_DEV=1")
    assert found.teams
    assert (found.teams.is_open, found.playground, found.host) == (True, False, "127.0.0.1")


def test_slack_and_teams_can_be_set_together(tmp_path: Path):
    slack = "SLACK_SIGNING_SECRET=8f742231b10e8888abcd99yyyzzz85a5\nSLACK_BOT_TOKEN=xoxb-1-hunter2"
    found = loaded(tmp_path, f"{ENOUGH}\n{slack}")
    assert found.slack
    assert found.teams


# The check


async def examined(tmp_path: Path, microsoft: Microsoft, **changed: str) -> list[tuple[bool, str]]:
    settings = settings_in(tmp_path, microsoft)
    assert settings.teams
    found = replace(settings, teams=replace(settings.teams, **changed))
    lines = await checking._examine(found.teams, found)  # pyright: ignore[reportArgumentType]
    assert not any(SECRET in sentence for _, sentence in lines)
    return lines


async def test_the_check_is_content_when_everything_answers(tmp_path: Path, microsoft: Microsoft):
    assert all(fine for fine, _ in await examined(tmp_path, microsoft))


async def test_the_check_says_that_a_secret_is_wrong(tmp_path: Path, microsoft: Microsoft):
    microsoft.refuses = "invalid_client"
    wrong = [sentence for fine, sentence in await examined(tmp_path, microsoft) if not fine]
    assert len(wrong) == 1
    assert "Make a new client secret" in wrong[0]


IDENTITY = {"app_type": "UserAssignedMSI", "app_password": "", "identity_header": HEADER}


async def test_the_check_says_that_the_host_has_no_such_identity(tmp_path: Path, microsoft: Microsoft):
    given = {**IDENTITY, "identity_endpoint": f"{microsoft.url}/msi/token"}
    assert all(fine for fine, _ in await examined(tmp_path, microsoft, **given))
    microsoft.identity = OTHER
    (wrong,) = [sentence for fine, sentence in await examined(tmp_path, microsoft, **given) if not fine]
    assert "assign the bot's identity to it" in wrong
    assert HEADER not in wrong


async def test_the_check_says_that_this_is_no_host_of_azures(tmp_path: Path, microsoft: Microsoft):
    given = {**IDENTITY, "identity_endpoint": f"{microsoft.url}/elsewhere"}
    (wrong,) = [sentence for fine, sentence in await examined(tmp_path, microsoft, **given) if not fine]
    assert "only on the Azure host" in wrong


async def test_the_check_says_that_keys_cannot_be_reached(tmp_path: Path, microsoft: Microsoft):
    lines = await examined(tmp_path, microsoft, openid_metadata_url=f"{microsoft.url}/elsewhere")
    assert any("no signing keys" in sentence for fine, sentence in lines if not fine)


async def test_the_check_warns_of_an_open_door(tmp_path: Path, microsoft: Microsoft):
    ((fine, sentence),) = await examined(tmp_path, microsoft, app_id="")
    assert not fine
    assert "nobody is checked" in sentence
