"""compose.yaml, the page about containers and what the program asks for agree; reading them needs no engine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
PAGE = (ROOT / "docs/how-to/run-in-a-container.md").read_text("utf-8")
ROLES = ROOT / "deploy/postgresql/roles.sh"


def _statements(text: str) -> list[str]:
    """Each on one line, whoever's names and passwords stand in it."""
    plain = re.sub(r"PASSWORD (?::'\w+'|'[^']*')", "PASSWORD '…'", text)
    plain = re.sub(r"\bpeersupport(_page)?_(owner|app)\b", r"peersupport_\2", plain)
    return [" ".join(one.split()) for one in plain.split(";") if one.strip()]


def test_the_roles_of_the_container_are_those_of_the_page():
    script = " ".join(re.findall(r"<<'SQL'\n(.*?)^SQL$", ROLES.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    page = (ROOT / "docs/how-to/set-up-postgresql.md").read_text("utf-8")
    sql = " ".join(re.findall(r"```sql\n(.*?)```", page, re.DOTALL))
    assert _statements(script) == _statements(sql)
    assert len(_statements(sql)) > 10


def test_the_script_of_the_roles_is_a_script():
    subprocess.run(["sh", "-n", ROLES], check=True)


@pytest.mark.parametrize(
    "text", [COMPOSE, PAGE, (ROOT / "Containerfile").read_text("utf-8")], ids=["compose", "page", "image"]
)
def test_it_names_settings_that_there_are(text: str):
    known = set(re.findall(r"\bPEERSUPPORT_\w+", (ROOT / "README.md").read_text("utf-8")))
    of_compose = {"PEERSUPPORT_SITE", "PEERSUPPORT_OWNER_PASSWORD", "PEERSUPPORT_APP_PASSWORD"}
    assert set(re.findall(r"\bPEERSUPPORT_\w+", text)) <= known | of_compose


def test_the_page_names_what_compose_asks_for():
    asked = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
    told = set(re.findall(r"^ *(PEERSUPPORT_\w+)=", PAGE, re.MULTILINE))
    assert asked == told


def test_the_bot_reads_and_writes_rows_and_its_owner_alone_makes_tables():
    assert "peersupport_app:" in _part("x-bot")
    assert "peersupport_owner:" in _part("  migrate")
    assert "command: [migrate]" in _part("  migrate")
    assert "migrate: { condition: service_completed_successfully }" in _part("  bot-1")
    assert "*process" in _part("  bot-2")


def _part(name: str) -> str:
    """What stands under a key, which is given with its indentation."""
    depth = len(name) - len(name.lstrip())
    text = COMPOSE[COMPOSE.index(f"\n{name}:") + 1 :]
    first, *rest = text.splitlines()
    inside = next(
        (at for at, line in enumerate(rest) if line.strip() and len(line) - len(line.lstrip()) <= depth), None
    )
    return "\n".join([first, *rest[:inside]])


def test_the_proxy_asks_what_a_proxy_has_to_ask():
    """And it serves every process of compose.yaml, at the port of the image."""
    proxy = (ROOT / "deploy/Caddyfile").read_text("utf-8")
    [port] = re.findall(r"^EXPOSE (\d+)$", (ROOT / "Containerfile").read_text("utf-8"), re.MULTILINE)
    bots = re.findall(r"^  (bot-\d):", COMPOSE, re.MULTILINE)
    assert f"reverse_proxy {' '.join(f'{one}:{port}' for one in bots)} {{" in proxy
    assert "health_uri /healthz" in proxy
