"""Teams, side by side with a bare botbuilder bot: *Take it*, in a crowd and alone.

Both are asked in turn over the same connections, so that a busy machine is as busy for the one as for the other; the
ratio is the median of the pairs. Every press takes another open case, with the button that this person was shown.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bench import processes, report
from bench.load import Request, Volley, volley
from bench.teams.world import PEOPLE
from bot.domain.case import Step
from bot.settings import TeamsSettings
from store.opening import open_store
from store.sealing import open_keys
from tests.platforms.teams.fake.tenant import Rules

CONNECTIONS, ROUNDS, TAKEN = 32, 5, 80
WARMING, ALONE = 20, 60
POLL = 0.05  # seconds
LONGEST = 120.0  # seconds until everybody was asked, and until every message was edited


@dataclass
class World:
    """The fake Teams, and the two bots that live in it; ``offers`` is what can still be taken."""

    teams: str
    ours: str
    bare: str
    session: ClientSession
    offers: list[Request]
    taken: int = 0

    async def get(self, what: str) -> Any:
        """What the fake knows."""
        async with self.session.get(f"{self.teams}/bench/{what}") as answer:
            return await answer.json()

    async def asked(self) -> None:
        """Everybody reads their offer: the measurement begins."""
        await self._until("asked", PEOPLE)
        self.offers = [request(one) for one in await self.get("offers")]

    async def take(self, count: int, connections: int) -> Volley:
        """So many people take what they were asked; it ends when every message says so."""
        presses, self.offers = self.offers[:count], self.offers[count:]
        found = await volley(self.ours, presses, connections)
        self.taken += count
        await self._until("edited", self.taken)
        return found

    async def take_alone(self, count: int) -> Volley:
        """So many people take what they were asked, each when what the one before caused has been delivered."""
        presses, self.offers = self.offers[:count], self.offers[count:]

        async def delivered() -> None:
            self.taken += 1
            await self._until("edited", self.taken)

        return await volley(self.ours, presses, 1, between=delivered)

    async def _until(self, what: str, count: int) -> None:
        async with asyncio.timeout(LONGEST):
            while (await self.get("seen"))[what] < count:  # noqa: ASYNC110 - it is another process that knows
                await asyncio.sleep(POLL)


def request(press: dict[str, str]) -> Request:
    """As Teams would send it now."""
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {press['token']}"}
    return Request("/api/messages", press["body"].encode(), headers)


def told(world: str) -> str:
    """How our programme learns that this is Teams."""
    rules = Rules()
    settings = TeamsSettings(
        app_id=rules.app_id,
        app_password=rules.secret,
        tenant_id=rules.tenant,
        allowed_service_hosts=(world.removeprefix("http://"),),
        openid_metadata_url=f"{world}/v1/.well-known/openidconfiguration",
        login_url=world,
    )
    return json.dumps(asdict(settings))


async def take(world: World, database: str) -> None:
    """Durable and answered, against a bot that only answers; then how long somebody waits who is alone."""
    await world.asked()
    same = world.offers[: TAKEN * 3]
    await world.take(WARMING, CONNECTIONS)
    await volley(world.bare, same[:WARMING], CONNECTIONS)
    pairs: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        mine = await world.take(TAKEN, CONNECTIONS)
        pairs.append((mine.rate, (await volley(world.bare, same, CONNECTIONS)).rate))
    report.rates(f"Take it, presses a second, {database}", pairs)
    report.at_least(f"Take it on {database} / bare botbuilder", report.ratio(pairs), 0.15)
    in_a_row = await world.take(ALONE, 1)
    report.line(f"  one after the other, while messages still leave, {database} (median, ms)", f"{in_a_row.median:.1f}")
    alone = await world.take_alone(ALONE)
    bare = await volley(world.bare, same[:ALONE], 1, between=lambda: asyncio.sleep(POLL))
    report.line(f"  alone, {database}: bare (median, ms)", f"{bare.median:.1f}")
    report.at_most(f"Take it alone, {database} (median, ms)", alone.median, 25)


async def measure(folder: Path, database: str, url: str) -> None:
    """Everything on one kind of database."""
    with ExitStack() as running:
        teams = running.enter_context(processes.serving("bench.teams.world"))
        given = (str(folder), url, told(teams), str(PEOPLE))
        ours = running.enter_context(processes.serving("bench.teams.ours", *given))
        bare = running.enter_context(processes.serving("bench.teams.bare", teams))
        async with ClientSession() as session:
            world = World(teams, ours, bare, session, [])
            await take(world, database)
    kept = _kept(folder, url)
    report.line(f"  of {world.taken} presses, accepted in the database", f"{kept}", holds=kept == world.taken)


def _kept(folder: Path, url: str) -> int:
    """How many cases have their supporter."""
    store = open_store(url, open_keys(folder / "keys", create=False))
    cases = store.read_now(lambda work: work.cases.all())
    store.close()
    return sum(1 for one in cases if one.step is Step.ACCEPTED)


def main() -> None:
    """On SQLite and on PostgreSQL."""
    report.quiet()
    with tempfile.TemporaryDirectory() as name, processes.postgres(Path(name) / "server") as server:
        folder = Path(name)
        for database, url in (
            ("SQLite", f"sqlite:///{folder}/SQLite/bench.db"),
            ("PostgreSQL", processes.new_database(server, "teams")),
        ):
            (folder / database).mkdir()
            report.line("load", processes.load())
            asyncio.run(measure(folder / database, database, url))


if __name__ == "__main__":
    main()
