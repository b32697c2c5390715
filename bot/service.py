"""load, decide, save: what happens to everything people do and everything that comes due.

The only caller of the deciders.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from bot.conversation import actions, engine
from bot.conversation.effects import Cancel, Count, Decision, Remind, Replace, Tell, Withdraw
from bot.conversation.events import (
    BackupAnswered,
    BackupOverdue,
    BackupPaged,
    ComplaintDue,
    ComplaintMade,
    DataErased,
    DigestDue,
    HoursChanged,
    IncidentListed,
    IncidentListMatured,
    MatchWanted,
    MemberLeft,
    NudgeDue,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OptOutChanged,
    PeopleAvoided,
    ProgrammeRestored,
    RequestEntered,
    RestBegan,
    RestOver,
    SettingsChanged,
    SuggestionMade,
    SuggestionMatured,
    SuggestionUndone,
    SupporterAssigned,
    SupportLogged,
)
from bot.conversation.facts import Candidate, Codes, Facts, Sight
from bot.conversation.flows.intake import MATURES
from bot.conversation.flows.people import quarter
from bot.conversation.flows.programme import COMPLAINT, PAGE
from bot.conversation.views import crisis, home
from bot.domain.case import Case, CaseCode
from bot.domain.errors import NotSavedError
from bot.domain.people import Member, Person, PersonId, Role, Traits, phone_of
from bot.insight import weekly
from bot.ui import FieldErrors, Home, Reply, Show, Toast

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.effects import Aggregate, Effect
    from bot.conversation.events import CaseEvent, Event, PersonEvent, ProgrammeEvent, RosterEvent
    from bot.domain.case import Reveal
    from bot.domain.people import Address
    from bot.domain.policy import Policy
    from bot.ports import Clock, Directory, Due, Incoming, Store, UnitOfWork
    from bot.ui import Action

_STAFF = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)


@dataclass(frozen=True)
class World:
    """What the service works with; one per process."""

    store: Store
    clock: Clock
    directory: Directory
    policy: Policy


class Service:
    """Answers people, and runs what the agenda says. Every public method is one transaction or one snapshot."""

    def __init__(self, world: World, *, wake: Callable[[], None], told: Callable[[Event, Decision], None]) -> None:
        """``wake`` hints that there may be something to send; ``told`` hears every decision that was committed."""
        self._world = world
        self._wake = wake
        self._told = told

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Answer a gesture: committed first, answered then. With the store down, the crisis lines still show."""
        gesture, policy = incoming.gesture, self._world.policy
        if actions.needs_nothing(gesture):
            return actions.show(self._bare_sight(incoming), gesture)
        try:
            if actions.only_reads(gesture):
                return await self._world.store.read(lambda work: self._show(work, incoming))
            reply, committed = await self._world.store.run(lambda work: self._act(work, incoming))
        except NotSavedError:
            return Show(crisis.not_saved(policy))
        for event, decision in committed:
            self._told(event, decision)
        self._wake()
        return reply

    async def home(self, address: Address) -> Home:
        """What this person's home shows now."""
        try:
            return await self._world.store.read(lambda work: home.home(self._sight(work, address)))
        except NotSavedError:
            return home.unavailable(self._world.policy)

    async def run_due(self, due: Due) -> None:
        """Handle one claimed agenda entry, once: it leaves the agenda in the same transaction."""
        decision = await self._world.store.run(lambda work: self._run_due(work, due))
        if decision is not None:
            self._told(due.event, decision)

    async def start(self) -> None:
        """Make sure the weekly digest is on the agenda."""
        await self._world.store.run(self._ensure_digest)

    def _ensure_digest(self, work: UnitOfWork) -> None:
        if not work.agenda.of(weekly.PROGRAMME):
            _write(work, weekly.first_reminder(self._world.clock.now(), self._world.policy))

    def _bare_sight(self, incoming: Incoming) -> Sight:
        person = PersonId(str(incoming.address))
        now, policy = self._world.clock.now(), self._world.policy
        return Sight(now=now, policy=policy, person=person, fresh=secrets.token_urlsafe(12))

    def _show(self, work: UnitOfWork, incoming: Incoming) -> Reply:
        return actions.show(self._sight(work, incoming.address, incoming), incoming.gesture)

    def _act(self, work: UnitOfWork, incoming: Incoming) -> tuple[Reply | None, list[tuple[Event, Decision]]]:
        sight = self._sight(work, incoming.address, incoming)
        if incoming.delivery_id is not None and not work.inbox.first_time(incoming.delivery_id):
            return actions.answer(sight, incoming.gesture, Decision()), []
        meaning = actions.means(sight, incoming.gesture)
        if isinstance(meaning, Show | FieldErrors | Toast):
            return meaning, []
        decision = self._decide(work, meaning, actions.sent(incoming.gesture).action.case)
        _write(work, decision)
        after = self._sight(work, incoming.address, incoming)
        return actions.answer(after, incoming.gesture, decision), [(meaning, decision)]

    def _run_due(self, work: UnitOfWork, due: Due) -> Decision | None:
        if not work.agenda.finish(due):
            return None
        decision = self._decide(work, due.event, CaseCode(due.subject))
        _write(work, decision)
        return decision

    def _decide(self, work: UnitOfWork, event: Event, code: CaseCode | None) -> Decision:
        match event:
            case SuggestionMade() | SuggestionUndone() | OptOutChanged() | DataErased() | RestBegan() | RestOver():
                return engine.decide_person(work.people.get(event.by), event, self._person_facts(work, event))
            case HoursChanged() | MemberLeft() | SettingsChanged() | PeopleAvoided() | SupportLogged():
                member = work.roster.lock(event.by)
                return engine.decide_member(member, event, self._member_facts(work, event)) if member else Decision()
            case DigestDue():
                return self._digest(work)
            case (
                RequestEntered()
                | IncidentListed()
                | IncidentListMatured()
                | BackupPaged()
                | BackupOverdue()
                | BackupAnswered()
                | ComplaintMade()
                | ComplaintDue()
                | NudgeDue()
                | ProgrammeRestored()
            ):
                return engine.decide_programme(event, self._programme_facts(work, event))
            case SuggestionMatured():
                recipient = event.suggestion.recipient
                case = work.cases.lock_open_of(recipient) or Case(code=work.cases.new_code(), recipient=recipient)
                return engine.decide(case, event, self._case_facts(work, case, event))
            case _:
                case = work.cases.lock(code) if code else None
                return engine.decide(case, event, self._case_facts(work, case, event)) if case else Decision()

    def _digest(self, work: UnitOfWork) -> Decision:
        """One digest for the latest week that is due, whoever asks first; earlier ones that were missed are named."""
        now, policy = self._world.clock.now(), self._world.policy
        if later := weekly.at_a_better_hour(now, policy):
            return later
        slot, previous = weekly.latest_slot(now, policy), work.slots.latest(weekly.JOB)
        if not work.slots.claim(weekly.JOB, slot):
            return weekly.first_reminder(now, policy)
        report = weekly.Report(
            now=now,
            policy=policy,
            slot=slot,
            previous=previous,
            cases=tuple(work.cases.all()),
            members=tuple(work.roster.with_role(*Role)),
            open_cases=work.cases.count_open(),
            undelivered=work.outbox.dead(),
            informal=work.counters.of(quarter(now, policy.timezone)).get("informal_support", 0),
        )
        return weekly.decide(report)

    def _facts(self) -> Facts:
        return Facts(now=self._world.clock.now(), policy=self._world.policy)

    def _person_facts(self, work: UnitOfWork, event: PersonEvent) -> Facts:
        """Somebody who decides about themselves decides about every case of theirs, also one they don't know of."""
        if not isinstance(event, OptOutChanged | DataErased):
            return self._facts()
        own = tuple(one for one in work.cases.all() if one.recipient == event.by)
        names = (MATURES, COMPLAINT) if isinstance(event, DataErased) else ()
        sealed = tuple(one for name in names for one in work.agenda.named(name))
        return replace(self._facts(), own_cases=own, sealed=sealed)

    def _member_facts(self, work: UnitOfWork, event: RosterEvent) -> Facts:
        if not isinstance(event, MemberLeft | HoursChanged):
            return self._facts()
        held = (*work.cases.supported_by(event.by), *work.cases.offered_to(event.by))
        return replace(self._facts(), held=held, staff=tuple(work.roster.with_role(*_STAFF)))

    def _programme_facts(self, work: UnitOfWork, event: ProgrammeEvent) -> Facts:
        page = _sealed_under(work, event.key) if isinstance(event, BackupPaged | BackupAnswered) else None
        staff = tuple(work.roster.with_role(*Role))
        return replace(self._facts(), staff=staff, page=page if isinstance(page, BackupOverdue) else None)

    def _case_facts(self, work: UnitOfWork, case: Case, event: CaseEvent) -> Facts:
        concerned = _supporter_of(case, event)
        supporter = work.roster.lock(concerned) if concerned else None
        counts = work.cases.count_open() if isinstance(event, OfferTaken | MatchWanted | SupporterAssigned) else {}
        candidates = _candidates(work, counts) if isinstance(event, MatchWanted | SupporterAssigned) else ()
        now, matured = self._world.clock.now(), isinstance(event, SuggestionMatured)
        person = work.people.get(case.recipient) if matured else Person(person=case.recipient)
        return Facts(
            now=now,
            policy=self._world.policy,
            staff=tuple(work.roster.with_role(*_STAFF)),
            supporter=supporter,
            supporter_open=counts.get(concerned, 0) if concerned else 0,
            candidates=candidates,
            opted_out=person.opted_out,
            rests=person.rests_until is not None and now < person.rests_until,
            recipient_traits=self._world.directory.traits(case.recipient),
        )

    def _sight(self, work: UnitOfWork, address: Address, incoming: Incoming | None = None) -> Sight:
        person = work.people.canonical(address)
        member = work.roster.get(person)
        action = actions.sent(incoming.gesture).action if incoming else None
        case = work.cases.get(action.case) if action and action.case else None
        supports = member is not None and member.has(Role.SUPPORTER)
        runs = member is not None and member.has(Role.COORDINATOR, Role.DEPUTY)
        name = action.name if action else ""
        choosing = runs and name in actions.NEED_CANDIDATES
        record = work.people.get(person)
        about_me = name in actions.ABOUT_ME
        return Sight(
            now=self._world.clock.now(),
            policy=self._world.policy,
            person=person,
            fresh=secrets.token_urlsafe(12),
            member=member,
            own_case=work.cases.open_of(person),
            supported=tuple(work.cases.supported_by(person)) if supports else (),
            offered=tuple(work.cases.offered_to(person)) if supports else (),
            queue=tuple(one for one in work.cases.all() if one.is_open) if runs else (),
            case=case,
            case_traits=self._world.directory.traits(case.recipient) if case and choosing else Traits(),
            candidates=_candidates(work, work.cases.count_open()) if choosing else (),
            opted_out=record.opted_out,
            person_record=record,
            kept=tuple(one for one in work.cases.all() if one.recipient == person) if about_me else (),
            sealed=_own_suggestions(work, person) if about_me else (),
            codes=_codes(work) if supports and name in actions.NEED_CODES else Codes(),
            caller=_caller(work, action) if name in actions.NEED_CALLER else None,
            reveals=_reveals(work) if member is not None and member.has(Role.DIRECTOR) and name == "reveals" else (),
        )


