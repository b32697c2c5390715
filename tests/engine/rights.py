"""Who may do and see what, found by trying: every kind of person, everything they can cause, at every step."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation import actions, engine, events
from bot.conversation.effects import Decision, Remind
from bot.conversation.events import Event, Suggestion
from bot.conversation.flows.programme import DISCLOSURE
from bot.conversation.releases import Audience
from bot.conversation.views import card, care, entry, home
from bot.domain.case import Case, Closing, HoldReason, Origin, Reach, ReferrerMode, RevealReason, Wishes
from bot.domain.people import Person, PersonId, Role
from bot.domain.policy import Plan, Policy
from bot.ui import Action, Show, Submitted
from tests.engine import meeting
from tests.engine.roster import REPORT, officer, peer
from tests.engine.saying import texts
from tests.engine.world import CARL, CLEO, DAN, DORA, LEO, OLGA, RITA, SAM, SUE, World, clinic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORA, IDRIS, LENA, VERA, IVAN = (PersonId(f"web:{one}") for one in ("cora", "idris", "lena", "vera", "ivan"))
NEMO, NORA = PersonId("web:nemo"), PersonId("web:nora")
"""Whom somebody picks in a form: whoever picks knows them, so their names tell nothing."""
PHONE = "+1 617 555 0100"
CHANGES, OPENS, RECIPIENT, REFERRER, STAFF = "C", "f", "R", "W", "S"
NAMES = frozenset({RECIPIENT, REFERRER, STAFF})
LATE = "older button"


@dataclass(frozen=True)
class Actor:
    """A kind of person: who plays them, and how the programme differs when they do."""

    label: str
    person: PersonId
    prepare: Callable[[World], object] = lambda _: None


def _also_coordinates(world: World) -> None:
    world.joins(officer(RITA, Role.COORDINATOR))


def _has_left(world: World) -> None:
    """Their entry is inactive, and the case has not heard of it yet."""
    world.members[SAM] = replace(world.members[SAM], active=False)


ACTORS = (
    Actor("anyone", OLGA),
    Actor("recipient", RITA),
    Actor("referrer", CARL),
    Actor("supporter of this case", SAM),
    Actor("supporter of this case who has just left", SAM, _has_left),
    Actor("supporter who is asked", SUE),
    Actor("another supporter", LEO),
    Actor("coordinator", CLEO),
    Actor("deputy", DAN),
    Actor("coordinator who looked up the name", CORA),
    Actor("coordinator who is the recipient", RITA, _also_coordinates),
    Actor("director", DORA),
    Actor("notifier", IDRIS),
    Actor("clinical back-up", LENA),
    Actor("leadership reader", VERA),
    Actor("former coordinator and supporter", IVAN),
)


def _programme() -> World:
    world = clinic(peer(SAM), peer(SUE), peer(LEO))
    world.releases = [REPORT, replace(REPORT, audience=Audience.COORDINATOR)]
    world.joins(officer(CORA, Role.COORDINATOR), officer(IDRIS, Role.NOTIFIER), officer(LENA, Role.BACKUP))
    gone = frozenset({Role.COORDINATOR, Role.SUPPORTER, Role.DIRECTOR, Role.NOTIFIER, Role.BACKUP})
    return world.joins(officer(VERA, Role.LEADERSHIP), replace(peer(IVAN), roles=gone, active=False))


def _offered(*, named: bool) -> World:
    """Carl has suggested Rita, and Sue is asked."""
    world = _programme()
    mode = ReferrerMode.NAMED if named else ReferrerMode.CONFIDENTIAL
    made = Suggestion(recipient=RITA, referrer=CARL, origin=Origin.COLLEAGUE, made_at=world.now, mode=mode)
    world.happens(events.SuggestionMatured(suggestion=made))
    world.happens(events.SupporterAssigned(by=CLEO, turn=world.case.turn, supporter=SUE), world.case.code)
    return world


def _causes(world: World, *happened: Event) -> World:
    for event in happened:
        world.happens(event, world.case.code)
    return world


def _taken(*, named: bool) -> World:
    """Sue did not answer, and Sam took it."""
    world = _causes(_offered(named=named), events.MatchDeadlineMissed())
    _causes(world, events.SupporterAssigned(by=CLEO, turn=world.case.turn, supporter=SAM))
    return _causes(world, events.OfferTaken(by=SAM, offer=world.case.offers[-1].number))


def _deed(world: World, kind: Callable[..., Event], by: PersonId = SAM, **more: Any) -> World:
    return _causes(world, kind(by=by, turn=world.case.turn, **more))


def _waiting(world: World) -> World:
    world.now += timedelta(hours=12)  # 22:00
    return _causes(world, events.AnswerOverdue(offer=1), events.MatchWanted())


def _own(world: World) -> World:
    wishes = Wishes(reach=Reach.PHONE, phone=PHONE)
    made = Suggestion(recipient=RITA, referrer=RITA, origin=Origin.SELF, made_at=world.now, wishes=wishes)
    world.happens(events.SuggestionMatured(suggestion=made))
    return world


def _pauses(world: World) -> World:
    return _deed(world, events.PauseWanted, RITA, until=world.now.date() + timedelta(days=10))


def _closes(world: World) -> World:
    return _deed(world, events.CaseClosed, closing=Closing.COMPLETED)


def _connected(*, named: bool) -> World:
    return _deed(_taken(named=named), events.ContactMade)


def _stalled(world: World) -> World:
    """The next attempt was asked for, and then the coordinator was told: the desk says whom to call."""
    return _causes(world, events.AttemptDue(), events.AttemptDue())


STAGES: dict[str, Callable[[bool], World]] = {
    "matching": lambda named: _causes(_offered(named=named), events.AnswerOverdue(offer=1)),
    "waiting": lambda named: _waiting(_offered(named=named)),
    "offered": lambda named: _offered(named=named),
    "needs coordinator": lambda named: _causes(_offered(named=named), events.MatchDeadlineMissed()),
    "accepted": lambda named: _own(_taken(named=named)),
    "outreach": lambda named: _stalled(_deed(_taken(named=named), events.AttemptMade)),
    "connected": lambda named: _connected(named=named),
    "follow-up": lambda named: _deed(_connected(named=named), events.CheckInsPlanned, plan=Plan.LIGHT),
    "paused before": lambda named: _pauses(_offered(named=named)),
    "paused after": lambda named: _pauses(_connected(named=named)),
    "closed": lambda named: _closes(_connected(named=named)),
    "closed, own": lambda named: _closes(_own(_connected(named=named))),
}
"""Every step of a case; ``paused`` before and after contact, ``closed`` also for a request of one's own."""


