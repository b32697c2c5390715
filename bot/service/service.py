"""The service: load, decide, save, for whatever people do and whatever comes due.

The only caller of the deciders.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.conversation import actions, engine, law
from bot.conversation.actions.knowing import explained
from bot.conversation.actions.rows import View
from bot.conversation.audit_trail import LOOKED, access, day_of, window_of
from bot.conversation.effects import Decision, Remind, Replace, Tell, Withdraw
from bot.conversation.events.asking import SuggestionMade
from bot.conversation.events.availability import MemberLeft, SupporterLeft
from bot.conversation.events.digest import DigestDue
from bot.conversation.events.ending import PurgeDue
from bot.conversation.events.privacy import DataErased
from bot.conversation.facts import Sight
from bot.conversation.flows.ending import quarter
from bot.conversation.flows.linking.codes import link_imported
from bot.conversation.mentions import glance
from bot.conversation.views import crisis, home
from bot.domain.audit import SYSTEM, Kind, Record, policy_text, role_changes
from bot.domain.case import Case, CaseCode, Step
from bot.domain.eligibility import MatchContext, forbids
from bot.domain.errors import NotSavedError
from bot.domain.people import Enrolment, PersonId, Role, Traits
from bot.insight import digest_schedule
from bot.insight.digest import Oversight
from bot.insight.quarterly_report import service_of
from bot.insight.weekly_figures import sums_of_case
from bot.service.applying_effects import write
from bot.service.forgetting_leavers import forget_leavers, forget_unreachable
from bot.service.linking_accounts import Linking
from bot.service.loading import Asked, about_of, facts_for
from bot.service.parting import returning
from bot.service.sight import SightLoader
from bot.service.sight_after import Done
from bot.ui import FieldErrors, Home, Reply, Show, Toast

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.conversation.actions.rows import Press
    from bot.conversation.audit_trail import Look
    from bot.conversation.events.every import Event
    from bot.conversation.mentions import Glance
    from bot.domain.lines import HelpLines
    from bot.domain.people import Address, Joining, Member
    from bot.ports import Due, Incoming, UnitOfWork
    from bot.service.context import Context

AnEnrolment = TypeVar("AnEnrolment", bound=Enrolment)


A_YEAR = timedelta(days=365)
"""How long the audit is kept."""
_SUMS_KEPT = timedelta(weeks=6)


def _people_of_enrolment(enrolment: Enrolment) -> list[PersonId]:
    """Everybody whose entry may change, once each."""
    return list(dict.fromkeys([*enrolment.leaving, *(one.person for one in enrolment.members)]))


class Service:
    """Answers people, and runs what the agenda says. Every public method is one transaction or one snapshot."""

    def __init__(self, world: Context, *, wake: Callable[[], None], told: Callable[[Event, Decision], None]) -> None:
        """``wake`` hints that there may be something to send; ``told`` hears every decision that was committed."""
        self._world = world
        self._gathering = SightLoader(world)
        self._sites = self._gathering.sites
        self._linking = Linking(self._gathering)
        self._wake = wake
        self._told = told

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Answer a gesture: committed first, answered then. With the store down, the crisis lines still show."""
        press = actions.pressed(incoming.gesture)
        return explained(await self._handle_once(incoming, press, shown=True), press)

    async def glance(self, incoming: Incoming) -> Glance:
        """The same for a press on a message that is answered in its place: nobody is named, and no look recorded."""
        press = actions.pressed(incoming.gesture)
        return glance(await self._handle_once(incoming, press, shown=False), press.form.action.case)

    async def _handle_once(self, incoming: Incoming, press: Press, *, shown: bool) -> Reply | None:
        if actions.needs_nothing(press):
            return actions.show(self._bare_sight(incoming.address), press)
        try:
            if isinstance(press.row, View):
                reply, look = await self._world.store.read(lambda work: self._show(work, incoming.address, press))
                if look is not None and shown:
                    await self._world.store.run(lambda work: self._record(work, look))
                return reply
            reply, committed = await self._world.store.run(lambda work: self._act(work, incoming, press, shown=shown))
        except NotSavedError:
            return Show(crisis.not_saved(self._sites.policy_of(incoming.address)))
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
            return home.unavailable(self._sites.policy_of(address))

    def lines_of(self, address: Address) -> HelpLines:
        """The crisis lines of this person's site, from memory: they stand on what is shown when nothing else works."""
        return self._sites.lines_of(address)

    async def run_due(self, due: Due) -> None:
        """Handle one claimed agenda entry, once: it leaves the agenda in the same transaction."""
        decision = await self._world.store.run(lambda work: self._run_due(work, due))
        if decision is not None:
            self._told(due.event, decision)

    async def enrol(self, compare: Callable[[UnitOfWork], AnEnrolment]) -> AnEnrolment:
        """Write what an administrator changes on the roster; the cases of those who leave hear of it with it."""
        return await self._world.store.run(lambda work: self._enrol(work, compare(work)))

    def _enrol(self, work: UnitOfWork, enrolment: AnEnrolment) -> AnEnrolment:
        before = [one for one in map(work.roster.get, _people_of_enrolment(enrolment)) if one is not None]
        for person in enrolment.leaving:
            write(work, self._decide(work, MemberLeft(by=person), None))
        for member in enrolment.members:
            kept = work.roster.get(member.person)
            work.roster.save(replace(returning(work, member), version=kept.version if kept else 0))
            self._take_back(work, member)
        after = [one for one in map(work.roster.get, _people_of_enrolment(enrolment)) if one is not None]
        for record in role_changes(before, after, self._today()):
            work.audit.append(record)
        return enrolment

    def _take_back(self, work: UnitOfWork, member: Member) -> None:
        """Questions that are out to somebody who may not take them any more pass on at once."""
        setting = MatchContext(now=self._world.clock.now(), policy=self._world.policy, recipient=Traits())
        for case in work.cases.offered_to(member.person):
            if forbids(case, member, setting):
                left = SupporterLeft(supporter=member.person)
                work.agenda.add(Remind(subject=case.code, name="barred", event=left, at=setting.now))

    async def link(self, compare: Callable[[UnitOfWork], Joining]) -> Joining:
        """Link the pairs of addresses that an administrator names; all of them or none."""
        return await self._world.store.run(lambda work: self._link(work, compare(work)))

    def _link(self, work: UnitOfWork, joining: Joining) -> Joining:
        for pair in joining.pairs:
            decision = link_imported(pair.same_as, pair.address, self._gathering.facts())
            self._linking.carry_out(work, decision)
            write(work, decision)
        return joining

    async def start(self) -> None:
        """Make sure the weekly digest is on the agenda, and that a policy that changed is on record."""
        await self._world.store.read(self._sites.learn)
        await self._world.store.run(self._ensure_digest)
        await self._world.store.run(self._record_policy)

    def _record_policy(self, work: UnitOfWork) -> None:
        mark = work.audit.fingerprint(policy_text(self._world.policy))
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
        forget_unreachable(work)
        work.audit.prune(self._today() - A_YEAR)
        work.counters.forget_weeks(f"{self._today() - _SUMS_KEPT}")

    def _ensure_digest(self, work: UnitOfWork) -> None:
        if not work.agenda.of(digest_schedule.PROGRAMME):
            write(work, digest_schedule.first_reminder(self._world.clock.now(), self._world.policy))

    def _bare_sight(self, address: Address) -> Sight:
        person = PersonId(str(address))
        now, policy = self._world.clock.now(), self._sites.policy_of(address)
        return Sight(now=now, policy=policy, person=person, fresh=secrets.token_urlsafe(12))

    def _show(self, work: UnitOfWork, address: Address, press: Press) -> tuple[Reply, Look | None]:
        """The answer, and the look that has to be recorded before it may be given; the first one in an hour."""
        sight = self._gathering.sight(work, address, press)  # who was picked is shown as they were picked
        reply = actions.show(sight, press)
        look = access(sight, press.form, reply)
        return reply, look if look and not self._record_look(work, look) else None

    def _record_look(self, work: UnitOfWork, look: Look) -> bool:
        return work.limits.used(LOOKED, look.mark, [window_of(self._world.clock.now())]) > 0

    def _record(self, work: UnitOfWork, look: Look) -> None:
        now = self._world.clock.now()
        work.audit.append(look.record)
        work.limits.add(LOOKED, look.mark, window_of(now), expires=now + timedelta(hours=1))

    def _act(
        self, work: UnitOfWork, incoming: Incoming, press: Press, *, shown: bool
    ) -> tuple[Reply | None, list[tuple[Event, Decision]]]:
        press, person = self._gathering.understood(work, incoming.address, press)
        if incoming.delivery_id is not None and not work.inbox.first_time(incoming.delivery_id):
            sight = self._gathering.sight(work, incoming.address, press, person=person)
            return self._answer(work, sight, press, decision=Decision(), shown=shown), []
        sight = self._gathering.before(work, incoming.address, press, person=person)
        meaning = actions.means(sight, press)
        if isinstance(meaning, Show | FieldErrors | Toast):
            return meaning, []
        decision = self._decide(work, meaning, press.form.action.case, sight=sight)
        if isinstance(meaning, DataErased):
            work.people.erased(meaning.by, sight.now)
        self._linking.carry_out(work, decision)
        write(work, decision)
        unseen = isinstance(meaning, SuggestionMade) and not decision.changed  # sealed on the agenda until it matures
        done = Done(incoming.address, press, meaning, decision)
        after = sight if unseen else self._gathering.after(work, sight, done)
        reply = self._answer(work, after, press, decision=decision, shown=shown)
        return reply, [(meaning, decision)]

    def _answer(self, work: UnitOfWork, sight: Sight, press: Press, *, decision: Decision, shown: bool) -> Reply:
        """What they read; if they see it as it is, and not only its sentences, the look is on record before."""
        reply = actions.answer(sight, press, decision)
        look = access(sight, press.form, reply) if shown else None
        if look is not None and not self._record_look(work, look):
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
        for name, week, count in sums_of_case(case, self._world.clock.now(), self._world.policy):
            for _ in range(count):
                work.counters.add(name, week)
        for name in service_of(case, self._world.policy):
            work.counters.add(name, quarter(self._world.clock.now(), self._world.policy.timezone))

    def _decide(self, work: UnitOfWork, event: Event, code: CaseCode | None, *, sight: Sight | None = None) -> Decision:
        """``sight``: what the actor sees, if it was read in this transaction."""
        if isinstance(event, DigestDue):
            return self._digest(work)
        about = about_of(work, event, code, sight=sight)
        if about is None and law.row_of(event).about is not law.About.PROGRAMME:
            return Decision()
        return engine.decide(about, event, facts_for(Asked(self._world, work, about, event, sight)))

    def _digest(self, work: UnitOfWork) -> Decision:
        """One digest for the latest week that is due, whoever asks first; earlier ones that were missed are named."""
        now, policy = self._world.clock.now(), self._world.policy
        if later := digest_schedule.at_a_better_hour(now, policy):
            return later
        slot, previous = digest_schedule.latest_slot(now, policy), work.slots.latest(digest_schedule.JOB)
        if not work.slots.claim(digest_schedule.JOB, slot):
            return digest_schedule.first_reminder(now, policy)
        report = digest_schedule.Report(
            now=now,
            policy=policy,
            slot=slot,
            previous=previous,
            cases=tuple(work.cases.all()),
            members=tuple(work.roster.with_role(*Role)),
            open_cases=work.cases.count_open(),
            undelivered=work.outbox.dead(),
            unreachable=_silent(work),
            unreadable=work.unreadable,
            counted={week: work.counters.of(week) for week in digest_schedule.weeks_read(slot)},
            oversight=self._oversight(work, slot),
            informal=work.counters.of(quarter(now, policy.timezone)).get("informal_support", 0),
            last_backup=work.slots.latest(digest_schedule.BACKUP),
            rotas=self._world.rota_state(),
        )
        return digest_schedule.decide(report)


def _silent(work: UnitOfWork) -> int:
    """How many supporters can't be written to."""
    supporters = {one.person for one in work.roster.with_role(Role.SUPPORTER)}
    return sum(1 for address, found in work.unreachable.all().items() if found.sure and address in supporters)
