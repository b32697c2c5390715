"""Puts the programme together for a Slack workspace: gate, door, socket, sender, and what they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.slack.app import Edge, build
from adapters.slack.door import Door
from adapters.slack.gate import Gate
from adapters.slack.homes import Homes
from adapters.slack.send import SlackPlatform
from adapters.slack.workspace import outcomes
from adapters.slack.workspace.calls import Calls
from adapters.slack.workspace.installation import Whereabouts
from adapters.slack.workspace.pauses import SlackPauses
from adapters.slack.workspace.people import Directory, Profiles, SlackNames
from adapters.slack.workspace.socket_mode import SocketMode
from adapters.slack.workspace.workspace import Workspace
from bot import language
from bot.app.directory.names import Chain
from bot.app.holding import SecondChannel, StoredHolds
from bot.app.leaving import Looking, leaving, once_a_day
from bot.app.programme import Outside, add_health, build_core
from bot.app.slack.hearing import Hearing
from bot.app.slack.line import Line, SlackProgramme
from bot.app.watching import Watch
from bot.clock import RealClock
from bot.scheduling.tasks import Tasks
from store.sealing import SealedTokens, open_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from adapters.slack.door import Left
    from adapters.slack.workspace.calls import Refused
    from bot.ports import Clock
    from bot.settings import Settings, SlackSettings


@dataclass(frozen=True, kw_only=True)
class Beside:
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
    beside: Beside | None = None,
) -> SlackProgramme:
    """Put it together; nothing is asked of Slack before the start. ``beside``: another platform, if there is one."""
    gate = Gate(slack.signing_secret, lambda: RealClock().now().timestamp()) if slack.signing_secret else None
    tasks, holds, time = Tasks(), StoredHolds("slack"), clock or RealClock()
    more = beside or Beside()
    chain = more.names
    workspace = _workspace(settings, slack, chain, holds=holds, tasks=tasks)
    platform, hearing = SlackPlatform(workspace), Hearing(tasks)
    outside = Outside(clock=time, directory=workspace.directory, platforms={"slack": platform}, told=hearing.told)
    core = build_core(settings, more.widen(outside))
    holds.store, hearing.core, chain.store = core.store, core, core.store
    holds.second = SecondChannel(time, settings.policy.quiet) if beside else None
    door = Door(workspace, core.service, tasks=tasks, policy=settings.policy)
    door.homes = hearing.homes = Homes(core.service, platform, tasks)
    door.left = leaving(core, time)
    looking = Looking("slack", workspace.has_left)
    looking.tie(core, time)
    workspace.profiles.gone = _missed(workspace, door.left, time)
    edge = Edge(workspace, door)
    socket = SocketMode(_app_calls(slack), edge.take_envelope, tasks) if slack.app_token else None
    line = Line(workspace, tasks, socket, names=chain)
    site = build(edge, gate)
    add_health(site, Watch(core.store, time), {"slack": line.trouble, **more.troubles})
    return SlackProgramme(core=core, clock=time, site=site, surfaces=(line, looking), line=line)


def _workspace(
    settings: Settings, slack: SlackSettings, names: Chain, *, holds: StoredHolds, tasks: Tasks
) -> Workspace:
    calls, pauses = Calls(slack.bot_token, slack.api_url), SlackPauses(holds)
    whereabouts = Whereabouts(calls)
    directory = Directory(settings.policy.timezone)
    profiles = Profiles(calls, directory, tasks)
    names.sources["slack"] = SlackNames(profiles, whereabouts, slack.api_url)

    def heard(method: str, refused: Refused) -> None:
        if refused.after is not None or refused.error in outcomes.STOPPED:
            tasks.start(pauses.heard(method, refused))

    calls.listen(heard)
    return Workspace(
        calls=calls,
        whereabouts=whereabouts,
        pauses=pauses,
        directory=directory,
        profiles=profiles,
        contacts=names,
        tokens=SealedTokens(open_keys(settings.key_dir, create=settings.playground)),
        speak=language.speak,
    )


def _app_calls(slack: SlackSettings) -> Calls:
    """Only the socket is opened with the app's own token."""
    return Calls(slack.app_token or "", slack.api_url)


def _missed(workspace: Workspace, left: Left, clock: Clock) -> Callable[[str], Coroutine[object, object, None]]:
    """Somebody was deactivated while nobody listened."""

    async def gone(user: str) -> None:
        installation = await workspace.whereabouts.learn()
        if installation is not None:
            address = installation.address(user)
            await left(address, once_a_day(address, clock.now().date()))

    return gone
