"""What the service would load from a programme in memory: for an event and for a screen, by the row's needs only."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.conversation.audit_trail import day_of, window_of
from bot.conversation.events.backup import BackupPageOpen, ComplaintDue
from bot.conversation.events.oversight import DisclosureRequested
from bot.conversation.events.sessions import SessionScheduled
from bot.conversation.facts import Codes, Facts, Sight
from bot.conversation.flows import telling
from bot.conversation.flows.asking import MATURES, SUGGESTED, TARGETED, days_that_count
from bot.conversation.flows.backup import COMPLAINT
from bot.conversation.flows.ending import LATER
from bot.conversation.flows.linking.codes import CODE, WRONG, code_typed
from bot.conversation.flows.oversight import DISCLOSURE
from bot.conversation.flows.sessions import PLACE, SESSION, places_in, upcoming
from bot.conversation.law import row_of
from bot.conversation.needs import Need, See
from bot.domain.people import PersonId, Role, Traits
from bot.domain.policy import RotaState
from bot.domain.readiness import Light
from bot.domain.release import readable
from tests.engine.saying import author, concerned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.effects import Remind
    from bot.conversation.events.every import Event
    from bot.domain.case import Case
    from bot.ui import Action
    from tests.engine.world import World

STAFF = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)
Fields = dict[str, Any]


def facts_for(world: World, about: Any, event: Event) -> Facts:
    """This moment, the policy, and what the event's row asks for."""
    bare = Facts(now=world.now, policy=world.policy)
    found = [FACTS[need](world, about, event) for need in Need if need in row_of(event).needs]
    return bare.also(**{name: one for fields in found for name, one in fields.items()})


def _named(world: World, *names: str) -> tuple[Remind, ...]:
    return tuple(one for one in world.agenda if one.name in names)


def _staff(world: World, _about: Any, _event: Any) -> Fields:
    return {"staff": tuple(one for one in world.members.values() if one.has(*STAFF))}


def _supporter(world: World, about: Case, event: Event) -> Fields:
    person = concerned(about, event)
    return {"supporter": world.members.get(person) if person else None}


def _their_cases(world: World, about: Case, event: Event) -> Fields:
    person = concerned(about, event)
    own = any(one.is_open and one.recipient == person for one in world.cases.values())
    return {"supporter_open": world.open_of(person) if person else 0, "supporter_is_supported": own}


def _recipient(world: World, about: Case, _event: Event) -> Fields:
    known, traits = world.members.get(about.recipient), world.traits.get(about.recipient, Traits())
    return {"recipient_zone": known.timezone if known else "", "recipient_traits": traits}


def _record(world: World, about: Case, _event: Event) -> Fields:
    person = world.person_of(about.recipient)
    days = days_that_count(world.now, world.policy)
    return {
        "opted_out": person.opted_out,
        "rests": world.now < (person.rests_until or world.now),
        "suggested_lately": sum(world.tallies[TARGETED, about.recipient, day] for day in days),
    }


def _suggested(world: World, _about: Any, event: Any) -> Fields:
    windows = window_of(world.now), f"{day_of(world.now, world.policy)}"
    hour, day = (world.tallies[SUGGESTED, event.by, one] for one in windows)
    return {"suggested": (hour, day)}


def _own_cases(world: World, _about: Any, event: Any) -> Fields:
    return {"own_cases": tuple(one for one in world.cases.values() if one.recipient == event.by)}


def _codes(world: World, _about: Any, event: Any) -> Fields:
    wrong = world.tallies[WRONG, event.by, window_of(world.now)]
    return {"sealed": _named(world, CODE), "wrong_codes": wrong}


def _shown_to(world: World, _about: Any, event: Any) -> Fields:
    entry = code_typed(_named(world, CODE), event.code)
    shown = author(entry) if entry else None
    return {"shown_to": world.members.get(shown) if shown else None}


def _save_hold(world: World, about: Any, _event: Any) -> Fields:
    return {"held": (*_supported(world, about.person), *_offered(world, about.person))}


