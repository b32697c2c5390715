"""A stretch of the pretend hospital's life: suggestions every few days, and supporters who do their part."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.case import Step
from bot.domain.people import Address, Role
from bot.ports import Incoming
from bot.ui import Action, Pressed, Submitted

if TYPE_CHECKING:
    from bot.app import Programme
    from bot.domain.case import Case
    from bot.domain.people import PersonId
    from bot.scheduling.timelapse import Timelapse

_RECIPIENTS = ("tomasz-wilk", "lars-hedberg", "samir-benali", "jack-tulliver", "hana-kobashi", "arjun-mehtani")
_MOVES = {
    Step.ACCEPTED: ("attempt", ()),
    Step.OUTREACH: ("contact", ()),
    Step.CONNECTED: ("plan_send", (("plan", ("light",)),)),
}


async def live(programme: Programme, timelapse: Timelapse, *, days: int, every: int) -> None:
    """Live so many days; a colleague is suggested every few."""
    for day in range(days):
        if day % every == 0:
            await _suggest(programme, _RECIPIENTS[day // every % len(_RECIPIENTS)])
        await timelapse.move(timedelta(hours=12))
        await _answer(programme)
        await timelapse.move(timedelta(hours=12))


async def _suggest(programme: Programme, colleague: str) -> None:
    draft = (("colleague", (f"web:{colleague}",)), ("key", (f"bench-{colleague}",)))
    noor = Address("web", "noor-haddad")
    await programme.service.handle(Incoming(noor, Pressed(Action("suggest_send", draft=draft))))


async def _answer(programme: Programme) -> None:
    """Every supporter takes what they were asked, and does the next thing in each of their cases."""
    members = await programme.store.read(lambda work: work.roster.with_role(Role.SUPPORTER))
    for member in members:
        asked, mine = await programme.store.read(
            lambda work, person=member.person: (work.cases.offered_to(person), work.cases.supported_by(person))
        )
        for case in asked:
            offer = case.offer_to(member.person)
            await _press(programme, member.person, Action("take", case.code, offer.number if offer else 0))
        for case in mine:
            await _go_on(programme, member.person, case)


async def _go_on(programme: Programme, person: PersonId, case: Case) -> None:
    if case.step is Step.FOLLOW_UP and case.next_step and case.next_step.times:
        await _press(programme, person, Action("check_in", case.code, case.turn))
    elif case.step in _MOVES:
        name, values = _MOVES[case.step]
        gesture = Submitted(Action(name, case.code, case.turn), values)
        await programme.service.handle(Incoming(Address.parse(person), gesture))


async def _press(programme: Programme, person: PersonId, action: Action) -> None:
    await programme.service.handle(Incoming(Address.parse(person), Pressed(action)))
