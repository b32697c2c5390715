"""The door: asking for oneself, suggesting a colleague, following one's own request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import drafted
from bot.conversation.events import RequestWithdrawn, Suggestion, SuggestionMade, SuggestionUndone
from bot.conversation.views import card, crisis, entry, home
from bot.domain.case import Category, Origin, Reach, Wishes
from bot.domain.people import PersonId
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight

_PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){3})\+?[0-9 ()./-]{3,24}")  # three digits: an extension will do


def _key(form: Submitted) -> str:
    return next((values[0] for name, values in form.action.draft if name == "key" and values), "")


def _entry(sight: Sight, _form: Submitted) -> Reply:
    return Show(entry.entry(sight.policy))


def _suggest_check(sight: Sight, form: Submitted) -> Reply:
    colleague = form.one("colleague")
    if problem := _not_a_colleague(sight, colleague):
        return FieldErrors((("colleague", problem),))
    draft = (
        ("colleague", (colleague,)),
        ("category", form.many("category")),
        ("not_these", form.many("not_these")),
        ("key", (sight.fresh,)),
    )
    return Show(entry.suggest_confirm(PersonId(colleague), draft))


def _not_a_colleague(sight: Sight, colleague: str) -> Words | None:
    if not colleague:
        return say("Please pick a colleague.")
    return say("For yourself, use “I'd like support”.") if colleague == sight.person else None


def _suggest_send(sight: Sight, form: Submitted) -> Event | Reply:
    colleague, category = drafted(form, "colleague"), drafted(form, "category")
    if not colleague or _not_a_colleague(sight, colleague[0]):
        return Show(entry.suggest(sight.policy))
    suggestion = Suggestion(
        recipient=PersonId(colleague[0]),
        referrer=sight.person,
        origin=Origin.COLLEAGUE,
        made_at=sight.now,
        category=_category(category[0] if category else ""),
        not_these=_excluded(drafted(form, "not_these")),
    )
    return SuggestionMade(by=sight.person, suggestion=suggestion, key=_key(form) or sight.fresh)


def _ask(sight: Sight, form: Submitted) -> Event | Reply:
    wishes, problem = _wishes(form)
    if problem is not None:
        return problem
    suggestion = Suggestion(
        recipient=sight.person,
        referrer=sight.person,
        origin=Origin.SELF,
        made_at=sight.now,
        category=_category(form.one("category")),
        not_these=_excluded(form.many("not_these")),
        wishes=wishes,
    )
    return SuggestionMade(by=sight.person, suggestion=suggestion, key=sight.fresh)


def _wishes(form: Submitted) -> tuple[Wishes | None, FieldErrors | None]:
    """What the form says about being reached; None for the one tap, which says nothing."""
    reach = form.one("reach")
    if not form.values:
        return None, None
    phone = form.one("phone").strip()
    wishes = Wishes(reach=Reach(reach) if reach in set(Reach) else Reach.CHAT, phone=phone)
    if phone and not _PHONE.fullmatch(phone):
        return wishes, FieldErrors((("phone", say("Please write a phone number, such as +1 617 555 0100.")),))
    if wishes.reach is Reach.PHONE and not phone:
        return wishes, FieldErrors((("phone", say("Please add the number to call.")),))
    return wishes, None


def _category(code: str) -> Category:
    return Category(code) if code in set(Category) else Category.UNSAID


def _excluded(codes: tuple[str, ...]) -> frozenset[PersonId]:
    return frozenset(PersonId(code) for code in codes)


def _own(sight: Sight, _form: Submitted) -> Reply:
    case = sight.case
    return Show(home.own_card(sight, case) if case and case.recipient == sight.person else card.moved_on())


def _after_asking(sight: Sight, form: Submitted, _flash: Words | None) -> Reply:
    saved = say("Saved.") if form.action.name == "wishes" else None
    return Show(entry.thanks_self(sight, saved, wishes=_wishes(form)[0]))


def _after_withdrawing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    case = sight.case
    return Show(home.own_card(sight, case, flash) if case and case.recipient == sight.person else card.moved_on())


VIEWS: dict[str, View] = {
    "entry": _entry,
    "crisis": lambda sight, _: Show(crisis.crisis_card(sight.policy)),
    "suggest": lambda sight, _: Show(entry.suggest(sight.policy)),
    "suggest_check": _suggest_check,
    "own": _own,
}
DEEDS: dict[str, Deed] = {
    "ask": _ask,
    "wishes": _ask,
    "suggest_send": _suggest_send,
    "undo": lambda sight, form: SuggestionUndone(by=sight.person, key=_key(form)),
    "withdraw": lambda sight, _: RequestWithdrawn(by=sight.person),
}
ANSWERS: dict[str, Answer] = {
    "ask": _after_asking,
    "wishes": _after_asking,
    "suggest_send": lambda sight, form, _: Show(entry.thanks_referrer(_key(form) or sight.fresh, sight.policy)),
    "undo": lambda sight, _form, _flash: Show(entry.undone(sight.policy)),
    "withdraw": _after_withdrawing,
}
