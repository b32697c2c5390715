"""A programme in memory that drives the deciders exactly as the service does: facts in, changes and effects out."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.conversation import actions, engine
from bot.conversation.actions.rows import Deed, View
from bot.conversation.effects import Cancel, Count, Decision, Effect, Remind, Replace, Tally, Tell, Withdraw
from bot.conversation.events.asking import Suggestion, SuggestionMade, SuggestionMatured
from bot.conversation.events.every import Event, PersonEvent, RosterEvent, whose_entry
from bot.conversation.events.matching import OfferDelivered, OfferUndeliverable
from bot.conversation.example_lines import POLICY
from bot.conversation.facts import Candidate, Facts, Sight
from bot.conversation.flows.asking import MATURES
from bot.conversation.law import About, row_of
from bot.conversation.needs import HOME, See
from bot.domain.audit import Record
from bot.domain.case import Case, CaseCode, NextStep, Origin, Step
from bot.domain.hours import local
from bot.domain.moves import MOVES, Move
from bot.domain.people import Member, Person, PersonId, Role, Supporter, Traits
from bot.domain.release import Release
from bot.ui import Action, Show, Submitted
from tests.engine.loading import STAFF, facts_for, sight_for
from tests.engine.roster import officer, peer
from tests.engine.saying import kind

START = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
"""A Monday, 10:00 in New York."""
RITA, CARL, OLGA = PersonId("web:rita"), PersonId("web:carl"), PersonId("web:olga")
SAM, SUE, LEO = PersonId("web:sam"), PersonId("web:sue"), PersonId("web:leo")
CLEO, DAN, DORA = PersonId("web:cleo"), PersonId("web:dan"), PersonId("web:dora")
_MANY = 5_000  # agenda entries in one jump: more means that something reminds itself for ever


SURE = (("sure", ("yes",)),)
"""What the yes of a form says that asks once more."""


@dataclass(frozen=True)
class Sent:
    """One effect on somebody's messages, when it was decided and why."""

    at: datetime
    effect: Tell | Replace | Withdraw
    because: Event


