"""Sight: loads what one person may see, for a view, in one snapshot."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.events.backup import BackupPageOpen, ComplaintDue
from bot.conversation.events.every import LinkEvent
from bot.conversation.events.linking import CodeIssued
from bot.conversation.events.oversight import DisclosureRequested
from bot.conversation.events.sessions import PlaceHeld
from bot.conversation.facts import Codes, Facts, Sight
from bot.conversation.flows import telling
from bot.conversation.flows.asking import MATURES
from bot.conversation.flows.backup import COMPLAINT
from bot.conversation.flows.linking.codes import CODE
from bot.conversation.flows.linking.renaming import rename_people, strings_in
from bot.conversation.flows.oversight import DISCLOSURE
from bot.conversation.flows.sessions import PLACE, SESSION, upcoming
from bot.conversation.needs import HOME, See
from bot.domain.hours import is_zone
from bot.domain.people import PLATFORMS, Member, Person, PersonId, Role, Traits
from bot.domain.policy import RotaState
from bot.domain.readiness import lights
from bot.domain.release import readable
from bot.service.loading import STAFF, Asked, candidates_among, facts_for, linked_to, sealed_under, traits_of
from bot.service.reaching import unwritable
from bot.service.ready import standing_of
from bot.service.sight_after import seen_after
from bot.service.site_lines import SiteLines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.conversation.actions.rows import Press
    from bot.conversation.effects import Remind
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Upcoming
    from bot.domain.case import Case, CaseCode, Reveal
    from bot.domain.people import Address
    from bot.ports import OpenCasesOf, UnitOfWork
    from bot.service.context import Context
    from bot.service.sight_after import Done
    from bot.ui import Action

AnyEvent = TypeVar("AnyEvent", bound="Event")
_PLATFORMS = tuple(f"{one}:" for one in PLATFORMS)


@dataclass(frozen=True)
class SightLoader:
    """Everything here only reads; a roster entry that a case event concerns is locked."""

    world: Context

    @cached_property
    def sites(self) -> SiteLines:
        """Whose crisis lines somebody reads; remembered for as long as the process runs."""
        return SiteLines(self.world.policy, self.world.directory)

    def facts(self) -> Facts:
        """This moment, and the policy."""
        return Facts(now=self.world.clock.now(), policy=self.world.policy)

    def facts_of(self, work: UnitOfWork, about: Case | Person | Member | None, event: Event) -> Facts:
        """What the row of this event asks for; a roster entry that it concerns is locked."""
        return facts_for(Asked(self.world, work, about, event))

    def understood(self, work: UnitOfWork, address: Address, press: Press) -> tuple[Press, PersonId]:
        """The press with everybody in its form by their canonical address, and whose it is; in one statement."""
        texts = {text for text in strings_in(press.form) if text.startswith(_PLATFORMS)}
        canonical = work.people.canonical_of({str(address), *texts})
        others = {text: one for text, one in canonical.items() if text in texts and text != one}
        known = replace(press, form=rename_people(press.form, others)) if others else press
        return known, canonical[str(address)]

    def resolved(self, work: UnitOfWork, event: AnyEvent) -> AnyEvent:
        """An event that was claimed before somebody in it linked addresses; what is about addresses means these."""
        texts = () if isinstance(event, LinkEvent) else {one for one in strings_in(event) if one.startswith(_PLATFORMS)}
        return rename_people(event, work.people.canonical_of(texts)) if texts else event

    def after(self, work: UnitOfWork, before: Sight, done: Done) -> Sight:
        """What whoever decided this may see now."""
        person = None if isinstance(done.event, LinkEvent) else before.person
        return seen_after(before, done) or self.sight(work, done.address, done.press, person=person)

    def before(self, work: UnitOfWork, address: Address, press: Press, *, person: PersonId) -> Sight:
        """What a deed is made of."""
        return self._seen(work, address, person, needs=press.row.before, action=press.form.action)

    def sight(
        self, work: UnitOfWork, address: Address, press: Press | None = None, *, person: PersonId | None = None
    ) -> Sight:
        """What this person may see, for what they pressed, else for their home; ``person``: whose address it is."""
        person, action = person or work.people.canonical(address), press.form.action if press else None
        return self._seen(work, address, person, needs=press.row.needs if press else HOME, action=action)

    def _seen(
        self, work: UnitOfWork, address: Address, person: PersonId, *, needs: frozenset[See], action: Action | None
    ) -> Sight:
        member = work.roster.get(person)
        sight = Sight(
            now=self.world.clock.now(),
            policy=self.world.policy,
            person=person,
            zone=self._zone(address, member),
            fresh=secrets.token_urlsafe(12),
            member=member,
            staff=tuple(work.roster.with_role(*STAFF)) if member and member.has(Role.DIRECTOR) else (),
            address=PersonId(str(address)),
            platforms=self.world.platforms,
        )
        sight = sight.also(policy=self.sites.seen(work, sight))
        looking = Looking(self.world, work, sight, action, address=address)
        found = [SEES[see](looking) for see in See if see in needs]
        return sight.also(**{name: value for fields in found for name, value in fields.items()})

    def _zone(self, address: Address, member: Member | None) -> str:
        """On whose clock they read: as their platform shows it, else the roster's, else the programme's."""
        known = (self.world.directory.timezone(PersonId(str(address))), member.timezone if member else None)
        return next((one for one in known if one and is_zone(one)), self.world.policy.timezone)


@dataclass(frozen=True)
class Looking:
    """Somebody looks, in one unit of work; every case that is kept is read once, if at all."""

    world: Context
    work: UnitOfWork
    sight: Sight
    action: Action | None
    address: Address

    @cached_property
    def every(self) -> Sequence[Case]:
        """Every case."""
        return self.work.cases.all()

    @cached_property
    def around(self) -> OpenCasesOf:
        """The cases that they are in, and the one of the button."""
        return self.work.cases.around(self.sight.person, self.action.case if self.action else None)

    @cached_property
    def answers(self) -> bool:
        """Whether they answer for the programme."""
        return self.sight.holds(*STAFF)

    @cached_property
    def runs(self) -> bool:
        """Whether they run the programme."""
        return self.sight.runs


def _own(at: Looking) -> dict[str, Any]:
    return {"own_case": at.around.own, "person_record": at.work.people.get(at.sight.person)}


def _see_supported(at: Looking) -> dict[str, Any]:
    if not at.sight.holds(Role.SUPPORTER):
        return {"supported": (), "offered": ()}
    return {"supported": at.around.supported, "offered": at.around.offered}


def _desk(at: Looking) -> dict[str, Any]:
    """Of a director's, what came to them."""
    runs, may_act, every = at.runs, at.sight.may_act, at.every if at.answers else ()
    return {"queue": tuple(one for one in every if one.is_open and (runs or may_act(one))), **_silent(at), **_rotas(at)}


