"""Who is told can act, and is not in it; where nobody at a level can be told, the next level is, at once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from bot.conversation.effects import Tell
from bot.conversation.views.desk.queue import needing
from bot.conversation.views.home import home
from bot.domain.case import Step, why
from bot.domain.hours import Leave
from bot.domain.people import PersonId, Role, Supporter
from bot.insight import digest_schedule
from bot.ui import Action
from tests.engine.roster import TRAINED, officer, peer
from tests.engine.test_views import mentioned, parts
from tests.engine.world import CARL, CLEO, DAN, DORA, RITA, SAM, SUE, World, clinic

NEW = PersonId("web:new")
AWAY = Leave(date(2026, 6, 1), date(2026, 6, 30))


def alone(*staff) -> World:
    """A programme with these people in it, and nobody else who runs it."""
    return World().joins(*staff, peer(SAM))


def nobody_takes(world: World, colleague=RITA) -> World:
    """The only supporter passes."""
    world.suggests(CARL, colleague)
    world.presses(SAM, "pass")
    world.passes()
    assert world.step is Step.NEEDS_COORDINATOR
    return world


def assigns(world: World, person, supporter=SUE):
    world.joins(peer(supporter))
    world.presses(person, "assign_send", supporter=supporter)
    return [one.supporter for one in world.case.offers]


def labels(reply) -> set[str]:
    return {f"{one.label}" for one in parts(reply) if hasattr(one, "label")}


def test_the_only_coordinator_is_not_told_of_her_own_case_and_the_deputy_is_at_once():
    world = nobody_takes(clinic(), CLEO)
    assert (world.kinds(CLEO), world.kinds(DAN), world.kinds(DORA)) == ([], ["needs_you"], [])
    world.passes(days=5)
    assert world.kinds(CLEO) == []
    assert "needs_you_still" in world.kinds(DORA)


def test_without_a_deputy_the_director_is_told_and_can_assign():
    world = nobody_takes(alone(officer(CLEO, Role.COORDINATOR), officer(DORA, Role.DIRECTOR)), CLEO)
    assert (world.kinds(CLEO), world.kinds(DORA)) == ([], ["needs_you"])
    assert world.case.code in f"{world.presses(DORA, 'desk')}"
    assert SUE in assigns(world, DORA)


def test_a_stalled_case_of_the_coordinator_is_told_to_the_next():
    world = clinic()
    world.suggests(CARL, CLEO)
    world.presses(SAM, "take")
    world.passes(days=4)
    assert (world.kinds(CLEO), set(world.kinds(DAN))) == ([], {"stalled"})


def test_a_coordinator_who_supports_is_not_told_that_she_may_need_a_hand():
    world = World().joins(peer(CLEO, Role.SUPPORTER, Role.COORDINATOR), officer(DAN, Role.DEPUTY))
    world.suggests(CARL)
    world.presses(CLEO, "take")
    world.passes(days=4)
    assert "stalled" not in world.kinds(CLEO)
    assert set(world.kinds(DAN)) == {"stalled"}


def test_the_director_who_is_told_last_gets_the_desk_and_can_assign():
    world = nobody_takes(clinic())
    assert SUE not in assigns(world, DORA)
    world.passes(days=2)
    assert "needs_you_still" in world.kinds(DORA)
    assert SUE in assigns(world, DORA)


def test_the_director_sees_only_what_came_to_them():
    world = nobody_takes(clinic())
    assert world.case.code not in f"{world.presses(DORA, 'desk')}"
    world.passes(days=2)
    assert world.case.code in f"{world.presses(DORA, 'desk')}"


def test_where_nobody_coordinates_the_director_runs_the_programme():
    world = nobody_takes(alone(officer(DORA, Role.DIRECTOR)))
    assert world.kinds(DORA) == ["needs_you"]
    assert SUE in assigns(world, DORA)


@pytest.mark.parametrize("person", [DAN, DORA])
def test_the_next_level_is_told_at_once_while_the_coordinator_is_on_leave(person):
    staff = [peer(CLEO, Role.COORDINATOR, supporter=Supporter(trained_on=TRAINED, leave=(AWAY,)))]
    staff += [officer(DAN, Role.DEPUTY)] if person is DAN else []
    world = nobody_takes(alone(*staff, officer(DORA, Role.DIRECTOR)))
    assert (world.kinds(CLEO), world.kinds(person)) == ([], ["needs_you"])
    assert SUE in assigns(world, person)


def test_who_is_on_leave_is_told_when_nobody_else_is_left():
    on_leave = peer(CLEO, Role.COORDINATOR, supporter=Supporter(trained_on=TRAINED, leave=(AWAY,)))
    assert nobody_takes(alone(on_leave)).kinds(CLEO) == ["needs_you"]


@pytest.mark.parametrize("settles", ["assign", "take", "withdraw", "close"])
def test_what_asked_for_somebody_is_taken_back_when_it_is_settled(settles):
    """From everybody who was told, whatever role they have by now."""
    world = nobody_takes(clinic())
    world.passes(days=4)
    assert {"needs_you_still"} <= set(world.kinds(DORA))
    world.joins(officer(DAN, Role.NOTIFIER))
    if settles == "assign":
        assigns(world, CLEO, NEW)
    elif settles == "take":
        assigns(world, CLEO, NEW)
        world.presses(NEW, "take")
    elif settles == "withdraw":
        world.asks(RITA)
        world.presses(RITA, "withdraw")
    else:
        world.presses(CLEO, "close_send", closing="redirected")
    for one in (CLEO, DAN, DORA):
        assert world.shown(one, "needs") == "", one


def test_a_stalled_case_that_goes_on_needs_nobody_any_more():
    world = clinic()
    world.accepted()
    world.passes(days=4)
    assert world.shown(CLEO, "needs") == "stalled"
    world.presses(SAM, "attempt")
    assert world.shown(CLEO, "needs") == ""
    assert mentioned(world.presses(CLEO, "desk")) == set()


def overview(world: World, reader) -> str:
    """What this reader finds in the weekly overview of this moment."""
    members = tuple(world.members.values())
    open_cases = Counter(one.supporter for one in world.cases.values() if one.is_open and one.supporter)
    report = digest_schedule.Report(
        now=world.now,
        policy=world.policy,
        slot=date(2026, 6, 8),
        previous=None,
        cases=tuple(world.cases.values()),
        members=members,
        open_cases={one.person: open_cases[one.person] for one in members},
    )
    effects = digest_schedule.decide(report).effects
    return " ".join(f"{one.message}" for one in effects if isinstance(one, Tell) and one.to == reader)


@pytest.mark.parametrize("deeds", [(), ("attempt",)])
def test_the_overview_the_home_and_the_desk_agree_on_what_needs_somebody(deeds):
    """One attempt, then nothing: it is late, whoever counts."""
    world = clinic()
    world.accepted()
    for deed in deeds:
        world.presses(SAM, deed)
    world.passes(until=datetime(2026, 6, 8, 12, tzinfo=UTC))
    assert [why(one, world.policy, world.now) is not None for one in world.cases.values()] == [True]
    assert "{count} case needs you." in f"{home(world.sight(CLEO))}"
    assert needing(world.sight(CLEO)) == tuple(world.cases.values())
    assert "Nothing needs you now." not in overview(world, CLEO)


def test_a_reader_s_own_case_is_in_no_list_and_no_count():
    world = clinic(peer(SAM))
    world.suggests(CARL, CLEO)
    world.presses(SAM, "take")
    world.passes(days=6)
    code = world.case.code
    assert code in overview(world, DAN)
    assert code not in overview(world, CLEO)
    assert "Nothing needs you now." in overview(world, CLEO)
    for name in ("desk", "roster"):
        assert code not in f"{world.presses(CLEO, name)}"
    carried = [one.open_cases for one in world.sight(CLEO, Action("roster")).candidates]
    assert carried == [0]
    assert [one.open_cases for one in world.sight(DAN, Action("roster")).candidates] == [1]


def test_the_director_reads_the_overview_where_nobody_coordinates():
    world = nobody_takes(alone(officer(DORA, Role.DIRECTOR)))
    assert world.case.code in overview(world, DORA)
