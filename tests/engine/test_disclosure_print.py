"""All that the operator can produce about a person, at each stage and for each referrer mode (T26).

docs/disclosure.md holds the table; PEERSUPPORT_UPDATE=1 draws it again.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.effects import Remind
from bot.conversation.events.oversight import DisclosureReason, DisclosureRequested
from bot.conversation.flows.oversight import DISCLOSURE
from bot.domain.audit import Kind
from bot.domain.case import ReferrerMode
from bot.domain.people import Person
from bot.insight.disclosure_print import Holdings, findings
from bot.ui import Action, Submitted
from tests.engine.test_privacy import said
from tests.engine.world import CARL, CLEO, DAN, DORA, OLGA, RITA, SAM, clinic
from tests.golden import is_renewing

PAGE = Path(__file__).parents[2] / "docs" / "disclosure.md"
BEGIN, END = "<!-- drawn by tests/engine/test_disclosure_print.py -->", "<!-- until here -->"
STAGES = {
    "suggested": (),
    "matching, offered": (),
    "accepted": ("take",),
    "outreach": ("take", "attempt"),
    "connected": ("take", "contact"),
    "follow_up": ("take", "contact", "plan_send"),
    "closed": ("take", "contact", "plan_send", "close_send"),
    "purged": ("take", "contact", "plan_send", "close_send"),
}
NAMING = {
    *("recipient", "referrer", "not_these", "wishes", "category", "offers", "chosen", "supporter", "reveals", "hold"),
    *("suggestion", "person", "avoid"),
}


pytestmark = pytest.mark.proof("T26", unit="questions of the table")


def at(stage, mode):
    """Carl suggests Rita, Sam supports her."""
    world = clinic()
    referrer = None if mode is ReferrerMode.UNLINKABLE else CARL
    world.suggests(CARL, wait=stage != "suggested", mode=mode, referrer=referrer)
    for name in STAGES[stage]:
        world.presses(SAM, name, plan="light", closing="completed")
    if stage == "purged":
        world.passes(days=14)
    return world


def found(world, person):
    held = Holdings(
        cases=tuple(world.cases.values()),
        members=tuple(world.members.values()),
        sealed=tuple(world.agenda),
        record=world.persons.get(person, Person(person=person)),
    )
    return [one for one in findings(person, held) if not one.what.startswith("roster")]


def cell(world, person):
    """What is printed, without the code and the values; a case's dates and states in one word."""
    return "; ".join(_told(one) for one in found(world, person)) or "nothing"


def _told(one):
    kind = one.what.replace("case C2, ", "").replace("case C3, ", "").replace("case C1, ", "")
    parts = [name.replace("_", " ") for name in one.labels if name in NAMING]
    rest = ["state and dates"] if len(parts) < len(one.labels) else []
    return f"{kind}: {', '.join([*parts, *rest])}"


def drawn():
    rows = [
        "| stage | referrer | about the recipient | about the referrer | about the supporter |",
        "|---|---|---|---|---|",
    ]
    for stage in STAGES:
        for mode in ReferrerMode:
            cells = [cell(at(stage, mode), person) for person in (RITA, CARL, SAM)]
            rows.append(f"| {stage} | {mode} | {' | '.join(cells)} |")
    return "\n".join(rows)


def test_the_published_table_is_what_is_printed():
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    table, _, after = rest.partition(END)
    if is_renewing():
        PAGE.write_text(f"{before}{BEGIN}\n\n{drawn()}\n\n{END}{after}", encoding="utf-8")
    else:
        assert table.strip() == drawn()


@pytest.mark.parametrize("stage", STAGES)
def test_an_unlinkable_referrer_is_nowhere(stage):
    assert found(at(stage, ReferrerMode.UNLINKABLE), CARL) == []


@pytest.mark.parametrize("mode", ReferrerMode)
@pytest.mark.parametrize("person", [RITA, CARL, SAM])
def test_after_the_purge_there_is_nothing(person, mode):
    assert found(at("purged", mode), person) == []


def test_an_opt_out_and_a_list_of_people_to_avoid_are_in_it():
    world = clinic()
    world.adjusts(SAM, avoid=frozenset({OLGA}))
    world.presses(OLGA, "opt_out")
    held = Holdings(cases=(), members=tuple(world.members.values()), sealed=(), record=world.persons[OLGA])
    told = {one.what: one.labels for one in findings(OLGA, held)}
    assert told == {"roster, of somebody else": ("person", "avoid"), "their own record": ("person", "opted_out")}


def requested(person=RITA, reason=DisclosureReason.COURT):
    world = clinic()
    asked = DisclosureRequested(key="T9WX", person=person, reason=reason)
    world.agenda.append(
        Remind(subject=f"{DISCLOSURE}:T9WX", name=DISCLOSURE, event=asked, at=world.now + timedelta(days=7))
    )
    return world


def answers(world, by, name="disclosure_yes"):
    return world.sends(by, Submitted(Action(name, draft=(("key", ("T9WX",)),)), ()))


def approved(world):
    return [one.event.approved for one in world.agenda if isinstance(one.event, DisclosureRequested)]


@pytest.mark.parametrize("by", [CLEO, DAN, DORA])
def test_who_answers_for_the_programme_reads_a_code_and_a_reason_and_says_yes(by):
    world = requested()
    read = said(world.presses(by, "disclosures"))
    assert "T9WX" in read
    assert "A court orders it" in read
    assert RITA not in read
    answers(world, by)
    assert approved(world) == [True]
    assert [(one.kind, one.by, one.reason) for one in world.records] == [(Kind.DISCLOSURE, by, "approved")]


@pytest.mark.parametrize("by", [RITA, CARL, SAM, OLGA])
def test_nobody_else_does(by):
    world = requested()
    answers(world, by)
    assert approved(world) == [False]
    assert "T9WX" not in said(world.presses(by, "disclosures"))


def test_nobody_reads_of_or_answers_a_request_about_themselves():
    world = requested(person=CLEO)
    assert "T9WX" not in said(world.presses(CLEO, "disclosures"))
    answers(world, CLEO)
    assert approved(world) == [False]
    answers(world, DORA)
    assert approved(world) == [True]


def test_a_no_ends_it_and_a_week_does_too():
    world = requested()
    answers(world, DORA, "disclosure_no")
    assert approved(world) == []
    world = requested()
    world.passes(days=7)
    assert approved(world) == []
    assert [one.reason for one in world.records] == ["lapsed"]
