"""Reads a calendar in a process of its own, so that a hostile file costs neither memory, time nor the event loop."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.rota.reading import Busy, Entry, Problem, Reading, UnreadableCalendarError

if TYPE_CHECKING:
    from bot.rota.reading import Window

SECONDS = 20.0
"""How long a file may take altogether; the child gives up by itself after less processor time."""


async def read_apart(data: bytes, window: Window, *, seconds: float = SECONDS) -> Reading:
    """All entries that touch the window; raises UnreadableCalendarError, also where time or memory ran out."""
    head = json.dumps([window.starts.isoformat(), window.ends.isoformat(), window.zone, window.otherwise]).encode()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.rota.child"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # a traceback could quote the file
        env=_environment(),
    )
    try:
        async with asyncio.timeout(seconds):
            written, _ = await process.communicate(head + b"\n" + data)
    except TimeoutError:
        raise UnreadableCalendarError(f"reading it took longer than {seconds:g} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise UnreadableCalendarError("reading it took too much memory or time")
    return _reading(json.loads(written))


def _environment() -> dict[str, str]:
    """No secrets: only what Python needs to find the same packages."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}


def _reading(found: dict[str, Any]) -> Reading:
    if "refused" in found:
        raise UnreadableCalendarError(found["refused"])
    return Reading(
        entries=tuple(_entry(*one) for one in found["entries"]),
        problems=tuple(Problem(*one) for one in found["problems"]),
        only_busy=found["only_busy"],
    )


def _entry(*cells: Any) -> Entry:  # noqa: ANN401 - one row of JSON
    starts, ends, line, summary, mails, ids, busy, written, all_day = cells
    return Entry(
        starts=datetime.fromisoformat(starts),
        ends=datetime.fromisoformat(ends),
        line=line,
        summary=summary,
        mails=tuple(mails),
        ids=tuple(ids),
        busy=Busy(busy),
        busy_is_written=written,
        all_day=all_day,
    )
