"""The commands of the pages are run as they are written, in their order, in a fresh folder with a fresh database."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store.test_roles import NAME, as_role, run, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1-1-page",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
}
ROSTER = ROOT / "docs/how-to/roster.example.csv"
COMMAND = re.compile(r"^ *(?:PEERSUPPORT_\w+='[^']*' )?peersupport [a-z]")
ELSEWHERE = {
    "docs/how-to/run-as-a-service.md": "needs systemd, a user of its own and root; its unit is tried in tests/rules",
    "docs/how-to/run-in-a-container.md": "needs an engine; tests/pages/test_container.py does it with buildah",
    "docs/install-teams.md": "asks Microsoft; its steps are install-slack's with other settings",
    "docs/report.md": "tests/settings/test_report_command.py runs them on invented figures",
    "docs/how-to/try-teams-without-a-tenant.md": "tests/platforms/teams/agents_playground follows it",
    "docs/how-to/rotas-from-calendars.md": "tests/rota runs its commands",
}
"""Pages whose commands are not run here, and why."""
SAYS = {
    "peersupport manifest slack --url": "https://peers.example.org/slack/events",
    "peersupport manifest slack --socket-mode": "socket_mode_enabled: true",
    "peersupport keys init": "keys",
    "peersupport roster import people.csv --apply": "added",
    "peersupport roster import roster.csv --apply": "",
    "peersupport check": "Slack",
    "peersupport migrate": "The database is up to date.",
    "peersupport run": "The programme runs",
}
"""What a command has to say, by how it begins."""


@dataclass
class Folder:
    """A fresh folder, in which a page is followed by somebody who has ``peersupport`` on their path."""

    path: Path
    settings: dict[str, str]
    placeholders: dict[str, str] = field(default_factory=dict[str, str])

    def runs(self, line: str) -> None:
        """One line, by a shell; `run` is stopped once it answers."""
        for before, after in self.placeholders.items():
            line = line.replace(before, after)
        if re.search(r"peersupport run\b", line):
            self._starts(line)
            return
        done = subprocess.run(["bash", "-c", line], **self._how(), check=False)
        said = done.stdout + done.stderr
        assert done.returncode in ({0, 1} if "peersupport check" in line else {0}), f"{line}\n{said}"
        self._compares(line, said)

    def _starts(self, line: str) -> None:
        with subprocess.Popen(["bash", "-c", f"exec env {line}"], **self._how()) as bot:
            try:
                assert any(self._answers(bot) for _ in range(300)), "it does not answer"
            finally:
                bot.send_signal(signal.SIGTERM)
            said, wrong = bot.communicate(timeout=20)
        assert bot.returncode == 0, wrong
        self._compares(line, said + wrong)

    def _answers(self, bot: subprocess.Popen[str]) -> bool:
        time.sleep(0.1)
        assert bot.poll() is None, bot.communicate()
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.settings['PEERSUPPORT_PORT']}/healthz", timeout=2
            ) as answer:
                return answer.status == 200
        except OSError:
            return False

    def _compares(self, line: str, said: str) -> None:
        for begin, words in SAYS.items():
            if begin in line:
                assert words in said, f"{line}\n{said}"

    def _how(self) -> dict:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {
            "cwd": self.path,
            "env": {"PATH": path, "HOME": str(self.path), "LANG": "C.UTF-8", **self.settings},
            "text": True,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
        }


def commands(page: str) -> Iterator[str]:
    """Every command of ours in the page's code, without what is said about it beside."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for language, block in re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if language in {"", "sh"} and COMMAND.match(line):
                yield re.split(r" {2,}(?![^']*'$)", line.strip())[0]


@pytest.fixture
def folder(tmp_path: Path, unused_tcp_port: int) -> Folder:
    """With a policy, since Slack and Teams start with crisis lines only, and with the files that the pages speak of."""
    (tmp_path / "policy.toml").write_text('country = "US"\n')
    for name in ("people.csv", "roster.csv"):
        (tmp_path / name).write_bytes(ROSTER.read_bytes())
    settings = {
        "PEERSUPPORT_DATABASE_URL": f"sqlite:///{tmp_path / 'peersupport.db'}",
        "PEERSUPPORT_KEY_DIR": str(tmp_path / "keys"),
        "PEERSUPPORT_POLICY": str(tmp_path / "policy.toml"),
        "PEERSUPPORT_PORT": str(unused_tcp_port),
        **SLACK,
    }
    return Folder(tmp_path, settings, {"> policy.toml": "> printed.toml"})


@pytest.mark.slow
def test_install_slack(folder: Folder):
    for line in commands("docs/install-slack.md"):
        folder.runs(line)


@pytest.mark.slow
def test_import_the_roster(folder: Folder):
    folder.runs("peersupport keys init")
    folder.path.joinpath("roster.csv").unlink()
    for line in commands("docs/how-to/import-the-roster.md"):
        folder.runs(line)
        if "export" in line:  # and somebody writes people into it
            folder.path.joinpath("roster.csv").write_bytes(ROSTER.read_bytes())


@pytest.mark.slow
def test_import_the_directory(folder: Folder):
    folder.runs("peersupport keys init")
    folder.path.joinpath("people.csv").write_text("address,name\nslack:T0HOSPITAL/U0ANA,Ana Duarte\n")
    for line in commands("docs/how-to/import-the-directory.md"):
        if "export" in line:
            folder.path.joinpath("people.csv").unlink()
        folder.runs(line)


@pytest.mark.slow
def test_set_the_crisis_lines(folder: Folder):
    folder.path.joinpath("policy.toml").write_text('country = "US"\n[sites.toronto]\ncountry = "CA"\nregion = "ON"\n')
    folder.runs("peersupport keys init")
    for line in commands("docs/how-to/set-the-crisis-lines.md"):
        folder.runs(line)


@pytest.mark.slow
@pytest.mark.postgres
def test_set_up_postgresql(folder: Folder, postgres_server: str):
    """With its two roles: the owner makes the tables, and the app's role runs the bot."""
    first, *later = steps()
    run(postgres_server, first)
    try:
        for statements in later:
            run(as_role(postgres_server), statements)
        server = "db.example.org/peersupport?sslmode=verify-full"
        for role in ("owner", "app"):
            url = as_role(postgres_server, role).replace("+psycopg", "")
            folder.placeholders[f"postgresql://peersupport_{role}:…@{server}"] = url
        del folder.settings["PEERSUPPORT_DATABASE_URL"]
        found = list(commands("docs/how-to/set-up-postgresql.md"))
        assert len(found) >= 3
        for line in found:
            folder.runs(line)
    finally:
        roles = [f"DROP ROLE {NAME}_owner", f"DROP ROLE {NAME}_app"]
        run(postgres_server, [f"DROP DATABASE {NAME} WITH (FORCE)", *roles])


def test_every_page_with_commands_is_followed_or_says_why_not():
    pages = {str(one.relative_to(ROOT)) for one in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))}
    with_commands = {page for page in pages if any(True for _ in commands(page))}
    followed = {f"docs/{name}.md" for name in ("install-slack",)} | {
        f"docs/how-to/{name}.md"
        for name in ("import-the-roster", "import-the-directory", "set-the-crisis-lines", "set-up-postgresql")
    }
    assert with_commands - followed - ELSEWHERE.keys() == set()
    assert all(shlex.split(line) for page in followed for line in commands(page))
