"""Everybody who was asked takes the same request at the same instant, in rounds: one gets it, one sees it (T3)."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.case import Case, Move, NextStep, Offer, OfferState, Origin, Step
from bot.domain.people import Address, Member, PersonId, Role, Supporter
from bot.domain.policy import Policy
from bot.ports import Incoming
from bot.service import Service, World
from bot.ui import Action, Mention, Paragraph, Pressed, Show
from store.database import open_store
from tests.cast import HOSPITAL
from tests.proof import count
from tests.simulation.world import Hands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.case import CaseCode
    from bot.ui import Reply
    from store.sealing import Keyring
    from store.sql_store import SqlStore
    from store.unit_of_work import SqlUnitOfWork

NOW = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
ROUNDS = count(5, 50, 500)
"""Of twenty presses each: ten who were asked, and everybody presses twice."""
PEERS = [f"peer{number}" for number in range(10)]


@pytest.fixture
def replicas(database_url: str, keys: Keyring, no_power_cut: None) -> Iterator[list[SqlStore]]:
    """Stores on one database as of several processes; SQLite has only one."""
    stores = [open_store(database_url, keys) for _ in range(1 if database_url.startswith("sqlite") else 3)]
    yield stores
    for store in stores:
        store.close()


def enrol(work: SqlUnitOfWork) -> None:
    trained, roles = Supporter(trained_on=date(2026, 1, 1)), frozenset({Role.SUPPORTER})
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


def discloses(reply: Reply | None) -> bool:
    blocks = reply.form.blocks if isinstance(reply, Show) else ()
    return any(isinstance(span, Mention) for one in blocks if isinstance(one, Paragraph) for span in one.spans)


async def round_of(services: list[Service], code: CaseCode, dice: random.Random) -> list[str]:
    """Everybody presses *Take it* twice, on any of the processes; returns to whom the name was shown."""
    presses = [(who, number) for number, who in enumerate(PEERS, start=1)] * 2
    dice.shuffle(presses)
    incoming = [Incoming(Address("web", who), Pressed(Action("take", code, number))) for who, number in presses]
    replies = await asyncio.gather(*(dice.choice(services).handle(one) for one in incoming))
    return [who for (who, _), reply in zip(presses, replies, strict=True) if discloses(reply)]


async def test_exactly_one_takes_it_and_only_they_see_the_name(replicas: list[SqlStore]) -> None:
    dice, first = random.Random(ROUNDS), replicas[0]  # noqa: S311 - a failure has to come again
    worlds = [World(store=store, clock=Hands(NOW), directory=HOSPITAL, policy=Policy()) for store in replicas]
    services = [Service(world, wake=lambda: None, told=lambda _event, _decision: None) for world in worlds]
    for number in range(ROUNDS):
        await first.run(enrol)
        code = await first.run(lambda work, number=number: put(work, number))
        shown = await round_of(services, code, dice)
        case = await first.read(lambda work, code=code: work.cases.get(code))
        assert case is not None
        assert case.supporter == f"web:{shown[0]}"
        assert set(shown) == {shown[0]}
        assert sum(one.state is OfferState.TAKEN for one in case.offers) == 1