def _names(at: Looking) -> dict[str, Any]:
    return {"names": {one.person: one.name for one in at.work.roster.everybody()} if at.answers else {}}


def _rotas(at: Looking) -> dict[str, Any]:
    return {"rotas": at.world.rota_state() if at.runs else RotaState()}


def _silent(at: Looking) -> dict[str, Any]:
    return {"unreachable": _unreachable(at.work, at.sight.now) if at.runs else {}}


def _holds(at: Looking) -> dict[str, Any]:
    me = at.sight.person
    return {"held": tuple(one for one in at.every if one.hold and one.recipient != me) if at.answers else ()}


def _holdable(at: Looking) -> dict[str, Any]:
    return {"holdable": tuple(one for one in at.every if one.recipient != at.sight.person) if at.answers else ()}


def _candidates(at: Looking) -> dict[str, Any]:
    asked = at.around.asked if at.answers else None
    traits = traits_of(at.world, asked.recipient, at.work.directory.of(asked.recipient)) if asked else Traits()
    found = candidates_among(at.work, at.every) if at.answers else ()
    if asked is None:
        found = telling.without_own(found, at.every, at.sight.person)
    else:
        found = telling.not_supported(found, at.every)
    return {"candidates": found, "case_traits": traits}


def _sessions(at: Looking) -> dict[str, Any]:
    if at.action is None and at.sight.member is None:  # a home says what they lead
        return {"sessions": ()}
    return {"sessions": sessions_for(at.work, at.sight.person, at.sight.now)}


def _releases(at: Looking) -> dict[str, Any]:
    officer = at.runs or at.sight.holds(Role.LEADERSHIP)
    return {"releases": readable(at.work.releases.all(), at.sight.member) if officer else ()}


def _codes_known(at: Looking) -> dict[str, Any]:
    return {"codes": _codes(at.work) if at.sight.holds(Role.SUPPORTER) else Codes()}


