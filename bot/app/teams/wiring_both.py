"""Wires Slack and Teams to one store and one engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.app.directory.name_lookup import Chain
from bot.app.pause_store import SecondChannel
from bot.app.slack import OtherPlatform, SlackProgramme, compose_slack
from bot.app.teams.wiring import TeamsLine, open_line
from bot.domain.people import Traits
from bot.scheduling.circuit_breaker import CircuitBreaker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app.programme import Outside
    from bot.domain.people import PersonId
    from bot.ports import Clock, Directory
    from bot.settings import Settings, SlackSettings, TeamsSettings


@dataclass(frozen=True)
class Directories:
    """Fills ports.Directory: each person is looked up where they are."""

    places: Mapping[str, Directory]

    def traits(self, person: PersonId) -> Traits:
        """Empty for somebody who is nowhere."""
        place = self._of(person)
        return place.traits(person) if place else Traits()

    def timezone(self, person: PersonId) -> str | None:
        """None if nobody says."""
        place = self._of(person)
        return place.timezone(person) if place else None

    def locale(self, person: PersonId) -> str:
        """English if nobody says."""
        place = self._of(person)
        return place.locale(person) if place else "en"

    def _of(self, person: PersonId) -> Directory | None:
        return self.places.get(person.partition(":")[0])


@dataclass(frozen=True, kw_only=True)
class JointProgramme(SlackProgramme):
    """A programme whose people are in Slack and in Teams."""

    teams: TeamsLine

    async def stop(self) -> None:
        """Let the calls go last: the sweeps may still send."""
        await super().stop()
        await self.teams.close()


def compose_both(
    settings: Settings, slack: SlackSettings, teams: TeamsSettings, *, clock: Clock | None = None
) -> JointProgramme:
    """Put it together; nothing is asked of anybody before the start."""
    names = Chain()
    line = open_line(settings, teams, names)

    def widen(outside: Outside) -> Outside:
        places = {"slack": outside.directory, "teams": line.readers.directory}
        platforms = {**outside.platforms, "teams": line.platform}
        breakers = {**outside.breakers, "teams": CircuitBreaker(line.pauses)}
        return replace(outside, directory=Directories(places), platforms=platforms, breakers=breakers)

    alone = compose_slack(
        settings, slack, clock=clock, beside=OtherPlatform(widen=widen, troubles={"teams": line.trouble}, names=names)
    )
    line.attach(alone.core, alone.site, alone.clock)
    line.holds.second = SecondChannel(alone.clock, settings.policy.quiet)
    return JointProgramme(
        core=alone.core,
        clock=alone.clock,
        site=alone.site,
        surfaces=(*alone.surfaces, line),
        line=alone.line,
        teams=line,
    )
