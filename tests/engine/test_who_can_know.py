"""“Who can know?”: each cell is what that person can really open, and what the operator would print."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation import actions
from bot.conversation.actions.knowing import explained
from bot.conversation.actions.rows import View
from bot.conversation.effects import Tell
from bot.conversation.facts import Facts
from bot.conversation.views import crisis, home
from bot.conversation.who_can_know import KEPT, MATTER_OF, Item, Matter, Reader, cells, kept_fields
from bot.domain.case import Category, Origin, Reach, ReferrerMode, Step, Wishes
from bot.domain.people import Person, Role
from bot.insight.disclosure_print import Holdings, findings
from bot.ui import BLOCKS, Action, Buttons, Form, Paragraph, Plain, Show, Submitted, say
from tests.engine import meeting, rights
from tests.engine.rights import CORA, IDRIS, PHONE, STAGES, VERA
from tests.engine.roster import officer, peer
from tests.engine.saying import texts
from tests.engine.test_disclosure_print import STAGES as DEEDS
from tests.engine.test_privacy import said
from tests.engine.world import CARL, CLEO, LEO, OLGA, RITA, SAM, SUE, clinic

NAMES = frozenset({RITA, PHONE})


def opened(world, person):
    """All that this person reads by trying every button and form, each by its name."""
    found = {}
    for name in rights.ACTIONS:
        if name == "home":
            found[name] = set(texts(home.home(world.sight(person))))
            continue
        sent = rights.form(name, world.case, person)
        before = world if isinstance(actions.pressed(sent).row, View) else world.fork()
        found[name] = set(texts(before.answers(person, sent)))
    return found


def showing(found, *who):
    """Which buttons show one of these."""
    return {name for name, read in found.items() if any(one in text for one in who for text in read)}


def told(world, matter=Matter.CASE):
    return cells(matter, world.case, Facts(now=world.now, policy=world.policy))


@pytest.fixture(scope="module", params=STAGES)
def world(request):
    """A case of Rita's that Carl suggested by name: whatever of him could be read is."""
    return rights.stage(request.param, named=True)


def test_a_coordinator_opens_what_their_cell_says(world):
    cell, found = set(told(world)[Reader.COORDINATOR]), opened(world, CLEO)
    by_code = showing(found, world.case.code)
    assert (Item.CODE in cell) is ("desk" in by_code)
    assert (Item.HOLD_CODE in cell) is (bool(by_code) and "desk" not in by_code)
    assert showing(found, *NAMES, CARL) == ({"reveal_send"} if Item.NAME_FOR_A_REASON in cell else set())
    assert (Item.WHOM_TO_CALL in cell) is ("desk" in showing(found, SAM))


@pytest.mark.parametrize(
    ("person", "reader"),
    [(OLGA, Reader.BOSS), (IDRIS, Reader.BOSS), (VERA, Reader.PERSONNEL), (OLGA, Reader.PERSONNEL)],
)
def test_a_boss_and_personnel_open_nothing_with_a_role_for_outsiders_or_without(world, person, reader):
    assert told(world)[reader] == (Item.NOTHING,)
    assert showing(opened(world, person), *NAMES, CARL, SAM, SUE, world.case.code) == set()


def test_a_supporter_opens_what_their_cell_says(world):
    [cell] = told(world)[Reader.SUPPORTER]
    whoever = {one: showing(opened(world, one), *NAMES) for one in (SAM, SUE, LEO)}
    holder = world.case.supporter
    reads = {one for one, names in whoever.items() if names - {"take"}}
    assert reads == ({holder} if cell is Item.NAME else set())
    assert {one for one, names in whoever.items() if names == {"take"}} == (
        {SUE} if cell is Item.NAME_ONCE_TAKEN and world.case.asked else set()
    )


def test_an_administrator_of_the_platform_reads_messages_that_name_nobody(world):
    assert told(world)[Reader.ADMINISTRATOR] == (Item.USED, Item.WRITTEN)
    sent = [one.effect for one in world.outbox if isinstance(one.effect, Tell)]
    assert {one.to for one in sent} <= {*world.members, RITA, CARL}
    assert not [one for one in sent if {*NAMES, CARL, SAM} & set(texts(one.message))]


