"""Wires a programme for Teams: gate, interactions, sender, and the store that they share."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.teams.app import Edge, add_route
from adapters.teams.connector.calls import Calls, allowing
from adapters.teams.connector.conversations import Conversations
from adapters.teams.connector.credentials import Credentials, cloud_of, scope_of
from adapters.teams.connector.http import Web
from adapters.teams.connector.locale import Directory, Readers
from adapters.teams.connector.names import Graph, TeamsNames
from adapters.teams.connector.signing_keys import Keys
from adapters.teams.connector.tenant_members import Membership
from adapters.teams.connector.token_sources import ClientSecret, ManagedIdentity
from adapters.teams.gate import LARGEST, Gate, OpenGate, Rules
from adapters.teams.interactions import Door
from adapters.teams.send import TeamsPlatform
from bot import language
from bot.app.departed_check import Looking
from bot.app.directory.name_lookup import Chain
from bot.app.health import Watch
from bot.app.pause_store import StoredHolds
from bot.app.programme import Outside, Programme, add_health, build_core
from bot.clock import RealClock
from bot.domain.errors import NotSavedError
from bot.ports import Unwritable
from bot.scheduling.background_tasks import Tasks
from bot.scheduling.circuit_breaker import CircuitBreaker
from bot.scheduling.identity_check import IdentityCheck
from bot.scheduling.rate_limits import Pauses
from bot.scheduling.settling import ONCE_A_DAY
from bot.settings.teams import IDENTITY
from store.sealing import SealedTokens, open_keys

if TYPE_CHECKING:
    from adapters.teams.app import AnyGate
    from adapters.teams.connector.token_sources import Source
    from bot.app.programme import Core
    from bot.conversation.effects import Decision
    from bot.conversation.events.every import Event
    from bot.domain.people import Address
    from bot.ports import Clock
    from bot.settings import Settings, TeamsSettings
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork


class Stored:
    """Fills the adapter's Shelf from the database, once there is one."""

    def __init__(self) -> None:
        self.store: SqlStore | None = None

    async def shelved(self, address: Address) -> str | None:
        """What is kept of this address."""
        return await self._opened().read(lambda work: work.conversations.of(str(address)))

    async def keep(self, address: Address, text: str) -> bool:
        """Keep it for those who have a role, and for a whole tenant; of anybody else nothing is kept."""
        return await self._opened().run(lambda work: _keep(work, address, text))

    async def forget(self, address: Address) -> None:
        """Keep nothing of it."""
        await self._opened().run(lambda work: work.conversations.forget(str(address)))

    async def lose(self, address: Address) -> None:
        """Of those who have a role keep that they can't be reached, and nothing else."""
        await self._opened().run(lambda work: _lose(work, address))

    def _opened(self) -> SqlStore:
        if self.store is None:
            raise NotSavedError
        return self.store


@dataclass(frozen=True)
class StoredShelf:
    """Fills conversations.Shelf."""

    stored: Stored

    async def of(self, address: Address) -> str | None:
        """What is kept of this address."""
        return await self.stored.shelved(address)

    async def keep(self, address: Address, text: str) -> bool:
        """Keep it where that is right."""
        return await self.stored.keep(address, text)

    async def forget(self, address: Address) -> None:
        """Keep nothing of it."""
        await self.stored.forget(address)

    async def lose(self, address: Address) -> None:
        """Keep that they can't be reached, where that is right."""
        await self.stored.lose(address)


@dataclass(frozen=True, kw_only=True)
class TeamsLine:
    """Everything of one bot registration: made before the store is opened, tied to it afterwards."""

    settings: Settings
    gate: AnyGate
    web: Web
    credentials: Credentials
    readers: Readers
    platform: TeamsPlatform
    tasks: Tasks
    stored: Stored
    calls: Calls
    pauses: Pauses
    holds: StoredHolds
    names: Chain
    looking: Looking

    @cached_property
    def retrying(self) -> IdentityCheck:
        """Asks for a token for as long as there is none."""
        return IdentityCheck(self.learn, lambda: bool(self.trouble()))

    def attach(self, core: Core, site: web.Application, clock: Clock) -> None:
        """From now on Teams is answered at its address."""
        self.stored.store = self.holds.store = self.names.store = core.store
        self.looking.tie(core, clock)
        self.readers.lines_of.tie(core.service.lines_of)
        door = Door(self.readers, core.service, chat=self.platform, tasks=self.tasks)
        door.pauses = self.pauses
        add_route(site, Edge(self.gate, door))

    async def learn(self) -> None:
        """A token that Microsoft gives now ends what had stopped the sending; none shows in what health tells."""
        await self.pauses.seconds("")
        await self.calls.known_to_microsoft()

    async def start(self) -> None:
        """Nothing has to be opened: Teams comes to us. But whether Microsoft knows the bot is asked at once."""
        self.tasks.start(self.learn())
        await self.retrying.start()
        await self.looking.start()

    async def stop(self) -> None:
        """Finish what goes on beside the answers."""
        await self.retrying.stop()
        await self.looking.stop()
        await self.tasks.stop()

    async def close(self) -> None:
        """Let the connections go, after the last message was sent."""
        await self.tasks.stop()
        await self.names.stop()
        await self.web.close()

    def trouble(self) -> str:
        """What health has to tell; empty if there is nothing."""
        if self.pauses.revoked:
            word = self.credentials.refusal
            return f"Microsoft refuses the bot, so nothing is sent{f' ({word})' if word else ''}"
        if words := sorted(self.pauses.words):
            return f"Microsoft refuses messages ({', '.join(words)})"
        return f"Microsoft gives the bot no token ({self.credentials.refusal})" if self.credentials.refusal else ""


