"""Whom nobody may ask, and who is asked first: each barrier, each score, each tie."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.case import Case, CaseCode, Offer, OfferState, Wishes
from bot.domain.eligibility import Barrier, MatchContext, at_cap, barrier, rank, training_lapsed
from bot.domain.hours import Leave
from bot.domain.people import PersonId, Supporter, Traits
from bot.domain.policy import Limits, Policy
from bot.domain.typed.hours import parse_hours
from tests.engine.roster import TRAINED
from tests.engine.world import CARL, RITA, SAM, START, SUE, peer

CASE = Case(code=CaseCode("K7F3"), recipient=RITA)
NURSE = Traits(
    profession="nurse",
    level="senior",
    specialty="icu",
    cluster="acute",
    department="west",
    site="main",
    gender="f",
    languages=frozenset({"es"}),
)
SETTING = MatchContext(now=START, policy=Policy(), recipient=NURSE)
ABLE = Supporter(trained_on=TRAINED)
TODAY = START.date()


def judged(case=CASE, *, open_cases=0, setting=SETTING, person=SAM, **changes):
    return barrier(case, peer(person, supporter=replace(ABLE, **changes)), open_cases, setting)


def ranked(case=CASE, *, setting=SETTING, person=SAM, **changes):
    return rank(case, peer(person, supporter=replace(ABLE, **changes)), setting)


def asked(state):
    return replace(CASE, offers=(Offer(number=1, supporter=SAM, asked_at=START, state=state),))


def test_nothing_stands_against_an_able_supporter():
    assert judged() is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"person": RITA}, Barrier.RECIPIENT),
        ({"case": replace(CASE, not_these=frozenset({SAM}))}, Barrier.EXCLUDED),
        ({"avoid": frozenset({RITA})}, Barrier.AVOIDS),
        ({"case": asked(OfferState.PASSED)}, Barrier.ASKED_ALREADY),
        ({"reviews_events": True}, Barrier.REVIEWS_EVENTS),
        ({"trained_on": None}, Barrier.TRAINING_LAPSED),
        ({"open_cases": 2}, Barrier.AT_CAP),
        ({"rest_until": START + timedelta(seconds=1)}, Barrier.RESTING),
        ({"hours": parse_hours("Tue 08:00-18:00")}, Barrier.CLOSED_NOW),
        ({"leave": (Leave(TODAY, TODAY),)}, Barrier.CLOSED_NOW),
    ],
)
def test_each_hard_exclusion(changes, expected):
    assert judged(**changes) is expected


@pytest.mark.parametrize("member", [replace(peer(SAM), active=False), replace(peer(SAM), supporter=None)])
def test_only_active_supporters(member):
    assert barrier(CASE, member, 0, SETTING) is Barrier.NO_SUPPORTER


@pytest.mark.parametrize("state", set(OfferState) - {OfferState.GONE})
def test_nobody_is_asked_twice(state):
    assert judged(asked(state)) is Barrier.ASKED_ALREADY


def test_a_question_that_somebody_else_settled_counts_as_never_asked():
    assert judged(asked(OfferState.GONE)) is None


@pytest.mark.parametrize(
    ("policy", "department", "expected"),
    [
        (Policy(own_department=False), "west", Barrier.DEPARTMENT),
        (Policy(own_department=False), "east", None),
        (Policy(other_departments=False), "east", Barrier.DEPARTMENT),
        (Policy(other_departments=False), "west", None),
    ],
    ids=["stanford-own", "stanford-other", "brigham-other", "brigham-own"],
)
def test_departments_are_policy(policy, department, expected):
    assert judged(setting=replace(SETTING, policy=policy), traits=Traits(department=department)) is expected


@pytest.mark.parametrize("policy", [Policy(own_department=False), Policy(other_departments=False)])
def test_an_unknown_department_excludes_nobody(policy):
    setting = replace(SETTING, policy=policy, recipient=Traits())
    assert judged(setting=setting, traits=Traits(department="west")) is None


@pytest.mark.parametrize(("own", "policy", "limit"), [(2, 2, 2), (1, 2, 1), (5, 2, 2), (2, 1, 1), (0, 2, 0)])
def test_the_cap_is_the_smaller_of_ones_own_and_the_policys(own, policy, limit):
    rules = Policy(limits=Limits(open_cases=policy))
    full = [at_cap(replace(ABLE, cap_open=own), count, rules) for count in range(4)]
    assert full == [count >= limit for count in range(4)]


@pytest.mark.parametrize(("days", "lapsed"), [(365, False), (395, False), (396, True)])
def test_training_is_hard_after_thirty_days_of_grace(days, lapsed):
    setting = replace(SETTING, now=START + timedelta(days=days))
    assert training_lapsed(replace(ABLE, trained_on=TODAY), setting) is lapsed


def test_the_last_day_of_grace_ends_at_midnight_of_the_programmes_own_day():
    evening = datetime(2027, 7, 2, 1, 0, tzinfo=UTC)  # 1 July, 21:00 in New York
    assert not training_lapsed(replace(ABLE, trained_on=date(2026, 6, 1)), replace(SETTING, now=evening))


def test_rest_ends_at_its_moment():
    assert judged(rest_until=START) is None


@pytest.mark.parametrize(
    ("traits", "score", "reasons"),
    [
        (Traits(), 0, ()),
        (Traits(profession="nurse", level="senior"), 40, ("profession",)),
        (Traits(profession="nurse", level="junior"), 0, ()),
        (Traits(specialty="icu", cluster="acute"), 30, ("specialty",)),
        (Traits(specialty="er", cluster="acute"), 15, ("cluster",)),
        (Traits(site="main"), 5, ("site",)),
        (Traits(department="east"), 10, ("other_unit",)),
        (Traits(department="west"), 0, ()),
        (Traits(languages=frozenset({"es"}), gender="f"), 0, ()),
        (NURSE, 75, ("profession", "specialty", "site")),
    ],
)
def test_each_score(traits, score, reasons):
    found = ranked(traits=traits)
    assert (found.score, found.reasons) == (score, reasons)


@pytest.mark.parametrize("wishes", [Wishes(language="es"), Wishes(gender="f")])
def test_a_language_or_gender_counts_only_when_asked_for(wishes):
    assert ranked(replace(CASE, wishes=wishes), traits=Traits(languages=frozenset({"es"}), gender="f")).score == 15


def test_an_empty_code_matches_nothing():
    assert ranked(setting=replace(SETTING, recipient=Traits()), traits=Traits()).score == 0


DAYS_AGO = [TODAY - timedelta(days=days) for days in (1, 2, 100, 150, 200, 250)]


@pytest.mark.parametrize(("accepted", "last"), [(DAYS_AGO[:1], False), (DAYS_AGO[:2], True), (DAYS_AGO[1:], False)])
def test_two_a_quarter_or_six_a_year_rank_last(accepted, last):
    """Soft limits: a perfect match that had enough comes after anybody else."""
    loaded = ranked(traits=NURSE, accepted_on=tuple(accepted))
    assert (loaded.over_soft_limit, loaded.key > ranked(person=SUE).key) == (last, last)


def test_six_a_year_rank_last():
    spread = tuple(TODAY - timedelta(days=95 + 40 * at) for at in range(6))
    assert ranked(accepted_on=spread).over_soft_limit
    assert not ranked(accepted_on=spread[1:]).over_soft_limit


def test_ties_go_to_the_fewest_recent_acceptances():
    assert ranked().key < ranked(person=SUE, accepted_on=(TODAY,)).key


def test_then_to_the_longest_since_the_last_offer():
    earlier, later = START - timedelta(days=9), START - timedelta(days=1)
    assert ranked().key < ranked(last_offer_at=earlier).key < ranked(person=SUE, last_offer_at=later).key


def test_then_to_a_stable_hash_that_differs_from_case_to_case():
    """So that nobody is first by their name."""
    codes = [replace(CASE, code=CaseCode(f"C{at}")) for at in range(20)]
    firsts = {min((SAM, SUE), key=lambda who, case=case: ranked(case, person=who).key) for case in codes}
    assert firsts == {SAM, SUE}


traits = st.builds(
    Traits,
    profession=st.sampled_from(["", "nurse", "doctor"]),
    level=st.sampled_from(["", "senior"]),
    specialty=st.sampled_from(["", "icu", "er"]),
    department=st.sampled_from(["", "west", "east"]),
)
supporters = st.builds(
    Supporter,
    traits=traits,
    trained_on=st.just(TRAINED),
    accepted_on=st.lists(st.sampled_from(DAYS_AGO), max_size=6).map(tuple),
    last_offer_at=st.none() | st.integers(0, 3).map(lambda days: START - timedelta(days=days)),
)
people = st.lists(supporters, min_size=1, max_size=8).map(
    lambda many: [peer(PersonId(f"web:s{at}"), supporter=one) for at, one in enumerate(many)]
)


@given(people, st.randoms(use_true_random=False))
def test_who_is_first_does_not_depend_on_the_order_of_the_candidates(members, chance):
    """And nobody ties with anybody: the order is total."""
    keys = [rank(CASE, one, SETTING).key for one in members]
    shuffled = list(members)
    chance.shuffle(shuffled)
    assert min(keys) == min(rank(CASE, one, SETTING).key for one in shuffled)
    assert len(set(keys)) == len(keys)


@given(people)
def test_a_reason_never_names_anybody(members):
    """Why somebody was ranked is one line, without the recipient's name."""
    codes = {"profession", "specialty", "cluster", "language", "gender", "site", "other_unit"}
    assert all(set(rank(CASE, one, SETTING).reasons) <= codes for one in members)
    assert CARL not in {one.person for one in members}
