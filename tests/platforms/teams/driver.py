"""Teams as its people use it: the driver of the stories, over a fake Teams in a process of its own."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestServer

from bot.app import compose
from bot.clock import MovableClock
from bot.domain.people import Address, PersonId
from store.sealing import create_keys
from tests.platforms.beside import Settling
from tests.platforms.staff import HOSPITAL, employ
from tests.platforms.teams.fake.cards import actions
from tests.platforms.teams.fake.tenant import Rules, User
from tests.platforms.teams.process import ControlRoom, RefusedError
from tests.platforms.teams.reading import Eyes, handle, with_handle
from tests.screen import Answer, Page, Pane

if TYPE_CHECKING:
    from bot.app import Programme
    from bot.settings import Settings
    from tests.screen import Values

    Json = dict[str, Any]

SOMEBODY = next(one.slug for one in HOSPITAL.people.values() if not one.roles)
DESK, PHONE = "desk", "phone"
"""Forms open at the desk; one's home is looked up on the telephone, and so closes nothing."""
RULES = Rules(limits=False, patience=20.0)
"""Days pass in an instant here, on a machine that may be busy: Teams' limits in time have tests of their own."""


def object_id(slug: str) -> str:
    """``ana-duarte`` as Microsoft would number her."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, slug))


USERS = {one.slug: User(object_id(one.slug), one.name, one.timezone, one.locale) for one in HOSPITAL.people.values()}
"""The pretend hospital's people as users of a tenant; the app is installed for everybody, as its policy has it."""


def in_teams(person: PersonId) -> PersonId:
    """Somebody of the pretend hospital by their Teams address."""
    return PersonId(f"teams:{RULES.tenant}/{object_id(person.removeprefix('web:'))}")


