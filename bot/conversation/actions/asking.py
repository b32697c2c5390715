"""The door: asking for oneself, suggesting a colleague, following one's own request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import Deed, View, drafted
from bot.conversation.events.asking import Suggestion, SuggestionMade, SuggestionUndone
from bot.conversation.needs import See
from bot.conversation.views import asking, crisis, home, supporting
from bot.conversation.views.lines import not_a_phone
from bot.domain.case import Category, Origin, Reach, ReferrerMode, Urgency, Wishes
from bot.domain.people import PersonId
from bot.domain.typed.phone import phone_problem
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight


def _key(form: Submitted) -> str:
    return next((values[0] for name, values in form.action.draft if name == "key" and values), "")


def _entry(sight: Sight, _form: Submitted) -> Reply:
    return Show(asking.entry(sight.policy))


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
    urgent = asking.is_urgent(draft, sight.policy)
    return Show(asking.suggest_confirm(PersonId(colleague), draft, sight.policy.clocks, urgent=urgent))


def _with_mode(sight: Sight, form: Submitted) -> Reply:
    """Back from the page about the referrer's name, with what was chosen there."""
    kept = tuple((name, values) for name, values in form.action.draft if name != "mode")
    draft = (*kept, ("mode", form.many("mode")))
    colleague = drafted(form, "colleague")
    if not colleague or _not_a_colleague(sight, colleague[0]):
        return Show(asking.suggest(sight.policy))
    urgent = asking.is_urgent(draft, sight.policy)
    return Show(asking.suggest_confirm(PersonId(colleague[0]), draft, sight.policy.clocks, urgent=urgent))


def _mode(sight: Sight, form: Submitted) -> ReferrerMode:
    """Unlinkable is not for the roster: whoever could be asked to support has to be known."""
    mode = asking.mode_of(form.action.draft)
    return ReferrerMode.CONFIDENTIAL if mode is ReferrerMode.UNLINKABLE and sight.member is not None else mode


def _not_a_colleague(sight: Sight, colleague: str) -> Words | None:
    if not colleague:
        return say("Please pick a colleague.")
    return say("For yourself, use “I'd like support”.") if colleague == sight.person else None


def _suggest_send(sight: Sight, form: Submitted) -> Event | Reply:
    colleague, category = drafted(form, "colleague"), drafted(form, "category")
    if not colleague or _not_a_colleague(sight, colleague[0]):
        return Show(asking.suggest(sight.policy))
    mode, urgent = _mode(sight, form), asking.is_urgent(form.action.draft, sight.policy)
    suggestion = Suggestion(
        recipient=PersonId(colleague[0]),
        referrer=None if mode is ReferrerMode.UNLINKABLE else sight.person,
        mode=mode,
        urgency=Urgency.URGENT if urgent else Urgency.ROUTINE,
        origin=Origin.COLLEAGUE,
        made_at=sight.now,
        category=_category(category[0] if category else ""),
        not_these=_people_excluded(drafted(form, "not_these")),
    )
    return SuggestionMade(by=sight.person, suggestion=suggestion, key=_key(form) or sight.fresh)


def _ask(sight: Sight, form: Submitted) -> Event | Reply:
    wishes, problem = _wishes(form, sight.policy.numbers_of)
    if problem is not None:
        return problem
    suggestion = Suggestion(
        recipient=sight.person,
        referrer=sight.person,
        origin=Origin.SELF,
        made_at=sight.now,
        urgency=Urgency.URGENT if asking.is_urgent(form.values, sight.policy) else Urgency.ROUTINE,
        category=_category(form.one("category")),
        not_these=_people_excluded(form.many("not_these")),
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
    if phone and (problem := phone_problem(phone, region)):
        return wishes, FieldErrors((("phone", not_a_phone(problem, region)),))
    if wishes.reach is Reach.PHONE and not phone:
        return wishes, FieldErrors((("phone", say("Please add the number to call.")),))
    return wishes, None


def _category(code: str) -> Category:
    return Category(code) if code in set(Category) else Category.UNSAID


def _people_excluded(codes: tuple[str, ...]) -> frozenset[PersonId]:
    return frozenset(PersonId(code) for code in codes)


def _own(sight: Sight, _form: Submitted) -> Reply:
    case = sight.case
    return Show(home.own_card(sight, case) if case and case.recipient == sight.person else supporting.moved_on())


def _after_asking(sight: Sight, form: Submitted, _flash: Words | None) -> Reply:
    saved = {"wishes": say("Saved."), "ask_too": say("Supporters need a peer, too. It is good that you asked.")}
    urgent = asking.is_urgent(form.values, sight.policy)
    known = _wishes(form, sight.policy.numbers_of)[0]
    return Show(asking.thanks_self(sight, saved.get(form.action.name), wishes=known, urgent=urgent))


def _after_suggesting(sight: Sight, form: Submitted, flash: Words | None) -> Reply:
    """The same bytes whoever was suggested; another answer only for somebody who suggests very many."""
    if flash is not None:
        return Show(asking.suggest_later(flash, form.action.draft, sight.policy))
    return Show(asking.thanks_referrer(_key(form) or sight.fresh, sight.policy))


ROWS: dict[str, View | Deed] = {
    "entry": View(_entry),
    "crisis": View(lambda sight, _: Show(crisis.crisis_card(sight.policy))),
    "suggest": View(lambda sight, _: Show(asking.suggest(sight.policy))),
    "suggest_check": View(_suggest_check),
    "suggest_mode": View(lambda sight, form: Show(asking.suggest_mode(sight, form.action.draft))),
    "own": View(_own, See.CASE),
    "ask": Deed(_ask, _after_asking, See.OWN),
    "ask_too": Deed(_ask, _after_asking, See.OWN),
    "wishes": Deed(_ask, _after_asking, See.OWN),
    "suggest_send": Deed(_suggest_send, _after_suggesting),
    "undo": Deed(
        lambda sight, form: SuggestionUndone(by=sight.person, key=_key(form)),
        lambda sight, _form, _flash: Show(asking.undone(sight.policy)),
    ),
    "resources": View(lambda sight, _: Show(crisis.resources(sight.policy))),
    "sheet": View(lambda sight, _: Show(crisis.sheet(sight.policy))),
}
