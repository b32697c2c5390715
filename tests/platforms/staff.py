"""The pretend hospital's people, moved to where a platform knows them: its staff list and its roster."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.web.invented_hospital import Hospital
from bot.domain.hours import local
from bot.domain.people import Role, Traits

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app import Programme
    from bot.domain.people import PersonId
    from bot.ports import Directory

    Move = Callable[[PersonId], PersonId]

HOSPITAL = Hospital()


@dataclass(frozen=True)
class StaffList:
    """The platform's own directory, and what the hospital knows of people besides."""

    platform: Directory
    move: Move

    def traits(self, person: PersonId) -> Traits:
        return next((one.traits for one in HOSPITAL.people.values() if self.move(one.person) == person), Traits())

    def timezone(self, person: PersonId) -> str | None:
        return self.platform.timezone(person)

    def locale(self, person: PersonId) -> str:
        return self.platform.locale(person)


def employ(programme: Programme, move: Move) -> None:
    """Give a programme the hospital's roster, unless it has one, and its staff list."""
    start = local(programme.clock.now(), HOSPITAL.zone).date()
    roster = [replace(one, person=move(one.person)) for one in HOSPITAL.roster(start)]
    programme.store.run_now(lambda work: work.roster.with_role(*Role) or work.roster.replace_all(roster))
    world = programme.service._world
    object.__setattr__(world, "directory", StaffList(world.directory, move))