def stage(name: str, *, named: bool) -> World:
    """A case of Rita's at this step. Cora has just looked up the name, Rita wants a call, Sam has paged."""
    world = STAGES[name](named)
    case = world.case
    if case.is_open:
        _causes(world, events.Revealed(by=CORA, turn=case.turn, reason=RevealReason.SAFETY))
    world.happens(events.ComplaintMade(by=RITA, key="call"))
    world.happens(events.BackupPaged(by=SAM, key="page"))
    printed = events.DisclosureLapsed(key="print", person=NEMO, reason=events.DisclosureReason.COURT)
    later = world.now + timedelta(days=1)
    world.agenda.append(Remind(subject=f"{DISCLOSURE}:print", name=DISCLOSURE, event=printed, at=later))
    for event in meeting.signed_up(
        CLEO, RITA, CARL, at=clinic().now, facilitator=LEO
    ):  # and nobody may see that they are
        world.happens(event)
    return world


def on_the_case(by: PersonId, case: Case, turn: int) -> Iterator[Event]:
    """Everything that a person can cause to a case, with the best button they could have, or forge."""
    own = case.offer_to(by) or next((one for one in case.offers if one.can_be_taken), case.offers[-1])
    later = date(2026, 6, 12)
    yield events.OfferTaken(by=by, offer=own.number)
    yield events.OfferPassed(by=by, offer=own.number)
    yield events.SupporterAssigned(by=by, turn=turn, supporter=LEO)
    yield events.Revealed(by=by, turn=turn, reason=RevealReason.SAFETY)
    for kind in (events.AttemptMade, events.ContactMade, events.OfferDeclined, events.HandedBack, events.CheckInDone):
        yield kind(by=by, turn=turn)
    yield events.CheckInsPlanned(by=by, turn=turn, plan=Plan.STANDARD)
    yield events.CheckInMoved(by=by, turn=turn, day=later)
    yield events.StillInTouch(by=by, turn=turn)
    yield events.PauseWanted(by=by, turn=turn, until=later)
    yield events.PauseEnded(by=by, turn=turn)
    yield events.AnotherWanted(by=by, turn=turn)
    yield events.CaseClosed(by=by, turn=turn, closing=Closing.REFERRED_ON)
    yield events.RequestWithdrawn(by=by)
    yield events.RecipientOptedOut(by=by)
    yield events.RecipientErased(by=by, key="erase")
    yield events.FeedbackGiven(by=by, recommend=True)
    yield events.HoldAsked(by=by, reason=HoldReason.COURT)
    yield events.HoldConfirmed(by=by)
    yield events.LiftWanted(by=by)


