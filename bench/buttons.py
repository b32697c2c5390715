"""How many statements a coordinator's presses take, every button once, while many cases are kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench import report
from bot import app, settings
from bot.conversation.actions import ROWS
from bot.domain.case import Case, CaseCode, Move, NextStep, Origin, Step
from bot.domain.people import Address, Member, PersonId, Role, Traits
from bot.domain.policy import Policy
from bot.ports import Incoming
from bot.service import Context, Service
from bot.ui import Action, Pressed
from store.transaction import Transaction

if TYPE_CHECKING:
    from bot.app import Programme

CASES = 300
BEFORE, BUTTONS_BEFORE = 1112, 97
"""At 106950a, where every press of a coordinator read all that might be shown of every case."""


async def pressed(programme: Programme) -> int:
    """Statements that all buttons together take, pressed in turn by a coordinator, about a case that waits for them.

    Nothing is delivered meanwhile, and nothing comes due: only what a press itself asks counts.
    """
    world = Context(programme.store, programme.clock, _Nobody(), Policy(), ("web",))
    service = Service(world, wake=lambda: None, told=lambda *_: None)
    coordinator = await programme.store.run(_prepared)
    asked = 0
    execute = Transaction.execute

    def counted(scope: Transaction, *statement: Any, **values: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(scope, *statement, **values)

    with patch.object(Transaction, "execute", counted):
        for name in sorted(ROWS):
            action = Action(name, CaseCode("Z000"), 0, (("key", ("bench",)),))
            await service.handle(Incoming(coordinator, Pressed(action)))
    return asked


class _Nobody:
    """A directory that knows nothing of anybody."""

    def traits(self, person: PersonId) -> Traits:  # noqa: ARG002 - a port
        """Nothing."""
        return Traits()

    def timezone(self, person: PersonId) -> None:
        """Unknown."""

    def locale(self, person: PersonId) -> str:  # noqa: ARG002 - a port
        """English."""
        return "en"


def _prepared(work: Any) -> Address:
    """A coordinator, and so many cases that need one."""
    coordinator, now = PersonId("web:coordinator"), datetime.now(UTC)
    roles = frozenset({Role.COORDINATOR})
    work.roster.save(Member(person=coordinator, name="Coordinator", roles=roles, timezone="UTC"))
    for number in range(CASES):
        case = Case(
            code=CaseCode(f"Z{number:03}"),
            recipient=PersonId(f"web:recipient-{number}"),
            origin=Origin.SELF,
            opened_at=now,
            match_by=now,
            step=Step.NEEDS_COORDINATOR,
            next_step=NextStep(move=Move.COORDINATOR_OVERDUE, due=now),
        )
        work.cases.save(case)
    return Address.parse(coordinator)


async def main() -> None:
    """Print the figure beside the one of the release before."""
    report.quiet()
    with TemporaryDirectory() as folder:
        programme = app.compose_playground(settings.throw_away(Path(folder), port=0))
        asked = await pressed(programme)
    report.line(f"statements of {len(ROWS)} buttons, {CASES} cases", f"{asked}")
    report.at_most("  of one, on average", asked / len(ROWS), BEFORE / BUTTONS_BEFORE / 2, form=".2f")


if __name__ == "__main__":
    asyncio.run(main())
