"""The outbox on PostgreSQL, from claim to mark, to a receiver that does nothing; beside a worker of procrastinate.

Both write every step durably and in turn, in databases of one server. Procrastinate is needed for this alone.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import processes, report
from bot.clock import RealClock
from bot.domain.people import PersonId
from bot.ports import Delivered
from bot.scheduling.sweeps import Sweeps
from bot.ui import Message, Paragraph, Plain, say
from store.opening import open_store
from store.sealing import create_keys, open_keys

if TYPE_CHECKING:
    from bot.ports import Outcome
    from store.store import SqlStore

try:
    import procrastinate
except ImportError:
    procrastinate = None

JOBS, ROUNDS = 300, 5
WORKERS = (1, 4)
"""Jobs that procrastinate's worker may have in hand at once; the better one counts."""
INSTALL = "outbox / procrastinate: not measured; first run .venv/bin/uv pip install --group bench"
NUDGE = Message(blocks=(Paragraph((Plain(say("Thank you for asking. It is saved.")),)),), notification=say("Saved."))


class Receiver:
    """Fills the part of ports.Platform that sends: everything has arrived at once."""

    async def send(self, to: object, message: object, *, token: str) -> Outcome:  # noqa: ARG002
        return Delivered(token)


def write(store: SqlStore) -> None:
    """A nudge to each of so many people."""
    store.run_now(
        lambda work: [
            work.outbox.tell(PersonId(f"web:person-{one}"), NUDGE, case=None, name="", receipt=None)
            for one in range(JOBS)
        ]
    )


async def delivered(store: SqlStore) -> float:
    """Messages a second."""
    await asyncio.to_thread(write, store)
    sweeps = Sweeps(store, None, RealClock(), {"web": Receiver()})
    begun, done = time.perf_counter(), 0
    while claimed := await sweeps.deliver_outbox():
        done += claimed
    seconds = time.perf_counter() - begun
    left = await store.read(lambda work: work.outbox.waiting())
    if done != JOBS or left:
        raise RuntimeError(f"{done} of {JOBS} were delivered, {left} are left")
    return JOBS / seconds


async def worked(app: Any, task: Any, concurrency: int) -> float:
    """Jobs a second of procrastinate's worker, until there is none left."""
    await task.batch_defer_async(*({"number": one} for one in range(JOBS)))
    begun = time.perf_counter()
    await app.run_worker_async(wait=False, concurrency=concurrency, install_signal_handlers=False)
    seconds = time.perf_counter() - begun
    counts = await app.job_manager.list_jobs_async(status="todo")
    if list(counts):
        raise RuntimeError("procrastinate left jobs")
    return JOBS / seconds


async def compare(folder: Path, server: str) -> None:
    """In turn, so that a busy machine is as busy for the one as for the other."""
    create_keys(folder / "keys")
    store = open_store(processes.new_database(server, "outbox"), open_keys(folder / "keys", create=False))
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=processes.new_database(server, "jobs")))

    @app.task(name="nothing")
    async def nothing(number: int) -> None:
        pass

    pairs = []
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for _ in range(ROUNDS):
            ours = await delivered(store)
            theirs = [await worked(app, nothing, one) for one in WORKERS]
            pairs.append((ours, *theirs))
    store.close()
    ours, *theirs = (statistics.median(one) for one in zip(*pairs, strict=True))
    told = ", ".join(f"{rate:.0f} ({hands} at once)" for rate, hands in zip(theirs, WORKERS, strict=True))
    report.line("  outbox on PostgreSQL, messages a second", f"{ours:.0f}")
    report.line("  procrastinate, jobs a second", told)
    ratio = statistics.median(one[0] / max(one[1:]) for one in pairs)
    report.at_least("outbox / procrastinate", ratio, 3)


def main() -> None:
    """On a server of its own."""
    if procrastinate is None:
        print(INSTALL)
        return
    report.quiet()
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    report.line("load", processes.load())
    with tempfile.TemporaryDirectory() as name, processes.postgres(Path(name) / "server") as server:
        asyncio.run(compare(Path(name), server))


if __name__ == "__main__":
    main()
