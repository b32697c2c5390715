"""Which of the seven lights are green, and what the others lack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.coverage import coverage
from bot.domain.eligibility import MatchContext, training_lapsed
from bot.domain.hours import day_in
from bot.domain.lines import Purpose
from bot.domain.lines.calls import overdue
from bot.domain.people import Drives, Role, Traits
from bot.domain.readiness.gaps import Gap, Light, Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.readiness.gaps import Standing

_BACKUP_AGE = timedelta(days=2)
_LEAST = {Role.COORDINATOR: 1, Role.DEPUTY: 1, Role.DIRECTOR: 1, Role.SUPPORTER: 2}
"""How many have to hold each role: whoever is absent, or whom it is about, has somebody in their place."""


def lights(at: Standing) -> dict[Light, tuple[Missing, ...]]:
    """Every light with what it lacks; green is one that lacks nothing."""
    return {light: tuple(_GAPS[light](at)) for light in Light}


def _platform(at: Standing) -> Iterator[Missing]:
    if not at.installation.platforms:
        yield Missing(gap=Gap.NO_PLATFORM)
    for name, trouble in at.installation.platforms:
        if trouble:
            yield Missing(gap=Gap.PLATFORM_TROUBLE, names=(name, trouble))


def _people(at: Standing) -> Iterator[Missing]:
    reached = [one for one in at.members if one.person not in at.unreachable]
    for role, least in _LEAST.items():
        if sum(one.has(role) for one in reached) < least:
            yield Missing(gap=Gap.ROLE_EMPTY, names=(role,), count=least)
    supporters = {one.person for one in at.members if one.has(Role.SUPPORTER)}
    if cut := supporters & at.unreachable:
        yield Missing(gap=Gap.UNREACHABLE, count=len(cut))


def _lines(at: Standing) -> Iterator[Missing]:
    known = at.policy.places.values()
    if not all(one.is_whole for one in known):
        yield Missing(gap=Gap.NO_LINES)
    today = day_in(at.now, at.policy.timezone)
    if late := [line.name for place in known for line in overdue(place, today)]:
        yield Missing(gap=Gap.NOT_CALLED, names=tuple(dict.fromkeys(late)))
    if not any(one.purpose is Purpose.SUPPORT for one in at.policy.crisis_lines):
        yield Missing(gap=Gap.NO_OWN_LINE)


def _limits(at: Standing) -> Iterator[Missing]:
    text = at.policy.confidence
    if text.placeholders:
        yield Missing(gap=Gap.PLACEHOLDERS, names=tuple(dict.fromkeys(text.placeholders)))
    elif not text.is_signed:
        yield Missing(gap=Gap.NOT_SIGNED)


def _keys(at: Standing) -> Iterator[Missing]:
    where = at.installation
    if where.keys_trouble:
        yield Missing(gap=Gap.KEYS_TROUBLE, names=(where.keys_trouble,))
    if where.beside_keys:
        yield Missing(gap=Gap.BESIDE_KEYS)
    if not where.backed_up or at.last_backup is None:
        yield Missing(gap=Gap.NO_BACKUP)
    elif day_in(at.now, "UTC") - at.last_backup > _BACKUP_AGE:
        yield Missing(gap=Gap.OLD_BACKUP)


def _hours(at: Standing) -> Iterator[Missing]:
    setting = MatchContext(now=at.now, policy=at.policy, recipient=Traits())
    known = [one.supporter for one in at.members if one.has(Role.SUPPORTER) and one.supporter]
    if lapsed := sum(training_lapsed(one, setting) for one in known):
        yield Missing(gap=Gap.NOT_TRAINED, count=lapsed)
    if empty := sum(share == 0 for share in coverage(at.members, {}, at.policy, now=at.now).anybody):
        yield Missing(gap=Gap.NOBODY_ON_A_DAY, count=empty)
    if at.rotas.stale:
        yield Missing(gap=Gap.STALE_ROTA, names=at.rotas.stale)
    if at.installation.turns and not any(one.drives is Drives.ON_CALL for one in at.policy.rota):
        yield Missing(gap=Gap.NO_ROTA, names=(at.installation.turns,))
    compares = not (at.policy.own_department and at.policy.other_departments)
    if compares and not (at.departments and any(one.traits.department for one in known)):
        yield Missing(gap=Gap.NO_DEPARTMENTS)


def _practice(at: Standing) -> Iterator[Missing]:
    if at.practised_on is None:
        yield Missing(gap=Gap.NO_PRACTICE)


_GAPS = {
    Light.PLATFORM: _platform,
    Light.PEOPLE: _people,
    Light.LINES: _lines,
    Light.LIMITS: _limits,
    Light.KEYS: _keys,
    Light.HOURS: _hours,
    Light.PRACTICE: _practice,
}
