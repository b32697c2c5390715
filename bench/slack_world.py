"""Slack around the measurement: the tests' fake in a process of its own, which also hands out gestures unsent.

What people do before the clock runs, they do in the fake as a client would; only the last gesture of each is left
for the measurement to sign and send: ``python -m bench.slack_world`` prints its address and ends with its starter.
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

from tests.platforms.slack.fake import payloads, people, wire
from tests.platforms.slack.fake.server import Slack, build
from tests.platforms.slack.fake.workspace import Rules, User
from tests.platforms.slack.reading import pressable

SECRET, BOT_TOKEN = "signing-secret-of-a-measurement", "xoxb-bot"
PEOPLE = 2_400
"""The first half suggests, each once; the other half is suggested."""
PATIENT = {"a_message_a_second": False, "tiers": False, "patience": 20.0, "trigger_life": 600.0}
SUGGEST, CONFIRM, THANKS = "Suggest a colleague", "Yes, suggest", "Thank you"
SLACK = web.AppKey("bench_slack", Slack)


def user_id(number: int) -> str:
    """Somebody by their number."""
    return f"U0BENCH{number:05}"


async def _commands(request: web.Request) -> web.Response:
    """``/peersupport``, typed by each of these people and not yet sent."""
    slack, given = request.app[SLACK], await request.json()
    users = (slack.workspace.user(one) for one in given["people"])
    bodies = [wire.written("command", payloads.command(slack.workspace, one, ""))[0] for one in users]
    return web.json_response(bodies)


async def _suggestion(request: web.Request) -> web.Response:
    """Open the form, name a colleague, continue; the yes that sends it is handed out."""
    slack, given = request.app[SLACK], await request.json()
    user = slack.workspace.user(given["by"])
    await people.types_command(slack, user, "")
    await people.presses(slack, user, *_button(slack, user, SUGGEST))
    await people.submits(slack, user, {"colleague": {"person": [given["colleague"]]}})
    view = people._with_state(slack, slack.workspace.shown[user.id].modals[-1])  # noqa: SLF001
    if view["submit"]["text"] != CONFIRM:
        raise RuntimeError("another form is open")
    body, _ = wire.written("interactive", payloads.submitted(slack.workspace, user, view))
    return web.json_response(body)


def _button(slack: Slack, user: User, label: str) -> tuple[dict, dict]:
    view = slack.workspace.shown[user.id].modals[-1]
    found = ((block, one) for block, one in pressable(view) if one["text"]["text"] == label)
    block, element = next(found)
    return {**element, "block_id": block["block_id"]}, {"view": view["id"]}


async def _seen(request: web.Request) -> web.Response:
    """How many modals were opened since it last forgot, how many people read the thanks, and what was opened last."""
    workspace = request.app[SLACK].workspace
    opened = [one for one in workspace.calls if one["method"] == "views.open" and not one["error"]]
    tops = [one.modals[-1] for one in workspace.shown.values() if one.modals]
    thanked = sum(1 for one in tops if one["title"]["text"] == THANKS)
    form = opened[-1]["given"]["view"] if opened else None
    return web.json_response({"opened": len(opened), "thanked": thanked, "form": form})


async def _forget(request: web.Request) -> web.Response:
    """What was called and shown so far, so that the fake is as quick at the end as at the beginning."""
    workspace = request.app[SLACK].workspace
    workspace.calls.clear()
    workspace.views.clear()
    workspace.triggers.clear()
    for shown in workspace.shown.values():
        shown.modals = []
    return web.json_response({})


async def main() -> None:
    """Serve until the input ends."""
    slack = Slack()
    await slack.reset(
        Rules(signing_secret=SECRET, bot_token=BOT_TOKEN, **PATIENT),
        [User(user_id(number), f"Person {number}") for number in range(PEOPLE)],
    )
    app = build(slack)
    app[SLACK] = slack
    app.router.add_post("/bench/commands", _commands)
    app.router.add_post("/bench/suggestion", _suggestion)
    app.router.add_post("/bench/forget", _forget)
    app.router.add_get("/bench/seen", _seen)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(slack.address, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