def _page(world: World, _about: Any, event: Any) -> Fields:
    held = (one.event for one in world.agenda if one.subject == event.key)
    return {"page": next((one for one in held if isinstance(one, BackupPageOpen)), None)}


def _disclosure(world: World, _about: Any, event: Any) -> Fields:
    subject = f"{DISCLOSURE}:{event.key}"
    return {"disclosure": next((one for one in world.agenda if one.subject == subject), None)}


def _session(world: World, _about: Any, event: Any) -> Fields:
    planned = (one.event for one in _named(world, SESSION) if isinstance(one.event, SessionScheduled))
    found = next((one for one in planned if one.key == event.session), None)
    return {"session": found, "places": places_in(event.session, _named(world, PLACE))}


def _own_zone(world: World, _about: Any, event: Any) -> Fields:
    known = world.members.get(event.by)
    return {"recipient_zone": known.timezone if known else ""}


FACTS: Mapping[Need, Callable[[World, Any, Any], Fields]] = MappingProxyType(
    {
        Need.STAFF: _staff,
        Need.ACTOR: lambda world, _, event: {"actor": world.members.get(event.by)},
        Need.OWN_RECORD: lambda world, _, event: {"own_record": world.person_of(event.by)},
        Need.BACKUPS: lambda world, *_: {"backups": tuple(o for o in world.members.values() if o.has(Role.BACKUP))},
        Need.FACILITATOR: lambda world, _, event: {"facilitator": world.members.get(event.session.facilitator)},
        Need.SUPPORTER: _supporter,
        Need.THEIR_CASES: _their_cases,
        Need.RECIPIENT: _recipient,
        Need.CANDIDATES: lambda world, *_: {"candidates": telling.not_supported(world.able(), world.cases.values())},
        Need.RECORD: _record,
        Need.SUGGESTED: _suggested,
        Need.OWN_CASES: _own_cases,
        Need.SEALED: lambda world, *_: {"sealed": _named(world, MATURES, COMPLAINT, LATER, CODE, PLACE)},
        Need.CODES: _codes,
        Need.SHOWN_TO: _shown_to,
        Need.LINKED: lambda *_: {"linked": ()},  # addresses are linked by the service, with a store
        Need.HELD: _save_hold,
        Need.PAGE: _page,
        Need.DISCLOSURE: _disclosure,
        Need.SESSION: _session,
        Need.OWN_ZONE: _own_zone,
    }
)


def sight_for(bare: Sight, world: World, needs: frozenset[See], action: Action | None) -> Sight:
    """What the row of a button asks for, as far as this person may see it."""
    found = [SIGHTS[see](world, bare, action) for see in See if see in needs]
    return bare.also(**{name: one for fields in found for name, one in fields.items()})


def _supported(world: World, person: PersonId) -> tuple[Case, ...]:
    return tuple(one for one in world.cases.values() if one.is_open and one.supporter == person)


def _offered(world: World, person: PersonId) -> tuple[Case, ...]:
    every = (one for one in world.cases.values() if one.is_open)
    return tuple(one for one in every if (own := one.offer_to(person)) and own.can_be_taken)


def _case(world: World, _bare: Sight, action: Action | None) -> Fields:
    return {"case": world.cases.get(action.case) if action and action.case else None}


def _own(world: World, bare: Sight, _action: Action | None) -> Fields:
    own = (one for one in world.cases.values() if one.is_open and one.recipient == bare.person)
    return {"own_case": next(own, None), "person_record": world.person_of(bare.person)}


def _theirs(world: World, bare: Sight, _action: Action | None) -> Fields:
    if not bare.holds(Role.SUPPORTER):
        return {"supported": (), "offered": ()}
    return {"supported": _supported(world, bare.person), "offered": _offered(world, bare.person)}


def _others(world: World, bare: Sight) -> tuple[Case, ...]:
    return tuple(one for one in world.cases.values() if one.recipient != bare.person) if bare.holds(*STAFF) else ()


def _desk(world: World, bare: Sight, _action: Action | None) -> Fields:
    every = world.cases.values() if bare.holds(*STAFF) else ()
    return {
        "queue": tuple(one for one in every if one.is_open and (bare.runs or bare.may_act(one))),
        "unreachable": {},
        "rotas": RotaState(),
    }


