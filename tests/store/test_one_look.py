"""Whatever a page shows of the cases, they are read once for it: reading opens the seal of each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.slack.workspace.profiles import Directory
from bot.conversation import actions
from bot.domain.people import Address, Role
from bot.domain.policy import Policy
from bot.service.context import Context
from bot.service.sight import SightLoader
from bot.ui import Action, Pressed
from store.repositories.cases import SqlCases
from tests.store.examples import ANA, a_case, a_member, save


class Stopped:
    """A clock that stands still."""

    def now(self):
        return datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def look(store):
    """What Ana sees who is coordinator, director and supporter, while there is a case of hers and another's."""
    store.run_now(save(a_case()))
    store.run_now(save(a_case("BBBB", recipient="web:dora")))
    store.run_now(lambda work: work.roster.save(a_member(ANA, Role.COORDINATOR, Role.DIRECTOR, Role.SUPPORTER)))
    gathering = SightLoader(Context(store=store, clock=Stopped(), directory=Directory("UTC"), policy=Policy()))
    ana = Address.parse(ANA)

    def looked(name):
        pressed = None if name == "home" else actions.pressed(Pressed(Action(name)))
        return store.read_now(lambda work: gathering.sight(work, ana, pressed))

    return looked


@pytest.mark.parametrize("name", ["home", "about", "export", "roster", "coverage", "reveals"])
def test_every_case_is_read_once_for_a_page(look, monkeypatch, name):
    reads, read = [], SqlCases.all
    monkeypatch.setattr(SqlCases, "all", lambda cases: reads.append(name) or read(cases))
    look(name)
    assert reads == [name]


def test_what_is_kept_about_oneself_is_ones_own_case_only(look):
    assert [one.recipient for one in look("about").kept] == [ANA]
    assert not look("home").has("kept")