def _supporter_of(case: Case, event: CaseEvent) -> PersonId | None:
    match event:
        case OfferTaken() | OfferPassed():
            return event.by
        case OfferDelivered():
            return next((one.supporter for one in case.offers if one.number == event.offer), None)
        case _:
            return case.supporter


def _candidates(work: UnitOfWork, counts: dict[PersonId, int]) -> tuple[Candidate, ...]:
    supporters = work.roster.with_role(Role.SUPPORTER)
    out = Counter(one.supporter for case in work.cases.all() if case.is_open for one in case.offers if one.can_be_taken)
    return tuple(
        Candidate(member=one, open_cases=counts.get(one.person, 0), pending=out[one.person]) for one in supporters
    )


def _own_suggestions(work: UnitOfWork, person: PersonId) -> tuple[Remind, ...]:
    """What this person suggested and can still undo, and the call that they asked the director for."""
    found = (one for name in (MATURES, COMPLAINT) for one in work.agenda.named(name))
    return tuple(one for one in found if _author(one.event) == person)


def _author(event: Event) -> PersonId | None:
    match event:
        case SuggestionMatured():
            return event.suggestion.referrer
        case ComplaintDue():
            return event.by
        case _:
            return None


def _sealed_under(work: UnitOfWork, key: str) -> Event | None:
    """The page or the wish for a call that is kept under this key."""
    found = [one for name in (PAGE, COMPLAINT) for one in work.agenda.named(name)]
    return next((one.event for one in found if one.subject == key), None)


