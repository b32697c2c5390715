"""Installations over a fake Slack or Teams, each with a database of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.cast import settings_for
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


Clinic: TypeAlias = "Callable[[str], House]"
"""Opens a house on a platform, among many people."""


@pytest.fixture
def clinic(rooms: Rooms, nursery: subprocess.Popen[str], request: pytest.FixtureRequest) -> Clinic:
    """One, in a workspace or a tenant of many."""

    def build(platform: str) -> House:
        bed, address = Bed(nursery, *rooms("clinic")), request.getfixturevalue(f"{platform}_address")
        many, keys = askers(ASKERS), settings_for(bed.folder, bed.url).key_dir
        driver = OnSlack(address, many) if platform == "slack" else InTeams(address, many, keys)
        return House(bed, platform, driver)

    return build
