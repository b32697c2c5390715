"""Disclosure table: what each kind of person could know of what a form is about, now.

Made from the law, the table of moves and ``KEPT``, which says until when each field of a case is stored. The tests hold
every cell against all that this kind of person can open, and against what ``peersupport disclose`` prints.
"""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.events.oversight import Revealed
from bot.conversation.events.supporting import ContactMade
from bot.conversation.law import LAW
from bot.domain.case import Case, CaseCode, Move, Origin, RevealReason, Step
from bot.domain.moves import MOVES
from bot.domain.people import Member, PersonId, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.conversation.facts import Facts


class Matter(StrEnum):
    """What a form is about."""

    REQUEST = "request"  # asking for oneself, before there is a case
    SUGGESTION = "suggestion"  # whom somebody suggests, lists or writes down
    CASE = "case"  # the case of the button
    DESK = "desk"  # the work of those who answer for the programme
    ENTRY = "entry"  # a supporter's own entry of the roster
    OWN = "own"  # what is kept about oneself
    SESSION = "session"  # a place in a group session
    LINK = "link"  # which accounts are one person's
    CALL = "call"  # a call that somebody asks for: of the director, or a clinical back-up
    ANSWERS = "answers"  # the three questions
    READING = "reading"  # what is only read


class Reader(Enum):
    """Who could know."""

    COORDINATOR = auto()
    BOSS = auto()
    PERSONNEL = auto()
    ADMINISTRATOR = auto()  # of Slack or Teams
    SUPPORTER = auto()
    COURT = auto()


class Item(Enum):
    """One thing that somebody could know."""

    NOTHING = auto()
    CODE = auto()
    HOLD_CODE = auto()
    NAME_FOR_A_REASON = auto()
    WHOM_TO_CALL = auto()
    NAME_ONCE_TAKEN = auto()
    NAME = auto()
    OWN_CASES = auto()
    USED = auto()
    WRITTEN = auto()
    ON_ROSTER = auto()
    HOW_MANY = auto()
    COUNTED = auto()
    KEPT_CASE = auto()
    KEPT_REFERRER = auto()
    KEPT_EXCLUDED = auto()
    KEPT_CATEGORY = auto()
    KEPT_ENTRY = auto()
    KEPT_OWN = auto()
    KEPT_PLACE = auto()
    KEPT_LINK = auto()
    KEPT_CALL = auto()
    KEPT_LOOKS = auto()


class Until(Enum):
    """When a field of a case is forgotten at the latest."""

    OUTREACH = auto()
    CLOSING = auto()
    PURGE = auto()


KEPT: Mapping[str, tuple[Item, frozenset[Until]]] = MappingProxyType(
    {
        "recipient": (Item.KEPT_CASE, frozenset({Until.PURGE})),
        "offers": (Item.KEPT_CASE, frozenset({Until.PURGE})),
        "supporter": (Item.KEPT_CASE, frozenset({Until.PURGE})),
        "wishes": (Item.KEPT_CASE, frozenset({Until.PURGE})),
        "referrer": (Item.KEPT_REFERRER, frozenset({Until.OUTREACH, Until.CLOSING})),  # a named one longer
        "not_these": (Item.KEPT_EXCLUDED, frozenset({Until.CLOSING})),
        "category": (Item.KEPT_CATEGORY, frozenset({Until.OUTREACH, Until.PURGE})),  # one's own longer
    }
)
"""The fields of a case that name somebody or say something of them, and when each is forgotten."""


def kept_fields(case: Case) -> frozenset[str]:
    """Which of these fields a case like this may still have. Not which it has: that would tell how it began."""
    return frozenset(name for name, (_, until) in KEPT.items() if any(_is_to_come(one, case) for one in until))


def _is_to_come(until: Until, case: Case) -> bool:
    match until:
        case Until.OUTREACH:
            return case.is_open and case.first_attempt_at is None and case.contacted_at is None
        case Until.CLOSING:
            return case.step not in {Step.CLOSED, Step.PURGED}
        case Until.PURGE:
            return case.step is not Step.PURGED


_ASKING = Case(code=CaseCode(""), recipient=PersonId(""), origin=Origin.SELF, step=Step.MATCHING)
_SUGGESTING = Case(code=CaseCode(""), recipient=PersonId(""), origin=Origin.COLLEAGUE, step=Step.MATCHING)
_SOMEBODY = PersonId("somebody")
Cells = dict[Reader, tuple[Item, ...]]


def cells(matter: Matter, case: Case | None, now: Facts) -> Cells:
    """What each kind of person could know, in the order of Reader; ``case``: the one that it is about.

    Of ``now`` only the policy and the clock are read; who looks is put in here.
    """
    match matter:
        case Matter.REQUEST:
            return _of_case(_ASKING, now)
        case Matter.SUGGESTION:
            return _of_case(_SUGGESTING, now)
        case Matter.CASE:
            return _of_case(case, now) if case else _everybody(*_NOBODY)
        case Matter.DESK:
            found = _of_case(_SUGGESTING, now)
            looks = (*found[Reader.COURT], Item.KEPT_LOOKS)
            return {**found, Reader.SUPPORTER: (Item.OWN_CASES,), Reader.COURT: looks}
        case _:
            return _everybody(*_WITHOUT_CASE[matter])


