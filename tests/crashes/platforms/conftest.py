"""Installations over a fake Slack or Teams, each with a database of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.crashes.conftest import Bed
from tests.crashes.platforms.crowd import ASKERS, askers
from tests.crashes.platforms.house import House
from tests.crashes.platforms.people import InTeams, OnSlack

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests.crashes.conftest import Rooms

Hostel: TypeAlias = "Callable[[str, str], House]"
"""Opens a house on a platform, under a name of its own."""


@pytest.fixture
def hostel(rooms: Rooms, nursery: subprocess.Popen[str], request: pytest.FixtureRequest) -> Hostel:
    """As many installations as are asked for, one after another."""
    drivers = {"slack": OnSlack, "teams": InTeams}

    def build(platform: str, name: str) -> House:
        driver = drivers[platform](request.getfixturevalue(f"{platform}_address"))
        return House(Bed(nursery, *rooms(name)), platform, driver)

    return build


Clinic: TypeAlias = "Callable[[], tuple[House, OnSlack]]"


@pytest.fixture
def clinic(rooms: Rooms, nursery: subprocess.Popen[str], slack_address: str) -> Clinic:
    """One on Slack, in a workspace of many."""

    def build() -> tuple[House, OnSlack]:
        driver = OnSlack(slack_address, askers(ASKERS))
        return House(Bed(nursery, *rooms("clinic")), "slack", driver), driver

    return build