def _links(at: Looking) -> dict[str, Any]:
    return {"linked": linked_to(at.work, at.sight.person), "link_code": _code(at.work, at.sight.person)}


def _see_kept(at: Looking) -> dict[str, Any]:
    me = at.sight.person
    return {
        "kept": tuple(one for one in at.every if one.recipient == me),
        "sealed": _own_suggestions(at.work, me),
        "listed": at.work.directory.of(me),
        "chat": _chat(at.work, at.address, me),
    }


SEES: Mapping[See, Callable[[Looking], dict[str, Any]]] = MappingProxyType(
    {
        See.CASE: lambda at: {"case": at.around.asked},
        See.OWN: _own,
        See.SUPPORTED: _see_supported,
        See.DESK: _desk,
        See.NAMES: _names,
        See.HOLDS: _holds,
        See.HOLDABLE: _holdable,
        See.DISCLOSURES: lambda at: {"disclosures": _waiting(at.work, at.sight.person) if at.answers else ()},
        See.SESSIONS: _sessions,
        See.CANDIDATES: _candidates,
        See.UNREACHABLE: _silent,
        See.CODES: _codes_known,
        See.CALLER: lambda at: {"caller": _caller(at.work, at.action)},
        See.RELEASES: _releases,
        See.REVEALS: lambda at: {"reveals": _reveals(at.every) if at.sight.holds(Role.DIRECTOR) else ()},
        See.LINKS: _links,
        See.KEPT: _see_kept,
        See.READY: lambda at: {"ready": lights(standing_of(at.work, at.world)) if at.answers else {}},
    }
)


def _code(work: UnitOfWork, person: PersonId) -> Remind | None:
    """The code that this person was shown last."""
    found = (one for one in work.agenda.named(CODE) if isinstance(one.event, CodeIssued) and one.event.by == person)
    return next(found, None)


def _requests(work: UnitOfWork) -> Sequence[Remind]:
    """Every request to print what is kept about somebody."""
    return work.agenda.named(DISCLOSURE)


def _waiting(work: UnitOfWork, reader: PersonId) -> tuple[DisclosureRequested, ...]:
    """Those that wait for a yes; of one about themselves nobody reads."""
    events = [one.event for one in _requests(work)]
    found = [one for one in events if isinstance(one, DisclosureRequested) and not one.approved]
    return tuple(one for one in found if one.person != reader)


def _own_suggestions(work: UnitOfWork, person: PersonId) -> tuple[Remind, ...]:
    """What they suggested and can still undo, the call that they asked for, and their places in group sessions."""
    found = (one for name in (MATURES, COMPLAINT, PLACE) for one in work.agenda.named(name))
    return tuple(one for one in found if _author(one.event) == person)


def _author(event: Event) -> PersonId | None:
    match event:
        case SuggestionMatured():
            return event.suggestion.referrer
        case ComplaintDue() | PlaceHeld():
            return event.person
        case _:
            return None


def _caller(work: UnitOfWork, action: Action | None) -> PersonId | None:
    """Who asked for help or for a call, under the key of the button that was pressed."""
    keys = [values[0] for name, values in action.draft if name == "key" and values] if action else []
    event = sealed_under(work, keys[0]) if keys else None
    match event:
        case BackupPageOpen():
            return event.supporter
        case ComplaintDue():
            return event.person
        case _:
            return None


def _chat(work: UnitOfWork, address: Address, person: PersonId) -> str:
    """Where this person's chat is, by the address they write from or by their own."""
    return work.conversations.of(str(address)) or work.conversations.of(person) or ""


def _unreachable(work: UnitOfWork, now: datetime) -> Mapping[PersonId, datetime | None]:
    """Supporters whom the bot can't write to, because their platform said so; since when, if it is about them."""
    supporters = [one.person for one in work.roster.with_role(Role.SUPPORTER)]
    marked = work.unreachable.all()
    sure = {one for one in supporters if (found := marked.get(one)) is not None and found.sure}
    cut = unwritable(work, supporters, now) | sure
    return {one: marked[one].since if one in marked else None for one in cut}


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


def sessions_for(work: UnitOfWork, person: PersonId, now: datetime) -> tuple[Upcoming, ...]:
    """What this person may see of the sessions to come."""
    planned = work.agenda.named(SESSION)
    return upcoming(planned, work.agenda.named(PLACE), person, now=now) if planned else ()
