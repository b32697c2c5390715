"""Everybody who was asked takes the same request at the same instant, in rounds: one gets it, one sees it (T3)."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain.case import Case, Move, NextStep, Offer, OfferState, Origin, Step
from bot.domain.people import Member, PersonId, Role, Supporter
from store.opening import open_store
from tests.crashes.race_worker import NOW
from tests.proof import count, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.case import CaseCode
    from store.sealing import Keyring
    from store.sealing.folder import KeyFolder
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork
    from tests.proof import Part

ROUNDS, PRESSES = count((3, 20), (50, 200), (2_000, 1_000))
"""How many rounds, and how many presses each: everybody who was asked presses twice."""
PEERS = [f"peer{number}" for number in range(PRESSES // 2)]
ROOT = Path(__file__).parents[2]


class Worker:
    """A process of its own; several work on one PostgreSQL, and one on SQLite."""

    def __init__(self, stack: ExitStack, url: str, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.crashes.race_worker", url, str(folder)]
        self._process = stack.enter_context(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        )
        stack.callback(self._process.terminate)
        assert self._heard() == "ready"

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def presses(self, code: CaseCode, presses: list[tuple[str, int]]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"code": code, "presses": presses}) + "\n")
        self._process.stdin.flush()

    def shown(self) -> list[str]:
        return json.loads(self._heard())


def enrol(work: SqlUnitOfWork) -> None:
    """None of them is ever full, or they would run out of peers before the rounds are over."""
    trained, roles = Supporter(trained_on=date(2026, 1, 1), cap_open=1_000_000), frozenset({Role.SUPPORTER})
    people = [PersonId(f"web:{who}") for who in PEERS]
    work.roster.replace_all(
        [Member(person=one, name=one, roles=roles, timezone="UTC", supporter=trained) for one in people]
    )


def put(work: SqlUnitOfWork, number: int) -> CaseCode:
    """A case that everybody was asked to take."""
    offers = tuple(
        Offer(number=at, supporter=PersonId(f"web:{who}"), asked_at=NOW, state=OfferState.DELIVERED)
        for at, who in enumerate(PEERS, start=1)
    )
    case = Case(
        code=work.cases.new_code(),
        recipient=PersonId(f"web:recipient{number}"),
        step=Step.OFFERED,
        origin=Origin.SELF,
        opened_at=NOW,
        match_by=NOW,
        offers=offers,
        next_step=NextStep(move=Move.DEADLINE_MISSED, due=NOW + timedelta(days=1)),
    )
    work.cases.save(case)
    return case.code


def purge(work: SqlUnitOfWork, code: CaseCode) -> None:
    """What a round leaves would slow down those that follow."""
    found = work.cases.lock(code)
    assert found is not None
    work.cases.save(Case(code=code, recipient=found.recipient, step=Step.PURGED, version=found.version))


@pytest.fixture
def judge(database_url: str, keys: Keyring, no_power_cut: None) -> Iterator[SqlStore]:
    """On PostgreSQL it puts the cases and looks at them afterwards."""
    opened = open_store(database_url, keys)
    opened.run_now(enrol)
    yield opened
    opened.close()


def round_of(workers: list[Worker], code: CaseCode, dice: random.Random) -> list[str]:
    """Everybody presses *Take it* twice, on any of the processes; returns to whom the name was shown."""
    presses = [(who, number) for number, who in enumerate(PEERS, start=1)] * 2
    dice.shuffle(presses)
    for at, worker in enumerate(workers):
        worker.presses(code, presses[at :: len(workers)])
    return [who for worker in workers for who in worker.shown()]


@pytest.mark.proof("T3", tried="part", unit="rounds")
@pytest.mark.timeout(count(120, 1_800, 3_600))
@pytest.mark.parametrize("part", parts(ROUNDS, each=50), ids=str)
@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_over_four_processes_exactly_one_takes_it_and_only_they_see_the_name(
    database_url: str, judge: SqlStore, key_folder: KeyFolder, part: Part
) -> None:
    dice = random.Random(part.seed)  # noqa: S311 - a failure has to come again
    with ExitStack() as stack:
        workers = [Worker(stack, database_url, key_folder.path) for _ in range(4)]
        for number in range(part.tries):
            code = judge.run_now(lambda work, number=number: put(work, number))
            shown = round_of(workers, code, dice)
            one_takes_it(judge.read_now(lambda work, code=code: work.cases.get(code)), shown)
            judge.run_now(lambda work, code=code: purge(work, code))


@pytest.mark.proof("T3", tried="part", unit="rounds")
@pytest.mark.timeout(count(120, 1_800, 3_600))
@pytest.mark.parametrize("part", parts(ROUNDS, each=50), ids=str)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_in_one_process_exactly_one_takes_it_and_only_they_see_the_name(
    database_url: str, judge: SqlStore, key_folder: KeyFolder, part: Part, keys: Keyring
) -> None:
    """SQLite belongs to one process: the cases are put before it starts, and looked at afterwards."""
    dice = random.Random(part.seed)  # noqa: S311 - a failure has to come again
    codes = [judge.run_now(lambda work, number=number: put(work, number)) for number in range(part.tries)]
    judge.close()
    with ExitStack() as stack:
        worker = Worker(stack, database_url, key_folder.path)
        found = {code: round_of([worker], code, dice) for code in codes}
    again = open_store(database_url, keys)
    for code, shown in found.items():
        one_takes_it(again.read_now(lambda work, code=code: work.cases.get(code)), shown)
    again.close()


def one_takes_it(case: Case | None, shown: list[str]) -> None:
    assert case is not None
    assert case.supporter == f"web:{shown[0]}"
    assert set(shown) == {shown[0]}
    assert sum(one.state is OfferState.TAKEN for one in case.offers) == 1