WISHES = Wishes(reach=Reach.PHONE, phone=PHONE)


def printed(stage, **about):
    """The fields that the operator would print of Rita's case; and the case itself."""
    world = clinic()
    world.suggests(about.pop("by", CARL), category=Category.PATIENT_DEATH, not_these=frozenset({OLGA}), **about)
    for name in DEEDS[stage]:
        world.presses(SAM, name, plan="light", closing="completed")
    held = Holdings(cases=(world.case,), members=(), sealed=(), record=Person(person=RITA))
    labels = {one for found in findings(RITA, held) for one in found.labels}
    return labels & {*KEPT}, world.case


@pytest.mark.parametrize("stage", [one for one in DEEDS if one not in {"suggested", "purged"}])
def test_a_court_gets_what_may_still_be_stored_and_no_more(stage):
    """Of any case that stands there: which it was would tell how it began."""
    named, case = printed(stage, mode=ReferrerMode.NAMED)
    own, mine = printed(stage, by=RITA, wishes=WISHES)
    other, confidential = printed(stage)
    assert kept_fields(case) == named | own | other | {"supporter"}
    assert kept_fields(mine) == kept_fields(confidential) == kept_fields(case)
    items = cells(Matter.CASE, case, Facts(now=clinic().now, policy=clinic().policy))[Reader.COURT]
    assert set(items) == {KEPT[name][0] for name in kept_fields(case)}


def test_after_the_purge_nothing_is_left_for_anybody():
    world = clinic()
    found = cells(Matter.CASE, None, Facts(now=world.now, policy=world.policy))
    assert {item for items in found.values() for item in items} == {Item.NOTHING, Item.USED}


@pytest.mark.parametrize("origin", [Origin.SELF, Origin.COLLEAGUE])
def test_what_is_said_before_it_is_sent_is_so_of_the_case_that_it_becomes(origin):
    world = clinic()
    world.suggests(RITA if origin is Origin.SELF else CARL)
    matter = Matter.REQUEST if origin is Origin.SELF else Matter.SUGGESTION
    assert told(world, matter) == told(world)


def of(matter):
    """A programme in which there is one of each thing that is no case, and what the cells say of this one."""
    world = clinic(peer(SAM), peer(SUE)).joins(officer(IDRIS, Role.NOTIFIER), officer(VERA, Role.LEADERSHIP))
    world.adjusts(SAM, avoid=frozenset({OLGA}))
    world.presses(OLGA, "opt_out")
    world.presses(OLGA, "complain_send")
    for event in meeting.signed_up(CLEO, OLGA, at=world.now, facilitator=SUE):
        world.happens(event)
    world.suggests()
    return world, told(world, matter)


def test_a_coordinator_sees_a_supporter_on_the_roster_and_not_whom_they_avoid():
    world, found = of(Matter.ENTRY)
    assert found[Reader.COORDINATOR] == (Item.ON_ROSTER,)
    read = opened(world, CLEO)
    assert "roster" in showing(read, SAM)
    assert showing(read, OLGA) == set()


@pytest.mark.parametrize("matter", [Matter.OWN, Matter.LINK, Matter.CALL, Matter.SESSION])
@pytest.mark.parametrize("person", [CLEO, IDRIS, VERA, SAM, SUE])
def test_nobody_opens_whose_opt_out_call_or_place_it_is(matter, person):
    world, found = of(matter)
    assert found[Reader.COORDINATOR][0] in {Item.NOTHING, Item.HOW_MANY}
    without_own_list = {name: read for name, read in opened(world, person).items() if name not in OF_AVOIDING}
    assert showing(without_own_list, OLGA) == set()


OF_AVOIDING = {"avoid", "avoid_send", "about", "export", "lift", "opt_out", "link_here", "link_part", "link_part_send"}
"""Where Sam reads his own list of people whom he can't support."""


def test_a_place_is_a_number_for_whoever_runs_it():
    world, found = of(Matter.SESSION)
    assert found[Reader.COORDINATOR] == found[Reader.SUPPORTER] == (Item.HOW_MANY,)
    assert "1" in said(world.presses(CLEO, "sessions_desk"))


