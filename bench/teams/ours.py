"""The programme on Teams, in a process of its own, with so many open cases: each offered to somebody else."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.teams.connector.conversations import Conversation, tenant_of
from bench import installation
from bench.teams.world import REGION, object_id
from bot.clock import RealClock
from bot.conversation import nudges
from bot.conversation.flows.matching.offering import offer_name
from bot.domain.case import Case, Move, NextStep, Offer, Step, Urgency
from bot.domain.people import Address, Member, PersonId, Role, Supporter
from bot.domain.typed.hours import parse_hours
from bot.settings import TeamsSettings
from store.opening import open_store
from store.sealing import create_keys, open_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.unit_of_work import SqlUnitOfWork

TOGETHER = 50
SOON = timedelta(hours=4)
HOURS = parse_hours("Mon-Sun 00:00-24:00")


def supporter(tenant: str, number: int) -> Member:
    """Somebody who can be asked at any hour."""
    return Member(
        person=PersonId(f"teams:{tenant}/{object_id(number)}"),
        name=f"Person {number}",
        roles=frozenset({Role.SUPPORTER}),
        timezone="UTC",
        supporter=Supporter(hours=HOURS, trained_on=date(2026, 1, 5)),
    )


def offer(work: SqlUnitOfWork, asked: Iterable[Member], tenant: str, *, first: int) -> None:
    """A case for each of them, of somebody else; the question waits to be sent."""
    now = RealClock().now()
    for number, member in enumerate(asked, first):
        code = work.cases.new_code()
        work.cases.save(
            Case(
                code=code,
                recipient=PersonId(f"teams:{tenant}/{object_id(10_000 + number)}"),
                step=Step.OFFERED,
                turn=1,
                opened_at=now,
                match_by=now + SOON,
                offers=(Offer(number=1, supporter=member.person, asked_at=now),),
                next_step=NextStep(move=Move.DEADLINE_MISSED, due=now + SOON),
            )
        )
        message = nudges.offer(code, 1, Urgency.ROUTINE)
        work.outbox.tell(member.person, message, case=code, name=offer_name(1), receipt=1)


def seed(folder: Path, database: str, teams: TeamsSettings, *, people: int) -> None:
    """Everybody on the roster, a case for each, and where this tenant takes messages."""
    tenant, address = teams.tenant_id, tenant_of(Address("teams", f"{teams.tenant_id}/-"))
    place = Conversation(f"{teams.login_url}{REGION}/", "").encode()
    create_keys(folder / "keys")
    store = open_store(database, open_keys(folder / "keys", create=False))
    members = [supporter(tenant, number) for number in range(people)]
    store.run_now(lambda work: work.roster.replace_all(members))
    store.run_now(lambda work: work.conversations.keep(str(address), place))
    for first in range(0, people, TOGETHER):
        part = members[first : first + TOGETHER]
        store.run_now(lambda work, part=part, first=first: offer(work, part, tenant, first=first))
    store.close()


if __name__ == "__main__":
    chosen, url, told, count = sys.argv[1:]
    teams = TeamsSettings(**{**json.loads(told), "allowed_tenants": (json.loads(told)["tenant_id"],)})
    seed(Path(chosen), url, teams, people=int(count))
    installation.run(installation.settings(Path(chosen), url, teams=teams))
