"""Cases by code, recipient and supporter, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.case import OfferState, Step
from bot.domain.errors import StaleWriteError
from tests.store.examples import ANA, BEN, CLEO, CODE, a_case, a_member, a_reminder, an_offer, move_on, save, tell


def test_a_case_comes_back_as_it_was_saved_and_its_version_counts(store):
    case = a_case(offers=(an_offer(),), referrer=CLEO)
    store.run_now(save(case))
    store.run_now(move_on)
    assert store.read_now(lambda unit: unit.cases.get(CODE)) == replace(case, turn=1, version=2)


def test_a_case_still_at_suggested_is_not_stored(store):
    store.run_now(save(a_case(step=Step.SUGGESTED)))
    assert store.read_now(lambda unit: unit.cases.all()) == []


def test_a_write_on_a_version_that_has_moved_is_refused(store):
    store.run_now(save(a_case()))
    read = store.read_now(lambda unit: unit.cases.get(CODE))
    store.run_now(save(read))
    with pytest.raises(StaleWriteError):
        store.run_now(save(read))


def test_a_recipient_has_one_open_case(store):
    store.run_now(save(a_case("K7F3")))
    with pytest.raises(StaleWriteError):
        store.run_now(save(a_case("X2B4")))


def test_the_loser_of_two_openings_is_tried_again_and_sees_the_winners_case(store):
    """The first try inserts what somebody else has just inserted; the second finds it."""
    seen = []

    def suggest(unit):
        seen.append(unit.cases.lock_open_of(ANA) if seen else None)
        if seen[-1] is None:
            unit.cases.save(a_case("X2B4"))

    store.run_now(save(a_case("K7F3")))
    store.run_now(suggest)
    assert [case and case.code for case in seen] == [None, "K7F3"]


def test_a_closed_case_frees_its_recipient_and_supporter(store):
    store.run_now(save(a_case(step=Step.ACCEPTED, supporter=BEN)))
    assert store.read_now(lambda unit: unit.cases.open_of(ANA)).code == CODE
    assert [case.code for case in store.read_now(lambda unit: unit.cases.supported_by(BEN))] == [CODE]
    store.run_now(lambda unit: move_on(unit, step=Step.CLOSED))
    assert store.read_now(lambda unit: unit.cases.open_of(ANA)) is None
    assert store.read_now(lambda unit: unit.cases.supported_by(BEN)) == []


def test_an_offer_is_found_while_it_can_be_taken(store):
    store.run_now(save(a_case(offers=(an_offer(BEN), an_offer(CLEO, state=OfferState.PASSED)))))
    assert len(store.read_now(lambda unit: unit.cases.offered_to(BEN))) == 1
    assert store.read_now(lambda unit: unit.cases.offered_to(CLEO)) == []
    store.run_now(lambda unit: move_on(unit, offers=(an_offer(BEN, state=OfferState.GONE),)))
    assert store.read_now(lambda unit: unit.cases.offered_to(BEN)) == []


def test_open_cases_are_counted_for_everybody_on_the_roster(store):
    store.run_now(lambda unit: unit.roster.replace_all([a_member(BEN), a_member(CLEO)]))
    store.run_now(save(a_case(step=Step.ACCEPTED, supporter=BEN)))
    assert store.read_now(lambda unit: unit.cases.count_open()) == {BEN: 1, CLEO: 0}


def test_a_purged_case_goes_with_all_that_names_it(store):
    store.run_now(save(a_case(offers=(an_offer(),))))
    store.run_now(lambda unit: unit.agenda.add(a_reminder()))
    store.run_now(tell())
    store.run_now(lambda unit: move_on(unit, step=Step.PURGED))
    assert store.read_now(lambda unit: unit.cases.all()) == []
    assert store.read_now(lambda unit: unit.cases.offered_to(BEN)) == []
    assert store.read_now(lambda unit: unit.agenda.of(CODE)) == []
    assert store.read_now(lambda unit: unit.outbox.waiting()) == 0


def test_a_new_code_is_one_that_no_case_has(store, monkeypatch):
    store.run_now(save(a_case("BBBB")))
    letters = iter("BBBBCCCC")
    monkeypatch.setattr("store.repositories.cases.secrets.choice", lambda _: next(letters))
    assert store.read_now(lambda unit: unit.cases.new_code()) == "CCCC"


def test_a_reader_sees_one_moment(store):
    store.run_now(save(a_case()))

    def look_twice(unit):
        before = unit.cases.get(CODE).turn
        store.run_now(move_on)
        return before, unit.cases.get(CODE).turn

    assert store.read_now(look_twice) == (0, 0)


def test_one_look_finds_all_that_somebody_is_in(store):
    """The same as four looks would."""
    several: dict[str, dict[str, Any]] = {
        "BBBB": {"recipient": ANA},
        "CCCC": {"recipient": "web:dora", "step": Step.ACCEPTED, "supporter": ANA},
        "DDDD": {"recipient": "web:elif", "offers": (an_offer(ANA),)},
        "FFFF": {"recipient": "web:finn", "step": Step.CLOSED, "supporter": ANA},
        "GGGG": {"recipient": "web:gail"},
    }
    for code, values in several.items():
        store.run_now(save(a_case(code, **values)))

    def looks(work, code):
        cases = work.cases
        four = (cases.open_of(ANA), *map(tuple, (cases.supported_by(ANA), cases.offered_to(ANA))), cases.get(code))
        around = cases.around(ANA, code)
        return four, (around.own, around.supported, around.offered, around.asked)

    for code in ("BBBB", "FFFF", "GGGG", "XXXX"):
        four, one = store.read_now(lambda work, code=code: looks(work, code))
        assert one == four
    assert [case.code for case in (one[0], *one[1], *one[2])] == ["BBBB", "CCCC", "DDDD"]
