"""What a supporter sets about themselves, and the clinical back-up they can page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import excluded, key_of
from bot.conversation.events import (
    BackupAnswered,
    BackupPaged,
    HoursChanged,
    PeopleAvoided,
    SettingsChanged,
    SupportLogged,
)
from bot.conversation.views import card, care
from bot.domain.hours import Leave, local
from bot.domain.people import Role
from bot.ui import FieldErrors, Form, Reply, Show, Submitted, Toast, Words, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight
    from bot.domain.people import Supporter

_A_WEEK = timedelta(days=6)  # today and six more days
NEED_CODES = frozenset({"settings", "settings_send"})


def _for_supporters(build: Callable[[Sight], Form]) -> View:
    """A form for those who support; everybody else reads that it is for them."""

    def view(sight: Sight, _form: Submitted) -> Reply:
        return Show(build(sight) if sight.holds(Role.SUPPORTER) else care.no_supporter(sight.policy))

    return view


def _own(sight: Sight) -> Supporter | None:
    return sight.supporting


def _today(sight: Sight) -> date:
    return local(sight.now, sight.member.timezone if sight.member else sight.policy.timezone).date()


def _away(sight: Sight, _form: Submitted) -> Event | Reply:
    """From today for a week; leave that was planned stays."""
    supporter = _own(sight)
    if supporter is None:
        return Show(care.no_supporter(sight.policy))
    week = Leave(_today(sight), _today(sight) + _A_WEEK)
    return HoursChanged(by=sight.person, hours=supporter.hours, leave=(week, *supporter.leave))


def _back(sight: Sight, _form: Submitted) -> Event | Reply:
    """The leave that is now is over; a later one stays."""
    supporter = _own(sight)
    if supporter is None:
        return Show(care.no_supporter(sight.policy))
    later = tuple(one for one in supporter.leave if one.first > _today(sight))
    return HoursChanged(by=sight.person, hours=supporter.hours, leave=later)


def _settings(sight: Sight, form: Submitted) -> Event | Reply:
    supporter = _own(sight)
    if supporter is None:
        return Show(care.no_supporter(sight.policy))
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


def _answered(sight: Sight, form: Submitted) -> Event | Reply:
    if not sight.holds(Role.BACKUP):
        return Show(card.moved_on())
    return BackupAnswered(by=sight.person, key=key_of(sight, form))


def _after_answering(sight: Sight, form: Submitted, _flash: Words | None) -> Reply:
    if sight.caller is None or not sight.holds(Role.BACKUP):
        return Show(card.moved_on())
    return Show(care.backup_card(sight.policy, sight.caller))


def _after_caring(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    return Show(care.care(sight, flash))


def _in_passing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    return Toast(flash) if flash else Show(care.no_supporter(sight.policy))


VIEWS: dict[str, View] = {
    "care": _for_supporters(care.care),
    "avoid": _for_supporters(care.avoid_form),
    "settings": _for_supporters(care.settings_form),
    "backup": _for_supporters(care.backup_form),
}
DEEDS: dict[str, Deed] = {
    "away": _away,
    "back": _back,
    "avoid_send": lambda sight, form: PeopleAvoided(by=sight.person, avoid=excluded(form.many("avoid"))),
    "settings_send": _settings,
    "supported": lambda sight, _: SupportLogged(by=sight.person),
    "backup_send": lambda sight, form: BackupPaged(by=sight.person, key=key_of(sight, form)),
    "backup_answer": _answered,
}
ANSWERS: dict[str, Answer] = {
    "away": _in_passing,
    "back": _in_passing,
    "avoid_send": _after_caring,
    "settings_send": _after_caring,
    "supported": _in_passing,
    "backup_send": lambda sight, _form, flash: Show(
        care.backup_paged(sight.policy, flash) if sight.holds(Role.SUPPORTER) else care.no_supporter(sight.policy)
    ),
    "backup_answer": _after_answering,
}
