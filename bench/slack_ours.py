"""The programme on Slack, in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from bench import installation
from bench.slack_world import BOT_TOKEN, SECRET
from bot.settings import SlackSettings
from store.sealing import create_keys

if __name__ == "__main__":
    chosen, api, database = sys.argv[1:]
    create_keys(Path(chosen) / "keys")
    installation.run(installation.settings(Path(chosen), database, slack=SlackSettings(SECRET, BOT_TOKEN, None, api)))