class TeamsDriver:
    """Fills screen.Driver."""

    missing = "Please fill this in."

    def __init__(self, address: str, *, graph: bool = False) -> None:
        """``graph``: the bot may ask Microsoft for names, and is told them."""
        self.teams, self.graph = ControlRoom(address), graph
        self._eyes = Eyes({one.id: one.name for one in USERS.values()})
        self._server: TestServer | None = None
        self._places: dict[str, dict[str, Json]] = {slug: {} for slug in USERS}
        self._menus: dict[str, str] = {}
        self._settling = Settling()
        self._begun = False

    def configured(self, settings: Settings) -> Settings:
        """Settings for this Teams, with a key of their own."""
        if not settings.key_dir.exists():
            create_keys(settings.key_dir)
        return replace(settings, playground=False, teams=self.teams.settings(RULES, graph=self.graph))

    def compose(self, settings: Settings) -> Programme:
        """A programme that is configured for this Teams, with the hospital's people on its roster."""
        programme = compose(self.configured(settings), clock=MovableClock(settings.folder / "clock"))
        employ(programme, in_teams)
        return programme

    def address(self, slug: str) -> Address:
        return Address("teams", f"{RULES.tenant}/{object_id(slug)}")

    async def start(self, programme: Programme) -> None:
        self._server = TestServer(programme.site, host="127.0.0.1")
        await self._server.start_server()
        await self.answers_at(str(self._server.make_url("/api/messages")))

    async def answers_at(self, url: str) -> None:
        """Say where the bot is; the first to have the app then lets it know where this tenant takes messages."""
        is_first, self._begun = not self._begun, True
        if is_first:
            await self.teams.reset(
                USERS.values(), limits=RULES.limits, patience=RULES.patience, graph_granted=self.graph
            )
        await self.teams.order("rules", request_url=url)
        if is_first:
            await self._does(SOMEBODY, "install")

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.close()
        await self.teams.close()

    async def looks(self, who: str) -> Pane:
        """Open one's home from the card that answers a written word; the card is asked for once."""
        if who not in self._menus:
            before = await self._seen(who)
            after = await self._does(who, "write", text="home")
            old = {one["id"] for one in before["messages"]}
            [menu] = [one["id"] for one in after["messages"] if one["id"] not in old]
            self._menus[who] = menu
            self._letters(who, after)
        menu = next(one for one in (await self._seen(who))["messages"] if one["id"] == self._menus[who])
        action = next(one for one in actions(menu["card"]) if handle(one) == "do home")
        seen = await self._does(who, "press", action=action, place={"message": menu["id"], "device": PHONE})
        dialog = seen["dialogs"].get(PHONE)
        home = self._dialog(who, dialog, PHONE) if dialog else Page(seen["toast"] or "")
        return Pane(home, self._letters(who, seen))

    async def letters(self, who: str) -> tuple[Page, ...]:
        return self._letters(who, await self._seen(who))

    async def opens(self, who: str) -> Answer:
        """By the message extension's command."""
        return self._answer(who, await self._does(who, "command"))

    async def presses(self, who: str, handle: str) -> Answer:
        """What is on somebody's screen by a press; what is not, as Teams would bring a press that came too late."""
        known = self._places[who].get(handle) or await self._invented(who, handle)
        try:
            seen = await self._does(who, "press", **known)
        except RefusedError:
            known = {**known, "place": {**known["place"], "stale": True}}
            seen = await self._does(who, "press", **known)
        return await self._further(who, known, seen)

    async def submits(self, who: str, form: Page, values: Values) -> Answer:
        """Send the dialog; if it is no longer the one that is open, it was closed unawares and comes too late."""
        kinds = {one.name: one.kind for one in form.questions}
        given = {f"{kinds[name]}.{name}": ",".join(held) for name, held in values.items()}
        device = self._places[who][form.send.handle]["place"]["device"] if form.send else DESK
        seen = await self._does(who, "submit", values=given, device=device)
        return self._answer(who, seen, device)

    async def outbound(self) -> list[str]:
        """What was posted and edited, as it left, and what took a message's place for whoever pressed."""
        said = await self.teams.order("said")
        assert said["complaints"] == [], said["complaints"]
        shown = [
            {"type": "message", "summary": one["speak"], "attachments": [{"content": one}]} for one in said["replaced"]
        ]
        return [json.dumps(one, ensure_ascii=False) for one in (*said["messages"], *shown)]

    async def windows(self) -> list[str]:
        """Every dialog that was opened, as it left; the home is one of them."""
        return [json.dumps(one, ensure_ascii=False) for one in (await self.teams.order("said"))["dialogs"]]

    async def _further(self, who: str, known: Json, seen: Json) -> Answer:
        """A message whose press leads to a dialog shows the way there: people follow it at once."""
        if not seen["card"]:
            return self._answer(who, seen, known["place"].get("device", DESK))
        ways = [one for one in actions(seen["card"]) if "msteams" in one.get("data", {})]
        place = {"message": known["place"]["message"], "stale": True}
        return self._answer(who, await self._does(who, "press", action=ways[0], place=place)) if ways else Answer()

    async def _does(self, who: str, does: str, **given: Any) -> Json:
        """A gesture, all that follows from it, and then what this person sees."""
        before = asyncio.all_tasks()
        did = await self.teams.person(USERS[who].id, does, **given)
        await self._settling.after(before)
        return {**await self._seen(who), **{name: did[name] for name in ("errors", "toast", "card")}}

    async def _seen(self, who: str) -> Json:
        seen = await self.teams.order("look", who=USERS[who].id)
        assert seen["alerts"] == [], f"{who} sees {seen['alerts']}; Teams says {seen['complaints']}"
        return seen

    def _answer(self, who: str, seen: Json, device: str = DESK) -> Answer:
        """The dialog that is open now, or the sentence that took its place."""
        if seen["errors"]:
            return Answer(errors=tuple((name.partition(".")[2], words) for name, words in seen["errors"].items()))
        if seen["toast"]:
            return Answer(toast=seen["toast"], stays=bool(seen["dialogs"].get(device)))
        dialog = seen["dialogs"].get(device)
        if not dialog:
            return Answer()
        page = self._dialog(who, dialog, device)
        return Answer(errors=errors) if (errors := tuple(self._eyes.errors(dialog["card"]))) else Answer(form=page)

    def _letters(self, who: str, seen: Json) -> tuple[Page, ...]:
        """The messages, but for the card that somebody asked for to reach their home."""
        shown = [one for one in seen["messages"] if one["id"] != self._menus.get(who)]
        return tuple(self._page(who, one["card"], {"message": one["id"]}) for one in shown)

    def _dialog(self, who: str, dialog: Json, device: str) -> Page:
        return self._page(who, dialog["card"], {"device": device}, dialog["title"])

    def _page(self, who: str, card: Json, place: Json, title: str = "") -> Page:
        """What is read there; where each button stands is remembered for when it is pressed."""
        for action in actions(card):
            if "data" in action:
                self._places[who][handle(action)] = {"action": action, "place": place}
        return self._eyes.page(card, title)

    async def _invented(self, who: str, handle: str) -> Json:
        """A press that nobody could make: a button that this person was shown once, with another token."""
        if not self._places[who]:
            await self.looks(who)
        known = next(reversed(self._places[who].values()))
        return {"action": with_handle(known["action"], handle), "place": {**known["place"], "stale": True}}
