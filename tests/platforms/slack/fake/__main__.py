"""Runs the fake Slack until its input ends: ``python -m tests.platforms.slack.fake`` prints its address first."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

from tests.platforms.slack.fake.server import Slack, build


async def main() -> None:
    """Serve on a free port of this machine, for as long as whoever started it holds the other end of the pipe."""
    slack = Slack()
    runner = web.AppRunner(build(slack), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    sys.stdout.write(slack.address + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