@dataclass
class World:
    """Everything the service would keep. ``prompt``: offers are delivered at once, except to the unreachable."""

    now: datetime = START
    policy: Any = POLICY  # a Policy
    members: dict[PersonId, Member] = field(default_factory=dict)
    persons: dict[PersonId, Person] = field(default_factory=dict)
    traits: dict[PersonId, Traits] = field(default_factory=dict)
    cases: dict[CaseCode, Case] = field(default_factory=dict)
    agenda: list[Remind] = field(default_factory=list)
    outbox: list[Sent] = field(default_factory=list)
    pending: list[Tell] = field(default_factory=list)
    unreachable: set[PersonId] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter[str])
    tallies: Counter[tuple[str, str, str]] = field(default_factory=Counter[tuple[str, str, str]])
    records: list[Record] = field(default_factory=list[Record])
    releases: list[Release] = field(default_factory=list[Release])
    moved: set[Move] = field(default_factory=set[Move])
    prompt: bool = True
    made: int = 0

    def joins(self, *members: Member) -> World:
        """Put people on the roster."""
        self.members |= {one.person: one for one in members}
        return self

    def adjusts(self, person: PersonId, **changes: Any) -> None:
        """Change a supporter's own settings."""
        member = self.members[person]
        assert member.supporter is not None
        self.members[person] = replace(member, supporter=replace(member.supporter, **changes))

    def fork(self) -> World:
        """The same programme once more, to try something out."""
        held = [(one.name, getattr(self, one.name)) for one in fields(self)]
        changes: dict[str, Any] = {name: copy(one) for name, one in held if isinstance(one, dict | list | set)}
        return replace(self, **changes)

    @property
    def case(self) -> Case:
        """The latest case that is kept."""
        return list(self.cases.values())[-1]

    @property
    def step(self) -> Step:
        """Where the latest case stands."""
        return self.case.step

    @property
    def next_step(self) -> NextStep:
        """What happens to the latest case if nobody acts."""
        assert self.case.next_step is not None
        return self.case.next_step

    def supporter(self, person: PersonId) -> Supporter:
        """The supporter's own record."""
        about = self.members[person].supporter
        assert about is not None
        return about

    def happens(self, event: Event, code: CaseCode | None = None) -> Decision:
        """Decide, save, and hand on what follows; offers are delivered if the platforms are prompt."""
        decision = self._decide(event, code)
        move = row_of(event).move
        if move is not None and decision != Decision():
            self.moved.add(move)
        for one in decision.changed:
            self._save(one)
        for effect in decision.effects:
            self._apply(effect, event)
        if self.prompt:
            self.delivers()
        return decision

    def passes(self, *, until: datetime | None = None, **span: float) -> None:
        """Let time go by; what comes due on the way happens at its hour, in order."""
        target = until or self.now + timedelta(**span)
        for _ in range(_MANY):
            entry = min((one for one in self.agenda if one.at <= target), key=lambda one: one.at, default=None)
            if entry is None:
                self.now = target
                return
            self.agenda.remove(entry)
            self.now = max(self.now, entry.at)
            self.happens(entry.event, CaseCode(entry.subject))
        raise AssertionError

    def delivers(self) -> None:
        """The platforms show the offers that are on their way, or say that they never will."""
        waiting, self.pending = self.pending, []
        for tell in waiting:
            assert tell.receipt is not None
            lost = tell.to in self.unreachable
            event = OfferUndeliverable(offer=tell.receipt) if lost else OfferDelivered(offer=tell.receipt)
            self.happens(event, tell.case)

    def asks(self, person: PersonId = RITA, **about: Any) -> Case:
        """Somebody asks for themselves; the case is there at once."""
        return self.suggests(person, person, **about)

    def suggests(self, by: PersonId = CARL, colleague: PersonId = RITA, *, wait: bool = True, **about: Any) -> Case:
        """Somebody suggests a colleague, and the ten minutes go by unless told otherwise."""
        origin = Origin.SELF if by == colleague else Origin.COLLEAGUE
        made = Suggestion(recipient=colleague, referrer=by, origin=origin, made_at=self.now)
        self.made += 1
        sealed, key = replace(made, **about), f"key{self.made}"
        if sealed.origin in {Origin.SELF, Origin.COLLEAGUE}:
            self.happens(SuggestionMade(by=by, suggestion=sealed, key=key))
        else:  # a list or a call, entered by those whose role it is
            later, event = self.now + self.policy.clocks.undo, SuggestionMatured(suggestion=sealed)
            self.agenda.append(Remind(subject=key, name=MATURES, event=event, at=later))
        self.passes(minutes=10 if wait and origin is Origin.COLLEAGUE else 0)
        return self.case if self.cases else Case(code=CaseCode("none"), recipient=colleague)

    def presses(
        self, person: PersonId, name: str, case: Case | None = None, *, turn: int | None = None, **values: str
    ) -> Any:
        """Press a button, by default the newest one of the latest case, or send a form; returns the Reply, or None.

        What asks once more is answered with its yes.
        """
        case = case or (self.case if self.cases else None)
        action = Action(name, case.code if case else None, self._turn(person, name, case) if turn is None else turn)
        reply = self.sends(person, Submitted(action, tuple((key, (value,)) for key, value in values.items())))
        asked = reply.form.submit if isinstance(reply, Show) else None
        return self.sends(person, Submitted(asked.action, ())) if asked and asked.action.draft == SURE else reply

    def sends(self, person: PersonId, form: Submitted) -> Any:
        """Answer any gesture as the service does, and let run what is due now."""
        reply = self.answers(person, form)
        if isinstance(actions.pressed(form).row, Deed):
            self.passes()
        return reply

    def answers(self, person: PersonId, form: Submitted) -> Any:
        """The answer alone."""
        press = actions.pressed(form)
        sight = self.bare_sight(person, press.row.before, form.action)
        if isinstance(press.row, View):
            return actions.show(sight, press)
        meaning = actions.means(sight, press)
        if not isinstance(meaning, Event):
            return meaning
        decision = self.happens(meaning, form.action.case)
        return actions.answer(self.sight(person, form.action), press, decision)

    def accepted(self, person: PersonId = SAM, *, by: PersonId = CARL) -> Case:
        """A case of Rita's that this supporter has taken."""
        self.suggests(by)
        self.passes(until=self._asked(person))
        self.presses(person, "take")
        return self.case

    def kinds(self, person: PersonId) -> list[str]:
        """What this person was sent first, in order; replacements of earlier messages not counted."""
        tells = [one.effect for one in self.outbox if isinstance(one.effect, Tell) and one.effect.to == person]
        return [kind(one.message) for one in tells]

    def shown(self, person: PersonId, name: str) -> str:
        """What a named message of the latest case reads now."""
        effects = [one.effect for one in self.outbox if one.effect.to == person and one.effect.name == name]
        return kind(effects[-1].message) if effects and not isinstance(effects[-1], Withdraw) else ""

    def hour(self, person: PersonId, moment: datetime | None) -> int:
        """The hour on somebody's own clock."""
        assert moment is not None
        return local(moment, self.members[person].timezone).hour

    def sight(self, person: PersonId, action: Action | None = None) -> Sight:
        """What a view may draw on for this button, for a home without one; gathered as the service gathers it."""
        needs = actions.pressed(Submitted(action, ())).row.needs if action else HOME
        return self.bare_sight(person, needs, action)

    def bare_sight(self, person: PersonId, needs: frozenset[See], action: Action | None = None) -> Sight:
        """What this person may see of what was asked for."""
        member = self.members.get(person)
        staff = tuple(one for one in self.members.values() if one.has(*STAFF))
        told = Sight(now=self.now, policy=self.policy, person=person, fresh=f"fresh{self.made}", member=member)
        directs = member is not None and member.has(Role.DIRECTOR)
        return sight_for(told.also(address=person, staff=staff if directs else ()), self, needs, action)

    def facts(self, about: Case | Person | Member | None, event: Event) -> Facts:
        """What the engine may know for one event: what its row asks for."""
        return facts_for(self, about, event)

    def _asked(self, person: PersonId) -> datetime:
        """Now, if this person has an offer; else the moment at which they get one."""
        while self.case.offer_to(person) is None:
            self.passes(hours=1)
        return self.now

    def _turn(self, person: PersonId, name: str, case: Case | None) -> int:
        offer = case.offer_to(person) if case else None
        if name in {"take", "pass", "details"}:
            return offer.number if offer else 0
        return case.turn if case else 0

    def _decide(self, event: Event, code: CaseCode | None) -> Decision:
        about = self._about(event, code)
        if about is None and row_of(event).about is not About.PROGRAMME:
            return Decision()
        return engine.decide(about, event, self.facts(about, event))

    def _about(self, event: Event, code: CaseCode | None) -> Case | Person | Member | None:
        if isinstance(event, PersonEvent):
            return self.person_of(event.by)
        if isinstance(event, RosterEvent):
            return self.members.get(whose_entry(event))
        if isinstance(event, SuggestionMatured):
            return self._open_of(event.suggestion.recipient)
        return self.cases.get(code) if code and row_of(event).about is About.CASE else None

    def _open_of(self, recipient: PersonId) -> Case:
        known = [one for one in self.cases.values() if one.is_open and one.recipient == recipient]
        if known:
            return known[0]
        self.made += 1
        return Case(code=CaseCode(f"C{self.made}"), recipient=recipient)

    def person_of(self, person: PersonId) -> Person:
        """The record of this person."""
        return self.persons.get(person, Person(person=person))

    def open_of(self, person: PersonId) -> int:
        """How many open cases this supporter has."""
        return sum(1 for one in self.cases.values() if one.is_open and one.supporter == person)

    def able(self) -> tuple[Candidate, ...]:
        """Everybody who could be asked, and how busy they are."""
        able = (one for one in self.members.values() if one.has(Role.SUPPORTER))
        cases = [one for one in self.cases.values() if one.is_open]
        out = Counter(one.supporter for case in cases for one in case.offers if one.can_be_taken)
        return tuple(
            Candidate(member=one, open_cases=self.open_of(one.person), pending=out[one.person]) for one in able
        )

    def _save(self, one: Case | Member | Person) -> None:
        match one:
            case Case():
                self._holds_the_law(one)
                self.cases[one.code] = one
                if one.step is Step.PURGED:
                    del self.cases[one.code]
            case Member():
                self.members[one.person] = one
            case Person():
                self.persons[one.person] = one

    def _holds_the_law(self, after: Case) -> None:
        """Along the table only; and nobody is asked, nor accepted, whom the rules exclude at that moment."""
        before = self.cases.get(after.code, Case(code=after.code, recipient=after.recipient))
        assert any(after.step in steps for steps in MOVES[before.step].values())
        new = {one.supporter for one in after.offers[len(before.offers) :]}
        new |= {after.supporter} if after.supporter and after.supporter != before.supporter else set()
        assert not new & (after.excluded | {after.recipient})
        assert not [one for one in new if after.recipient in self.supporter(one).avoid]

    def _apply(self, effect: Effect, because: Event) -> None:
        match effect:
            case Tell() | Replace() | Withdraw():
                self.outbox.append(Sent(self.now, effect, because))
                if isinstance(effect, Tell) and effect.receipt is not None:
                    self.pending.append(effect)
            case Remind():
                self._cancel(Cancel(subject=effect.subject, name=effect.name))
                self.agenda.append(effect)
            case Cancel():
                self._cancel(effect)
            case Count():
                self.counts[effect.name] += 1
            case Tally():
                self.tallies[effect.name, effect.subject, effect.window] += 1
            case Record():
                self.records.append(effect)
            case _:
                pass  # two addresses become one person's: the service's, with a store

    def _cancel(self, cancel: Cancel) -> None:
        self.agenda = [one for one in self.agenda if one.subject != cancel.subject or cancel.name not in {"", one.name}]


def clinic(*peers: Member) -> World:
    """Cleo coordinates, Dan is her deputy, Dora directs; Sam is the only supporter unless others are given."""
    officers = (officer(CLEO, Role.COORDINATOR), officer(DAN, Role.DEPUTY), officer(DORA, Role.DIRECTOR))
    return World().joins(*officers, *(peers or (peer(SAM),)))
