"""Who may do what, and who sees whose name: everything is tried, and the page about it says no more and no less."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.conversation import actions
from bot.conversation.effects import Decision
from bot.conversation.events.ending import CaseClosed, FeedbackGiven, RequestWithdrawn, SupportDeclined
from bot.conversation.events.every import Event
from bot.conversation.events.matching import OfferPassed, OfferTaken, SearchedAgain, SupporterAssigned
from bot.conversation.events.oversight import HoldAsked, HoldConfirmed, HoldLiftAsked, Revealed
from bot.conversation.events.pausing import AnotherWanted, PauseResumed, PauseWanted
from bot.conversation.events.privacy import RecipientErased, RecipientOptedOut
from bot.conversation.events.supporting import (
    AttemptMade,
    CaseHandedBack,
    CheckInDone,
    CheckInMoved,
    CheckInsPlanned,
    ContactMade,
    InTouchConfirmed,
)
from bot.domain.case import Step
from bot.ui import Action, Submitted
from tests.engine import rights
from tests.engine.rights import ACTORS, CHANGES, NAMES, RECIPIENT, REFERRER, STAGES, Rights
from tests.engine.rights_page import draw, read
from tests.engine.saying import texts
from tests.engine.world import CLEO, OLGA, RITA
from tests.golden import is_renewing

PAGE = Path(__file__).parents[2] / "docs" / "authority.md"
BY_LABEL = {one.label: one for one in ACTORS}
SUPPORTER, RECIPIENT_HERSELF = "supporter of this case", frozenset({"recipient", "coordinator who is the recipient"})
RUNNING = frozenset({"coordinator", "deputy", "coordinator who looked up the name"})
ASKED, ONLY_SUPPORTER = "supporter who is asked", frozenset({SUPPORTER})
DOERS: dict[type[Event], frozenset[str] | set[str]] = {
    OfferTaken: {ASKED},
    OfferPassed: {ASKED},
    SupporterAssigned: RUNNING,
    SearchedAgain: RUNNING,
    Revealed: RUNNING,
    CaseClosed: RUNNING | {SUPPORTER},
    PauseWanted: RECIPIENT_HERSELF | {SUPPORTER},
    PauseResumed: RECIPIENT_HERSELF | {SUPPORTER},
    **dict.fromkeys((AnotherWanted, RequestWithdrawn, RecipientOptedOut), RECIPIENT_HERSELF),
    **dict.fromkeys((RecipientErased, FeedbackGiven), RECIPIENT_HERSELF),
    **dict.fromkeys((AttemptMade, ContactMade, SupportDeclined, CaseHandedBack), ONLY_SUPPORTER),
    **dict.fromkeys((CheckInsPlanned, CheckInDone, CheckInMoved), ONLY_SUPPORTER),
    InTouchConfirmed: {SUPPORTER},
    **dict.fromkeys((HoldAsked, HoldLiftAsked), RUNNING | {"director"}),
    HoldConfirmed: (RUNNING | {"director"}) - {"coordinator who looked up the name"},
}
"""Written by hand from the roles of the programme: whose each of these is, at whatever step."""


pytestmark = [pytest.mark.slow, pytest.mark.proof("T19", unit="questions of the table")]


@pytest.fixture(scope="module")
def found() -> Rights:
    """Everything, tried once; the colleague who suggested may be named."""
    return rights.find(named=True)


def differing(one: dict[Any, str], other: dict[Any, str]) -> dict[Any, tuple[str, str]]:
    """The cells in which two tables are not the same."""
    pairs = {cell: (one.get(cell, ""), other.get(cell, "")) for cell in {*one, *other}}
    return {cell: pair for cell, pair in pairs.items() if pair[0] != pair[1]}


def test_the_page_is_what_the_program_does(found):
    """As golden files are, the page is drawn again by the switch."""
    if is_renewing():
        PAGE.write_text(draw(found), encoding="utf-8")
    page, drawn = PAGE.read_text(encoding="utf-8").splitlines(), draw(found).splitlines()
    assert list(unified_diff(page, drawn, "the page", "the program", n=0, lineterm="")) == []


def test_the_page_can_be_read_back(found):
    for cells, rows in zip((found.changes, found.apart, found.shows), read(draw(found)), strict=True):
        assert differing(cells, rows) == {}


def test_what_the_page_does_not_grant_is_nothing(found):
    """Of all that was tried: no record, message or timer changed, and no form or name was shown, beyond the page."""
    granted = read(PAGE.read_text(encoding="utf-8"))
    for cells, rows in zip((found.changes, found.apart, found.shows), granted, strict=True):
        assert not {cell: marks for cell, marks in cells.items() if set(marks) - set(rows.get(cell, ""))}


@pytest.mark.parametrize("kind", DOERS)
def test_each_deed_is_for_whom_the_programme_says(found, kind):
    """The page could be drawn again over a mistake; this can't."""
    assert {who for name, who, _ in found.changes if name == kind.__name__} == DOERS[kind]


