"""What a command reads beside the process that owns the database is one moment of it."""

from __future__ import annotations

from bot.domain.people import Role
from store.checks.read_only import read_beside
from tests.store.examples import ANA, a_member


def test_two_looks_see_the_same_whatever_is_saved_between_them(store, database_url, keys):
    def twice(unit):
        before = len(unit.roster.everybody())
        store.run_now(lambda work: work.roster.save(a_member(ANA, Role.SUPPORTER)))
        return before, len(unit.roster.everybody())

    assert read_beside(database_url, keys, twice) == (0, 0)
    assert read_beside(database_url, keys, lambda unit: len(unit.roster.everybody())) == 1
