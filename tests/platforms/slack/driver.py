"""Slack as its people use it: the driver of the stories, over a fake Slack in a process of its own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestServer

from bot.app import compose
from bot.clock import MovableClock
from bot.domain.people import Address, PersonId
from bot.settings import SlackSettings
from store.sealing import create_keys
from tests.platforms.beside import Settling
from tests.platforms.slack.fake.people import REQUIRED
from tests.platforms.slack.fake.workspace import User
from tests.platforms.slack.process import ControlRoom, RefusedError
from tests.platforms.slack.reading import Eyes, pressable
from tests.platforms.staff import HOSPITAL, employ
from tests.screen import Answer, Page, Pane

if TYPE_CHECKING:
    from bot.app import Programme
    from bot.settings import Settings
    from tests.screen import Values

    Json = dict[str, Any]

TEAM = "T0CLINIC"
EASY = {"a_message_a_second": False, "tiers": False, "patience": 20.0, "trigger_life": 20.0}
"""Days pass in an instant here, on a machine that may be busy: Slack's limits in time have tests of their own."""

STORED = frozenset({"chat.postMessage", "chat.update", "views.publish"})
"""The methods whose content Slack keeps."""


def user_id(slug: str) -> str:
    """``ana-duarte`` as Slack would number her."""
    return "U0" + slug.replace("-", "").upper()[:9]


USERS = {one.slug: User(user_id(one.slug), one.name, one.timezone, one.locale) for one in HOSPITAL.people.values()}
"""The pretend hospital's people as users of a workspace."""
assert len({one.id for one in USERS.values()}) == len(USERS)


def on_slack(person: PersonId) -> PersonId:
    """Somebody of the pretend hospital by their Slack address."""
    return PersonId(f"slack:{TEAM}/{USERS[person.removeprefix('web:')].id}")


def _content(given: Json) -> Json:
    """What a person gets of a call's arguments: without where it goes."""
    return given["view"] if "view" in given else {name: given[name] for name in given if name not in {"channel", "ts"}}