def on_the_programme(by: PersonId) -> Iterator[Event]:
    """What needs a role, or nothing, and no case."""
    about = Suggestion(recipient=NEMO, referrer=by, origin=Origin.COORDINATOR, made_at=clinic().now)
    yield events.RequestEntered(by=by, suggestion=about, key="call in")
    yield events.IncidentListed(by=by, people=(NEMO, NORA), made_at=about.made_at, key="list")
    yield events.BackupPaged(by=by, key="another page")
    yield events.BackupAnswered(by=by, key="page")
    yield events.ComplaintMade(by=by, key="another call")
    yield events.DisclosureAnswered(by=by, key="print", approved=True)
    yield from meeting.on_a_session(by, about.made_at)


def on_a_person(by: PersonId) -> Iterator[Event]:
    """What somebody decides about themselves, and whom they suggest."""
    made = clinic().now
    for_self = Suggestion(recipient=by, referrer=by, origin=Origin.SELF, made_at=made)
    yield events.SuggestionMade(by=by, suggestion=for_self, key="own")
    colleague = Suggestion(recipient=NEMO, referrer=by, origin=Origin.COLLEAGUE, made_at=made)
    yield events.SuggestionMade(by=by, suggestion=colleague, key="other")
    yield events.SuggestionUndone(by=by, key="other")
    yield events.OptOutChanged(by=by, opted_out=True)
    yield events.DataErased(by=by, key="erase")
    yield events.CodeAsked(by=by, key="code")
    yield events.CodeTyped(by=by, code="00000000")
    yield events.WrittenHere(by=by, address=NEMO)
    yield events.AddressesParted(by=by)


def on_an_entry(by: PersonId) -> Iterator[Event]:
    """What a supporter sets."""
    yield events.HoursChanged(by=by, hours=(), leave=())
    yield events.SettingsChanged(by=by, cap_open=1, languages=frozenset(), specialty="")
    yield events.PeopleAvoided(by=by, avoid=frozenset({NEMO}))
    yield events.SupportLogged(by=by)


BY_THE_CLOCK = frozenset({events.RestBegan, events.RestOver, events.MemberLeft, events.ComplaintDue}) | {
    *(events.CodeLapsed, events.LinkSettled, events.AddressGone, events.PlaceDue)
}
"""Events that say whom they are about and that nobody can press: agenda, platform and import cause them."""


def does(decision: Decision) -> str:
    """The mark of a decision."""
    return CHANGES if decision.changed or decision.effects else ""


def decided(world: World, event: Event) -> Decision:
    """What the decider says, without saving it; for two who have to agree, Cora has asked already."""
    world = world.fork()
    if isinstance(event, events.HoldConfirmed | events.LiftWanted):
        _causes(world, events.HoldAsked(by=CORA, reason=HoldReason.COURT))
    return world._decide(event, world.case.code)


def foreign(world: World, event: Event, owner: PersonId) -> Decision:
    """The same about somebody else's record or entry."""
    facts = world._person_facts(owner)
    if isinstance(event, events.RosterEvent):
        return engine.decide_member(world.members[owner], event, facts)
    assert isinstance(event, events.PersonEvent)
    return engine.decide_person(Person(person=owner), event, facts)


_VALUES: dict[str, tuple[str, ...]] = {
    "plan": ("light",),
    "closing": ("referred_on",),
    "supporter": (LEO,),
    "reason": ("safety",),
    "another": ("yes",),
    "until": ("2026-06-12",),
    "day": ("2026-06-12",),
    "cap": ("1",),
    "hours": ("Mon 08:00-18:00",),
    "people": (NEMO, NORA),
    "colleague": (NEMO,),
    "recommend": ("yes",),
    "code": ("K7F3-9QXM",),
    "reach": ("chat",),
    **meeting.VALUES,
    "mode": ("confidential",),
}
_DRAFTS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "suggest_send": (("colleague", (NEMO,)),),
    "suggest_mode": (("colleague", (NEMO,)),),
    "phoned_send": (("person", (NEMO,)),),
    "incident_send": (("people", (NEMO, NORA)),),
    "backup_answer": (("key", ("page",)),),
    "complaint_open": (("key", ("call:0",)),),
    "report": (("period", ("2025",)),),
    **dict.fromkeys(("session_join", "session_leave", "session_off", "session_off_send"), meeting.CHOSEN),
}
ACTIONS = (*sorted({*actions.VIEWS, *actions.DEEDS}), "home")
"""Every button and form there is, and the home."""


