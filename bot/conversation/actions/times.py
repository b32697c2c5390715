"""Reads hours, quiet hours and leave from a form: a supporter's own, or that of whoever runs the programme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from bot.conversation.actions.rows import drafted
from bot.conversation.views.availability import PRESETS, leave_code
from bot.domain.errors import BadHoursError
from bot.domain.hours import Leave, narrow_hours, waking
from bot.domain.policy import Quiet
from bot.domain.typed.hours import parse_hours
from bot.ui import FieldErrors, say

if TYPE_CHECKING:
    from bot.domain.hours import Window
    from bot.domain.people import Supporter
    from bot.domain.policy import Policy
    from bot.ui import Submitted, Words

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, kw_only=True)
class Times:
    """When somebody can be asked, and when they are away; ``quiet`` is None for the programme's."""

    hours: tuple[Window, ...]
    leave: tuple[Leave, ...]
    quiet: Quiet | None


def read_times(form: Submitted, supporter: Supporter, policy: Policy, *, never: Words) -> Times | FieldErrors:
    """What the form says, beside the leave that the ``supporter`` has; ``never``: that nobody could ask them so."""
    chosen = [PRESETS[code][0] for code in form.many("preset") if code in PRESETS]
    try:
        hours = parse_hours("; ".join(chosen) if chosen else form.one("hours"))
    except BadHoursError:
        return FieldErrors((("hours", say("Please write hours such as Mon-Fri 08:00-18:00; Sat 09:00-12:00.")),))
    quiet, leave = _quiet(policy, form), _leave(supporter, form)
    if isinstance(quiet, FieldErrors):
        return quiet
    bounds = quiet or policy.quiet
    if hours and not narrow_hours(hours, waking(bounds.starts, bounds.ends)):
        return FieldErrors((("quiet_from", never),))
    if isinstance(leave, FieldErrors):
        return leave
    return Times(hours=hours, leave=leave, quiet=quiet)


def _quiet(policy: Policy, form: Submitted) -> Quiet | FieldErrors | None:
    """Their own quiet hours; None for the programme's, which may change."""
    texts = {name: form.one(name) for name in ("quiet_from", "quiet_to")}
    if not any(texts.values()):
        return None
    for name, text in texts.items():
        if not _CLOCK.fullmatch(text):
            return FieldErrors(((name, say("Please give both times, such as 21:00, or none.")),))
    found = Quiet(starts=time.fromisoformat(texts["quiet_from"]), ends=time.fromisoformat(texts["quiet_to"]))
    if found.starts == found.ends:
        return FieldErrors((("quiet_to", say("Quiet hours need a beginning and another end.")),))
    return None if found == policy.quiet else found


def _leave(supporter: Supporter, form: Submitted) -> tuple[Leave, ...] | FieldErrors:
    """Every leave that stays, and one more if days are given."""
    kept = _kept_leave(supporter, form)
    days = {name: form.one(name) for name in ("away_from", "away_to")}
    if not any(days.values()):
        return kept
    for name, text in days.items():
        if not text:
            return FieldErrors(((name, say("Please give both days, or none.")),))
        if not is_day(text):
            return FieldErrors(((name, say("Please pick a day.")),))
    first, last = (date.fromisoformat(text) for text in days.values())
    if last < first:
        return FieldErrors((("away_to", say("The last day is before the first.")),))
    return tuple(sorted({*kept, Leave(first, last)}, key=lambda one: (one.first, one.last)))


def _kept_leave(supporter: Supporter, form: Submitted) -> tuple[Leave, ...]:
    """All but what this form showed and was unticked: what was saved after it was opened stays as well."""
    answered = any(name == "leave" for name, _ in form.values)
    gone = {*drafted(form, "leave")} - {*form.many("leave")} if answered else set[str]()
    return tuple(one for one in supporter.leave if leave_code(one) not in gone)


def is_day(text: str) -> bool:
    """Whether it is a day of the calendar, as a form sends it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
