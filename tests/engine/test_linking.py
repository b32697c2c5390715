"""Two addresses turn out to be one person's: what becomes of the cases, whatever stood where (bot/conversation)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot.conversation import engine
from bot.conversation.effects import Cancel, MergePeople, Remind, Tally, UnlinkAddress
from bot.conversation.events.linking import (
    AddressesParted,
    AddressGone,
    CodeAsked,
    CodeIssued,
    CodeTyped,
    LinkSettled,
    MainAddressChosen,
)
from bot.conversation.events.privacy import DataErased
from bot.conversation.facts import Facts
from bot.conversation.flows.linking import codes as flow
from bot.conversation.flows.linking.protecting import joined_records
from bot.conversation.flows.linking.renaming import joined_members, rename_people, strings_in
from bot.domain.audit import Kind
from bot.domain.case import Case, CaseCode, Category, Closing, Origin, Step, Urgency, Wishes
from bot.domain.people import Person, PersonId, Role, Supporter
from bot.domain.policy import Policy
from bot.service.merging import merge_cases
from bot.ui import Toast
from tests.engine import rights
from tests.engine.roster import officer, peer
from tests.engine.world import CARL, OLGA, RITA, SAM, SUE, World, clinic

if TYPE_CHECKING:
    from bot.conversation.effects import Decision

RITAS_OTHER, NOW = PersonId("teams:T/rita"), clinic().now
OPEN = [name for name in rights.STAGES if not name.startswith("closed")]


def as_other(case: Case, person: PersonId = RITAS_OTHER) -> Case:
    """The same case, of somebody else whose address is another, under a code of its own."""
    return replace(rename_people(case, {case.recipient: person}), code=CaseCode("OTHR"))


def linked(world: World, *cases: Case, old: PersonId, new: PersonId = RITA, **more: bool) -> Decision:
    """What becomes of these cases once the first address is the second one's."""
    return merge_cases(new, [rename_people(one, {old: new}) for one in cases], world.facts, **more)


def by_code(decision: Decision) -> dict[str, Case]:
    return {one.code: one for one in decision.changed if isinstance(one, Case)}


@pytest.mark.parametrize(("mine", "others"), list(product(OPEN, OPEN)))
def test_two_open_cases_become_one_that_goes_on(mine, others):
    world = rights.stage(mine, named=True)
    first, second = world.case, as_other(rights.stage(others, named=True).case)
    decision = linked(world, first, second, old=RITAS_OTHER)
    kept = [one for one in by_code(decision).values() if one.is_open]
    [ended] = [one for one in by_code(decision).values() if not one.is_open]
    assert [(one.recipient, one.next_step is not None) for one in kept] == [(RITA, True)]
    assert (ended.closing, ended.next_step is not None) == (Closing.MERGED, True)
    assert (first.not_these | second.not_these) - {RITA} <= kept[0].not_these
    supported = [one for one in (first, second) if one.supporter]
    assert not supported or kept[0].code in {one.code for one in supported}
    assert by_code(decision)[next(iter(by_code(decision)))] is ended  # it makes room for the one that is kept


@pytest.mark.parametrize("stage", OPEN)
@pytest.mark.parametrize("who", [SAM, SUE, CARL])
def test_nobody_has_or_is_asked_for_their_own_case(stage, who):
    """Whoever supports, is asked or suggested turns out to be the recipient."""
    world = rights.stage(stage, named=True)
    [case] = by_code(linked(world, world.case, old=RITA, new=who)).values()
    assert case.recipient == who
    assert case.supporter != who
    assert who not in {case.referrer, case.chosen, *case.not_these}
    assert not [one for one in case.offers if one.supporter == who and one.can_be_taken]
    assert case.is_open
    assert case.next_step is not None


def test_who_has_a_case_of_somebody_whom_they_suggested_elsewhere_leaves_it():
    world = rights.stage("accepted", named=True)
    [case] = by_code(linked(world, world.case, old=CARL, new=SAM)).values()
    assert (case.supporter, SAM in case.not_these) == (None, True)


def test_the_one_that_is_further_along_is_kept_then_the_older_one():
    world = rights.stage("offered", named=True)
    younger = as_other(replace(world.case, opened_at=NOW + timedelta(days=1)))
    assert by_code(linked(world, younger, world.case, old=RITAS_OTHER))["OTHR"].closing is Closing.MERGED
    world = rights.stage("matching", named=True)
    further = as_other(replace(rights.stage("connected", named=True).case, opened_at=NOW + timedelta(days=1)))
    assert by_code(linked(world, world.case, further, old=RITAS_OTHER))["OTHR"].is_open


def test_what_they_asked_for_themselves_elsewhere_is_heard():
    wishes = Wishes(phone="+1 617 555 0100")
    world = clinic(peer(SAM))
    world.suggests()
    own = Case(code=CaseCode("OTHR"), recipient=RITAS_OTHER, step=Step.MATCHING, origin=Origin.SELF, wishes=wishes)
    own = replace(own, opened_at=world.now, category=Category.LITIGATION, own_category=True, urgency=Urgency.ROUTINE)
    own = replace(own, next_step=world.case.next_step)
    [kept] = [one for one in by_code(linked(world, world.case, own, old=RITAS_OTHER)).values() if one.is_open]
    assert (kept.origin, kept.wishes, kept.category) == (Origin.SELF, wishes, Category.LITIGATION)


