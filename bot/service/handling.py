"""load, decide, save: what happens to everything people do and everything that comes due.

The only caller of the deciders.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.conversation import actions, engine
from bot.conversation.auditing import LOOKED, access, day_of, window_of
from bot.conversation.effects import Decision, Remind, Replace, Tell, Withdraw
from bot.conversation.events import (
    BackupAnswered,
    BackupOverdue,
    BackupPaged,
    ComplaintDue,
    ComplaintMade,
    DataErased,
    DigestDue,
    DisclosureAnswered,
    DisclosureLapsed,
    HoursChanged,
    IncidentListed,
    IncidentListMatured,
    MemberLeft,
    NudgeDue,
    PeopleAvoided,
    PersonEvent,
    ProgrammeRestored,
    PurgeDue,
    RequestEntered,
    SessionEvent,
    SettingsChanged,
    SuggestionMade,
    SuggestionMatured,
    SupportLogged,
)
from bot.conversation.facts import Sight
from bot.conversation.flows.ending import quarter
from bot.conversation.flows.platforms.linking import imported
from bot.conversation.mentioned import glance
from bot.conversation.views import crisis, home
from bot.domain.audit import SYSTEM, Kind, Record, described, role_changes
from bot.domain.case import Case, CaseCode, Step
from bot.domain.errors import NotSavedError
from bot.domain.people import Enrolment, PersonId, Role
from bot.insight import weekly
from bot.insight.digest import Oversight
from bot.insight.metrics import settled
from bot.insight.report import service_of
from bot.service.gathering import Gathering
from bot.service.leaving import forget_leavers
from bot.service.linking import Linking
from bot.service.sessions import session_facts
from bot.service.writing import write
from bot.ui import FieldErrors, Home, Reply, Show, Toast

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.conversation.auditing import Look
    from bot.conversation.events import Event
    from bot.conversation.mentioned import Glance
    from bot.domain.people import Address, Joining, Person
    from bot.ports import Due, Incoming, UnitOfWork
    from bot.service.gathering import World
    from bot.ui import Gesture

AnEnrolment = TypeVar("AnEnrolment", bound=Enrolment)


A_YEAR = timedelta(days=365)
"""How long the audit is kept."""
_SUMS_KEPT = timedelta(weeks=6)


def _named(enrolment: Enrolment) -> list[PersonId]:
    """Everybody whose entry may change, once each."""
    return list(dict.fromkeys([*enrolment.leaving, *(one.person for one in enrolment.members)]))


class Service:
    """Answers people, and runs what the agenda says. Every public method is one transaction or one snapshot."""

    def __init__(self, world: World, *, wake: Callable[[], None], told: Callable[[Event, Decision], None]) -> None:
        """``wake`` hints that there may be something to send; ``told`` hears every decision that was committed."""
        self._world = world
        self._gathering = Gathering(world)
        self._linking = Linking(self._gathering)
        self._wake = wake
        self._told = told

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Answer a gesture: committed first, answered then. With the store down, the crisis lines still show."""
        return await self._handled(incoming, shown=True)

    async def glance(self, incoming: Incoming) -> Glance:
        """The same for a press on a message that is answered in its place: nobody is named, and no look recorded."""
        return glance(await self._handled(incoming, shown=False), actions.sent(incoming.gesture).action.case)

    async def _handled(self, incoming: Incoming, *, shown: bool) -> Reply | None:
        gesture, policy = incoming.gesture, self._world.policy
        if actions.needs_nothing(gesture):
            return actions.show(self._bare_sight(incoming), gesture)
        try:
            if actions.only_reads(gesture):
                reply, look = await self._world.store.read(lambda work: self._show(work, incoming))
                if look is not None and shown:
                    await self._world.store.run(lambda work: self._record(work, look))
                return reply
            reply, committed = await self._world.store.run(lambda work: self._act(work, incoming, shown=shown))
        except NotSavedError:
            return Show(crisis.not_saved(policy))
        for event, decision in committed:
            self._told(event, decision)
        if not committed or any(self._asks_for_work(decision) for _, decision in committed):
            self._wake()
        return reply

    def _asks_for_work(self, decision: Decision) -> bool:
        """Whether there is something to send, or something due already: what comes later is found by the clock."""
        now = self._world.clock.now()
        return any(
            isinstance(one, Tell | Replace | Withdraw) or (isinstance(one, Remind) and one.at <= now)
            for one in decision.effects
        )

    async def home(self, address: Address) -> Home:
        """What this person's home shows now."""
        try:
            return await self._world.store.read(lambda work: home.home(self._gathering.sight(work, address)))
        except NotSavedError:
            return home.unavailable(self._world.policy)

    async def run_due(self, due: Due) -> None:
        """Handle one claimed agenda entry, once: it leaves the agenda in the same transaction."""
        decision = await self._world.store.run(lambda work: self._run_due(work, due))
        if decision is not None:
            self._told(due.event, decision)

    async def enrol(self, compare: Callable[[UnitOfWork], AnEnrolment]) -> AnEnrolment:
        """Write what an administrator changes on the roster; the cases of those who leave hear of it with it."""
        return await self._world.store.run(lambda work: self._enrol(work, compare(work)))

    def _enrol(self, work: UnitOfWork, enrolment: AnEnrolment) -> AnEnrolment:
        before = [one for one in map(work.roster.get, _named(enrolment)) if one is not None]
        for person in enrolment.leaving:
            write(work, self._decide(work, MemberLeft(by=person), None))
        for member in enrolment.members:
            kept = work.roster.get(member.person)
            work.roster.save(replace(member, version=kept.version if kept else 0))
        after = [one for one in map(work.roster.get, _named(enrolment)) if one is not None]
        for record in role_changes(before, after, self._today()):
            work.audit.append(record)
        return enrolment

    async def link(self, compare: Callable[[UnitOfWork], Joining]) -> Joining:
        """Link the pairs of addresses that an administrator names; all of them or none."""
        return await self._world.store.run(lambda work: self._link(work, compare(work)))

    def _link(self, work: UnitOfWork, joining: Joining) -> Joining:
        for pair in joining.pairs:
            decision = imported(pair.same_as, pair.address, self._gathering.facts())
            self._linking.carry_out(work, decision)
            write(work, decision)
        return joining

    async def start(self) -> None:
        """Make sure the weekly digest is on the agenda, and that a policy that changed is on record."""
        await self._world.store.run(self._ensure_digest)
        await self._world.store.run(self._record_policy)

    def _record_policy(self, work: UnitOfWork) -> None:
        mark = work.audit.fingerprint(described(self._world.policy))
        if work.audit.latest(Kind.POLICY) != mark:
            work.audit.append(Record(kind=Kind.POLICY, role=SYSTEM, on=self._today(), reason=mark))

    def _today(self) -> date:
        return day_of(self._world.clock.now(), self._world.policy)

    def _oversight(self, work: UnitOfWork, slot: date) -> Oversight:
        """Of the week before this Monday; the head is as it is now."""
        monday = slot - timedelta(days=slot.weekday())
        week = (monday - timedelta(days=7), monday)
        head = work.audit.head()
        return Oversight(
            reveals=work.audit.count(Kind.REVEAL, *week),
            holds=sum(1 for one in work.cases.all() if one.is_held),
            disclosures=work.audit.count(Kind.DISCLOSURE, *week, reason="printed"),
            head=head.short if head else "",
        )

    async def forget(self) -> None:
        """Let go of counters whose time is over, of people who left, and of what the audit has kept for a year."""
        await self._world.store.run(self._forget)

    def _forget(self, work: UnitOfWork) -> None:
        now = self._world.clock.now()
        work.limits.forget(now)
        forget_leavers(work, now, self._today())
        work.audit.prune(self._today() - A_YEAR)
        work.counters.forget_weeks(f"{self._today() - _SUMS_KEPT}")

    def _ensure_digest(self, work: UnitOfWork) -> None:
        if not work.agenda.of(weekly.PROGRAMME):
            write(work, weekly.first_reminder(self._world.clock.now(), self._world.policy))

    def _bare_sight(self, incoming: Incoming) -> Sight:
        person = PersonId(str(incoming.address))
        now, policy = self._world.clock.now(), self._world.policy
        return Sight(now=now, policy=policy, person=person, fresh=secrets.token_urlsafe(12))

    def _show(self, work: UnitOfWork, incoming: Incoming) -> tuple[Reply, Look | None]:
        """The answer, and the look that has to be recorded before it may be given; the first one in an hour."""
        sight = self._gathering.sight(work, incoming.address, incoming)  # who was picked is shown as they were picked
        reply = actions.show(sight, incoming.gesture)
        look = access(sight, actions.sent(incoming.gesture), reply)
        return reply, look if look and not self._looked(work, look) else None

    def _looked(self, work: UnitOfWork, look: Look) -> bool:
        return work.limits.used(LOOKED, look.mark, [window_of(self._world.clock.now())]) > 0

    def _record(self, work: UnitOfWork, look: Look) -> None:
        now = self._world.clock.now()
        work.audit.append(look.record)
        work.limits.add(LOOKED, look.mark, window_of(now), expires=now + timedelta(hours=1))

    def _act(
        self, work: UnitOfWork, incoming: Incoming, *, shown: bool
    ) -> tuple[Reply | None, list[tuple[Event, Decision]]]:
        incoming, person = self._gathering.understood(work, incoming)
        sight = self._gathering.sight(work, incoming.address, incoming, person=person)
        if incoming.delivery_id is not None and not work.inbox.first_time(incoming.delivery_id):
            return self._answer(work, sight, gesture=incoming.gesture, decision=Decision(), shown=shown), []
        meaning = actions.means(sight, incoming.gesture)
        if isinstance(meaning, Show | FieldErrors | Toast):
            return meaning, []
        decision = self._decide(work, meaning, actions.sent(incoming.gesture).action.case, known=sight.person_record)
        if isinstance(meaning, DataErased):
            work.people.erased(meaning.by, sight.now)
        self._linking.carry_out(work, decision)
        write(work, decision)
        unseen = isinstance(meaning, SuggestionMade) and not decision.changed  # sealed on the agenda until it matures
        after = sight if unseen else self._gathering.after(work, sight, incoming, event=meaning, decision=decision)
        reply = self._answer(work, after, gesture=incoming.gesture, decision=decision, shown=shown)
        return reply, [(meaning, decision)]

    def _answer(self, work: UnitOfWork, sight: Sight, *, gesture: Gesture, decision: Decision, shown: bool) -> Reply:
        """What they read; if they see it as it is, and not only its sentences, the look is on record before."""
        reply = actions.answer(sight, gesture, decision)
        look = access(sight, actions.sent(gesture), reply) if shown else None
        if look is not None and not self._looked(work, look):
            self._record(work, look)
        return reply

    def _run_due(self, work: UnitOfWork, due: Due) -> Decision | None:
        if not work.agenda.finish(due):
            return None
        code = CaseCode(due.subject)
        before = work.cases.get(code) if isinstance(due.event, PurgeDue) else None
        decision = self._decide(work, self._gathering.resolved(work, due.event), code)
        self._linking.carry_out(work, decision)
        write(work, decision)
        if before is not None and any(isinstance(one, Case) and one.step is Step.PURGED for one in decision.changed):
            self._keep_sums(work, before)
        return decision

    def _keep_sums(self, work: UnitOfWork, case: Case) -> None:
        """An overview that comes late still counts the case, and so does the yearly report; both know no more of it."""
        for name, week, count in settled(case, self._world.clock.now(), self._world.policy):
            for _ in range(count):
                work.counters.add(name, week)
        for name in service_of(case, self._world.policy):
            work.counters.add(name, quarter(self._world.clock.now(), self._world.policy.timezone))

    def _decide(
        self, work: UnitOfWork, event: Event, code: CaseCode | None, *, known: Person | None = None
    ) -> Decision:
        """``known``: a person who was read in this transaction; saving notices if another changed them since."""
        if isinstance(event, PersonEvent):
            person = known if known is not None and known.person == event.by else work.people.get(event.by)
            return engine.decide_person(person, event, self._gathering.person_facts(work, event))
        if isinstance(event, SessionEvent):
            return engine.decide_programme(event, session_facts(work, event, self._gathering.facts()))
        match event:
            case HoursChanged() | MemberLeft() | SettingsChanged() | PeopleAvoided() | SupportLogged():
                member = work.roster.lock(event.by)
                return (
                    engine.decide_member(member, event, self._gathering.member_facts(work, event))
                    if member
                    else Decision()
                )
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
                | DisclosureAnswered()
                | DisclosureLapsed()
            ):
                return engine.decide_programme(event, self._gathering.programme_facts(work, event))
            case SuggestionMatured():
                recipient = event.suggestion.recipient
                case = work.cases.lock_open_of(recipient) or Case(code=work.cases.new_code(), recipient=recipient)
                return engine.decide(case, event, self._gathering.case_facts(work, case, event))
            case _:
                case = work.cases.lock(code) if code else None
                return engine.decide(case, event, self._gathering.case_facts(work, case, event)) if case else Decision()

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
            unreadable=work.unreadable,
            counted={week: work.counters.of(week) for week in weekly.weeks_read(slot)},
            oversight=self._oversight(work, slot),
            informal=work.counters.of(quarter(now, policy.timezone)).get("informal_support", 0),
            last_backup=work.slots.latest(weekly.BACKUP),
        )
        return weekly.decide(report)
