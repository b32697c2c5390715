"""What one decision or one view may know, gathered from the store, the clock and the directory."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bot.conversation import actions
from bot.conversation.auditing import day_of, window_of
from bot.conversation.events import (
    AnswerOverdue,
    BackupAnswered,
    BackupOverdue,
    BackupPaged,
    CodeLapsed,
    ComplaintDue,
    DataErased,
    DisclosureAnswered,
    DisclosureLapsed,
    HoursChanged,
    LinkEvent,
    MatchWanted,
    MemberLeft,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OfferUndeliverable,
    OptOutChanged,
    PlaceDue,
    SuggestionMade,
    SuggestionMatured,
    SupporterAssigned,
)
from bot.conversation.facts import Candidate, Codes, Facts, Sight
from bot.conversation.flows.ending import LATER
from bot.conversation.flows.groups.sessions import PLACE
from bot.conversation.flows.intake import MATURES, SUGGESTED, TARGETED, days_that_count
from bot.conversation.flows.platforms.linking import CODE, WRONG
from bot.conversation.flows.platforms.renaming import renamed, strings_in
from bot.conversation.flows.programme import COMPLAINT, DISCLOSURE, PAGE
from bot.conversation.releases import readable
from bot.domain.people import PLATFORMS, Person, PersonId, Role, Traits
from bot.ports import Around
from bot.service.following import seen_after
from bot.service.sessions import sessions_for, zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.effects import Decision, Remind
    from bot.conversation.events import CaseEvent, Event, PersonEvent, ProgrammeEvent, RosterEvent
    from bot.domain.case import Case, CaseCode, Reveal
    from bot.domain.people import Address, Listed
    from bot.domain.policy import Policy
    from bot.ports import Clock, Directory, Incoming, Store, UnitOfWork
    from bot.ui import Action

_ANSWERS = (OfferDelivered, OfferUndeliverable, OfferTaken, OfferPassed, AnswerOverdue)
"""What concerns a supporter alone, and is waited for: who the recipient is need not be looked up."""
AnyEvent = TypeVar("AnyEvent", bound="Event")
_STAFF = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)
_PLATFORMS = tuple(f"{one}:" for one in PLATFORMS)


@dataclass(frozen=True)
class World:
    """What the service works with; one per process."""

    store: Store
    clock: Clock
    directory: Directory
    policy: Policy
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gathering:
    """Everything here only reads; a roster entry that a case event concerns is locked."""

    world: World

    def facts(self) -> Facts:
        """This moment, and the policy."""
        return Facts(now=self.world.clock.now(), policy=self.world.policy)

    def person_facts(self, work: UnitOfWork, event: PersonEvent) -> Facts:
        """Somebody who decides about themselves decides about every case of theirs, also one they don't know of."""
        if isinstance(event, SuggestionMade):
            return replace(self.facts(), suggested=self._suggested(work, event))
        if isinstance(event, LinkEvent):
            return self._link_facts(work, event)
        if not isinstance(event, OptOutChanged | DataErased):
            return self.facts()
        own = tuple(one for one in work.cases.all() if one.recipient == event.by)
        names = (MATURES, COMPLAINT, LATER, CODE, PLACE) if isinstance(event, DataErased) else ()
        sealed = tuple(one for name in names for one in work.agenda.named(name))
        return replace(self.facts(), own_cases=own, sealed=sealed, linked=_linked(work, event.by))

    def _link_facts(self, work: UnitOfWork, event: LinkEvent) -> Facts:
        """Every code that can be typed: which one was meant is only known once they are opened."""
        facts = self.facts()
        return replace(
            facts,
            staff=tuple(work.roster.with_role(*Role)),
            sealed=tuple(work.agenda.named(CODE)),
            linked=_linked(work, event.by),
            wrong_codes=work.limits.used(WRONG, event.by, [window_of(facts.now)]),
        )

    def _suggested(self, work: UnitOfWork, event: SuggestionMade) -> tuple[int, int]:
        """How many colleagues the actor suggested in this hour, and on this day."""
        now, policy = self.world.clock.now(), self.world.policy
        hour, day = work.limits.each(SUGGESTED, event.by, (window_of(now), f"{day_of(now, policy)}"))
        return hour, day

    def member_facts(self, work: UnitOfWork, event: RosterEvent) -> Facts:
        """For a roster entry: the cases that hang on it."""
        if not isinstance(event, MemberLeft | HoursChanged):
            return self.facts()
        around = work.cases.around(event.by)
        return replace(
            self.facts(), held=(*around.supported, *around.offered), staff=tuple(work.roster.with_role(*_STAFF))
        )

    def programme_facts(self, work: UnitOfWork, event: ProgrammeEvent) -> Facts:
        """For what concerns no single case."""
        page = _sealed_under(work, event.key) if isinstance(event, BackupPaged | BackupAnswered) else None
        staff = tuple(work.roster.with_role(*Role))
        disclosure = _request(work, event.key) if isinstance(event, DisclosureAnswered) else None
        page = page if isinstance(page, BackupOverdue) else None
        return replace(self.facts(), staff=staff, page=page, disclosure=disclosure)

    def case_facts(self, work: UnitOfWork, case: Case, event: CaseEvent) -> Facts:
        """For a case: the supporter it concerns, and candidates only for those events that choose one.

        Whoever takes an offer waits for it, and it concerns nobody else: the staff and the recipient are not looked up.
        """
        concerned = _supporter_of(case, event)
        supporter = work.roster.lock(concerned) if concerned else None
        choosing, taken = isinstance(event, MatchWanted | SupporterAssigned), isinstance(event, OfferTaken)
        candidates = _candidates(work, work.cases.all()) if choosing else ()
        listed = None if isinstance(event, _ANSWERS) else work.directory.of(case.recipient)
        now, matured = self.world.clock.now(), isinstance(event, SuggestionMatured)
        person = work.people.get(case.recipient) if matured else Person(person=case.recipient)
        return Facts(
            now=now,
            policy=self.world.policy,
            staff=() if taken else tuple(work.roster.with_role(*_STAFF)),
            supporter=supporter,
            supporter_open=len(work.cases.supported_by(concerned)) if taken and concerned else 0,
            candidates=candidates,
            opted_out=person.opted_out,
            rests=person.rests_until is not None and now < person.rests_until,
            recipient_zone="" if taken else zone_of(work.roster.get(case.recipient), listed),
            recipient_traits=self._traits(case.recipient, listed),
            suggested_lately=self._suggested_lately(work, case.recipient) if matured else 0,
        )

    def _traits(self, person: PersonId, listed: Listed | None) -> Traits:
        """What matching may compare: from the hospital's list, else what the platform knows."""
        return listed.traits if listed else self.world.directory.traits(person)

    def _suggested_lately(self, work: UnitOfWork, recipient: PersonId) -> int:
        windows = days_that_count(self.world.clock.now(), self.world.policy)
        return work.limits.used(TARGETED, recipient, windows)

    def understood(self, work: UnitOfWork, incoming: Incoming) -> tuple[Incoming, PersonId]:
        """The gesture with everybody in it by their canonical address, and who made it; in one statement."""
        texts = {text for text in strings_in(incoming.gesture) if text.startswith(_PLATFORMS)}
        canonical = work.people.canonical_of({str(incoming.address), *texts})
        others = {text: one for text, one in canonical.items() if text in texts and text != one}
        known = replace(incoming, gesture=renamed(incoming.gesture, others)) if others else incoming
        return known, canonical[str(incoming.address)]

    def resolved(self, work: UnitOfWork, event: AnyEvent) -> AnyEvent:
        """An event that was claimed before somebody in it linked addresses; what is about addresses means these."""
        texts = () if isinstance(event, LinkEvent) else {one for one in strings_in(event) if one.startswith(_PLATFORMS)}
        return renamed(event, work.people.canonical_of(texts)) if texts else event

    def after(self, work: UnitOfWork, before: Sight, incoming: Incoming, *, event: Event, decision: Decision) -> Sight:
        """What whoever decided this may see now."""
        known = seen_after(before, event, decision, name=actions.sent(incoming.gesture).action.name)
        person = None if isinstance(event, LinkEvent) else before.person
        return known or self.sight(work, incoming.address, incoming, person=person)

    def sight(
        self, work: UnitOfWork, address: Address, incoming: Incoming | None = None, *, person: PersonId | None = None
    ) -> Sight:
        """What this person may see, for the gesture they made; ``person``, if it is known whose the address is."""
        person = person or work.people.canonical(address)
        member = work.roster.get(person)
        action = actions.sent(incoming.gesture).action if incoming else None
        name = action.name if action else ""
        supports = member is not None and member.has(Role.SUPPORTER)
        runs = member is not None and member.has(Role.COORDINATOR, Role.DEPUTY)
        answers = member is not None and member.has(*_STAFF)
        read = work.cases.all() if answers or name in actions.ABOUT_ME else ()
        every = read if answers else ()
        officer = runs or (member is not None and member.has(Role.LEADERSHIP))
        meets = name in actions.NEED_SESSIONS or (action is None and member is not None)  # a home says what they lead
        choosing = runs and name in actions.NEED_CANDIDATES
        oneself = name not in actions.ABOUT_OTHERS
        code = action.case if action else None
        around = work.cases.around(person, code) if oneself or supports or code else Around()
        case, matched = around.asked, around.asked if choosing else None
        record = work.people.get(person) if oneself else Person(person=person)
        sight = Sight(
            now=self.world.clock.now(),
            policy=self.world.policy,
            person=person,
            fresh=secrets.token_urlsafe(12),
            member=member,
            own_case=around.own if oneself else None,
            supported=around.supported if supports else (),
            offered=around.offered if supports else (),
            queue=tuple(one for one in every if one.is_open) if runs else (),
            held=tuple(one for one in every if one.hold is not None and one.recipient != person),
            holdable=tuple(one for one in every if one.recipient != person) if name in actions.NEED_EVERY else (),
            disclosures=_waiting(work, person) if answers else (),
            sessions=sessions_for(work, person, self.world.clock.now()) if meets else (),
            case=case,
            case_traits=self._traits(matched.recipient, work.directory.of(matched.recipient)) if matched else Traits(),
            candidates=_candidates(work, every) if choosing else (),
            opted_out=record.opted_out,
            person_record=record,
            unreachable=_unreachable(work) if choosing and name == "roster" else frozenset(),
            codes=_codes(work) if supports and name in actions.NEED_CODES else Codes(),
            address=PersonId(str(address)),
            platforms=self.world.platforms,
            caller=_caller(work, action) if name in actions.NEED_CALLER else None,
            releases=readable(work.releases.all(), member) if officer else (),
            reveals=_reveals(every) if member is not None and member.has(Role.DIRECTOR) and name == "reveals" else (),
        )
        return _about_oneself(work, sight, address, name=name, every=read)


