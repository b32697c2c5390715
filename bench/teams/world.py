"""Teams around the measurement: the tests' fake in a process of its own, which also hands out presses unsent.

``python -m bench.teams.world`` prints its address and ends with its starter.
"""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.platforms.teams.fake import wire
from tests.platforms.teams.fake.cards import actions
from tests.platforms.teams.fake.server import REGION, Teams, build
from tests.platforms.teams.fake.tenant import Rules, User

if TYPE_CHECKING:
    from tests.platforms.teams.fake.tenant import Posted

__all__ = ["PEOPLE", "REGION", "object_id"]

PEOPLE = 540
TAKE = "Take it"
TEAMS = web.AppKey("bench_teams", Teams)


def object_id(number: int) -> str:
    """Somebody by their number."""
    return str(uuid.UUID(int=number + 1))


def press(teams: Teams, user: User, posted: Posted) -> dict[str, Any]:
    """*Take it*, as this person's Teams would bring it, with the token that Bot Framework signs for it."""
    action = next(one for one in actions(teams.tenant.card(user, posted)) if one["title"] == TAKE)
    held = {name: action[name] for name in ("type", "title", "verb", "data")}
    value = {"action": held, "trigger": "manual"}
    said = wire.activity(teams, user, "invoke", name="adaptiveCard/action", value=value, replyToId=posted.id)
    return {"body": json.dumps(said), "token": teams.issuer.signed(teams.tenant.rules, teams.service_url)}


async def _offers(request: web.Request) -> web.Response:
    """Everybody's press on what they were asked."""
    teams = request.app[TEAMS]
    owners = {one.chat: one for one in teams.tenant.users.values()}
    return web.json_response([press(teams, owners[one.chat], one) for one in teams.tenant.posts])


async def _seen(request: web.Request) -> web.Response:
    """How many were asked, and how many messages were edited since."""
    posts = request.app[TEAMS].tenant.posts
    edited = sum(1 for one in posts if len(one.versions) > 1)
    return web.json_response({"asked": len(posts), "edited": edited})


async def main() -> None:
    """Serve until the input ends."""
    teams = Teams()
    teams.reset(Rules(limits=False), [User(object_id(number), f"Person {number}") for number in range(PEOPLE)])
    app = build(teams)
    app[TEAMS] = teams
    app.router.add_get("/bench/offers", _offers)
    app.router.add_get("/bench/seen", _seen)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    teams.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(teams.address, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