def test_the_supporter_of_the_one_that_ends_reads_that_it_ended():
    world = rights.stage("connected", named=True)
    other = as_other(replace(rights.stage("accepted", named=True).case, supporter=SUE, opened_at=world.now))
    decision = linked(world, world.case, other, old=RITAS_OTHER)
    assert ("OTHR", "farewell") in {(one.subject, one.name) for one in decision.effects if isinstance(one, Remind)}


def test_a_merge_is_not_counted_as_one_more_suggestion():
    world = rights.stage("offered", named=True)
    decision = linked(world, world.case, as_other(world.case), old=RITAS_OTHER)
    assert not [one for one in decision.effects if isinstance(one, Tally)]


def test_a_wish_not_to_be_suggested_ends_what_others_began_elsewhere():
    world = rights.stage("offered", named=True)
    [case] = by_code(linked(world, world.case, old=RITA, new=OLGA, opted_out=True)).values()
    assert (case.is_open, case.recipient) == (False, OLGA)


def test_buttons_of_a_case_in_which_nothing_moved_still_work():
    world = rights.stage("connected", named=True)
    [case] = by_code(linked(world, world.case, old=SAM, new=RITAS_OTHER)).values()
    assert (case.turn, case.supporter) == (world.case.turn, RITAS_OTHER)


def test_everybody_in_a_record_is_found_and_renamed_and_nothing_else():
    case = rights.stage("connected", named=True).case
    assert {RITA, CARL, SAM, SUE} <= set(strings_in(case))
    other = rename_people(case, {SAM: RITAS_OTHER})
    assert SAM not in set(strings_in(other))
    assert rename_people(other, {RITAS_OTHER: SAM}) == case
    assert rename_people(case, {OLGA: RITAS_OTHER}) is case


def test_one_entry_has_the_roles_of_both_and_whom_they_avoid():
    kept = peer(SAM, supporter=Supporter(cap_open=1, avoid=frozenset({RITA})))
    other = replace(officer(SUE, Role.DEPUTY), supporter=Supporter(cap_open=2, avoid=frozenset({CARL})))
    joined = joined_members(kept, other)
    assert joined.roles == {Role.SUPPORTER, Role.DEPUTY}
    assert joined.supporter is not None
    assert (joined.supporter.cap_open, joined.supporter.avoid) == (1, {RITA, CARL})


def test_who_has_left_under_one_address_brings_no_role_from_there():
    joined = joined_members(peer(SAM), replace(officer(SUE, Role.DIRECTOR), active=False))
    assert (joined.roles, joined.active) == ({Role.SUPPORTER}, True)


def test_an_opt_out_counts_wherever_it_was_said():
    assert joined_records(Person(person=RITA), Person(person=OLGA, opted_out=True)).opted_out


# The code.


def decided(world: World, event: CodeAsked | CodeTyped) -> Decision:
    return world.happens(event)


def code_for(world: World, person: PersonId = RITA) -> str:
    decided(world, CodeAsked(by=person, key=f"key{world.now.isoformat()}{person}"))
    return next(one.event.code for one in world.agenda if isinstance(one.event, CodeIssued) and one.event.by == person)


def becomes(decision: Decision) -> list[tuple[PersonId, PersonId]]:
    return [(one.old, one.new) for one in decision.effects if isinstance(one, MergePeople)]


def test_a_code_connects_where_it_is_typed_with_where_it_was_shown_once():
    world = clinic()
    code = code_for(world)
    assert becomes(decided(world, CodeTyped(by=OLGA, code=code))) == [(OLGA, RITA)]
    again = decided(world, CodeTyped(by=CARL, code=code))
    assert (becomes(again), isinstance(again.reply, Toast)) == ([], True)


def test_a_code_is_valid_for_ten_minutes():
    world = clinic()
    code = code_for(world)
    world.now += timedelta(minutes=10)
    assert becomes(decided(world, CodeTyped(by=OLGA, code=code))) == []


def test_a_new_code_ends_the_one_before():
    world = clinic()
    first = code_for(world)
    world.now += timedelta(minutes=1)
    second = code_for(world)
    assert becomes(decided(world, CodeTyped(by=OLGA, code=first))) == []
    assert becomes(decided(world, CodeTyped(by=OLGA, code=second))) == [(OLGA, RITA)]


def test_ones_own_code_is_refused_and_stays_valid():
    world = clinic()
    code = code_for(world)
    own = decided(world, CodeTyped(by=RITA, code=code))
    assert (own.effects, isinstance(own.reply, Toast)) == ((), True)
    assert becomes(decided(world, CodeTyped(by=OLGA, code=code))) == [(OLGA, RITA)]


