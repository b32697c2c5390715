"""Runs the fake Teams until its input ends: ``python -m tests.platforms.teams.fake`` prints its address first."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

from tests.platforms.teams.fake.server import Teams, build


async def main() -> None:
    """Serve on a free port of this machine, for as long as whoever started it holds the other end of the pipe."""
    teams = Teams()
    runner = web.AppRunner(build(teams), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    teams.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    sys.stdout.write(teams.address + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
