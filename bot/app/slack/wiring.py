"""Wires a programme for a Slack workspace: gate, interactions, socket, sender."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.slack.app import Edge, build
from adapters.slack.app_home import Homes
from adapters.slack.gate import Gate
from adapters.slack.interactions import Door
from adapters.slack.send import SlackPlatform
from adapters.slack.workspace import send_outcomes
from adapters.slack.workspace.context import Workspace
from adapters.slack.workspace.installation import InstallationLookup
from adapters.slack.workspace.profiles import Directory, Profiles, SlackNames
from adapters.slack.workspace.retry_after import SlackPauses
from adapters.slack.workspace.socket_mode import SocketMode
from adapters.slack.workspace.web_api import Calls
from bot import language
from bot.app.departed_check import Looking, leaving, once_a_day
from bot.app.directory.name_lookup import Chain
from bot.app.health import Watch
from bot.app.pause_store import SecondChannel, StoredHolds
from bot.app.programme import Outside, add_health, build_core
from bot.app.slack.connection import Line, SlackProgramme
from bot.app.slack.home_refresh import Hearing
from bot.clock import RealClock
from bot.domain.hours import day_in
from bot.scheduling.background_tasks import Tasks
from bot.scheduling.circuit_breaker import CircuitBreaker
from store.sealing import SealedTokens, open_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from adapters.slack.interactions import Left
    from adapters.slack.workspace.web_api import Refused
    from bot.ports import Clock
    from bot.settings import Settings, SlackSettings


@dataclass(frozen=True, kw_only=True)
class OtherPlatform:
    """Another platform in the same programme.

    ``widen`` adds its people, ``troubles`` is what health has to tell of it, and ``names`` are asked for its people.
    """

    widen: Callable[[Outside], Outside] = lambda outside: outside
    troubles: Mapping[str, Callable[[], str]] = field(default_factory=dict[str, "Callable[[], str]"])
    names: Chain = field(default_factory=Chain)


def compose_slack(
    settings: Settings,
    slack: SlackSettings,
    *,
    clock: Clock | None = None,
    beside: OtherPlatform | None = None,
) -> SlackProgramme:
    """Put it together; nothing is asked of Slack before the start. ``beside``: another platform, if there is one."""
    gate = Gate(slack.signing_secret, lambda: RealClock().now().timestamp()) if slack.signing_secret else None
    tasks, holds, time = Tasks(), StoredHolds("slack"), clock or RealClock()
    more = beside or OtherPlatform()
    chain = more.names
    workspace = _workspace(settings, slack, chain, holds=holds, tasks=tasks)
    platform, hearing = SlackPlatform(workspace), Hearing(tasks)
    outside = Outside(
        clock=time,
        directory=workspace.directory,
        platforms={"slack": platform},
        told=hearing.told,
        breakers={"slack": CircuitBreaker(workspace.pauses)},
    )
    core = build_core(settings, more.widen(outside))
    holds.store, hearing.core, chain.store = core.store, core, core.store
    workspace.lines_of.tie(core.service.lines_of)
    holds.second = SecondChannel(time, settings.policy.quiet) if beside else None
    door = Door(workspace, core.service, tasks=tasks)
    door.fallback.sender = platform
    door.homes = door.fallback.homes = hearing.homes = Homes(core.service, platform, tasks)
    door.left = leaving(core, time)
    looking = Looking("slack", workspace.has_left)
    looking.tie(core, time)
    workspace.profiles.gone = _missed(workspace, door.left, time)
    edge = Edge(workspace, door)
    socket = SocketMode(_app_calls(slack), edge.take_envelope, tasks) if slack.app_token else None
    line = Line(workspace, tasks, socket, names=chain)
    site = build(edge, gate)
    add_health(site, Watch(core.store, time), {"slack": line.trouble, **more.troubles}, core=core)
    return SlackProgramme(core=core, clock=time, site=site, surfaces=(line, looking), line=line)


def _workspace(
    settings: Settings, slack: SlackSettings, names: Chain, *, holds: StoredHolds, tasks: Tasks
) -> Workspace:
    calls, pauses = Calls(slack.bot_token, slack.api_url), SlackPauses(holds)
    whereabouts = InstallationLookup(calls)
    directory = Directory(settings.policy.timezone)
    profiles = Profiles(calls, directory, tasks)
    names.sources["slack"] = SlackNames(profiles, whereabouts, slack.api_url)

    workspace = Workspace(
        calls=calls,
        whereabouts=whereabouts,
        pauses=pauses,
        directory=directory,
        profiles=profiles,
        contacts=names,
        tokens=SealedTokens(open_keys(settings.key_dir, create=settings.playground)),
        speak=language.speak,
    )

    def heard(method: str, refused: Refused) -> None:
        if refused.after is not None:
            tasks.start(pauses.heard(method, refused))
        elif method != "auth.test" and send_outcomes.takes_the_token(refused):
            tasks.start(workspace.token_is_taken())

    calls.listen(heard)
    return workspace


def _app_calls(slack: SlackSettings) -> Calls:
    """Only the socket is opened with the app's own token."""
    return Calls(slack.app_token or "", slack.api_url)


def _missed(workspace: Workspace, left: Left, clock: Clock) -> Callable[[str], Coroutine[object, object, None]]:
    """Somebody was deactivated while nobody listened."""

    async def gone(user: str) -> None:
        installation = await workspace.whereabouts.learn()
        if installation is not None:
            address = installation.address(user)
            await left(address, once_a_day(address, day_in(clock.now(), "UTC")))

    return gone
