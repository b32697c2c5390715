"""The figures that the project promises, measured side by side in one run on this machine; `make bench` prints them."""

from __future__ import annotations

import asyncio
import re
import resource
import statistics
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, web

from bot import app, settings
from bot.scheduling.timelapse import Timelapse

RUNS, PRESSES, DAYS, EVERY = 7, 200, 90, 3
IMPORTS = "import aiohttp.web, alembic, apscheduler.schedulers.asyncio, babel.dates, cryptography.hazmat.primitives.ciphers.aead"
BARE = "import aiohttp.web, apscheduler.schedulers.asyncio, babel.dates, pydantic_settings, platformdirs, sqlalchemy, typer; import cryptography.hazmat.primitives.ciphers.aead, sqlalchemy.dialects.sqlite"  # noqa: E501


def started(folder: Path) -> float:
    """Seconds from the command to the first healthy answer, on an existing database."""
    begun = time.perf_counter()
    environment = {"PEERSUPPORT_DATABASE_URL": f"sqlite:///{folder}/start.sqlite3", "PEERSUPPORT_KEY_DIR": f"{folder}/keys"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "PEERSUPPORT_PORT": "3977", **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _healthy():
            time.sleep(0.005)
        return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _healthy() -> bool:
    try:
        with urllib.request.urlopen("http://127.0.0.1:3977/healthz", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def imported() -> float:
    """Seconds to import what a start uses, and nothing of ours."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)
    return time.perf_counter() - begun


async def pressed(folder: Path) -> float:
    """Median milliseconds of a press over HTTP, durable commit included: a supporter's hours, saved again and again."""
    programme = app.compose(settings.throw_away(folder, port=0))
    runner = web.AppRunner(programme.site, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    times: list[float] = []
    async with ClientSession(f"http://127.0.0.1:{port}") as session:
        person = "/api/people/ana-duarte"
        for _ in range(PRESSES):
            begun = time.perf_counter()
            async with session.post(f"{person}/press", json={"token": await _token(session, person, "I'd like support")}) as answer:
                await answer.read()
            times.append((time.perf_counter() - begun) * 1000)
    await runner.cleanup()
    await programme.stop()
    return statistics.median(times)


async def _token(session: ClientSession, person: str, label: str) -> str:
    async with session.get(person) as answer:
        home = (await answer.json())["home"]
    found = re.search(rf'data-token="([^"]+)"[^>]*>\s*{re.escape(label.replace(chr(39), "&#x27;"))}', home)
    assert found, "no such button"
    return found[1]


async def lived(folder: Path) -> float:
    """Seconds for ninety days of the seeded hospital, with a request every third day and a supporter who answers."""
    from bench.days import live  # noqa: PLC0415

    programme = app.compose(settings.throw_away(folder, port=0))
    await programme.start()
    begun = time.perf_counter()
    await live(programme, Timelapse(programme.clock, programme.store, programme.pump), days=DAYS, every=EVERY)
    took = time.perf_counter() - begun
    await programme.stop()
    return took