def test_an_older_button_changes_nothing_for_anybody(found):
    assert not [cell for cell in found.changes if cell[2] == rights.LATE]


def test_the_recipients_name_is_for_their_supporter_and_for_who_looked_it_up(found):
    """The director reads it from whoever asked them for a call."""
    who = {(who, name) for (name, who, _), marks in found.shows.items() if RECIPIENT in marks}
    others = {pair for pair in who if pair[0] not in {SUPPORTER, "coordinator who looked up the name"}}
    assert others == {
        (ASKED, "take"),
        ("coordinator", "reveal_send"),
        ("deputy", "reveal_send"),
        ("director", "complaint_open"),
    }


def test_nobody_sees_at_their_home_who_anybody_is(found):
    assert not [marks for (name, _, _), marks in found.shows.items() if name == "home" and NAMES & set(marks)]


def test_a_confidential_colleague_is_shown_to_nobody(found):
    """Otherwise all is the same as with one who may be named."""
    sealed = rights.find(named=False)
    assert differing(sealed.changes, found.changes) == {}
    assert differing(sealed.shows, {cell: marks.replace(REFERRER, "") for cell, marks in found.shows.items()}) == {}


def test_a_leadership_reader_may_do_no_more_than_anybody_but_read_reports(found):
    assert found.shows["report", "leadership reader", "offered"] == rights.OPENS
    for cells in (found.changes, found.apart, found.shows):
        rows = {who: {(name, step): m for (name, one, step), m in cells.items() if one == who} for who in BY_LABEL}
        kept = {key: marks for key, marks in rows["leadership reader"].items() if key[0] != "report"}
        assert differing(kept, rows["anyone"]) == {}


def test_who_has_left_may_do_no_more_than_anybody(found):
    for who in ("supporter of this case who has just left", "former coordinator and supporter"):
        for cells in (found.changes, found.apart, found.shows):
            rows = {one: {(n, step): m for (n, at, step), m in cells.items() if at == one} for one in BY_LABEL}
            assert differing(rows[who], rows["anyone"]) == {}, who


@pytest.mark.parametrize("owner", [one.person for one in ACTORS])
def test_nobody_decides_for_another_person(owner):
    world = rights.stage("offered", named=True)
    for by in {one.person for one in ACTORS} - {owner}:
        for event in (*rights.on_a_person(by), *(rights.on_an_entry(by) if owner in world.members else ())):
            assert rights.foreign(world, event, owner) == Decision()


def test_everything_that_a_person_can_cause_is_tried():
    case = rights.stage("accepted", named=True).case
    causes = (rights.on_the_case(OLGA, case, 1), rights.on_the_programme(OLGA))
    more = (rights.on_a_person(OLGA), rights.on_an_entry(OLGA), rights.on_anothers_entry(OLGA))
    tried = {type(event) for many in (*causes, *more) for event in many}
    by_people = {one for one in get_args(Event) if "by" in one.__dataclass_fields__}
    assert tried == by_people - rights.BY_THE_CLOCK


def test_every_step_is_stood_at():
    assert {rights.stage(one, named=True).step for one in STAGES} == set(Step) - {Step.SUGGESTED, Step.PURGED}


def test_all_of_it_was_tried(found):
    assert found.tried > 20_000
    assert set(found.changes.values()) == {CHANGES}


def test_the_desk_does_not_list_the_readers_own_case():
    """A case that only they can't open would tell them that they were suggested."""
    world = rights.stage("needs coordinator", named=True)
    BY_LABEL["coordinator who is the recipient"].prepare(world)
    desk = actions.pressed(Submitted(Action("desk"), ()))
    mine = set(texts(actions.show(world.sight(RITA, Action("desk")), desk)))
    others = set(texts(actions.show(world.sight(CLEO, Action("desk")), desk)))
    assert (world.case.code in mine, world.case.code in others) == (False, True)
