"""Loads what an event needs before it is decided, and whom or what it is about; one function for each need."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.conversation import law
from bot.conversation.audit_trail import day_of, window_of
from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.events.availability import AbsenceDue
from bot.conversation.events.backup import BackupPageOpen
from bot.conversation.events.every import whose_entry
from bot.conversation.events.linking import CodeIssued
from bot.conversation.events.matching import OfferDelivered, OfferPassed, OfferTaken
from bot.conversation.events.sessions import SessionScheduled
from bot.conversation.facts import Candidate, Facts
from bot.conversation.flows import telling
from bot.conversation.flows.asking import MATURES, SUGGESTED, TARGETED, days_that_count
from bot.conversation.flows.backup import COMPLAINT, PAGE
from bot.conversation.flows.ending import LATER
from bot.conversation.flows.linking.codes import CODE, WRONG, code_typed
from bot.conversation.flows.oversight import DISCLOSURE
from bot.conversation.flows.sessions import PLACE, SESSION, places_in, subject_of
from bot.conversation.needs import Need
from bot.domain.case import Case, Origin
from bot.domain.people import Person, PersonId, Role, Traits
from bot.service.reaching import unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.conversation.effects import Remind
    from bot.conversation.events.asking import SuggestionMade
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight
    from bot.domain.case import CaseCode
    from bot.domain.people import Listed, Member
    from bot.ports import UnitOfWork
    from bot.service.context import Context

STAFF = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)


@dataclass(frozen=True)
class Asked:
    """One event, and whom or what it is about, in one unit of work."""

    world: Context
    work: UnitOfWork
    about: Any  # a Case, a Person, a Member, or None for the programme
    event: Any
    sight: Sight | None = None  # what the actor sees, where it was read in this unit of work


def facts_for(asked: Asked) -> Facts:
    """This moment, the policy, and what the event's row asks for."""
    facts = Facts(now=asked.world.clock.now(), policy=asked.world.policy)
    for need in Need:  # in the order of their declaration: the same locks in the same order
        if need in law.row_of(asked.event).needs:
            facts = LOADS[need](facts, asked)
    return facts


def about_of(
    work: UnitOfWork, event: Event, code: CaseCode | None, *, sight: Sight | None = None
) -> Case | Person | Member | None:
    """Whom or what the event is about, locked; None if it is gone. ``sight``: read in this unit of work."""
    done: Any = event
    match law.row_of(event).about:
        case law.About.PERSON:
            return person_of(work, done.by, sight)
        case law.About.ACTOR:
            return Person(person=done.by)
        case law.About.MEMBER:
            return work.roster.lock(whose_entry(done))
        case _ if isinstance(event, SuggestionMatured):
            recipient = event.suggestion.recipient
            return work.cases.lock_open_of(recipient) or Case(code=work.cases.new_code(), recipient=recipient)
        case _:
            return work.cases.lock(code) if code else None


def _staff(facts: Facts, asked: Asked) -> Facts:
    return facts.also(staff=tuple(asked.work.roster.with_role(*STAFF)))


def _actor(facts: Facts, asked: Asked) -> Facts:
    known = asked.sight is not None and asked.sight.person == asked.event.by
    return facts.also(actor=asked.sight.member if asked.sight and known else asked.work.roster.get(asked.event.by))


def _own_record(facts: Facts, asked: Asked) -> Facts:
    """Nothing is looked up for who suggests a colleague: it says nothing of their suggestion."""
    event: SuggestionMade = asked.event
    for_self = event.suggestion.origin is Origin.SELF
    own = person_of(asked.work, event.by, asked.sight) if for_self else Person(person=event.by)
    return facts.also(own_record=own)


def person_of(work: UnitOfWork, person: PersonId, sight: Sight | None) -> Person:
    """Their own record, as their sight has it; saving notices if another changed it since."""
    known = sight is not None and sight.person == person and sight.has("person_record")
    return sight.person_record if sight and known else work.people.get(person)


def _backups(facts: Facts, asked: Asked) -> Facts:
    return facts.also(backups=tuple(asked.work.roster.with_role(Role.BACKUP)))


def _facilitator(facts: Facts, asked: Asked) -> Facts:
    person: PersonId | None = asked.event.session.facilitator
    return facts.also(facilitator=asked.work.roster.get(person) if person else None)


def supporter_concerned(case: Case, event: Event) -> PersonId | None:
    """The supporter whom it concerns."""
    match event:
        case OfferTaken() | OfferPassed():
            return event.by
        case AbsenceDue():
            return event.supporter
        case OfferDelivered():
            return next((one.supporter for one in case.offers if one.number == event.offer), None)
        case _:
            return case.supporter


def _supporter(facts: Facts, asked: Asked) -> Facts:
    person = supporter_concerned(asked.about, asked.event)
    return facts.also(supporter=asked.work.roster.lock(person) if person else None)


def _their_cases(facts: Facts, asked: Asked) -> Facts:
    person = supporter_concerned(asked.about, asked.event)
    if person is None:
        return facts.also(supporter_open=0, supporter_is_supported=False)
    around = asked.work.cases.around(person)
    return facts.also(supporter_open=len(around.supported), supporter_is_supported=around.own is not None)


def _recipient(facts: Facts, asked: Asked) -> Facts:
    person = asked.about.recipient
    listed = asked.work.directory.of(person)
    zone = zone_of(asked.work.roster.get(person), listed)
    return facts.also(recipient_zone=zone, recipient_traits=traits_of(asked.world, person, listed))


def traits_of(world: Context, person: PersonId, listed: Listed | None) -> Traits:
    """What matching may compare: from the hospital's list, else what the platform knows."""
    return listed.traits if listed else world.directory.traits(person)


