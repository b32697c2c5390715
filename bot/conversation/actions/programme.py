"""What roles do for the programme: lists, phoned-in requests, roster and coverage, reveals; and the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import coordinates, drafted, excluded, key_of
from bot.conversation.events import IncidentListed, RequestEntered, Suggestion
from bot.conversation.releases import released_form
from bot.conversation.views import card, crisis, entry, feedback, notifier, roster_desk
from bot.domain.case import Category, Origin, Reach, Wishes
from bot.domain.people import PHONE, PersonId, Role, phone_of
from bot.domain.phone import read_phone
from bot.ui import FieldErrors, Form, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight

NEED_CANDIDATES = frozenset({"roster", "coverage"})
Picked = tuple[PersonId, ...]


def _only_for(*roles: Role) -> Callable[[Callable[[Sight], Form]], View]:
    """A view for those who hold a role; everybody else gets the door."""

    def wrapped(build: Callable[[Sight], Form]) -> View:
        def view(sight: Sight, _form: Submitted) -> Reply:
            return Show(build(sight) if sight.holds(*roles) else entry.entry(sight.policy))

        return view

    return wrapped


_coordinator, _notifier = _only_for(Role.COORDINATOR, Role.DEPUTY), _only_for(Role.NOTIFIER)


def _named(codes: tuple[str, ...]) -> Picked:
    """Whoever was picked, once each, in the order of picking."""
    return tuple(dict.fromkeys(PersonId(code) for code in codes if code))


def _incident_check(sight: Sight, form: Submitted) -> Reply:
    people = _named(form.many("people"))
    if not sight.holds(Role.NOTIFIER):
        return Show(entry.entry(sight.policy))
    if problem := _not_a_list(sight, people):
        return FieldErrors((("people", problem),))
    draft = (("people", people), ("category", form.many("category")), ("key", (sight.fresh,)))
    return Show(notifier.incident_confirm(people, draft))


def _not_a_list(sight: Sight, people: Picked) -> Words | None:
    if sight.person in people:
        return say("For yourself, use “I'd like support”.")
    if len(people) < notifier.FEWEST:
        return say("Please pick at least two people. For one person, suggest a colleague.")
    if len(people) > notifier.MOST:
        return say("Please pick at most 20 people. The others can go on a second list.")
    return None


def _incident_send(sight: Sight, form: Submitted) -> Event | Reply:
    people, category = _named(drafted(form, "people")), drafted(form, "category")
    if not sight.holds(Role.NOTIFIER):
        return Show(entry.entry(sight.policy))
    if _not_a_list(sight, people):
        return Show(notifier.incident_form(sight.policy))
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
        return Show(entry.entry(sight.policy))
    found = _who_called(sight, form)
    if isinstance(found, FieldErrors):
        return found
    draft = (
        ("person", (found,)),
        ("asked", form.many("asked")),
        ("category", form.many("category")),
        ("key", (sight.fresh,)),
    )
    return Show(notifier.phoned_confirm(found, draft))


def _who_called(sight: Sight, form: Submitted) -> PersonId | FieldErrors:
    colleague, written = form.one("colleague"), form.one("phone").strip()
    if colleague and written:
        return FieldErrors((("phone", say("Please give the person or the number, not both.")),))
    if colleague == sight.person:
        return FieldErrors((("colleague", say("For yourself, use “I'd like support”.")),))
    if colleague:
        return PersonId(colleague)
    number = read_phone(written, sight.policy.phone_region)
    if number is None:
        return FieldErrors((("phone", say("Please pick a person, or write a number such as +1 617 555 0100.")),))
    return PersonId(f"{PHONE}:{number}")


def _phoned_send(sight: Sight, form: Submitted) -> Event | Reply:
    person = drafted(form, "person")
    if not coordinates(sight):
        return Show(entry.entry(sight.policy))
    if not person or person[0] in {"", sight.person}:
        return Show(notifier.phoned_form(sight.policy))
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


def _complaint(sight: Sight, _form: Submitted) -> Reply:
    if sight.caller is None or not sight.holds(Role.DIRECTOR):
        return Show(card.moved_on())
    return Show(feedback.complaint_card(sight.caller))


def _report(sight: Sight, form: Submitted) -> Reply:
    """One that was released to somebody with this role."""
    period = drafted(form, "period")
    found = next((one for one in sight.releases if (one.period,) == period), None)
    return Show(released_form(found) if found else entry.entry(sight.policy))


def _thanks(build: Callable[[str, Sight], Form], *roles: Role) -> Answer:
    def answer(sight: Sight, form: Submitted, _flash: Words | None) -> Reply:
        return Show(build(key_of(sight, form), sight) if sight.holds(*roles) else entry.entry(sight.policy))

    return answer


VIEWS: dict[str, View] = {
    "resources": lambda sight, _: Show(crisis.resources(sight.policy)),
    "incident": _notifier(lambda sight: notifier.incident_form(sight.policy)),
    "incident_check": _incident_check,
    "phoned": _coordinator(lambda sight: notifier.phoned_form(sight.policy)),
    "phoned_check": _phoned_check,
    "roster": _coordinator(roster_desk.roster),
    "coverage": _coordinator(roster_desk.coverage_form),
    "reveals": _only_for(Role.DIRECTOR)(feedback.reveals),
    "complaint_open": _complaint,
    "report": _report,
}
DEEDS: dict[str, Deed] = {"incident_send": _incident_send, "phoned_send": _phoned_send}
ANSWERS: dict[str, Answer] = {
    "incident_send": _thanks(lambda key, sight: notifier.thanks_notifier(key, sight.policy), Role.NOTIFIER),
    "phoned_send": _thanks(lambda key, sight: notifier.thanks_phoned(key, sight.policy), Role.COORDINATOR, Role.DEPUTY),
}
