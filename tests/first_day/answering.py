"""Answers to the twelve questions, typed in a terminal."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from bot.__main__ import command
from tests.platforms.slack.fake.workspace import User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pytest

USERS = [
    User("U0MARION", "Marion Castellan"),
    User("U0BEN", "Ben Achterberg"),
    User("U0THEO", "Theodora Lang"),
    User("U0ANA", "Ana Duarte"),
    User("U0FATOU", "Fatou Diarra"),
    User("U0IDRIS", "Idris Falk"),
    User("U0ANAB", "Ana Brandt"),
    User("U0GONE", "Gone Person", deleted=True),
    User("U0APP", "Some App", is_bot=True),
]
LIMITS = "What you say stays between us, but for danger.\nNobody here takes notes."
SECRET = "signing-secret-of-tests"


@dataclass(frozen=True)
class Site:
    """A folder of its own, in which somebody answers."""

    folder: Path
    fixed: Mapping[str, str]

    def answers(self, **changed: Sequence[str]) -> str:
        """What is typed: a right answer to every question, or others in its place."""
        given = {
            "place": ("US", "MA"),
            "name": ("Peers for Peers",),
            "phone": ("617 555 0100",),
            "platform": ("slack", "xoxb-bot", SECRET, ""),
            "preset": ("1",),
            "limits": (str(self.folder / "limits.txt"), "Jo Counsel", "2026-08-03"),
            "coordinator": ("Marion Castellan",),
            "deputy": ("achterberg",),
            "director": ("theodora",),
            "supporters": ("Ana Duarte; Fatou", "2026-05-01"),
            "line": ("Employee assistance", "617 555 0123", "2026-11-20"),
            "folders": (str(self.folder / "keys"), str(self.folder / "backups")),
        }
        return "".join(f"{line}\n" for lines in {**given, **changed}.values() for line in lines)

    async def asks(self, typed: str, *options: str) -> str:
        """What stands in the terminal afterwards; in a thread of its own, as a command runs."""
        return await asyncio.to_thread(self._asks, typed, options)

    def _asks(self, typed: str, options: Sequence[str]) -> str:
        result = CliRunner().invoke(command, ["init", *options], input=typed)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    async def runs(self, *arguments: str) -> str:
        """Another command, in the same folder."""
        result = await asyncio.to_thread(CliRunner().invoke, command, list(arguments))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output


def site_in(folder: Path, api_url: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Where nothing is configured but where Slack is."""
    for name in list(os.environ):
        if name.startswith(("PEERSUPPORT_", "SLACK_", "MICROSOFT_", "TEAMS_", "LC_", "LANG")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("SLACK_API_URL", api_url)
    (folder / "limits.txt").write_text(LIMITS, encoding="utf-8")
    return Site(folder, {})