def _about_oneself(work: UnitOfWork, sight: Sight, address: Address, *, name: str, every: Sequence[Case]) -> Sight:
    """The same, with what is kept about whoever looks, where that is what they look at."""
    person = sight.person
    if name in actions.NEED_LINKS:
        sight = replace(sight, linked=_linked(work, person), link_code=_code(work, person))
    if name in actions.ABOUT_ME:
        return replace(
            sight,
            kept=tuple(one for one in every if one.recipient == person),
            sealed=_own_suggestions(work, person),
            listed=work.directory.of(person),
            chat=_chat(work, address, person),
        )
    return sight


def _linked(work: UnitOfWork, person: PersonId) -> tuple[PersonId, ...]:
    """Their addresses beside the canonical one."""
    return tuple(PersonId(str(one)) for one in work.people.linked(person))


def _code(work: UnitOfWork, person: PersonId) -> Remind | None:
    """The code that this person was shown last."""
    found = (one for one in work.agenda.named(CODE) if isinstance(one.event, CodeLapsed) and one.event.by == person)
    return next(found, None)


def _supporter_of(case: Case, event: CaseEvent) -> PersonId | None:
    match event:
        case OfferTaken() | OfferPassed():
            return event.by
        case OfferDelivered():
            return next((one.supporter for one in case.offers if one.number == event.offer), None)
        case _:
            return case.supporter


