"""Slack, side by side with a bare Bolt app: opening the form, submitting a suggestion, alone and in a crowd.

Both are asked in turn over as many connections, which are open before the clock runs, so that a busy machine is as
busy for the one as for the other; a ratio is the median of the pairs. Every suggestion is somebody else's, with the
form that this person was shown.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession
from sqlalchemy import NullPool, create_engine, text

from bench import processes, report
from bench.load import Request, Volley, volley
from bench.slack_world import PEOPLE, SECRET, THANKS, user_id
from bot.conversation.flows.asking import MATURES
from tests.platforms.slack.fake import wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONNECTIONS, CROWD = 32, 64
ROUNDS = 5
OPENED, SUBMITTED, ALONE, CROWDED = 320, 120, 60, 256
LONGEST = 20.0  # seconds until everybody must read it
AT_ONCE = 8  # people who get ready side by side


@dataclass(frozen=True)
class World:
    """The fake Slack, and the two apps that live in it."""

    slack: str
    ours: str
    bare: str
    session: ClientSession
    fresh: Iterator[int] = field(default_factory=itertools.count)

    async def order(self, what: str, **given: Any) -> Any:
        """Something that the fake does before or after a measurement."""
        async with self.session.post(f"{self.slack}/{what}", json=given) as answer:
            return await answer.json()

    async def seen(self) -> dict[str, Any]:
        """What has become of people's screens."""
        async with self.session.get(f"{self.slack}/bench/seen") as answer:
            return await answer.json()

    async def suggestions(self, count: int) -> list[str]:
        """So many people who have suggested nobody yet, each with the last button of a suggestion before them."""
        await self.order("bench/forget")
        await self.order("control/rules", request_url=f"{self.ours}/slack/events")
        people = iter(list(itertools.islice(self.fresh, count)))
        bodies: list[str] = []

        async def one_after_the_other() -> None:
            for number in people:
                colleague = user_id(number + PEOPLE // 2)
                bodies.append(await self.order("bench/suggestion", by=user_id(number), colleague=colleague))

        await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
        return bodies

    async def submitted(self, bodies: Sequence[str], connections: int) -> Volley:
        """Submit these suggestions; everybody reads the thanks, or it does not count."""
        found = await volley(self.ours, signed(bodies), connections)
        async with asyncio.timeout(LONGEST):  # what takes long is answered first and shown later
            later = len(bodies) - sum(1 for one in found.said if _title(one) == THANKS)
            while (await self.seen())["thanked"] < later:  # noqa: ASYNC110 - it is another process that knows
                await asyncio.sleep(0.1)
        return found

    async def opened(self, app: str, people: Sequence[int]) -> float:
        """Forms a second: answered, and on the screen."""
        await self.order("bench/forget")
        bodies = await self.order("bench/commands", people=[user_id(one) for one in people])
        answered = await volley(app, signed(bodies), CONNECTIONS)
        clock = asyncio.get_running_loop()
        ended = clock.time()
        while (await self.seen())["opened"] < len(bodies):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.001)
        return len(bodies) / (answered.seconds + clock.time() - ended)


async def opening(world: World) -> None:
    """(a) The command, for people who have used it today; and once for people who have not."""
    people = [number % CROWD for number in range(OPENED)]
    await world.opened(world.ours, people)
    pairs = [(await world.opened(world.ours, people), await world.opened(world.bare, people)) for _ in range(ROUNDS)]
    report.rates("/peersupport, forms a second", pairs)
    report.at_least("/peersupport / bare", report.ratio(pairs), 0.8)
    first = await world.opened(world.ours, range(CROWD, CROWD + OPENED))
    report.line("  for people of whom nothing is known yet", f"{first:.0f} a second")


async def submitting(world: World, database: str, bound: float) -> int:
    """(b) Durable and answered, against an app that only says yes; returns how many were submitted."""
    pairs: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        bodies = await world.suggestions(SUBMITTED)
        mine = await world.submitted(bodies, CONNECTIONS)
        pairs.append((mine.rate, (await volley(world.bare, signed(bodies * 3), CONNECTIONS)).rate))
    report.rates(f"suggestions a second, {database}", pairs)
    report.at_least(f"suggestion on {database} / bare yes", report.ratio(pairs), bound)
    return SUBMITTED * ROUNDS


async def waiting(world: World, database: str) -> int:
    """(c) and (d): how long somebody waits, alone and among sixty-four."""
    alone = await world.submitted(await world.suggestions(ALONE), 1)
    bare = await volley(world.bare, signed(await world.suggestions(ALONE)), 1)
    report.line(f"  alone, {database}: bare (median, ms)", f"{bare.median:.1f}")
    report.at_most(f"suggestion alone, {database} (median, ms)", alone.median, 25)
    crowded = await world.submitted(await world.suggestions(CROWDED), CROWD)
    report.line(f"  among {CROWD} (median, ms)", f"{crowded.median:.0f}")
    report.at_most(f"suggestion among {CROWD}, {database} (p99, ms)", crowded.worst_of_hundred, 500, form=".0f")
    return ALONE + CROWDED


def _title(answer: bytes) -> str:
    """Of the form that an answer shows."""
    return json.loads(answer)["view"]["title"]["text"] if answer else ""


def signed(bodies: Sequence[str]) -> list[Request]:
    """As Slack would sign and send them now."""
    return [
        Request("/slack/events", one.encode(), {"Content-Type": wire.FORM, **wire.signed(SECRET, one)})
        for one in bodies
    ]


async def measure(folder: Path, database: str, url: str, *, bound: float) -> None:
    """Everything on one kind of database."""
    with ExitStack() as running:
        slack = running.enter_context(processes.serving("bench.slack_world"))
        ours = running.enter_context(processes.serving("bench.slack_ours", str(folder), f"{slack}/api/", url))
        async with ClientSession() as session:
            form = await _form(World(slack, ours, "", session), folder)
            bare = running.enter_context(processes.serving("bench.slack_bare", f"{slack}/api/", str(form)))
            world = World(slack, ours, bare, session)
            if database == "SQLite":
                await opening(world)
            told = await submitting(world, database, bound) + await waiting(world, database)
    kept = _kept(url)
    report.line(f"  of {told} suggestions, kept in the database", f"{kept}", holds=kept >= told)


async def _form(world: World, folder: Path) -> Path:
    """What our command opens, for the bare app to open as it is."""
    body = await world.order("bench/commands", people=[user_id(0)])
    await volley(world.ours, signed(body), 1)
    path = folder / "form.json"
    path.write_text(json.dumps((await world.seen())["form"]))
    return path


def _kept(url: str) -> int:
    """How many suggestions wait for their ten minutes to pass."""
    address = url.replace("postgresql:", "postgresql+psycopg:", 1)
    with create_engine(address, poolclass=NullPool).connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM agenda WHERE name = :name"), {"name": MATURES})
        return int(found.scalar_one())


def main() -> None:
    """On SQLite and on PostgreSQL."""
    report.quiet()
    with tempfile.TemporaryDirectory() as name, processes.postgres(Path(name) / "server") as server:
        folder = Path(name)
        for database, url, bound in (
            ("SQLite", f"sqlite:///{folder}/SQLite/bench.db", 0.15),
            ("PostgreSQL", processes.new_database(server, "slack"), 0.12),
        ):
            (folder / database).mkdir()
            report.line("load", processes.load())
            asyncio.run(measure(folder / database, database, url, bound=bound))


if __name__ == "__main__":
    main()
