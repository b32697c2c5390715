"""What every button and form means: a view that only reads, or a deed that becomes an event.

VIEWS and DEEDS are the whole list; a name that is in neither is an old button and shows the entry form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from bot.conversation.events import (
    AttemptMade,
    CaseClosed,
    CheckInDone,
    CheckInsPlanned,
    ContactMade,
    Event,
    HandedBack,
    HoursChanged,
    OfferDeclined,
    OfferPassed,
    OfferTaken,
    RequestWithdrawn,
    Suggestion,
    SuggestionMade,
    SuggestionUndone,
    SupporterAssigned,
)
from bot.conversation.facts import Sight
from bot.conversation.views import card, crisis, desk, entry, home
from bot.domain.case import MOVES, Case, Category, Closing, Move, Origin, Reach, Wishes
from bot.domain.errors import BadHoursError
from bot.domain.hours import Leave, parse_hours
from bot.domain.people import PersonId, Role
from bot.domain.policy import Plan
from bot.ui import (
    Action,
    FieldErrors,
    Form,
    Gesture,
    HomeOpened,
    Opened,
    Pressed,
    Reply,
    Show,
    Submitted,
    Toast,
    Words,
    say,
)

if TYPE_CHECKING:
    from bot.conversation.effects import Decision

View: TypeAlias = Callable[[Sight, Submitted], Reply]
Deed: TypeAlias = Callable[[Sight, Submitted], "Event | Reply"]

_PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){3})\+?[0-9 ()./-]{3,24}")  # three digits: an extension will do


def sent(gesture: Gesture) -> Submitted:
    """Every gesture as a form that was sent; a press is a form without fields."""
    match gesture:
        case Submitted():
            return gesture
        case Pressed():
            return Submitted(gesture.action, ())
        case Opened() | HomeOpened():
            return Submitted(Action("entry"), ())


def only_reads(gesture: Gesture) -> bool:
    """Whether answering needs no transaction."""
    return sent(gesture).action.name not in DEEDS


def needs_nothing(gesture: Gesture) -> bool:
    """Whether the policy alone answers it: the door and the crisis lines open with the database down."""
    return sent(gesture).action.name in {"entry", "crisis", "suggest"}


def show(sight: Sight, gesture: Gesture) -> Reply:
    """Answer a gesture that only reads."""
    form = sent(gesture)
    view = VIEWS.get(form.action.name, _entry)
    return view(sight, form)


def means(sight: Sight, gesture: Gesture) -> Event | Reply:
    """The event a deed stands for, or what has to be mended first."""
    form = sent(gesture)
    return DEEDS[form.action.name](sight, form)


def answer(sight: Sight, gesture: Gesture, decision: Decision) -> Reply | None:
    """What the person reads after a deed, from the state as it is now; a late press reads the same."""
    form = sent(gesture)
    flash = decision.reply.words if isinstance(decision.reply, Toast) else None
    name = form.action.name
    if name in {"ask", "wishes"}:
        return Show(entry.thanks_self(sight, say("Saved.") if name == "wishes" else None, wishes=_wishes(form)[0]))
    if name == "suggest_send":
        return Show(entry.thanks_referrer(_key(form) or sight.fresh, sight.policy))
    if name == "undo":
        return Show(entry.undone(sight.policy))
    if name == "withdraw" and sight.case is not None and sight.case.recipient == sight.person:
        return Show(home.own_card(sight, sight.case, flash))
    if name in {"assign_send", "close_send"} and sight.holds(Role.COORDINATOR, Role.DEPUTY) and not _supports(sight):
        return _desk(sight, form, flash)
    if name in {"pass", "hours_send"} and decision.reply is not None:
        return decision.reply
    return decision.reply if flash and not _supports(sight) else Show(_card(sight, flash))


def _supports(sight: Sight) -> bool:
    return sight.case is not None and sight.case.supporter == sight.person


def _card(sight: Sight, flash: Words | None = None) -> Form:
    """The case for its supporter; for anybody else nothing but that it moved on."""
    case = sight.case
    return card.case_card(sight, case, flash) if case and _supports(sight) else card.moved_on()


def _key(form: Submitted) -> str:
    return next((values[0] for name, values in form.action.draft if name == "key" and values), "")


def _drafted(form: Submitted, name: str) -> tuple[str, ...]:
    return next((values for key, values in form.action.draft if key == name), ())


def _entry(sight: Sight, form: Submitted) -> Reply:
    return Show(entry.entry(sight.policy))


def _desk(sight: Sight, form: Submitted, flash: Words | None = None) -> Reply:
    if not sight.holds(Role.COORDINATOR, Role.DEPUTY):
        return _entry(sight, form)
    return Show(desk.desk(sight, flash))


def _details(sight: Sight, form: Submitted) -> Reply:
    offer = sight.case.offer_to(sight.person) if sight.case else None
    takeable = sight.case in sight.offered and offer is not None and offer.number == form.action.turn
    if sight.case is None or not takeable:
        return Show(_card(sight))
    return Show(card.details(sight, sight.case, form.action.turn))


def _for_supporter(build: Callable[[Case], Form]) -> View:
    """A form about the case, for the one who supports it; anybody else reads that it moved on."""

    def view(sight: Sight, form: Submitted) -> Reply:
        return Show(build(sight.case) if sight.case and _supports(sight) else _card(sight))

    return view


def _close(sight: Sight, form: Submitted) -> Reply:
    case = sight.case
    allowed = _supports(sight) or sight.holds(Role.COORDINATOR, Role.DEPUTY)
    return Show(card.close_form(case) if case and case.is_open and allowed else card.moved_on())


def _assign(sight: Sight, form: Submitted) -> Reply:
    case = sight.case
    if case is None or not sight.holds(Role.COORDINATOR, Role.DEPUTY) or case.recipient == sight.person:
        return Show(card.moved_on())
    return Show(desk.assign_form(sight, case) if Move.ASSIGN in MOVES[case.step] else card.moved_on())


def _own(sight: Sight, form: Submitted) -> Reply:
    case = sight.case
    return Show(home.own_card(sight, case) if case and case.recipient == sight.person else card.moved_on())


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


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "entry": _entry,
        "crisis": lambda sight, _: Show(crisis.crisis_card(sight.policy)),
        "suggest": lambda sight, _: Show(entry.suggest(sight.policy)),
        "suggest_check": _suggest_check,
        "details": _details,
        "open": lambda sight, _: Show(_card(sight)),
        "plan": _for_supporter(card.plan_form),
        "close": _close,
        "own": _own,
        "desk": _desk,
        "assign": _assign,
        "hours": lambda sight, _: Show(home.hours_form(sight)),
    }
)


def _category(code: str) -> Category:
    return Category(code) if code in set(Category) else Category.UNSAID


def _excluded(codes: tuple[str, ...]) -> frozenset[PersonId]:
    return frozenset(PersonId(code) for code in codes)


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


def _suggest_send(sight: Sight, form: Submitted) -> Event | Reply:
    colleague, category = _drafted(form, "colleague"), _drafted(form, "category")
    if not colleague or _not_a_colleague(sight, colleague[0]):
        return Show(entry.suggest(sight.policy))
    suggestion = Suggestion(
        recipient=PersonId(colleague[0]),
        referrer=sight.person,
        origin=Origin.COLLEAGUE,
        made_at=sight.now,
        category=_category(category[0] if category else ""),
        not_these=_excluded(_drafted(form, "not_these")),
    )
    return SuggestionMade(by=sight.person, suggestion=suggestion, key=_key(form) or sight.fresh)


def _plan(sight: Sight, form: Submitted) -> Event | Reply:
    plan = form.one("plan")
    if plan not in set(Plan):
        return FieldErrors((("plan", say("Please choose one.")),))
    return CheckInsPlanned(by=sight.person, turn=form.action.turn, plan=Plan(plan))


def _close_send(sight: Sight, form: Submitted) -> Event | Reply:
    closing = form.one("closing")
    if closing not in card.closings(sight.case):
        return FieldErrors((("closing", say("Please choose one.")),))
    return CaseClosed(by=sight.person, turn=form.action.turn, closing=Closing(closing))


def _assign_send(sight: Sight, form: Submitted) -> Event | Reply:
    supporter = form.one("supporter")
    if not supporter:
        return FieldErrors((("supporter", say("Please choose one.")),))
    return SupporterAssigned(by=sight.person, turn=form.action.turn, supporter=PersonId(supporter))


def _hours(sight: Sight, form: Submitted) -> Event | Reply:
    try:
        hours = parse_hours(form.one("hours"))
    except BadHoursError:
        return FieldErrors((("hours", say("Please write hours such as Mon-Fri 08:00-18:00; Sat 09:00-12:00.")),))
    leave = _leave(form)
    return leave if isinstance(leave, FieldErrors) else HoursChanged(by=sight.person, hours=hours, leave=leave)


def _leave(form: Submitted) -> tuple[Leave, ...] | FieldErrors:
    days = {name: form.one(name) for name in ("away_from", "away_to")}
    if not any(days.values()):
        return ()
    for name, text in days.items():
        if not text:
            return FieldErrors(((name, say("Please give both days, or none.")),))
        if not _is_day(text):
            return FieldErrors(((name, say("Please pick a day.")),))
    first, last = (date.fromisoformat(text) for text in days.values())
    if last < first:
        return FieldErrors((("away_to", say("The last day is before the first.")),))
    return (Leave(first, last),)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "ask": _ask,
        "wishes": _ask,
        "suggest_send": _suggest_send,
        "undo": lambda sight, form: SuggestionUndone(by=sight.person, key=_key(form)),
        "take": lambda sight, form: OfferTaken(by=sight.person, offer=form.action.turn),
        "pass": lambda sight, form: OfferPassed(by=sight.person, offer=form.action.turn),
        "attempt": lambda sight, form: AttemptMade(by=sight.person, turn=form.action.turn),
        "contact": lambda sight, form: ContactMade(by=sight.person, turn=form.action.turn),
        "decline": lambda sight, form: OfferDeclined(by=sight.person, turn=form.action.turn),
        "hand_back": lambda sight, form: HandedBack(by=sight.person, turn=form.action.turn),
        "plan_send": _plan,
        "check_in": lambda sight, form: CheckInDone(by=sight.person, turn=form.action.turn),
        "close_send": _close_send,
        "withdraw": lambda sight, _: RequestWithdrawn(by=sight.person),
        "assign_send": _assign_send,
        "hours_send": _hours,
    }
)