def _candidates(work: UnitOfWork, every: Sequence[Case]) -> tuple[Candidate, ...]:
    supporters, counts = work.roster.with_role(Role.SUPPORTER), work.cases.count_open()
    out = Counter(one.supporter for case in every if case.is_open for one in case.offers if one.can_be_taken)
    return tuple(
        Candidate(member=one, open_cases=counts.get(one.person, 0), pending=out[one.person]) for one in supporters
    )


def _requests(work: UnitOfWork) -> Sequence[Remind]:
    """Every request to print what is kept about somebody."""
    return work.agenda.named(DISCLOSURE)


def _request(work: UnitOfWork, key: str) -> Remind | None:
    """The one under this code."""
    return next((one for one in _requests(work) if one.subject == f"{DISCLOSURE}:{key}"), None)


def _waiting(work: UnitOfWork, reader: PersonId) -> tuple[DisclosureLapsed, ...]:
    """Those that wait for a yes; of one about themselves nobody reads."""
    events = [one.event for one in _requests(work)]
    found = [one for one in events if isinstance(one, DisclosureLapsed) and not one.approved]
    return tuple(one for one in found if one.person != reader)


def _own_suggestions(work: UnitOfWork, person: PersonId) -> tuple[Remind, ...]:
    """What they suggested and can still undo, the call that they asked for, and their places in group sessions."""
    found = (one for name in (MATURES, COMPLAINT, PLACE) for one in work.agenda.named(name))
    return tuple(one for one in found if _author(one.event) == person)


def _author(event: Event) -> PersonId | None:
    match event:
        case SuggestionMatured():
            return event.suggestion.referrer
        case ComplaintDue() | PlaceDue():
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


def _chat(work: UnitOfWork, address: Address, person: PersonId) -> str:
    """Where this person's chat is, by the address they write from or by their own."""
    return work.conversations.of(str(address)) or work.conversations.of(person) or ""


def _unreachable(work: UnitOfWork) -> frozenset[PersonId]:
    """Supporters whose platform said that the bot can't write to them."""
    asked = (one.person for one in work.roster.with_role(Role.SUPPORTER))
    return frozenset(one for one in asked if work.conversations.of(one) == "")


def _codes(work: UnitOfWork) -> Codes:
    """Every language and specialty that somebody on the roster has."""
    known = [one.supporter.traits for one in work.roster.with_role(Role.SUPPORTER) if one.supporter]
    return Codes(
        languages=tuple(sorted({language for one in known for language in one.languages})),
        specialties=tuple(sorted({one.specialty for one in known if one.specialty})),
    )


def _reveals(every: Sequence[Case]) -> tuple[tuple[CaseCode, Reveal], ...]:
    """Every reveal of a case that is kept, the latest first."""
    found = [(case.code, reveal) for case in every for reveal in case.reveals]
    return tuple(sorted(found, key=lambda pair: pair[1].at, reverse=True))
