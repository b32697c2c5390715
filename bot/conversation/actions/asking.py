"""The door: asking for oneself, suggesting a colleague, following one's own request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import drafted
from bot.conversation.events import RequestWithdrawn, Suggestion, SuggestionMade, SuggestionUndone
from bot.conversation.views import card, crisis, entry, home
from bot.domain.case import Category, Origin, Reach, ReferrerMode, Urgency, Wishes
from bot.domain.people import PersonId
from bot.domain.phone import read_phone
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight


def _key(form: Submitted) -> str:
    return next((values[0] for name, values in form.action.draft if name == "key" and values), "")


def _entry(sight: Sight, _form: Submitted) -> Reply:
    return Show(entry.entry(sight.policy))


def _suggest_check(sight: Sight, form: Submitted) -> Reply:
    if form.action.draft:
        return _with_mode(sight, form)
    colleague = form.one("colleague")
    if problem := _not_a_colleague(sight, colleague):
        return FieldErrors((("colleague", problem),))
    draft = (
        ("colleague", (colleague,)),
        ("category", form.many("category")),
        ("not_these", form.many("not_these")),
        ("when", form.many("when")),
        ("key", (sight.fresh,)),
    )
    urgent = entry.is_urgent(draft, sight.policy)
    return Show(entry.suggest_confirm(PersonId(colleague), draft, urgent=urgent))


def _with_mode(sight: Sight, form: Submitted) -> Reply:
    """Back from the page about the referrer's name, with what was chosen there."""
    kept = tuple((name, values) for name, values in form.action.draft if name != "mode")
    draft = (*kept, ("mode", form.many("mode")))
    colleague = drafted(form, "colleague")
    if not colleague or _not_a_colleague(sight, colleague[0]):
        return Show(entry.suggest(sight.policy))
    urgent = entry.is_urgent(draft, sight.policy)
    return Show(entry.suggest_confirm(PersonId(colleague[0]), draft, urgent=urgent))


def _mode(sight: Sight, form: Submitted) -> ReferrerMode:
    """Unlinkable is not for the roster: whoever could be asked to support has to be known."""
    mode = entry.mode_of(form.action.draft)
    return ReferrerMode.CONFIDENTIAL if mode is ReferrerMode.UNLINKABLE and sight.member is not None else mode


def _not_a_colleague(sight: Sight, colleague: str) -> Words | None:
    if not colleague:
        return say("Please pick a colleague.")
    return say("For yourself, use “I'd like support”.") if colleague == sight.person else None


def _suggest_send(sight: Sight, form: Submitted) -> Event | Reply:
    colleague, category = drafted(form, "colleague"), drafted(form, "category")
    if not colleague or _not_a_colleague(sight, colleague[0]):
        return Show(entry.suggest(sight.policy))
    mode, urgent = _mode(sight, form), entry.is_urgent(form.action.draft, sight.policy)
    suggestion = Suggestion(
        recipient=PersonId(colleague[0]),
        referrer=None if mode is ReferrerMode.UNLINKABLE else sight.person,
        mode=mode,
        urgency=Urgency.URGENT if urgent else Urgency.ROUTINE,
        origin=Origin.COLLEAGUE,
        made_at=sight.now,
        category=_category(category[0] if category else ""),
        not_these=_excluded(drafted(form, "not_these")),
    )
    return SuggestionMade(by=sight.person, suggestion=suggestion, key=_key(form) or sight.fresh)


def _ask(sight: Sight, form: Submitted) -> Event | Reply:
    wishes, problem = _wishes(form, sight.policy.phone_region)
    if problem is not None:
        return problem
    suggestion = Suggestion(
        recipient=sight.person,
        referrer=sight.person,
        origin=Origin.SELF,
        made_at=sight.now,
        urgency=Urgency.URGENT if entry.is_urgent(form.values, sight.policy) else Urgency.ROUTINE,
        category=_category(form.one("category")),
        not_these=_excluded(form.many("not_these")),
        wishes=wishes,
    )
    return SuggestionMade(by=sight.person, suggestion=suggestion, key=sight.fresh)


def _wishes(form: Submitted, region: str) -> tuple[Wishes | None, FieldErrors | None]:
    """What the form says about being reached; None for the one tap, which says nothing."""
    reach = form.one("reach")
    if not form.values:
        return None, None
    phone = form.one("phone").strip()
    nudge = form.one("nudge") == "yes"
    wishes = Wishes(reach=Reach(reach) if reach in set(Reach) else Reach.CHAT, phone=phone, nudge=nudge)
    if phone and read_phone(phone, region) is None:
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
    saved = {"wishes": say("Saved."), "ask_too": say("Supporters need a peer, too. It is good that you asked.")}
    urgent = entry.is_urgent(form.values, sight.policy)
    known = _wishes(form, sight.policy.phone_region)[0]
    return Show(entry.thanks_self(sight, saved.get(form.action.name), wishes=known, urgent=urgent))


def _after_withdrawing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    case = sight.case
    return Show(home.own_card(sight, case, flash) if case and case.recipient == sight.person else card.moved_on())


def _after_suggesting(sight: Sight, form: Submitted, flash: Words | None) -> Reply:
    """The same bytes whoever was suggested; another answer only for somebody who suggests very many."""
    if flash is not None:
        return Show(entry.suggest_later(flash, form.action.draft, sight.policy))
    return Show(entry.thanks_referrer(_key(form) or sight.fresh, sight.policy))


VIEWS: dict[str, View] = {
    "entry": _entry,
    "crisis": lambda sight, _: Show(crisis.crisis_card(sight.policy)),
    "suggest": lambda sight, _: Show(entry.suggest(sight.policy)),
    "suggest_check": _suggest_check,
    "suggest_mode": lambda sight, form: Show(entry.suggest_mode(sight, form.action.draft)),
    "own": _own,
}
DEEDS: dict[str, Deed] = {
    "ask": _ask,
    "ask_too": _ask,
    "wishes": _ask,
    "suggest_send": _suggest_send,
    "undo": lambda sight, form: SuggestionUndone(by=sight.person, key=_key(form)),
    "withdraw": lambda sight, _: RequestWithdrawn(by=sight.person),
}
ANSWERS: dict[str, Answer] = {
    "ask": _after_asking,
    "ask_too": _after_asking,
    "wishes": _after_asking,
    "suggest_send": _after_suggesting,
    "undo": lambda sight, _form, _flash: Show(entry.undone(sight.policy)),
    "withdraw": _after_withdrawing,
}