def _everybody(coordinator: Item, supporter: Item, *court: Item) -> Cells:
    """Nobody's boss, and nobody in personnel, has a right of their own; the bot writes where a role knows something."""
    written = () if coordinator is Item.NOTHING else (Item.WRITTEN,)
    return {
        Reader.COORDINATOR: (coordinator,),
        Reader.BOSS: (Item.NOTHING,),
        Reader.PERSONNEL: (Item.NOTHING,),
        Reader.ADMINISTRATOR: (Item.USED, *written),
        Reader.SUPPORTER: (supporter,),
        Reader.COURT: court or (Item.NOTHING,),
    }


_NOBODY: tuple[Item, Item] = (Item.NOTHING, Item.NOTHING)
_WITHOUT_CASE: Mapping[Matter, tuple[Item, ...]] = MappingProxyType(
    {
        Matter.ENTRY: (Item.ON_ROSTER, Item.NOTHING, Item.KEPT_ENTRY),
        Matter.OWN: (*_NOBODY, Item.KEPT_OWN),
        Matter.SESSION: (Item.HOW_MANY, Item.HOW_MANY, Item.KEPT_PLACE),
        Matter.LINK: (*_NOBODY, Item.KEPT_LINK),
        Matter.CALL: (*_NOBODY, Item.KEPT_CALL),
        Matter.ANSWERS: (Item.COUNTED, Item.NOTHING, Item.COUNTED),
        Matter.READING: _NOBODY,
    }
)
"""What a coordinator, a supporter and a court could know of what is no case."""


def _of_case(case: Case, now: Facts) -> Cells:
    stored = kept_fields(case)
    court = tuple(dict.fromkeys(item for name, (item, _) in KEPT.items() if name in stored))
    others = (Item.NAME_FOR_A_REASON if _may_look_up(case, now, _OF_OTHERS) else Item.NOTHING,)
    return {
        Reader.COORDINATOR: tuple(_of_coordinator(case, now)),
        Reader.BOSS: others,
        Reader.PERSONNEL: others,
        Reader.ADMINISTRATOR: (Item.USED, Item.WRITTEN),
        Reader.SUPPORTER: (_of_supporter(case, now),),
        Reader.COURT: court or (Item.NOTHING,),
    }


_OF_OTHERS = frozenset({Role.NOTIFIER, Role.LEADERSHIP})
"""Roles that somebody's boss or personnel may have been given."""


def _may_look_up(case: Case, now: Facts, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may look up the name, by the law and the table of moves."""
    somebody = Member(person=_SOMEBODY, name="", roles=roles, timezone="UTC")
    facts = now.also(staff=(somebody,), actor=somebody)
    look = Revealed(by=somebody.person, turn=case.turn, reason=RevealReason.SAFETY)
    return Move.REVEAL in MOVES[case.step] and LAW[Revealed].may(case, look, facts)


def _of_coordinator(case: Case, now: Facts) -> Iterator[Item]:
    if case.is_open:
        yield Item.CODE
    elif Move.HOLD in MOVES[case.step]:
        yield Item.HOLD_CODE
    else:
        yield Item.NOTHING
    if _may_look_up(case, now, frozenset({Role.COORDINATOR})):
        yield Item.NAME_FOR_A_REASON
    if case.supporter is not None and case.is_open:
        yield Item.WHOM_TO_CALL


def _of_supporter(case: Case, now: Facts) -> Item:
    """Whoever has it, by the law; else whoever is asked, or may be."""
    if case.supporter is not None:
        them = Member(person=case.supporter, name="", roles=frozenset({Role.SUPPORTER}), timezone="UTC")
        facts = now.also(supporter=them)
        may = LAW[ContactMade].may(case, ContactMade(by=case.supporter, turn=case.turn), facts)
        return Item.NAME if may else Item.NOTHING
    return Item.NAME_ONCE_TAKEN if Move.TAKE in MOVES[case.step] else Item.NOTHING


_BUTTONS: Mapping[Matter, str] = MappingProxyType(
    {
        Matter.REQUEST: "entry ask ask_too wishes",
        Matter.SUGGESTION: "suggest suggest_check suggest_mode suggest_send undo phoned phoned_check phoned_send "
        "incident incident_check incident_send",
        Matter.CASE: "absence_another absence_wait another another_send assign assign_find attempt check_in close "
        "close_send search_again "
        "contact decline details hand_back hand_back_send hold hold_send in_touch move move_send open own pass pause "
        "pause_send plan plan_send resume reveal reveal_send take withdraw",
        Matter.DESK: "assign_send coverage desk desk_case disclosure_no disclosure_yes disclosures entry_off "
        "entry_off_send entry_open entry_send fortnight hold_confirm "
        "hold_lift holds ready reveals roster",
        Matter.ENTRY: "avoid avoid_send away back care hours hours_send settings settings_send supported",
        Matter.OWN: "about erase erase_send export lift opt_out",
        Matter.SESSION: "session_join session_leave session_off session_off_send session_plan session_plan_send "
        "sessions sessions_desk",
        Matter.LINK: "link link_code link_here link_part link_part_send link_send",
        Matter.CALL: "backup backup_answer backup_send complain complain_send complaint_open",
        Matter.ANSWERS: "feedback feedback_send",
        Matter.READING: "crisis guide report resources sheet who_knows who_knows_case",
    }
)
MATTER_OF: Mapping[str, Matter] = MappingProxyType(
    {name: matter for matter, names in _BUTTONS.items() for name in names.split()}
)
"""What the form is about that a button leads to."""
