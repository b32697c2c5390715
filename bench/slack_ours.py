"""The programme as `peersupport run` serves it, on an address and a database that the measurement chose."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bench.slack_world import BOT_TOKEN, SECRET
from bot import log
from bot.app.server import serve
from bot.domain.policy import Policy
from bot.settings import Settings, SlackSettings
from store.sealing import create_keys


def settings(folder: Path, api_url: str, database_url: str) -> Settings:
    """A new installation, with keys of its own."""
    create_keys(folder / "keys")
    return Settings(
        database_url=database_url,
        key_dir=folder / "keys",
        folder=folder,
        host="127.0.0.1",
        port=0,
        policy=Policy(),
        policy_path=None,
        playground=False,
        slack=SlackSettings(SECRET, BOT_TOKEN, None, api_url),
    )


def announce(address: str) -> None:
    """Whoever started this process waits for the line."""
    print(address, flush=True)


if __name__ == "__main__":
    chosen, api, database = sys.argv[1:]
    log.set_up("json")
    asyncio.run(serve(settings(Path(chosen), api, database), announce=announce))
