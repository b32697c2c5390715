"""What every button and form means, and what is read afterwards; one file per stretch of what people do.

ROWS is the whole list; a name that is not in it is an old button and shows the entry form.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, assert_never

from bot.conversation.actions import (
    asking,
    availability,
    backup,
    desk,
    ending,
    incidents,
    knowing,
    linking,
    matching,
    oversight,
    pausing,
    privacy,
    sessions,
    supporting,
)
from bot.conversation.actions.rows import Deed, Press, View, supports, too_long
from bot.conversation.needs import See
from bot.conversation.views.supporting import standing
from bot.ui import Action, Gesture, Opened, Pressed, Reply, Submitted, Toast, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.effects import Decision
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight
    from bot.ui import Words

_STRETCHES = (
    asking,
    matching,
    supporting,
    pausing,
    ending,
    privacy,
    oversight,
    desk,
    availability,
    incidents,
    backup,
    sessions,
    linking,
    knowing,
)
ROWS: Mapping[str, View | Deed] = MappingProxyType(
    {name: row for part in _STRETCHES for name, row in part.ROWS.items()}
)

WITHOUT_STORE = frozenset({"entry", "crisis", "suggest", "guide", "resources", "sheet", "who_knows"})
"""Answered from the policy alone: the door and the crisis lines open with the database down."""


def pressed(gesture: Gesture) -> Press:
    """Every gesture as a form that was sent, with its row; a press is a form without fields, an old button the door."""
    form = sent(gesture)
    return Press(form, ROWS.get(form.action.name, ROWS["entry"]))


def sent(gesture: Gesture) -> Submitted:
    """Every gesture as a form that was sent."""
    match gesture:
        case Submitted():
            return gesture
        case Pressed():
            return Submitted(gesture.action, ())
        case Opened():
            return Submitted(Action("entry"), ())
        case _:
            assert_never(gesture)


def needs_nothing(press: Press) -> bool:
    """Whether the policy alone answers it."""
    return press.form.action.name in WITHOUT_STORE


def show(sight: Sight, press: Press) -> Reply:
    """Answer a press that only reads."""
    assert isinstance(press.row, View)  # noqa: S101 - a Deed becomes an event
    return too_long(press.form) or press.row.shows(sight, press.form)


def means(sight: Sight, press: Press) -> Event | Reply:
    """The event a deed stands for, or what has to be mended first."""
    assert isinstance(press.row, Deed)  # noqa: S101 - a View only shows
    return too_long(press.form) or press.row.means(sight, press.form)


def answer(sight: Sight, press: Press, decision: Decision) -> Reply:
    """What the person reads after a deed, from the state as it is now; a late press reads the same."""
    assert isinstance(press.row, Deed)  # noqa: S101 - a View only shows
    flash = decision.reply.words if isinstance(decision.reply, Toast) else _too_late(sight, press, decision)
    return press.row.then(sight, press.form, flash)


def _too_late(sight: Sight, press: Press, decision: Decision) -> Words | None:
    """How the case stands, for its supporter whose press changed nothing; anybody else reads that it moved on."""
    about_a_case = press.form.action.case is not None and See.CASE in press.row.needs
    if decision.changed or decision.effects or not about_a_case or sight.case is None or not supports(sight):
        return None
    now = standing(sight.case)
    return say("This came too late, or twice: nothing has changed. Where it stands: {now}.", now=now)
