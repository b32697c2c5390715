"""What every button and form means, and what is read afterwards; one file per stretch of what people do.

VIEWS and DEEDS are the whole list; a name that is in neither is an old button and shows the entry form.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, assert_never

from bot.conversation.actions import (
    asking,
    caring,
    changing,
    coordinating,
    keeping,
    linking,
    programme,
    sessions,
    supporting,
)
from bot.conversation.actions.kinds import case_card, supports, too_long
from bot.ui import Action, Gesture, HomeOpened, Opened, Pressed, Reply, Show, Submitted, Toast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.effects import Decision
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight

_STRETCHES = (asking, changing, coordinating, supporting, caring, keeping, linking, programme, sessions)
VIEWS: Mapping[str, View] = MappingProxyType({name: one for part in _STRETCHES for name, one in part.VIEWS.items()})
DEEDS: Mapping[str, Deed] = MappingProxyType({name: one for part in _STRETCHES for name, one in part.DEEDS.items()})
ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {name: one for part in _STRETCHES for name, one in part.ANSWERS.items()}
)
ABOUT_ME, NEED_CODES, NEED_EVERY = keeping.ABOUT_ME | linking.SHOW_ALL, caring.NEED_CODES, coordinating.NEED_EVERY
NEED_LINKS = keeping.ABOUT_ME | linking.LINKS
NEED_CANDIDATES = programme.NEED_CANDIDATES | {"assign"}
NEED_SESSIONS = sessions.NEED_SESSIONS
NEED_CALLER = frozenset({"backup_answer", "complaint_open"})
"""Whose answers draw on more than every sight has."""
ABOUT_OTHERS = frozenset({"suggest_send"})
"""Whose answers draw on less: what is kept about the person who acts has no part in them, and isn't looked up."""

WITHOUT_STORE = frozenset({"entry", "crisis", "suggest", "guide", "resources"})
"""Answered from the policy alone: the door and the crisis lines open with the database down."""


def sent(gesture: Gesture) -> Submitted:
    """Every gesture as a form that was sent; a press is a form without fields."""
    match gesture:
        case Submitted():
            return gesture
        case Pressed():
            return Submitted(gesture.action, ())
        case Opened() | HomeOpened():
            return Submitted(Action("entry"), ())
        case _:
            assert_never(gesture)


def only_reads(gesture: Gesture) -> bool:
    """Whether answering needs no transaction."""
    return sent(gesture).action.name not in DEEDS


def needs_nothing(gesture: Gesture) -> bool:
    """Whether the policy alone answers it."""
    return sent(gesture).action.name in WITHOUT_STORE


def show(sight: Sight, gesture: Gesture) -> Reply:
    """Answer a gesture that only reads."""
    form = sent(gesture)
    return too_long(form) or VIEWS.get(form.action.name, VIEWS["entry"])(sight, form)


def means(sight: Sight, gesture: Gesture) -> Event | Reply:
    """The event a deed stands for, or what has to be mended first."""
    form = sent(gesture)
    return too_long(form) or DEEDS[form.action.name](sight, form)


def answer(sight: Sight, gesture: Gesture, decision: Decision) -> Reply:
    """What the person reads after a deed, from the state as it is now; a late press reads the same."""
    form = sent(gesture)
    flash = decision.reply.words if isinstance(decision.reply, Toast) else None
    if special := ANSWERS.get(form.action.name):
        return special(sight, form, flash)
    return Toast(flash) if flash and not supports(sight) else Show(case_card(sight, flash))
