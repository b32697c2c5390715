"""Buttons of a supporter's availability, and of the clinical back-up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    Deed,
    View,
    case_again,
    excluded,
    for_supporters,
)
from bot.conversation.actions.times import read_times
from bot.conversation.events.availability import HoursChanged, InformalSupportLogged, PeopleAvoided, SettingsChanged
from bot.conversation.needs import See
from bot.conversation.views import availability, home
from bot.domain.hours import Leave, day_in
from bot.domain.people import PersonId, Role, Supporter, elsewhere
from bot.ui import FieldErrors, Reply, Show, Submitted, Toast, Words, say

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight


_A_WEEK = timedelta(days=6)  # today and six more days


def _own(sight: Sight) -> Supporter | None:
    return sight.supporting


def _today(sight: Sight) -> date:
    return day_in(sight.now, sight.member.timezone if sight.member else sight.policy.timezone)


def _away(sight: Sight, _form: Submitted) -> Event | Reply:
    """From today for a week; leave that was planned stays."""
    supporter = _own(sight)
    if supporter is None:
        return Show(availability.no_supporter(sight.policy))
    week = Leave(_today(sight), _today(sight) + _A_WEEK)
    return HoursChanged(by=sight.person, hours=supporter.hours, leave=(week, *supporter.leave), quiet=supporter.quiet)


def _back(sight: Sight, _form: Submitted) -> Event | Reply:
    """The leave that is now is over; a later one stays."""
    supporter = _own(sight)
    if supporter is None:
        return Show(availability.no_supporter(sight.policy))
    later = tuple(one for one in supporter.leave if one.first > _today(sight))
    return HoursChanged(by=sight.person, hours=supporter.hours, leave=later, quiet=supporter.quiet)


def _settings(sight: Sight, form: Submitted) -> Event | Reply:
    supporter = _own(sight)
    if supporter is None:
        return Show(availability.no_supporter(sight.policy))
    cap = form.one("cap")
    if cap not in {str(count) for count in range(1, sight.policy.limits.open_cases + 1)}:
        return FieldErrors((("cap", say("Please choose one.")),))
    known = {*sight.codes.languages, *supporter.traits.languages}
    specialty = form.one("specialty")
    return SettingsChanged(
        by=sight.person,
        cap_open=int(cap),
        languages=frozenset(form.many("languages")) & known,
        specialty=specialty if specialty in sight.codes.specialties else supporter.traits.specialty,
    )


def _avoid_send(sight: Sight, form: Submitted) -> Event | Reply:
    """Whom the form could not show stays on the list, unless they are taken off by their own answer."""
    supporter = _own(sight)
    if supporter is None:
        return Show(availability.no_supporter(sight.policy))
    unseen = frozenset[PersonId]() if form.one("others") else elsewhere(supporter.avoid, sight.address or sight.person)
    return PeopleAvoided(by=sight.person, avoid=excluded(form.many("avoid")) | unseen)


def _after_caring(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    return Show(availability.care(sight, flash))


def _in_passing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    return Toast(flash) if flash else Show(availability.no_supporter(sight.policy))


def _hours_form(sight: Sight, _form: Submitted) -> Reply:
    return Show(home.hours_form(sight) if sight.holds(Role.SUPPORTER) else availability.no_supporter(sight.policy))


def _hours(sight: Sight, form: Submitted) -> Event | Reply:
    never = say("These hours lie in your quiet hours, so you would never be asked. Please change one of them.")
    times = read_times(form, sight.supporting or Supporter(), sight.policy, never=never)
    if isinstance(times, FieldErrors):
        return times
    return HoursChanged(by=sight.person, hours=times.hours, leave=times.leave, quiet=times.quiet)


ROWS: dict[str, View | Deed] = {
    "care": View(for_supporters(availability.care)),
    "avoid": View(for_supporters(availability.avoid_form)),
    "settings": View(for_supporters(availability.settings_form), See.CODES),
    "away": Deed(_away, _in_passing),
    "back": Deed(_back, _in_passing),
    "avoid_send": Deed(_avoid_send, _after_caring),
    "settings_send": Deed(_settings, _after_caring, See.CODES),
    "supported": Deed(lambda sight, _: InformalSupportLogged(by=sight.person), _in_passing),
    "hours": View(_hours_form),
    "hours_send": Deed(_hours, case_again, See.CASE),
}
