"""Buttons of roles: incident lists, phoned-in requests, roster, coverage, reports; and the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    Deed,
    Then,
    View,
    coordinates,
    drafted,
    excluded,
    for_coordinators,
    key_of,
    only_for,
)
from bot.conversation.events.asking import Suggestion
from bot.conversation.events.incidents import IncidentListed, RequestEntered
from bot.conversation.views import asking, incidents
from bot.conversation.views.lines import not_a_phone
from bot.domain.case import Category, Origin, Reach, Wishes
from bot.domain.people import PHONE, PersonId, Role, phone_of
from bot.domain.typed.phone import phone_problem, read_phone
from bot.ui import FieldErrors, Form, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight


Picked = tuple[PersonId, ...]


_notifier = only_for(Role.NOTIFIER)


def _picked_people(codes: tuple[str, ...]) -> Picked:
    """Whoever was picked, once each, in the order of picking."""
    return tuple(dict.fromkeys(PersonId(code) for code in codes if code))


def _incident_check(sight: Sight, form: Submitted) -> Reply:
    people = _picked_people(form.many("people"))
    if not sight.holds(Role.NOTIFIER):
        return Show(asking.entry(sight.policy))
    if problem := _not_a_list(sight, people):
        return FieldErrors((("people", problem),))
    draft = (("people", people), ("category", form.many("category")), ("key", (sight.fresh,)))
    return Show(incidents.incident_confirm(people, draft, sight.policy.clocks))


def _not_a_list(sight: Sight, people: Picked) -> Words | None:
    if sight.person in people:
        return say("For yourself, use “I'd like support”.")
    if len(people) < incidents.FEWEST:
        return say("Please pick at least two people. For one person, suggest a colleague.")
    if len(people) > incidents.MOST:
        return say("Please pick at most 20 people. The others can go on a second list.")
    return None


def _incident_send(sight: Sight, form: Submitted) -> Event | Reply:
    people, category = _picked_people(drafted(form, "people")), drafted(form, "category")
    if not sight.holds(Role.NOTIFIER):
        return Show(asking.entry(sight.policy))
    if _not_a_list(sight, people):
        return Show(incidents.incident_form(sight.policy))
    return IncidentListed(
        by=sight.person,
        people=people,
        made_at=sight.now,
        category=_category(category),
        key=key_of(sight, form),
    )


def _category(codes: tuple[str, ...]) -> Category:
    return Category(codes[0]) if codes and codes[0] in set(Category) else Category.UNSAID


def _phoned_check(sight: Sight, form: Submitted) -> Reply:
    if not coordinates(sight):
        return Show(asking.entry(sight.policy))
    found = _who_called(sight, form)
    if isinstance(found, FieldErrors):
        return found
    draft = (
        ("person", (found,)),
        ("asked", form.many("asked")),
        ("category", form.many("category")),
        ("key", (sight.fresh,)),
    )
    return Show(incidents.phoned_confirm(found, draft, sight.policy.clocks))


def _who_called(sight: Sight, form: Submitted) -> PersonId | FieldErrors:
    colleague, written = form.one("colleague"), form.one("phone").strip()
    if colleague and written:
        return FieldErrors((("phone", say("Please give the person or the number, not both.")),))
    if colleague == sight.person:
        return FieldErrors((("colleague", say("For yourself, use “I'd like support”.")),))
    if colleague:
        return PersonId(colleague)
    number, region = read_phone(written, sight.policy.numbers_of), sight.policy.numbers_of
    if not written:
        return FieldErrors((("phone", say("Please pick a person, or write a number.")),))
    if number is None:
        return FieldErrors((("phone", not_a_phone(phone_problem(written, region), region)),))
    return PersonId(f"{PHONE}:{number}")


def _phoned_send(sight: Sight, form: Submitted) -> Event | Reply:
    person = drafted(form, "person")
    if not coordinates(sight):
        return Show(asking.entry(sight.policy))
    if not person or person[0] in {"", sight.person}:
        return Show(incidents.phoned_form(sight.policy))
    recipient = PersonId(person[0])
    themselves = drafted(form, "asked") == ("self",)
    number = phone_of(recipient)
    suggestion = Suggestion(
        recipient=recipient,
        referrer=sight.person,
        origin=Origin.SELF if themselves else Origin.COORDINATOR,
        made_at=sight.now,
        category=_category(drafted(form, "category")),
        not_these=excluded(()),
        wishes=Wishes(reach=Reach.PHONE, phone=number) if number else None,
    )
    return RequestEntered(by=sight.person, suggestion=suggestion, key=key_of(sight, form))


def _thanks(build: Callable[[str, Sight], Form], *roles: Role) -> Then:
    def answer(sight: Sight, form: Submitted, _flash: Words | None) -> Reply:
        return Show(build(key_of(sight, form), sight) if sight.holds(*roles) else asking.entry(sight.policy))

    return answer


ROWS: dict[str, View | Deed] = {
    "incident": View(_notifier(lambda sight: incidents.incident_form(sight.policy))),
    "incident_check": View(_incident_check),
    "phoned": View(for_coordinators(lambda sight: incidents.phoned_form(sight.policy))),
    "phoned_check": View(_phoned_check),
    "incident_send": Deed(
        _incident_send, _thanks(lambda key, sight: incidents.thanks_notifier(key, sight.policy), Role.NOTIFIER)
    ),
    "phoned_send": Deed(
        _phoned_send,
        _thanks(lambda key, sight: incidents.thanks_phoned(key, sight.policy), Role.COORDINATOR, Role.DEPUTY),
    ),
}
