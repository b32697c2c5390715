"""A new installation as `peersupport run` serves it, on an address and a database that the measurement chose."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import log
from bot.app.server import serve
from bot.domain.policy import Policy
from bot.settings import Settings
from bot.settings.lines import pretend_place

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import SlackSettings, TeamsSettings


def settings(
    folder: Path, database_url: str, *, slack: SlackSettings | None = None, teams: TeamsSettings | None = None
) -> Settings:
    """On one platform; its keys are in the folder."""
    return Settings(
        database_url=database_url,
        key_dir=folder / "keys",
        folder=folder,
        host="127.0.0.1",
        port=0,
        policy=pretend_place(Policy()),
        policy_path=None,
        playground=False,
        slack=slack,
        teams=teams,
    )


def run(chosen: Settings) -> None:
    """Serve until the process is ended; whoever started it waits for the line with the address."""
    log.set_up("json")
    asyncio.run(serve(chosen, announce=lambda address: print(address, flush=True)))
