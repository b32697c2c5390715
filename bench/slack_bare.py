"""The app that ours is measured against: Bolt as its first page shows it, in a process that ends with its starter.

It acknowledges everything; the command also opens a form, which is always the same.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from pathlib import Path
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.slack_world import BOT_TOKEN, SECRET
from tests.platforms.slack.fake.workspace import Rules


def app(api_url: str, form: dict[str, Any]) -> AsyncApp:
    """Two listeners and nothing else."""
    quiet = logging.getLogger("bench.bare")
    quiet.setLevel(logging.CRITICAL)
    made = AsyncApp(signing_secret=SECRET, client=AsyncWebClient(BOT_TOKEN, base_url=api_url), logger=quiet)

    async def opens(ack, body, client) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form)

    async def acknowledges(ack) -> None:
        await ack()

    made.command(Rules().command)(opens)
    made.action(re.compile(""))(acknowledges)
    made.view(re.compile(""))(acknowledges)
    return made


async def main(made: AsyncApp) -> None:
    """Serve until the input ends."""
    runner = web.AppRunner(made.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    api, shown = sys.argv[1:]
    asyncio.run(main(app(api, json.loads(Path(shown).read_text()))))
