"""Buttons of the desk: its lists page by page, one case, the roster, and a supporter's entry."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    SEE_DESK,
    Deed,
    View,
    coordinates,
    drafted,
    for_coordinators,
    show_case,
    show_desk,
)
from bot.conversation.actions.times import is_day, read_times
from bot.conversation.events.availability import EntryEdited, SupporterTakenOff
from bot.conversation.needs import See
from bot.conversation.views import asking
from bot.conversation.views.desk import entry, roster
from bot.conversation.views.desk.one_case import desk_case
from bot.conversation.views.desk.paging import wanted_of
from bot.conversation.views.desk.queue import others
from bot.domain.hours import at_wall, day_in
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight
    from bot.domain.people import Member, Supporter


def _case(sight: Sight, form: Submitted) -> Reply:
    """The case of a button, or the one that was chosen; a search shows the desk again."""
    chosen = form.one("case")
    if not chosen:
        return show_case(sight, form) if form.action.case else show_desk(sight, form)
    case = next((one for one in others(sight) if one.code == chosen and sight.may_act(one)), None)
    return Show(desk_case(sight, case)) if case else show_desk(sight, form)


def _roster(sight: Sight, form: Submitted, flash: Words | None = None) -> Reply:
    runs = coordinates(sight)
    return Show(roster.roster(sight, wanted_of(form), flash) if runs else asking.entry(sight.policy))


def _member(sight: Sight, form: Submitted) -> Member | None:
    """Whose entry the form is about; nobody for those who don't run the programme."""
    who = form.one("supporter") or next(iter(drafted(form, "who")), "")
    found = (one.member for one in sight.candidates if one.member.person == who)
    return next(found, None) if coordinates(sight) else None


def _entry(sight: Sight, form: Submitted, flash: Words | None = None) -> Reply:
    """The entry that was chosen; a search, or nothing, shows the roster."""
    if not coordinates(sight) or not (form.one("supporter") or drafted(form, "who")):
        return _roster(sight, form)
    member = _member(sight, form)
    return Show(entry.entry_form(sight, member, flash) if member else entry.gone())


def _entry_send(sight: Sight, form: Submitted) -> Event | Reply:
    member = _member(sight, form)
    if member is None or member.supporter is None:
        return Show(entry.gone() if coordinates(sight) else asking.entry(sight.policy))
    never = say("These hours lie in their quiet hours, so they would never be asked. Please change one of them.")
    times = read_times(form, member.supporter, sight.policy, never=never)
    if isinstance(times, FieldErrors):
        return times
    cap, trained, pause = form.one("cap"), form.one("trained"), form.one("pause")
    if cap not in {str(count) for count in range(1, sight.policy.limits.open_cases + 1)}:
        return FieldErrors((("cap", say("Please choose one.")),))
    for name, day in (("trained", trained), ("pause", pause)):
        if day and not is_day(day):
            return FieldErrors(((name, say("Please pick a day.")),))
    if trained and date.fromisoformat(trained) > day_in(sight.now, member.timezone):
        return FieldErrors((("trained", say("This day is still to come.")),))
    return EntryEdited(
        by=sight.person,
        supporter=member.person,
        trained_on=date.fromisoformat(trained) if trained else None,
        cap_open=int(cap),
        hours=times.hours,
        leave=times.leave,
        quiet=times.quiet,
        rest_until=_rests_until(member, member.supporter, pause),
    )


def _rests_until(member: Member, supporter: Supporter, pause: str) -> datetime | None:
    """The beginning of the day that was given, on their clock; a rest whose day stays keeps its hour."""
    if not pause:
        return None
    day, rests = date.fromisoformat(pause), supporter.rest_until
    same = rests is not None and day_in(rests, member.timezone) == day
    return rests if same else at_wall(day, time(), member.timezone)


def _off(sight: Sight, form: Submitted) -> Reply:
    member = _member(sight, form)
    if member is None:
        return Show(entry.gone() if coordinates(sight) else asking.entry(sight.policy))
    return Show(entry.take_off_form(member))


def _off_send(sight: Sight, form: Submitted) -> Event | Reply:
    member = _member(sight, form)
    if member is None:
        return Show(entry.gone() if coordinates(sight) else asking.entry(sight.policy))
    return SupporterTakenOff(by=sight.person, supporter=member.person)


ROWS: dict[str, View | Deed] = {
    "desk": View(show_desk, *SEE_DESK),
    "desk_case": View(_case, See.CASE, *SEE_DESK),
    "roster": View(_roster, See.CANDIDATES, See.UNREACHABLE),
    "coverage": View(for_coordinators(roster.coverage_form), See.CANDIDATES),
    "fortnight": View(for_coordinators(roster.fortnight_form), See.CANDIDATES),
    "entry_open": View(_entry, See.CANDIDATES, See.UNREACHABLE),
    "entry_send": Deed(_entry_send, _entry, See.CANDIDATES, See.UNREACHABLE),
    "entry_off": View(_off, See.CANDIDATES),
    "entry_off_send": Deed(_off_send, _roster, See.CANDIDATES, See.UNREACHABLE),
}