def _caller(work: UnitOfWork, action: Action | None) -> PersonId | None:
    """Who asked for help or for a call, under the key of the button that was pressed."""
    keys = [values[0] for name, values in action.draft if name == "key" and values] if action else []
    event = _sealed_under(work, keys[0]) if keys else None
    match event:
        case BackupOverdue():
            return event.supporter
        case ComplaintDue():
            return event.by
        case _:
            return None


def _codes(work: UnitOfWork) -> Codes:
    """Every language and specialty that somebody on the roster has."""
    known = [one.supporter.traits for one in work.roster.with_role(Role.SUPPORTER) if one.supporter]
    return Codes(
        languages=tuple(sorted({language for one in known for language in one.languages})),
        specialties=tuple(sorted({one.specialty for one in known if one.specialty})),
    )


def _reveals(work: UnitOfWork) -> tuple[tuple[CaseCode, Reveal], ...]:
    """Every reveal of a case that is kept, the latest first."""
    found = [(case.code, reveal) for case in work.cases.all() for reveal in case.reveals]
    return tuple(sorted(found, key=lambda pair: pair[1].at, reverse=True))


def _write(work: UnitOfWork, decision: Decision) -> None:
    for aggregate in decision.changed:
        _save(work, aggregate)
    for effect in decision.effects:
        _apply(work, effect)


def _save(work: UnitOfWork, aggregate: Aggregate) -> None:
    match aggregate:
        case Case():
            work.cases.save(aggregate)
        case Member():
            work.roster.save(aggregate)
        case Person():
            work.people.save(aggregate)
        case _:
            assert_never(aggregate)


def _apply(work: UnitOfWork, effect: Effect) -> None:
    match effect:
        case Tell() if phone_of(effect.to):
            return  # only a human can reach them
        case Tell():
            work.outbox.tell(effect.to, effect.message, case=effect.case, name=effect.name, receipt=effect.receipt)
        case Replace():
            work.outbox.replace(effect.to, effect.message, case=effect.case, name=effect.name)
        case Withdraw():
            work.outbox.withdraw(effect.to, case=effect.case, name=effect.name)
        case Remind():
            work.agenda.add(effect)
        case Cancel():
            work.agenda.cancel(effect.subject, effect.name)
        case Count():
            work.counters.add(effect.name, effect.quarter)
        case _:
            assert_never(effect)