def form(name: str, case: Case, by: PersonId) -> Submitted:
    """The form as it would be sent, or forged, with an answer to everything that any form asks."""
    offer = case.offer_to(by)
    turn = offer.number if offer and name in {"take", "pass", "details"} else case.turn
    action = Action(name, case.code, turn, _DRAFTS.get(name, (("key", ("fresh",)),)))
    return Submitted(action, tuple(_VALUES.items()))


def seen(world: World, name: str, by: PersonId) -> str:
    """The marks of what is read in answer to a gesture."""
    sent = form(name, world.case, by)
    world = world if actions.only_reads(sent) else world.fork()
    if name == "home":
        return _marks(home.home(world.sight(by)), by)
    reply = _answer(world, by, sent)
    if isinstance(reply, Show) and reply.form in _DOORS:
        return OPENS if name == "entry" else ""
    return (OPENS if isinstance(reply, Show) else "") + _marks(reply, by)


_DOORS = (entry.entry(Policy()), card.moved_on(), care.no_supporter(Policy()))
"""What everybody finds who has nothing to find."""


def _answer(world: World, by: PersonId, sent: Submitted) -> Any:
    sight = world.sight(by, sent.action)
    if actions.only_reads(sent):
        return actions.show(sight, sent)
    meaning = actions.means(sight, sent)
    if not isinstance(meaning, Event):
        return meaning
    decision = world.happens(meaning, sent.action.case)
    return actions.answer(world.sight(by, sent.action), sent, decision)


def _marks(shown: Any, by: PersonId) -> str:
    read = set(texts(shown))
    own = {RITA, PHONE} if by == RITA else {by}
    known = {RECIPIENT: {RITA, PHONE}, REFERRER: {CARL}, STAFF: {SAM, SUE, LEO, CLEO, DAN, CORA, DORA, IDRIS, LENA}}
    return "".join(mark for mark, who in known.items() if _tells(read, who - own))


def _tells(read: set[str], who: set[PersonId] | set[str]) -> bool:
    return any(one in text for one in who for text in read)


Cells = dict[tuple[str, str, str], str]
"""What was tried, by whom, at which step: the marks of what followed; nothing is not kept."""


@dataclass
class Rights:
    """All that was found."""

    changes: Cells = field(default_factory=Cells)
    shows: Cells = field(default_factory=Cells)
    apart: Cells = field(default_factory=Cells)  # what concerns no case; the step is empty
    tried: int = 0


def find(*, named: bool) -> Rights:
    """Try everything."""
    found = Rights()
    for step in STAGES:
        for actor in ACTORS:
            world = stage(step, named=named)
            actor.prepare(world)
            _try_case(found, world, step, actor=actor)
            _try_views(found, world, step, actor=actor)
    world = stage("offered", named=named)
    for actor in ACTORS:
        mine = world.fork()
        actor.prepare(mine)
        for event in (*on_the_programme(actor.person), *on_a_person(actor.person), *on_an_entry(actor.person)):
            _keep(found, found.apart, (_name(event, actor.person), actor.label, ""), does(decided(mine, event)))
    return found


def _name(event: Event, by: PersonId) -> str:
    about = "" if not isinstance(event, events.SuggestionMade) else " (a colleague)"
    own = isinstance(event, events.SuggestionMade) and event.suggestion.recipient == by
    return type(event).__name__ + (" (oneself)" if own else about)


def _try_case(found: Rights, world: World, step: str, *, actor: Actor) -> None:
    case = world.case
    for event in on_the_case(actor.person, case, case.turn):
        _keep(found, found.changes, (type(event).__name__, actor.label, step), does(decided(world, event)))
    for event in on_the_case(actor.person, case, case.turn - 1):
        if hasattr(event, "turn"):
            _keep(found, found.changes, (type(event).__name__, actor.label, LATE), does(decided(world, event)))


def _try_views(found: Rights, world: World, step: str, *, actor: Actor) -> None:
    for name in ACTIONS:
        _keep(found, found.shows, (name, actor.label, step), seen(world, name, actor.person))


def _keep(found: Rights, cells: Cells, cell: tuple[str, str, str], marks: str) -> None:
    found.tried += 1
    if marks:
        cells[cell] = marks
