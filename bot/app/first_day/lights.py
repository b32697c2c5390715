"""The seven lights for a command: platforms and calendars are asked, and the database is read as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.app import rotas
from bot.app.administration.database import read_database
from bot.app.administration.roster_changes import clock_of
from bot.app.backup import latest_backup
from bot.app.port_check import runs_here
from bot.app.programme import installation_of
from bot.domain.errors import PeerSupportError
from bot.domain.hours import day_in
from bot.domain.policy import RotaState
from bot.domain.readiness import Standing, lights
from bot.service.ready import standing
from store.sealing import open_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.domain.people import PersonId
    from bot.domain.readiness import Light, Missing
    from bot.settings import Settings


def lights_of(settings: Settings) -> Mapping[Light, tuple[Missing, ...]]:
    """Every light with what it lacks, as things are now, beside a running bot or without one."""
    now = clock_of(settings).now()
    bare = Standing(now=now, policy=settings.policy, installation=installation_of(settings, {}), members=())
    try:
        found = read_database(settings, lambda work: standing(work, bare), beside=runs_here(settings))
        backup = _latest_backup(settings)
    except PeerSupportError as error:
        return lights(replace(bare, installation=installation_of(settings, {"keys": str(error)})))
    people = [one.person for one in found.members]
    told = list(_platforms(settings, people))
    troubles = {name: trouble for name, trouble, _ in told if trouble}
    return lights(
        replace(
            found,
            installation=installation_of(settings, troubles),
            unreachable=found.unreachable | {one for _, _, disowned in told for one in disowned},
            rotas=RotaState(tuple(rotas.unreadable(settings, found.members, now))),
            last_backup=max(filter(None, (found.last_backup, backup)), default=None),
        )
    )


def _latest_backup(settings: Settings) -> date | None:
    """The newest in the folder that opens; a command that runs by a timer leaves no other trace."""
    if settings.backup_dir is None:
        return None
    made = latest_backup(settings.backup_dir, open_keys(settings.key_dir, create=settings.playground))
    return day_in(made, "UTC") if made else None


def _platforms(settings: Settings, people: Sequence[PersonId]) -> Iterator[tuple[str, str, Sequence[PersonId]]]:
    """Each platform with what it says is wrong, and whom of these people it disowns."""
    if settings.slack is not None:
        from bot.app.slack.checking import examine_slack  # noqa: PLC0415 - its libraries load only where it is set up

        lines, disowned = examine_slack(settings, people)
        yield "slack", " ".join(said for fine, said in lines if not fine), disowned
    if settings.teams is not None:
        from bot.app.teams import examine_teams  # noqa: PLC0415 - the same

        lines, disowned = examine_teams(settings, people)
        yield "teams", " ".join(said for fine, said in lines if not fine), disowned