def _holds(world: World, bare: Sight, _action: Action | None) -> Fields:
    return {"held": tuple(one for one in _others(world, bare) if one.hold)}


def _disclosures(world: World, bare: Sight, _action: Action | None) -> Fields:
    asked = (
        [one.event for one in world.agenda if isinstance(one.event, DisclosureRequested)] if bare.holds(*STAFF) else []
    )
    return {"disclosures": tuple(one for one in asked if not one.approved and one.person != bare.person)}


def _sessions(world: World, bare: Sight, action: Action | None) -> Fields:
    seen = upcoming(_named(world, SESSION), _named(world, PLACE), bare.person, now=world.now)
    return {"sessions": seen if action is not None or bare.member is not None else ()}


def _candidates(world: World, bare: Sight, action: Action | None) -> Fields:
    case = world.cases.get(action.case) if action and action.case and bare.holds(*STAFF) else None
    traits = world.traits.get(case.recipient, Traits()) if case else Traits()
    found = world.able() if bare.holds(*STAFF) else ()
    cases = world.cases.values()
    found = telling.not_supported(found, cases) if case else telling.without_own(found, cases, bare.person)
    return {"candidates": found, "case_traits": traits}


def _known_codes(_world: World, bare: Sight, _action: Action | None) -> Fields:
    known = Codes(languages=("en", "fr"), specialties=("surgery",))
    return {"codes": known if bare.holds(Role.SUPPORTER) else Codes()}


def _caller(world: World, _bare: Sight, action: Action | None) -> Fields:
    keys = dict(action.draft).get("key", ()) if action else ()
    held = [one.event for one in world.agenda if one.subject in keys]
    events = [one for one in held if isinstance(one, BackupPageOpen | ComplaintDue)]
    return {"caller": next((one.supporter if isinstance(one, BackupPageOpen) else one.person for one in events), None)}


def _releases(world: World, bare: Sight, _action: Action | None) -> Fields:
    officer = bare.runs or bare.holds(Role.LEADERSHIP)
    return {"releases": readable(world.releases, bare.member) if officer else ()}


def _reveals(world: World, bare: Sight, _action: Action | None) -> Fields:
    every = world.cases.values() if bare.holds(Role.DIRECTOR) else ()
    return {"reveals": tuple((one.code, reveal) for one in every for reveal in one.reveals)}


def _links(world: World, bare: Sight, _action: Action | None) -> Fields:
    return {"linked": (), "link_code": next((o for o in _named(world, CODE) if author(o) == bare.person), None)}


def _keep_page(world: World, bare: Sight, _action: Action | None) -> Fields:
    sealed = tuple(one for one in _named(world, MATURES, COMPLAINT, PLACE) if author(one) == bare.person)
    kept = tuple(one for one in world.cases.values() if one.recipient == bare.person)
    return {"kept": kept, "sealed": sealed, "listed": None, "chat": ""}


SIGHTS: Mapping[See, Callable[[World, Sight, Action | None], Fields]] = MappingProxyType(
    {
        See.CASE: _case,
        See.OWN: _own,
        See.SUPPORTED: _theirs,
        See.DESK: _desk,
        See.NAMES: lambda world, bare, _: {
            "names": {one.person: one.name for one in world.members.values()} if bare.holds(*STAFF) else {}
        },
        See.HOLDS: _holds,
        See.HOLDABLE: lambda world, bare, _: {"holdable": _others(world, bare)},
        See.DISCLOSURES: _disclosures,
        See.SESSIONS: _sessions,
        See.CANDIDATES: _candidates,
        See.UNREACHABLE: lambda *_: {"unreachable": {}},
        See.CODES: _known_codes,
        See.CALLER: _caller,
        See.RELEASES: _releases,
        See.REVEALS: _reveals,
        See.LINKS: _links,
        See.KEPT: _keep_page,
        See.READY: lambda _world, bare, _: {"ready": dict.fromkeys(Light, ()) if bare.holds(*STAFF) else {}},
    }
)
