"""The package passes Microsoft's own schema, agrees with the code, and asks for nothing that the bot does not use."""

from __future__ import annotations

import gzip
import io
import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft4Validator
from typer.testing import CliRunner

from adapters.teams.manifest import ICONS, TeamsWishes, manifest, pack
from adapters.teams.parse import COMMAND
from bot.__main__ import command
from bot.domain.errors import ConfigurationError
from tests import golden
from tests.platforms.teams.issuer import APP, Microsoft, activity

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "manifest" / "teams" / "manifest.json"
WISHES = TeamsWishes(app_id=APP, domain="peersupport.example.org")
OLDER = TeamsWishes(app_id=APP, domain="peersupport.example.org", older=True)


pytestmark = pytest.mark.proof("T21", unit="checks")


def faults(found: dict[str, Any], version: str = "") -> Iterator[str]:
    schema = json.loads(
        gzip.decompress((HERE / "schemas" / f"v{version or found['manifestVersion']}.json.gz").read_bytes())
    )
    for error in Draft4Validator(schema).iter_errors(found):
        yield f"{list(error.absolute_path)}: {error.message}"


@pytest.mark.parametrize(("wishes", "version"), [(WISHES, "1.29"), (OLDER, "1.19")])
def test_the_manifest_passes_microsofts_schema(wishes: TeamsWishes, version: str):
    assert manifest(wishes)["manifestVersion"] == version
    assert not list(faults(manifest(wishes)))


def test_the_newest_features_are_left_out_for_older_tenants():
    """The schema itself would refuse them."""
    newest = {**manifest(WISHES), "manifestVersion": "1.19", "$schema": manifest(OLDER)["$schema"]}
    assert any("triggers" in fault for fault in faults(newest, "1.19"))


@pytest.mark.parametrize("changed", [{"name": {"short": "x" * 31}}, {"more": 1}, {"accentColor": "teal"}, {"id": "x"}])
def test_the_schema_would_say_so(changed: dict[str, Any]):
    assert list(faults({**manifest(WISHES), **changed}))


def test_only_personal_chats_and_the_compose_box():
    found = manifest(WISHES)
    assert [one["scopes"] for one in found["bots"]] == [["personal"]]  # pyright: ignore[reportGeneralTypeIssues]
    ((extension,),) = [one["commands"] for one in found["composeExtensions"]]  # pyright: ignore[reportGeneralTypeIssues]
    assert extension["context"] == ["compose", "commandBox"]
    assert extension["triggers"] == ["slash"]
    assert "messageHandlers" not in json.dumps(found)


def test_nothing_is_asked_for_that_is_not_used():
    """No Graph permission, no files, no calls, no tabs, no foreign domain: T21 for Teams."""
    found = manifest(WISHES)
    assert found["permissions"] == ["identity"]
    assert found["validDomains"] == []
    assert not {"webApplicationInfo", "authorization", "staticTabs", "configurableTabs", "devicePermissions"} & set(
        found
    )


def test_the_command_of_the_manifest_is_the_one_that_is_heard():
    """An extension's command under another name would be refused."""
    ((listed,),) = [one["commands"] for one in manifest(WISHES)["composeExtensions"]]  # pyright: ignore[reportGeneralTypeIssues]
    assert listed["id"] == COMMAND
    assert listed["fetchTask"] is True
    assert activity(Microsoft())["recipient"]["id"] == f"28:{manifest(WISHES)['bots'][0]['botId']}"  # pyright: ignore[reportIndexIssue]


@pytest.mark.parametrize(("name", "size", "kind"), [("color.png", 192, 2), ("outline.png", 32, 6)])
def test_the_icons_have_the_sizes_that_teams_wants(name: str, size: int, kind: int):
    """PNG; the outline's ground is transparent (colour type 6)."""
    head = (ICONS / name).read_bytes()[:26]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == (size, size)
    assert head[25] == kind


def test_the_package_holds_manifest_and_icons_and_is_the_same_each_time():
    packed = pack(WISHES)
    with ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(archive.read("manifest.json")) == manifest(WISHES)
    assert pack(WISHES) == packed


def test_the_example_in_the_repository_is_fresh():
    golden.check(EXAMPLE, json.dumps(manifest(WISHES), indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize(
    ("wish", "part"),
    [
        ({"app_id": "x"}, "--app-id"),
        ({"domain": "https://x.org"}, "--domain"),
        ({"domain": "localhost"}, "--domain"),
        ({"name": "x" * 31}, "--name"),
        ({"name": "  "}, "--name"),
        ({"about": "http://x.org"}, "--about"),
    ],
)
def test_a_wish_that_cannot_be_fulfilled_is_named(wish: dict[str, str], part: str):
    with pytest.raises(ConfigurationError, match=part):
        manifest(replace(WISHES, **wish))  # pyright: ignore[reportArgumentType]


def test_the_command_writes_the_package(tmp_path: Path):
    into = tmp_path / "app.zip"
    arguments = ["manifest", "teams", "--app-id", APP, "--domain", "peersupport.example.org", "-o", str(into)]
    assert CliRunner().invoke(command, arguments).exit_code == 0
    assert into.read_bytes() == pack(WISHES)


def test_a_place_that_cannot_be_written_is_said_in_a_line(tmp_path: Path):
    arguments = [
        "manifest",
        "teams",
        "--app-id",
        APP,
        "--domain",
        "a.example.org",
        "-o",
        str(tmp_path / "no" / "app.zip"),
    ]
    found = CliRunner().invoke(command, arguments)
    assert isinstance(found.exception, ConfigurationError)
    assert "can't be written" in str(found.exception)