@dataclass(frozen=True, kw_only=True)
class TeamsProgramme(Programme):
    """A programme whose people are in Teams."""

    line: TeamsLine

    async def stop(self) -> None:
        """Let the calls go last: the sweeps may still send."""
        await super().stop()
        await self.line.close()


def compose_teams(settings: Settings, teams: TeamsSettings, *, clock: Clock | None = None) -> TeamsProgramme:
    """Put it together; nothing is asked of Microsoft before the start."""
    line, now = open_line(settings, teams, Chain()), clock or RealClock()
    outside = Outside(
        clock=now,
        directory=line.readers.directory,
        platforms={"teams": line.platform},
        told=_nobody_listens,
        breakers={"teams": CircuitBreaker(line.pauses)},
    )
    core = build_core(settings, outside)
    site = web.Application(client_max_size=LARGEST)
    line.attach(core, site, now)
    add_health(site, Watch(core.store, now), {"teams": line.trouble}, core=core)
    return TeamsProgramme(core=core, clock=now, site=site, surfaces=(line,), line=line)


def open_line(settings: Settings, teams: TeamsSettings, names: Chain) -> TeamsLine:
    """Everything of Teams that needs no store yet; whom Teams knows, the ``names`` can ask it for."""
    connections, stored, tasks = Web(), Stored(), Tasks()
    is_allowed = allowing(teams.allowed_service_hosts, is_open=teams.is_open)
    credentials = Credentials(source_of(teams, connections), scope_of(teams.login_url))
    readers = Readers(
        directory=Directory(settings.policy.timezone),
        conversations=Conversations(StoredShelf(stored), is_allowed),
        contacts=names,
        tokens=SealedTokens(open_keys(settings.key_dir, create=settings.playground)),
        speak=language.speak,
    )
    tenants = frozenset(teams.allowed_tenants)
    holds = StoredHolds("teams")
    pauses = Pauses(holds)
    calls = Calls(connections, credentials, pauses, is_allowed=is_allowed)
    membership = Membership(calls, readers.conversations)
    names.sources["teams"] = TeamsNames(
        calls,
        readers.conversations,
        graph_of(teams, connections),
        hosts=teams.allowed_service_hosts,
    )
    return TeamsLine(
        settings=settings,
        gate=_gate(teams, connections, tenants, tasks=tasks),
        web=connections,
        credentials=credentials,
        readers=readers,
        platform=TeamsPlatform(
            calls, readers, app_id=teams.app_id, tenants=tenants, host=teams.allowed_service_hosts[0]
        ),
        tasks=tasks,
        stored=stored,
        calls=calls,
        pauses=pauses,
        holds=holds,
        names=names,
        looking=Looking("teams", membership.has_left, forget=readers.conversations.forget),
    )


def source_of(teams: TeamsSettings, connections: Web) -> Source | None:
    """Who gives the bot its tokens; nobody in development."""
    if teams.is_open:
        return None
    if teams.app_type == IDENTITY:
        return ManagedIdentity(
            web=connections,
            app_id=teams.app_id,
            endpoint=teams.identity_endpoint,
            header=teams.identity_header,
            now=_seconds,
        )
    return ClientSecret(
        web=connections,
        app_id=teams.app_id,
        secret=teams.app_password,
        login_url=teams.login_url,
        tenant=teams.login_tenant,
    )


def _seconds() -> float:
    return RealClock().now().timestamp()


def graph_of(teams: TeamsSettings, connections: Web) -> Graph | None:
    """Microsoft's directory, if it may be asked for names."""
    if not teams.graph_url or teams.is_open:
        return None
    for_graph = Credentials(source_of(teams, connections), f"{teams.graph_url}/.default")
    return Graph(connections, for_graph, url=teams.graph_url, tenant=teams.tenant_id)


def _gate(teams: TeamsSettings, connections: Web, tenants: frozenset[str], *, tasks: Tasks) -> AnyGate:
    rules = Rules(
        app_id=teams.app_id,
        issuer=cloud_of(teams.login_url),
        tenants=tenants,
        is_allowed=allowing(teams.allowed_service_hosts, is_open=teams.is_open),
    )
    if teams.is_open:
        return OpenGate(rules)
    keys = Keys(connections, teams.openid_metadata_url, time.monotonic, tasks=tasks)
    return Gate(rules, keys, _seconds)


def _keep(work: SqlUnitOfWork, address: Address, text: str) -> bool:
    """A whole tenant has no object id, and says of nobody that they use the programme."""
    is_tenant = address.account.endswith("/")
    member = None if is_tenant else work.roster.get(work.people.canonical(address))
    if is_tenant or (member is not None and member.active):
        work.conversations.keep(str(address), text)
        if text and work.unreachable.lift(str(address)):
            work.outbox.release(work.people.canonical(address))
        return True
    work.conversations.forget(str(address))
    return False


def _lose(work: SqlUnitOfWork, address: Address) -> None:
    now = RealClock().now()
    if _keep(work, address, "") and work.unreachable.of(str(address)) is None:
        work.unreachable.mark(str(address), Unwritable(now, now + ONCE_A_DAY, "BotNotInConversationRoster"))


def _nobody_listens(_event: Event, _decision: Decision) -> None:
    """Home opens when somebody asks for it, so nothing has to be kept true."""
