"""What an action can be: a view only reads, a deed becomes an event, an answer says what is read after a deed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from bot.conversation.facts import Sight
from bot.conversation.views import card
from bot.domain.people import PersonId, Role
from bot.ui import FieldErrors, Form, Reply, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.events import Event

View: TypeAlias = Callable[[Sight, Submitted], Reply]
Deed: TypeAlias = Callable[[Sight, Submitted], "Event | Reply"]
Answer: TypeAlias = Callable[[Sight, Submitted, "Words | None"], Reply]

LONGEST = 200
"""Characters that a field may hold; most forms ask for fewer."""


def too_long(form: Submitted) -> FieldErrors | None:
    """Which fields have to be shortened, whatever the form would do with them."""
    found = [name for name, values in form.values if any(len(one) > LONGEST for one in values)]
    words = say("Please write at most {letters} letters.", letters=LONGEST)
    return FieldErrors(tuple((name, words) for name in found)) if found else None


def supports(sight: Sight) -> bool:
    """Whether the case of the action is this person's to support; no longer, once they have left the roster."""
    return sight.case is not None and sight.case.supporter == sight.person and sight.holds(Role.SUPPORTER)


def coordinates(sight: Sight) -> bool:
    """Whether this person runs the programme."""
    return sight.holds(Role.COORDINATOR, Role.DEPUTY)


def case_card(sight: Sight, flash: Words | None = None) -> Form:
    """The case for its supporter; for anybody else nothing but that it moved on."""
    case = sight.case
    return card.case_card(sight, case, flash) if case and supports(sight) else card.moved_on()


def drafted(form: Submitted, name: str) -> tuple[str, ...]:
    """What an earlier page of a form said."""
    return next((values for key, values in form.action.draft if key == name), ())


def key_of(sight: Sight, form: Submitted) -> str:
    """The random key that the form was made with: pressing twice means the same; a fresh one if it has none."""
    return next((one for one in drafted(form, "key") if one), sight.fresh)


def excluded(codes: tuple[str, ...]) -> frozenset[PersonId]:
    """The people that a field holds."""
    return frozenset(PersonId(code) for code in codes if code)
