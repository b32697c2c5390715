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
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, web

from bench import processes, report
from bench.days import live
from bot import app, settings
from bot.scheduling.timelapse import Timelapse

RUNS, PRESSES, DAYS, EVERY = 7, 200, 90, 3
BARE = (
    "import aiohttp.web, apscheduler.schedulers.asyncio, babel.dates, cryptography.hazmat.primitives.ciphers.aead, "
    "platformdirs, pydantic_settings, sqlalchemy.dialects.sqlite, typer"
)
PORT = 3977


def started(folder: Path) -> float:
    """Seconds from the command to the first healthy answer, on an existing database."""
    begun = time.perf_counter()
    environment = {
        "PEERSUPPORT_DATABASE_URL": f"sqlite:///{folder}/start.sqlite3",
        "PEERSUPPORT_KEY_DIR": f"{folder}/keys",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "PEERSUPPORT_PORT": str(PORT), **environment},
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
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def imported() -> float:
    """Seconds to import what a start uses, and nothing of ours."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)  # noqa: S603
    return time.perf_counter() - begun


async def pressed(folder: Path) -> float:
    """Median milliseconds of a press over HTTP, durable commit included: a supporter's hours, saved again and again."""
    programme = app.compose_playground(settings.throw_away(folder, port=0))
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
            async with session.post(
                f"{person}/press", json={"token": await _token(session, person, "I'd like support")}
            ) as answer:
                await answer.read()
            times.append((time.perf_counter() - begun) * 1000)
    await runner.cleanup()
    await programme.stop()
    return statistics.median(times)


async def _token(session: ClientSession, person: str, label: str) -> str:
    async with session.get(person) as answer:
        home = (await answer.json())["home"]
    found = re.search(rf'data-token="([^"]+)"[^>]*>\s*{re.escape(label.replace(chr(39), "&#x27;"))}', home)
    if found is None:
        raise LookupError(label)
    return found[1]


async def lived(folder: Path) -> float:
    """Seconds for ninety days of the seeded hospital, with a request every third day and a supporter who answers."""
    programme = app.compose_playground(settings.throw_away(folder, port=0))
    await programme.start()
    begun = time.perf_counter()
    await live(programme, Timelapse(programme.clock, programme.store, programme.pump), days=DAYS, every=EVERY)
    took = time.perf_counter() - begun
    await programme.stop()
    return took


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def hospital() -> None:
    """A start, a press and ninety days of the playground."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        started(folder)  # makes the database, so that what follows is a usual start
        starts, imports = zip(*((started(folder), imported()) for _ in range(RUNS)), strict=True)
        ratio = statistics.median(own / bare for own, bare in zip(starts, imports, strict=True))
        report.at_most("start to healthy / bare imports", ratio, 1.5, form=".2f")
        report.line(
            "  start, imports (median, s)", f"{statistics.median(starts):.2f}, {statistics.median(imports):.2f}"
        )
        report.at_most("press answered (median, ms)", asyncio.run(pressed(_made(folder / "pressed"))), 50)
        report.at_most(f"{DAYS} days of the hospital (s)", asyncio.run(lived(_made(folder / "lived"))), 10)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.at_most("peak memory of all this (MB)", peak, 150, form=".0f")


def main() -> None:
    """Print every figure with the bound that the project set itself, and how busy the machine was meanwhile."""
    report.quiet()
    report.line("load", processes.load())
    hospital()
    for module in ("bench.statements", "bench.buttons", "bench.slack", "bench.teams.measure", "bench.outbox"):
        subprocess.run([sys.executable, "-m", module], check=True)  # noqa: S603
    report.line("load", processes.load())


if __name__ == "__main__":
    main()
