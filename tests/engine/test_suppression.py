"""What a reader who knows the method finds out about small counts: nothing, in any table (T13)."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from random import Random

import pytest

from bot.conversation.releases import Audience, Breakdown
from bot.domain.policy import Reports
from bot.insight.report import Desk
from bot.insight.suppression import REST, Rule, hidden
from tests.proof import count

TRIES = count(200, 10_000, 100_000)
REPORTS = Reports()
ROWS = ("rest", "a", "b", "c", "d")


def tables(rows, total):
    """Every table of so many rows with this total."""
    if rows == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in tables(rows - 1, total - first):
            yield (first, *others)


def seen(counts, closed):
    """What a reader sees of a table."""
    return None if closed is None else tuple(None if n in closed else one for n, one in enumerate(counts))


def both(counts, least, outside):
    """What the coordinator sees, and everybody else."""
    rule = Rule.inside(least)
    inside = hidden(counts, rule)
    outer = None if inside is None else hidden(counts, Rule.outside(outside, rule), inside)
    return seen(counts, inside), seen(counts, outer)


@pytest.mark.parametrize(("least", "outside"), [(2, 4), (3, 5), (3, 7), (4, 4)])
@pytest.mark.parametrize("rows", [2, 3, 4])
def test_in_all_tables_that_look_the_same_a_small_count_may_be_anything(least, outside, rows):
    """The reader knows the total and the method, and tries all tables; small ones, but every one of them."""
    for total in range(3 * outside):
        looks = defaultdict(list)
        for counts in tables(rows, total):
            inside, outer = both(counts, least, outside)
            for who, look, bound in (("in", inside, least), ("out", outer, outside), ("both", (inside, outer), least)):
                looks[who, look, bound].append(counts)
        for (_, look, bound), alike in looks.items():
            nothing = look in {None, (None, None)}
            for column in zip(*alike, strict=True):
                small = [one for one in column if one < bound]
                assert not small or nothing or len(set(column)) >= bound


def test_the_choice_of_the_next_row_does_not_look_at_its_count():
    assert hidden((0, 90, 20, 2), Rule.inside(5)) == {0, 1, 3}
    assert hidden((0, 20, 90, 2), Rule.inside(5)) == {0, 1, 3}


def test_nothing_more_is_hidden_where_the_rest_is_cover_enough():
    assert hidden((30, 20, 4, 0), Rule.inside(5)) == {REST, 2, 3}


def test_of_too_few_no_table_is_shown():
    assert hidden((1, 2, 1), Rule.inside(5)) is None


def random_counts(random):
    """A year of a small programme, or of a large one."""
    size = random.choice((1, 2, 4, 9, 30))
    return [
        random.choice((0, random.randrange(4), random.randrange(12), random.randrange(40))) * size // 4 for _ in ROWS
    ]


def read(counts, audience):
    """One table as it is released."""
    return Desk(REPORTS, audience).breakdown("table", ROWS, counts)


def test_another_history_could_have_led_to_the_same_releases():
    """For each small count and each value that it might have: whoever reads both releases can't tell the two apart."""
    random = Random(13)  # noqa: S311 - invented programmes
    for _ in range(TRIES):
        counts = random_counts(random)
        inside, outer = (read(counts, one) for one in Audience)
        for place, told in product(range(1, len(ROWS)), (inside, outer)):
            bound = REPORTS.coordinator if told is inside else REPORTS.outside
            if told is None or counts[place] >= bound:
                continue
            for value in range(bound):
                other = moved(counts, told, place, value)
                assert sum(other) == sum(counts)
                assert min(other) >= 0
                same = {one: read(other, one) for one in Audience}
                assert same[Audience.OUTSIDE] == outer
                assert told is outer or same[Audience.COORDINATOR] == inside


def moved(counts, told: Breakdown, place, value):
    """The same table with another count here, and what is hidden besides in the rest."""
    closed = [n for n, row in enumerate(told.rows) if row.count is None]
    total = sum(counts[one] for one in closed)
    other = [0 if n in closed else one for n, one in enumerate(counts)]
    other[place], other[REST] = value, total - value
    return other


def test_no_attacker_with_both_releases_and_the_total_bounds_a_small_count():
    """Subtraction, and the bounds that sums leave; the total is what the weekly overviews add up to."""
    random, found = Random(31), 0  # noqa: S311 - invented programmes
    for _ in range(TRIES):
        counts = random_counts(random)
        for audiences, bound in (((Audience.OUTSIDE,), REPORTS.outside), (tuple(Audience), REPORTS.coordinator)):
            known = {}
            for told in (read(counts, one) for one in audiences):
                known |= {n: row.count for n, row in enumerate(told.rows if told else ()) if row.count is not None}
            left = sum(counts) - sum(known.values())
            unknown = [n for n in range(len(counts)) if n not in known]
            small = [n for n in unknown if counts[n] < bound]
            assert not [n for n in known if counts[n] < bound]
            width = 1 if len(unknown) == 1 else left + 1
            found += len(small) if known and width < bound else 0
    assert found == 0
