"""Who may do and see what, found by trying: every kind of person, everything they can cause, at every step."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation import actions, engine
from bot.conversation.actions.rows import View
from bot.conversation.effects import Decision, Remind
from bot.conversation.events import every
from bot.conversation.events.asking import Suggestion
from bot.conversation.events.oversight import DisclosureReason
from bot.conversation.example_lines import POLICY
from bot.conversation.flows.oversight import DISCLOSURE
from bot.conversation.views import asking, availability, home, supporting
from bot.domain.case import Case, Closing, HoldReason, Origin, Reach, ReferrerMode, RevealReason, Wishes
from bot.domain.people import Person, PersonId, Role
from bot.domain.policy import Plan
from bot.domain.release import Audience
from bot.ui import Action, Show, Submitted
from tests.engine import meeting
from tests.engine.roster import REPORT, away_for, officer, peer
from tests.engine.saying import texts
from tests.engine.world import CARL, CLEO, DAN, DORA, LEO, OLGA, RITA, SAM, SUE, World, clinic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.conversation.events.every import Event

CORA, IDRIS, LENA, VERA, IVAN = (PersonId(f"web:{one}") for one in ("cora", "idris", "lena", "vera", "ivan"))
NEMO, NORA = PersonId("web:nemo"), PersonId("web:nora")
"""Whom somebody picks in a form: whoever picks knows them, so their names tell nothing."""
PHONE = "+1 617 555 0100"
CHANGES, OPENS, RECIPIENT, REFERRER, STAFF, LATE = "C", "f", "R", "W", "S", "older button"
NAMES = frozenset({RECIPIENT, REFERRER, STAFF})


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
    world.happens(every.SuggestionMatured(suggestion=made))
    world.happens(every.SupporterAssigned(by=CLEO, turn=world.case.turn, supporter=SUE), world.case.code)
    return world


def _causes(world: World, *happened: Event) -> World:
    for event in happened:
        world.happens(event, world.case.code)
    return world


def _taken(*, named: bool) -> World:
    """Sue did not answer, and Sam took it."""
    world = _causes(_offered(named=named), every.MatchDeadlineMissed())
    _causes(world, every.SupporterAssigned(by=CLEO, turn=world.case.turn, supporter=SAM))
    return _causes(world, every.OfferTaken(by=SAM, offer=world.case.offers[-1].number))


def _deed(world: World, kind: Callable[..., Event], by: PersonId = SAM, **more: Any) -> World:
    return _causes(world, kind(by=by, turn=world.case.turn, **more))


def _waiting(world: World) -> World:
    world.now += timedelta(hours=12)  # 22:00
    return _causes(world, every.AnswerOverdue(offer=1), every.MatchWanted())


def _own(world: World) -> World:
    wishes = Wishes(reach=Reach.PHONE, phone=PHONE)
    made = Suggestion(recipient=RITA, referrer=RITA, origin=Origin.SELF, made_at=world.now, wishes=wishes)
    world.happens(every.SuggestionMatured(suggestion=made))
    return world


def _pauses(world: World) -> World:
    return _deed(world, every.PauseWanted, RITA, until=world.now.date() + timedelta(days=10))


def _closes(world: World) -> World:
    return _deed(world, every.CaseClosed, closing=Closing.COMPLETED)


def _connected(*, named: bool) -> World:
    return _deed(_taken(named=named), every.ContactMade)


def _stalled(world: World) -> World:
    """The next attempt was asked for, and then the coordinator was told: the desk says whom to call."""
    return _causes(world, every.AttemptDue(), every.AttemptDue())


STAGES: dict[str, Callable[[bool], World]] = {
    "matching": lambda named: _causes(_offered(named=named), every.AnswerOverdue(offer=1)),
    "waiting": lambda named: _waiting(_offered(named=named)),
    "offered": lambda named: _offered(named=named),
    "needs coordinator": lambda named: _causes(_offered(named=named), every.MatchDeadlineMissed()),
    "accepted": lambda named: _own(_taken(named=named)),
    "outreach": lambda named: _stalled(_deed(_taken(named=named), every.AttemptMade)),
    "connected": lambda named: _connected(named=named),
    "follow-up": lambda named: _deed(_connected(named=named), every.CheckInsPlanned, plan=Plan.LIGHT),
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
        _causes(world, every.Revealed(by=CORA, turn=case.turn, reason=RevealReason.SAFETY))
    world.happens(every.ComplaintMade(by=RITA, key="call"))
    world.happens(every.BackupPaged(by=SAM, key="page"))
    printed = every.DisclosureRequested(key="print", person=NEMO, reason=DisclosureReason.COURT)
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
    yield every.OfferTaken(by=by, offer=own.number)
    yield every.OfferPassed(by=by, offer=own.number)
    yield every.SupporterAssigned(by=by, turn=turn, supporter=LEO)
    yield every.SearchedAgain(by=by, turn=turn)
    yield every.Revealed(by=by, turn=turn, reason=RevealReason.SAFETY)
    for kind in (every.AttemptMade, every.ContactMade, every.SupportDeclined, every.CaseHandedBack, every.CheckInDone):
        yield kind(by=by, turn=turn)
    yield every.CheckInsPlanned(by=by, turn=turn, plan=Plan.STANDARD)
    yield every.CheckInMoved(by=by, turn=turn, day=later)
    yield every.InTouchConfirmed(by=by, turn=turn)
    yield every.PauseWanted(by=by, turn=turn, until=later)
    yield every.PauseResumed(by=by, turn=turn)
    yield every.AnotherWanted(by=by, turn=turn)
    yield every.AbsenceSettled(by=by, turn=turn, waits=True)
    yield every.CaseClosed(by=by, turn=turn, closing=Closing.REFERRED_ON)
    yield every.RequestWithdrawn(by=by)
    yield every.RecipientOptedOut(by=by)
    yield every.RecipientErased(by=by, key="erase")
    yield every.FeedbackGiven(by=by, recommend=True)
    yield every.HoldAsked(by=by, reason=HoldReason.COURT)
    yield every.HoldConfirmed(by=by)
    yield every.HoldLiftAsked(by=by)


def on_the_programme(by: PersonId) -> Iterator[Event]:
    """What needs a role, or nothing, and no case."""
    about = Suggestion(recipient=NEMO, referrer=by, origin=Origin.COORDINATOR, made_at=clinic().now)
    yield every.RequestEntered(by=by, suggestion=about, key="call in")
    yield every.IncidentListed(by=by, people=(NEMO, NORA), made_at=about.made_at, key="list")
    yield every.BackupPaged(by=by, key="another page")
    yield every.BackupAnswered(by=by, key="page")
    yield every.ComplaintMade(by=by, key="another call")
    yield every.DisclosureAnswered(by=by, key="print", approved=True)
    yield from meeting.on_a_session(by, about.made_at)


def on_a_person(by: PersonId) -> Iterator[Event]:
    """What somebody decides about themselves, and whom they suggest."""
    made = clinic().now
    for_self = Suggestion(recipient=by, referrer=by, origin=Origin.SELF, made_at=made)
    yield every.SuggestionMade(by=by, suggestion=for_self, key="own")
    colleague = Suggestion(recipient=NEMO, referrer=by, origin=Origin.COLLEAGUE, made_at=made)
    yield every.SuggestionMade(by=by, suggestion=colleague, key="other")
    yield every.SuggestionUndone(by=by, key="other")
    yield every.OptOutChanged(by=by, opted_out=True)
    yield every.DataErased(by=by, key="erase")
    yield every.CodeAsked(by=by, key="code")
    yield every.CodeTyped(by=by, code="00000000")
    yield every.MainAddressChosen(by=by, address=NEMO)
    yield every.AddressesParted(by=by)


def on_an_entry(by: PersonId) -> Iterator[Event]:
    """What a supporter sets."""
    yield every.HoursChanged(by=by, hours=(), leave=())
    yield every.SettingsChanged(by=by, cap_open=1, languages=frozenset(), specialty="")
    yield from (every.PeopleAvoided(by=by, avoid=frozenset({NEMO})), every.InformalSupportLogged(by=by))


def on_anothers_entry(by: PersonId) -> Iterator[Event]:
    """What those who run the programme set for a supporter."""
    kept: dict[str, Any] = {"trained_on": date(2026, 5, 1), "hours": (), "leave": (), "quiet": None, "rest_until": None}
    yield every.EntryEdited(by=by, supporter=SAM, cap_open=1, **kept)
    yield every.SupporterTakenOff(by=by, supporter=SAM)


BY_THE_CLOCK = frozenset({every.RestBegan, every.RestOver, every.MemberLeft}) | {
    *(every.CodeIssued, every.LinkSettled, every.AddressGone)
}
"""Events that say whom they are about and that nobody can press: agenda, platform and import cause them."""


def does(decision: Decision) -> str:
    """The mark of a decision."""
    return CHANGES if decision.changed or decision.effects else ""


def decided(world: World, event: Event) -> Decision:
    """What the decider says, without saving it; for two who have to agree, Cora has asked already."""
    world = world.fork()
    if isinstance(event, every.HoldConfirmed | every.HoldLiftAsked):
        _causes(world, every.HoldAsked(by=CORA, reason=HoldReason.COURT))
    world.cases[world.case.code] = away_for(world.case) if isinstance(event, every.AbsenceSettled) else world.case
    return world._decide(event, world.case.code)


def foreign(world: World, event: Event, owner: PersonId) -> Decision:
    """The same about somebody else's record or entry."""
    about = world.members[owner] if isinstance(event, every.RosterEvent) else Person(person=owner)
    return engine.decide(about, event, world.facts(about, event))


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
    **dict.fromkeys(("entry_send", "entry_off", "entry_off_send"), (("who", (SAM,)),)),
    **dict.fromkeys(("session_join", "session_leave", "session_off", "session_off_send"), meeting.CHOSEN),
}
ACTIONS = (*sorted(actions.ROWS), "home")
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
    world = world if isinstance(actions.pressed(sent).row, View) else world.fork()
    if name == "home":
        return _marks(home.home(world.sight(by)), by)
    reply = world.answers(by, sent)
    if isinstance(reply, Show) and reply.form in _DOORS:
        return OPENS if name == "entry" else ""
    return (OPENS if isinstance(reply, Show) else "") + _marks(reply, by)


_DOORS = (asking.entry(POLICY), supporting.moved_on(), availability.no_supporter(POLICY))
"""What everybody finds who has nothing to find."""


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
        kinds = (on_the_programme, on_a_person, on_an_entry, on_anothers_entry)
        for event in (event for causes in kinds for event in causes(actor.person)):
            _keep(found, found.apart, (_name(event, actor.person), actor.label, ""), does(decided(mine, event)))
    return found


def _name(event: Event, by: PersonId) -> str:
    about = "" if not isinstance(event, every.SuggestionMade) else " (a colleague)"
    own = isinstance(event, every.SuggestionMade) and event.suggestion.recipient == by
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