def test_after_five_wrong_codes_in_an_hour_not_even_the_right_one_counts():
    world = clinic()
    code = code_for(world)
    for _ in range(flow.MOST_WRONG):
        decided(world, CodeTyped(by=OLGA, code="00000000"))
    assert becomes(decided(world, CodeTyped(by=OLGA, code=code))) == []
    assert becomes(decided(world, CodeTyped(by=CARL, code=code))) == [(CARL, RITA)]


@pytest.mark.parametrize(
    ("typed", "read"), [("k7f3-9qxm", "K7F39QXM"), (" K7F3 9QXM ", "K7F39QXM"), ("olil-0000", "01110000")]
)
def test_a_code_is_read_however_it_is_typed(typed, read):
    assert flow.read_code(typed) == read


@pytest.mark.parametrize("typed", ["", "K7F3", "K7F3-9QXU", "K7F3-9QXM-2", "K7F3-9QX\u00c9"])
def test_what_can_not_be_a_code_is_not_looked_up(typed):
    assert flow.read_code(typed) == ""


def test_codes_are_forty_bits_that_their_agenda_entry_does_not_tell():
    codes = {flow.code_of(f"key{number}") for number in range(2000)}
    assert len(codes) == 2000
    assert {len(one) for one in codes} == {8}
    [entry] = [one for one in decided(clinic(), CodeAsked(by=RITA, key="k")).effects if isinstance(one, Remind)]
    assert flow.code_of("k") not in entry.subject
    assert flow.code_of(entry.subject) != flow.code_of("k")


def test_the_code_is_in_no_log_or_error():
    assert "K7F39QXM" not in repr(CodeTyped(by=RITA, code="K7F39QXM"))
    assert "K7F39QXM" not in repr(CodeIssued(by=RITA, code="K7F39QXM"))


def with_link(world: World, event: MainAddressChosen | AddressesParted | AddressGone | LinkSettled) -> Decision:
    """Decided for somebody whose second address is Olga's."""
    about = Person(person=event.by)
    return engine.decide(about, event, world.facts(about, event).also(linked=(OLGA,)))


def test_the_bot_writes_where_the_person_says_if_it_is_theirs():
    assert becomes(with_link(clinic(), MainAddressChosen(by=RITA, address=OLGA))) == [(RITA, OLGA)]
    assert with_link(clinic(), MainAddressChosen(by=RITA, address=CARL)).effects == ()


def test_disconnecting_takes_only_the_other_address():
    effects = with_link(clinic(), AddressesParted(by=RITA)).effects
    assert [one.address for one in effects if isinstance(one, UnlinkAddress)] == [OLGA]


def test_who_leaves_one_platform_goes_on_under_the_other():
    gone = with_link(clinic(), AddressGone(by=RITA, address=RITA))
    assert becomes(gone) == [(RITA, OLGA)]
    assert [one.address for one in gone.effects if isinstance(one, UnlinkAddress)] == [RITA]
    assert becomes(with_link(clinic(), AddressGone(by=RITA, address=OLGA))) == []


def test_what_was_on_its_way_follows_only_while_the_link_holds():
    assert becomes(with_link(clinic(), LinkSettled(by=RITA, old=OLGA))) == [(OLGA, RITA)]
    assert clinic().happens(LinkSettled(by=RITA, old=OLGA)).effects == ()


def test_an_erasure_parts_the_addresses_and_takes_back_a_code():
    world = clinic()
    code_for(world)
    about, event = Person(person=RITA), DataErased(by=RITA, key="gone")
    effects = engine.decide(about, event, world.facts(about, event).also(linked=(OLGA,))).effects
    assert [one.address for one in effects if isinstance(one, UnlinkAddress)] == [OLGA]
    assert [one.name for one in effects if isinstance(one, Cancel)] == [flow.CODE]


def test_what_becomes_of_addresses_is_on_record_by_role_and_pseudonym_alone():
    world = clinic()
    decided(world, CodeTyped(by=OLGA, code=code_for(world)))
    [record] = world.records
    assert (record.kind, record.role, record.by, record.reason, record.case) == (
        Kind.LINK,
        flow.PERSON,
        RITA,
        "linked",
        None,
    )


def test_a_code_is_not_typed_on_the_platform_that_showed_it():
    """F5: whoever reads over a shoulder would become somebody else, with all their roles."""
    shown = CodeIssued(by=PersonId("slack:T1/U1"), code="K7F39QXM")
    entry = Remind(subject="s", name="link_code", event=shown, at=NOW + timedelta(minutes=5))
    facts = Facts(now=NOW, policy=Policy()).also(sealed=(entry,), linked=(), wrong_codes=0, shown_to=None)
    there = flow.on_typed(CodeTyped(by=PersonId("slack:T1/U2"), code="K7F39QXM"), facts)
    assert (there.changed, there.effects) == ((), ())
    assert "the other one" in str(there.reply)
    assert flow.on_typed(CodeTyped(by=PersonId("teams:t/u"), code="K7F39QXM"), facts).effects
