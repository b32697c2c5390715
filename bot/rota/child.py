"""The process that reads one calendar: it limits its own memory and time, then writes what it read as JSON.

Started by ``bot.rota.process`` with an empty environment. What it reads was written by strangers.
"""

from __future__ import annotations

import json
import signal
import sys
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from bot.rota.reader import read_rota
from bot.rota.reading import BadLineError, UnreadableCalendarError, Window

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

MEMORY, SECONDS, SECONDS_FOR_ONE = 768_000_000, 15, 0.5


def main() -> None:
    """Read the window on the first line and the file after it from the standard input; write one JSON object."""
    _limit()
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    starts, ends, zone, otherwise = json.loads(head)
    window = Window(
        starts=datetime.fromisoformat(starts), ends=datetime.fromisoformat(ends), zone=zone, otherwise=otherwise
    )
    try:
        found = read_rota(data, window, _patience)
    except UnreadableCalendarError as error:
        json.dump({"refused": str(error)}, sys.stdout)
        return
    entries = [
        (
            *(one.starts.isoformat(), one.ends.isoformat(), one.line, one.summary, one.mails, one.ids, one.busy),
            *(one.busy_is_written, one.all_day),
        )
        for one in found.entries
    ]
    json.dump({"entries": entries, "problems": found.problems, "only_busy": found.only_busy}, sys.stdout)


def _limit() -> None:
    """Memory and processor time, where the system can: on Windows only the parent's clock holds."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def _patience(line: int) -> Generator[None]:
    """An event that takes too long is given up, and the others are read."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise BadLineError(line, f"took longer than {SECONDS_FOR_ONE} seconds: left out")

    signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_FOR_ONE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


if __name__ == "__main__":
    main()