class SlackDriver:
    """Fills screen.Driver. ``socket``: everything travels over Socket Mode instead of signed requests."""

    missing = REQUIRED

    def __init__(self, address: str, *, socket: bool = False) -> None:
        self.slack = ControlRoom(address)
        self._socket = socket
        self._eyes = Eyes({one.id: one.name for one in USERS.values()})
        self._server: TestServer | None = None
        self._places: dict[str, dict[str, Json]] = {slug: {} for slug in USERS}
        self._begun = False
        self._settling = Settling()

    def configured(self, settings: Settings) -> Settings:
        """Settings for this Slack, with a key of their own."""
        if not settings.key_dir.exists():
            create_keys(settings.key_dir)
        slack = SlackSettings(
            signing_secret="signing-secret",
            bot_token="xoxb-bot",
            app_token="xapp-app" if self._socket else "",
            api_url=self.slack.api_url,
        )
        return replace(settings, playground=False, slack=slack)

    def compose(self, settings: Settings) -> Programme:
        """A programme that is configured for this Slack, with the hospital's people on its roster."""
        programme = compose(self.configured(settings), clock=MovableClock(settings.folder / "clock"))
        employ(programme, on_slack)
        return programme

    def address(self, slug: str) -> Address:
        return Address("slack", f"{TEAM}/{USERS[slug].id}")

    async def start(self, programme: Programme) -> None:
        if self._socket:
            await self.answers_at("")
            return
        self._server = TestServer(programme.site, host="127.0.0.1")
        await self._server.start_server()
        await self.answers_at(str(self._server.make_url("/slack/events")))

    async def answers_at(self, url: str) -> None:
        """Say where the app is; over a socket it comes by itself."""
        if not self._begun:
            self._begun = True
            await self.slack.reset(USERS.values(), socket_mode=self._socket, **EASY)
        await self.slack.order("rules", request_url=url)

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.close()
        await self.slack.close()

    async def looks(self, who: str) -> Pane:
        """Open the app's home; it shows what is published meanwhile."""
        seen = await self._does(who, "home")
        home = seen["home"]
        return Pane(self._page(who, home, {"view": home["id"]}) if home else Page(""), self._letters(who, seen))

    async def letters(self, who: str) -> tuple[Page, ...]:
        return self._letters(who, await self._seen(who))

    async def opens(self, who: str) -> Answer:
        return self._answer(who, await self._does(who, "command", text="my colleague, Dr Who"))

    async def presses(self, who: str, handle: str) -> Answer:
        """What is on somebody's screen by a press; what is not, as Slack would bring a press that came too late."""
        known = self._places[who].get(handle) or await self._invented(who, handle)
        try:
            return self._answer(who, await self._does(who, "press", **known))
        except RefusedError:
            late = {**known, "place": {**known["place"], "stale": True}}
            return self._answer(who, await self._does(who, "press", **late))

    async def submits(self, who: str, form: Page, values: Values) -> Answer:
        kinds = {one.name: one.kind for one in form.questions}
        given = {name: {kinds[name]: list(held)} for name, held in values.items()}
        return self._answer(who, await self._does(who, "submit", values=given))

    async def outbound(self) -> list[str]:
        """What was posted, edited and published, as it left."""
        said = await self.slack.order("said")
        assert said["complaints"] == []
        left = [_content(one["given"]) for one in said["calls"] if one["method"] in STORED]
        return [json.dumps(one, ensure_ascii=False) for one in left]

    async def windows(self) -> list[str]:
        """Every modal that was opened, put into another's place or answered to a form, as it left."""
        return [json.dumps(one, ensure_ascii=False) for one in (await self.slack.order("said"))["modals"]]

    async def _does(self, who: str, does: str, **given: Any) -> Json:
        """A gesture, all that follows from it, and then what this person sees."""
        if self._socket:
            await self._connected()
        before = asyncio.all_tasks()
        did = await self.slack.person(USERS[who].id, does, **given)
        waited = await self._settling.after(before)
        if does == "home" and not waited:
            return self._untroubled(who, did)
        return {**await self._seen(who), "errors": did["errors"]}

    async def _seen(self, who: str) -> Json:
        return self._untroubled(who, await self.slack.order("look", who=USERS[who].id))

    def _untroubled(self, who: str, seen: Json) -> Json:
        assert seen["alerts"] == [], f"{who} sees an error of Slack's own: {seen['alerts']}"
        assert seen["refused"] == [], f"Slack refused what it was asked to show: {seen['refused']}"
        return seen

    async def _connected(self) -> None:
        """Wait until the app's socket is open."""
        for _ in range(100):
            if (await self.slack.order("socket"))["open"]:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("no socket is open")

    def _answer(self, who: str, seen: Json) -> Answer:
        """The topmost modal. One that only says something covers the one before and is closed unasked."""
        if seen["errors"]:
            return Answer(errors=tuple(seen["errors"].items()))
        if not seen["modals"]:
            return Answer()
        page = self._page(who, seen["modals"][-1], {"view": seen["modals"][-1]["id"]})
        says_only = not (page.buttons or page.questions or page.send)
        return Answer(toast=page.text, stays=False) if says_only else Answer(form=page)

    def _letters(self, who: str, seen: Json) -> tuple[Page, ...]:
        return tuple(self._page(who, one, {"ts": one["ts"]}) for one in seen["messages"])

    def _page(self, who: str, view: Json, place: Json) -> Page:
        """What is read there; where each button stands is remembered for when it is pressed."""
        for block, element in pressable(view):
            action = {**element, "block_id": block["block_id"]}
            self._places[who][element.get("value", element["action_id"])] = {"action": action, "place": place}
        return self._eyes.page(view)

    async def _invented(self, who: str, handle: str) -> Json:
        """A press that nobody could make: a button that this person was shown once, with another value."""
        if not self._places[who]:
            await self.looks(who)
        known = next(reversed(self._places[who].values()))
        return {"action": {**known["action"], "value": handle}, "place": {**known["place"], "stale": True}}
