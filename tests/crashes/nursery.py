"""A warm parent: has everything imported, forks a worker an order, kills it in time, and says what it had told."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
import signal
import sys
import time
import traceback

from tests.crashes.platforms import life
from tests.crashes.scripts import SCRIPTS
from tests.crashes.worker import DIED, Order, Worker


def main() -> None:
    """One order a line in, one account a line out."""
    logging.disable()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(carry_out(Order(**json.loads(line)))) + "\n")
        sys.stdout.flush()


def carry_out(order: Order) -> dict[str, object]:
    """Fork, kill, and collect."""
    reading, writing = os.pipe()
    if (worker := os.fork()) == 0:
        os.close(reading)
        live(order, writing)
    os.close(writing)
    text = ""
    if order.seconds is not None:
        while text.count("\n") < order.answers and (piece := os.read(reading, 65536)):
            text += piece.decode()
        text += read_until(reading, time.monotonic() + order.seconds)
        os.kill(worker, signal.SIGKILL)
    text += read_until(reading, None)
    os.close(reading)
    status = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    assert status in {0, DIED, -signal.SIGKILL}, f"the worker failed ({status}): {order}\n{text}"
    return {"told": text.splitlines(), "status": status}


def live(order: Order, writing: int) -> None:
    """The worker's whole life; nothing of the parent's runs at its end."""

    def tell(line: str) -> None:
        os.write(writing, f"{line}\n".encode())

    status = 1
    try:
        asyncio.run(life.serve(order, tell) if order.platform else SCRIPTS[order.script](Worker(order, tell)))
        status = 0
    except BaseException:  # noqa: BLE001 - the edge of a process: it says why it ends
        os.write(writing, traceback.format_exc().encode())
    finally:
        os._exit(status)


def read_until(pipe: int, deadline: float | None) -> str:
    """What a worker tells until it ends, or until the deadline."""
    pieces: list[bytes] = []
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not select.select([pipe], [], [], left)[0]:
            break
        if not (piece := os.read(pipe, 65536)):
            break
        pieces.append(piece)
    return b"".join(pieces).decode()


if __name__ == "__main__":
    main()
