"""The rows of the table of buttons: a View only reads, a Deed becomes an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.conversation.facts import Sight
from bot.conversation.needs import See
from bot.conversation.views import asking, availability, supporting
from bot.conversation.views.desk.one_case import desk_case
from bot.conversation.views.desk.paging import wanted_of
from bot.conversation.views.desk.queue import desk
from bot.domain.people import PersonId, Role
from bot.ui import FieldErrors, Form, Reply, Show, Submitted, Toast, Words, say

if TYPE_CHECKING:
    from bot.conversation.events.every import Event

Shows: TypeAlias = Callable[[Sight, Submitted], Reply]
Means: TypeAlias = Callable[[Sight, Submitted], "Event | Reply"]
Then: TypeAlias = Callable[[Sight, Submitted, "Words | None"], Reply]


class View:
    """A button or a form that only reads, and what of a Sight it reads."""

    def __init__(self, shows: Shows, *needs: See) -> None:
        """``shows``: the reply."""
        self.shows, self.needs, self.before = shows, frozenset(needs), frozenset(needs)


class Deed:
    """A button or a form that becomes an event; ``then``: what is read afterwards, from the state as it is now."""

    def __init__(self, means: Means, then: Then, *needs: See, before: Iterable[See] | None = None) -> None:
        """``means``: the event, or what has to be mended first.

        ``before``: what ``means`` reads of a Sight, where that is not what ``then`` reads.
        """
        self.means, self.then, self.needs = means, then, frozenset(needs)
        self.before = self.needs if before is None else frozenset(before)


@dataclass(frozen=True)
class Press:
    """A gesture as a form that was sent, and the row of its button: looked up once, and handed on."""

    form: Submitted
    row: View | Deed


SEE_DESK = (See.DESK, See.HOLDS, See.NAMES)
"""What the desk shows."""
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
    return sight.runs


def case_card(sight: Sight, flash: Words | None = None) -> Form:
    """The case for its supporter; for anybody else nothing but that it moved on."""
    case = sight.case
    return supporting.case_card(sight, case, flash) if case and supports(sight) else supporting.moved_on()


def drafted(form: Submitted, name: str) -> tuple[str, ...]:
    """What an earlier page of a form said."""
    return next((values for key, values in form.action.draft if key == name), ())


def key_of(sight: Sight, form: Submitted) -> str:
    """The random key that the form was made with: pressing twice means the same; a fresh one if it has none."""
    return next((one for one in drafted(form, "key") if one), sight.fresh)


def excluded(codes: tuple[str, ...]) -> frozenset[PersonId]:
    """The people that a field holds."""
    return frozenset(PersonId(code) for code in codes if code)


def case_again(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    """The case as it is now, for its supporter; for anybody else what was said in passing."""
    return Toast(flash) if flash and not supports(sight) else Show(case_card(sight, flash))


def for_supporters(build: Callable[[Sight], Form]) -> Shows:
    """A form for those who support; everybody else reads that it is for them."""

    def view(sight: Sight, _form: Submitted) -> Reply:
        return Show(build(sight) if sight.holds(Role.SUPPORTER) else availability.no_supporter(sight.policy))

    return view


def only_for(*roles: Role) -> Callable[[Callable[[Sight], Form]], Shows]:
    """A view for those who hold a role; everybody else gets the door."""

    def wrapped(build: Callable[[Sight], Form]) -> Shows:
        def view(sight: Sight, _form: Submitted) -> Reply:
            return Show(build(sight) if sight.holds(*roles) else asking.entry(sight.policy))

        return view

    return wrapped


def for_coordinators(build: Callable[[Sight], Form]) -> Shows:
    """A view for those who run the programme."""
    return lambda sight, _form: Show(build(sight) if coordinates(sight) else asking.entry(sight.policy))


def show_desk(sight: Sight, form: Submitted, flash: Words | None = None) -> Reply:
    """The desk of those who run the programme. A director has it, too: for cases that came to them."""
    looks = coordinates(sight) or sight.holds(Role.DIRECTOR)
    return Show(desk(sight, flash, wanted_of(form)) if looks else asking.entry(sight.policy))


def show_case(sight: Sight, _form: Submitted, flash: Words | None = None) -> Reply:
    """One case for those who may act on it, by its code; for anybody else nothing but that it moved on."""
    case = sight.case
    able = case is not None and case.is_open and sight.may_act(case)
    return Show(desk_case(sight, case, flash) if case and able else supporting.moved_on())


def sure(form: Submitted) -> bool:
    """Whether they read what follows, and said yes to it."""
    return drafted(form, "sure") == ("yes",)