def zone_of(member: Member | None, listed: Listed | None) -> str:
    """Somebody's own zone, where the roster or the hospital's directory says it."""
    return member.timezone if member else listed.timezone if listed else ""


def candidates_among(work: UnitOfWork, every: Sequence[Case]) -> tuple[Candidate, ...]:
    """Everybody who could be asked, and how busy they are."""
    supporters, counts = work.roster.with_role(Role.SUPPORTER), work.cases.count_open()
    out = Counter(one.supporter for case in every if case.is_open for one in case.offers if one.can_be_taken)
    return tuple(
        Candidate(member=one, open_cases=counts.get(one.person, 0), pending=out[one.person]) for one in supporters
    )


def _candidates(facts: Facts, asked: Asked) -> Facts:
    """Whoever can't be written to now is passed over: the question would reach nobody."""
    asked.work.roster.hold()  # a choice saves no entry that would tell of a change of it
    every = asked.work.cases.all()
    found = telling.not_supported(candidates_among(asked.work, every), every)
    cut = unwritable(asked.work, (one.member.person for one in found), facts.now)
    return facts.also(candidates=tuple(one for one in found if one.member.person not in cut))


def _record(facts: Facts, asked: Asked) -> Facts:
    person = asked.work.people.get(asked.about.recipient)
    days = days_that_count(facts.now, facts.policy)
    return facts.also(
        opted_out=person.opted_out,
        rests=person.rests_until is not None and facts.now < person.rests_until,
        suggested_lately=asked.work.limits.used(TARGETED, person.person, days),
    )


def _suggested(facts: Facts, asked: Asked) -> Facts:
    windows = (window_of(facts.now), f"{day_of(facts.now, facts.policy)}")
    hour, day = asked.work.limits.each(SUGGESTED, asked.event.by, windows)
    return facts.also(suggested=(hour, day))


def _own_cases(facts: Facts, asked: Asked) -> Facts:
    return facts.also(own_cases=tuple(one for one in asked.work.cases.all() if one.recipient == asked.event.by))


def _sealed(facts: Facts, asked: Asked) -> Facts:
    names = (MATURES, COMPLAINT, LATER, CODE, PLACE)
    return facts.also(sealed=tuple(one for name in names for one in asked.work.agenda.named(name)))


def _codes(facts: Facts, asked: Asked) -> Facts:
    """Every code that can be typed: which one was meant is only known once they are opened."""
    wrong = asked.work.limits.used(WRONG, asked.event.by, [window_of(facts.now)])
    return facts.also(sealed=tuple(asked.work.agenda.named(CODE)), wrong_codes=wrong)


def _shown_to(facts: Facts, asked: Asked) -> Facts:
    entry = code_typed(facts.sealed, asked.event.code)
    shown = entry.event if entry and isinstance(entry.event, CodeIssued) else None
    return facts.also(shown_to=asked.work.roster.get(shown.by) if shown else None)


def linked_to(work: UnitOfWork, person: PersonId) -> tuple[PersonId, ...]:
    """Their addresses beside the canonical one."""
    return tuple(PersonId(str(one)) for one in work.people.linked(person))


def _linked(facts: Facts, asked: Asked) -> Facts:
    return facts.also(linked=linked_to(asked.work, asked.event.by))


def _held(facts: Facts, asked: Asked) -> Facts:
    around = asked.work.cases.around(asked.about.person)
    return facts.also(held=(*around.supported, *around.offered))


def sealed_under(work: UnitOfWork, key: str) -> Event | None:
    """The page or the wish for a call that is kept under this key."""
    found = [one for name in (PAGE, COMPLAINT) for one in work.agenda.named(name)]
    return next((one.event for one in found if one.subject == key), None)


def _page(facts: Facts, asked: Asked) -> Facts:
    page = sealed_under(asked.work, asked.event.key)
    return facts.also(page=page if isinstance(page, BackupPageOpen) else None)


def _disclosure(facts: Facts, asked: Asked) -> Facts:
    found = (one for one in asked.work.agenda.named(DISCLOSURE) if one.subject == f"{DISCLOSURE}:{asked.event.key}")
    return facts.also(disclosure=next(found, None))


def _session(facts: Facts, asked: Asked) -> Facts:
    """Locked before its places are counted."""
    entry: Remind | None = asked.work.agenda.lock(subject_of(asked.event.session), SESSION)
    session = entry.event if entry and isinstance(entry.event, SessionScheduled) else None
    return facts.also(session=session, places=places_in(asked.event.session, asked.work.agenda.named(PLACE)))


def _own_zone(facts: Facts, asked: Asked) -> Facts:
    person = asked.event.by
    return facts.also(recipient_zone=zone_of(asked.work.roster.get(person), asked.work.directory.of(person)))


LOADS: Mapping[Need, Callable[[Facts, Asked], Facts]] = MappingProxyType(
    {
        Need.STAFF: _staff,
        Need.ACTOR: _actor,
        Need.BACKUPS: _backups,
        Need.OWN_RECORD: _own_record,
        Need.FACILITATOR: _facilitator,
        Need.SUPPORTER: _supporter,
        Need.THEIR_CASES: _their_cases,
        Need.RECIPIENT: _recipient,
        Need.CANDIDATES: _candidates,
        Need.RECORD: _record,
        Need.SUGGESTED: _suggested,
        Need.OWN_CASES: _own_cases,
        Need.SEALED: _sealed,
        Need.CODES: _codes,
        Need.SHOWN_TO: _shown_to,
        Need.LINKED: _linked,
        Need.HELD: _held,
        Need.PAGE: _page,
        Need.DISCLOSURE: _disclosure,
        Need.SESSION: _session,
        Need.OWN_ZONE: _own_zone,
    }
)
