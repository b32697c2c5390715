"""What a reader who knows the method finds out about small counts from splits: nothing, in any table (T33)."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from bot.domain.case import Category
from bot.domain.release import Split
from bot.insight.splits import ABOUT, TABLES, Class, specialties, split, splits
from tests.proof import count

INSIDE, OUTSIDE = 5, 11
TOTALS = count([14, 17], [20, 24, 25], [20, 24, 30, 47])
DRAWS = count(300, 10_000, 100_000)

FIVE = Class(
    "all",
    (
        Class("care", (Class("death"), Class("other_care"))),
        Class("rest", (Class("said", (Class("strain"), Class("else"))), Class("unsaid"))),
    ),
)
"""The form of the real tree, with five categories: small enough to try every table."""
LEAVES = ("death", "other_care", "strain", "else", "unsaid")


def tables(rows, total):
    """Every table of so many rows with this total."""
    if rows == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in tables(rows - 1, total - first):
            yield (first, *others)


def told(top, counts, least):
    """What a release says, as the reader sees it."""
    return split(top, counts, least)


def narrowed(total, inside, outside, release=told):
    """Small counts that are shown, or of which some value below the threshold can be ruled out; exhaustive."""
    looks = defaultdict(list)
    for row in tables(len(LEAVES), total):
        counts = dict(zip(LEAVES, row, strict=True))
        inner, outer = release(FIVE, counts, inside), release(FIVE, counts, outside)
        looks["in", inner, inside].append(counts)
        looks["out", outer, outside].append(counts)
        looks["both", (inner, outer), inside].append(counts)
    return sum(ruled_out(alike, least) for (_, _, least), alike in looks.items())


def ruled_out(alike, least):
    """Of tables that look the same: the classes with a small count of which a value below ``least`` is missing."""
    found = 0
    for one in FIVE.classes():
        values = {one.count(counts) for counts in alike}
        small = any(value < least for value in values)
        found += small and not values >= set(range(least)) and one.code != "all"
    return found


@pytest.mark.proof("T33", tried=len(TOTALS), unit="totals")
@pytest.mark.parametrize("total", TOTALS)
def test_in_all_tables_that_look_the_same_a_small_count_may_be_anything(total):
    """The reader knows the total, the method and both releases, and tries every table of five categories."""
    assert narrowed(total, INSIDE, OUTSIDE) == 0


@pytest.mark.parametrize(("total", "inside", "outside"), [(14, 2, 4), (16, 3, 5)])
def test_smaller_thresholds_tell_as_little(total, inside, outside):
    assert narrowed(total, inside, outside) == 0


def test_showing_one_side_alone_is_noticed():
    """The attacker can succeed: a rule that shows a large side beside a small one gives the small one away."""

    def one_side(top, counts, least):
        return tuple((side.code, side.count(counts)) for side in top.sides or () if side.count(counts) >= least)

    assert narrowed(14, INSIDE, OUTSIDE, one_side) > 0


def test_showing_what_lies_below_a_hidden_split_is_noticed():
    def each_alone(top, counts, least):
        return tuple(split(one, counts, least)[:1] for one in top.classes())

    assert narrowed(20, INSIDE, OUTSIDE, each_alone) > 0


def drawn(random):
    """A year of a programme that nobody invented twice."""
    said = random.choice((0, 0.2, 0.4, 0.7, 1))
    weights = [1 - said if one is Category.UNSAID else said / random.randrange(1, 30) for one in Category]
    chosen = random.choices([*Category], weights, k=random.choice((20, 30, 47, 60, 100, 300)))
    return {str(one): chosen.count(one) for one in Category}


def moved(counts, side, other, value):
    """Another year: ``value`` cases on one side of a class, what remains of the class on the other."""
    total = side.count(counts) + other.count(counts)
    changed = {code: 0 if code in side.categories | other.categories else n for code, n in counts.items()}
    return changed | {min(side.categories): value, min(other.categories): total - value}


CLASSES = {one.code: one for one in ABOUT.classes()}


def hidden(release):
    """The splits that are asked and not shown."""
    return [one for one in release if one.counts is None]


def other_years(counts, silent, least):
    """For each small side of a hidden split: a year with each small count in its place."""
    pair = CLASSES[silent.first], CLASSES[silent.second]
    for side, other in (pair, pair[::-1]):
        total = side.count(counts) + other.count(counts)
        values = range(min(least, total + 1)) if side.count(counts) < least else ()
        yield from (moved(counts, side, other, value) for value in values)


@pytest.mark.proof("T13", tried=DRAWS, unit="years")
@pytest.mark.proof("T33", tried=DRAWS, unit="years")
def test_another_year_could_have_led_to_the_same_releases():
    """The real tree, random years: each small side of a hidden split may have had any small count."""
    random, tried = Random(11), 0  # noqa: S311 - invented programmes
    for _ in range(DRAWS):
        counts = drawn(random)
        inner, outer = told(ABOUT, counts, INSIDE), told(ABOUT, counts, OUTSIDE)
        years = [year for silent in hidden(inner) for year in other_years(counts, silent, INSIDE)]
        assert all(told(ABOUT, year, INSIDE) == inner and told(ABOUT, year, OUTSIDE) == outer for year in years)
        outside = [year for silent in hidden(outer) for year in other_years(counts, silent, OUTSIDE)]
        assert all(told(ABOUT, year, OUTSIDE) == outer for year in outside)
        tried += len(years) + len(outside)
    assert tried > DRAWS


def test_known_cases_are_counted_on_their_side_but_cover_nothing():
    """Whoever entered three cases can't subtract them from a side of seven to find four."""
    either = Class("asked", (Class("self"), Class("colleague")))
    few = split(either, {"self": 20, "colleague": 7}, INSIDE, known={"colleague": 3})
    assert few == (Split("", "asked", "self", "colleague", None),)
    enough = split(either, {"self": 20, "colleague": 8}, INSIDE, known={"colleague": 3})
    assert enough == (Split("", "asked", "self", "colleague", (20, 8)),)


def test_a_hidden_split_is_named_and_nothing_below_it():
    assert split(FIVE, {"death": 2, "unsaid": 30}, INSIDE) == (Split("", "all", "care", "rest", None),)


def test_the_sides_of_what_is_shown_add_up():
    found = split(FIVE, dict(zip(LEAVES, (9, 12, 6, 8, 12), strict=True)), INSIDE)
    assert [(one.of, one.counts) for one in found] == [
        *(("all", (21, 26)), ("care", (9, 12)), ("rest", (14, 12)), ("said", (6, 8))),
    ]


def test_specialties_stand_beside_all_that_come_after_them():
    tree = specialties(["surgery", "icu"])
    assert [(one.of, one.first, one.second) for one in split(tree, {"surgery": 9, "icu": 9, "rest": 9}, INSIDE)] == [
        ("specialties", "surgery", "after_surgery"),
        ("after_surgery", "icu", "rest"),
    ]


def test_a_table_of_the_report_is_named():
    assert {one.table for one in splits("origin", {"self": 30, "colleague": 30}, INSIDE)} == {"origin"}


@pytest.mark.parametrize("name", TABLES)
def test_no_category_stands_in_two_places(name):
    leaves = [code for one in TABLES[name].classes() if one.sides is None for code in one.categories]
    assert len(leaves) == len(set(leaves)) == len(TABLES[name].categories)


def test_every_category_of_a_case_has_its_place():
    assert ABOUT.categories == set(Category)