def test_of_an_entry_a_call_a_place_and_an_opt_out_a_court_gets_what_is_stored():
    world, _ = of(Matter.OWN)
    held = Holdings(
        cases=(), members=tuple(world.members.values()), sealed=tuple(world.agenda), record=world.persons[OLGA]
    )
    whats = {one.what for one in findings(OLGA, held)}
    assert whats == {
        "roster, of somebody else",
        "their own record",
        "waiting: complaint due",
        "waiting: place held",
    }
    assert told(world, Matter.ENTRY)[Reader.COURT] == (Item.KEPT_ENTRY,)
    assert told(world, Matter.CALL)[Reader.COURT] == (Item.KEPT_CALL,)
    assert told(world, Matter.SESSION)[Reader.COURT] == (Item.KEPT_PLACE,)


def test_at_the_desk_a_look_is_on_record():
    world = rights.stage("offered", named=True)
    assert Item.KEPT_LOOKS in told(world, Matter.DESK)[Reader.COURT]
    assert [one.by for one in world.records if one.by == CORA] == [CORA]


def test_every_button_says_what_its_form_is_about():
    assert MATTER_OF.keys() == actions.ROWS.keys()


@pytest.mark.parametrize("name", sorted({*actions.ROWS} - {"who_knows", "who_knows_case"}))
def test_every_form_has_the_button_and_it_opens(name):
    world = rights.stage("connected", named=True)
    for person in (SAM, CLEO, RITA, OLGA):
        sent = rights.form(name, world.case, person)
        press = actions.pressed(sent)
        reply = explained(world.fork().answers(person, sent), press)
        if not isinstance(reply, Show):
            continue
        [button] = [one for one in buttons(reply.form) if one.action.name.startswith("who_knows")]
        shown = world.answers(person, Submitted(button.action, ()))
        assert shown.form.title == say("Who can know?")
        assert explained(shown, actions.pressed(Submitted(button.action, ()))) == shown


def buttons(form):
    return [one for block in form.blocks if isinstance(block, Buttons) for one in block.buttons]


def test_it_leads_back_to_a_form_that_only_shows():
    world = rights.stage("connected", named=True)
    sent = Submitted(Action("open", world.case.code, world.case.turn), ())
    reply = explained(world.answers(SAM, sent), actions.pressed(sent))
    assert isinstance(reply, Show)
    asked = next(one for one in buttons(reply.form) if one.action.name == "who_knows_case")
    back = next(
        one for one in buttons(world.answers(SAM, Submitted(asked.action, ())).form) if one.label == say("Back")
    )
    assert world.answers(SAM, Submitted(back.action, ())) == world.answers(SAM, sent)


def test_whoever_has_no_part_in_a_case_reads_nothing_of_it():
    """Forged or kept from earlier: the form says the same as of a case that is gone."""
    world = rights.stage("connected", named=True)
    sent = Submitted(Action("who_knows_case", world.case.code, 0, (("matter", ("case",)),)), ())
    assert "Nothing." in said(world.answers(LEO, sent))
    assert "until" not in said(world.answers(LEO, sent))


def test_the_form_that_says_that_nothing_was_saved_has_it_too():
    press = actions.pressed(Submitted(Action("ask"), ()))
    reply = explained(Show(crisis.not_saved(clinic().policy)), press)
    assert isinstance(reply, Show)
    assert [one.action.name for one in buttons(reply.form)] == ["who_knows"]


def test_a_form_that_is_full_still_gets_it():
    full = Form(
        title=say("Full"),
        blocks=(Buttons(()), *(Paragraph((Plain(say("One.")),)) for _ in range(BLOCKS * 2 - 1))),
    )
    reply = explained(Show(full), actions.pressed(Submitted(Action("guide"), ())))
    assert isinstance(reply, Show)
    assert len(reply.form.blocks) == BLOCKS * 2
    assert len(buttons(reply.form)) == 1


def test_times_are_the_policys():
    world = clinic()
    read = said(world.presses(OLGA, "who_knows"))
    assert read
    told_days = said(world.answers(OLGA, Submitted(Action("who_knows", draft=(("matter", ("request",)),)), ())))
    assert f"{world.policy.clocks.purge // timedelta(days=1)} days" in told_days
    assert f"{world.policy.clocks.referrer // timedelta(days=1)} days" in told_days
    assert world.cases == {} or world.step is not Step.PURGED
