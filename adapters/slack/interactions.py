"""Slack interactions: commits what somebody did, then shows the answer in a modal.

Slack waits three seconds, and a trigger opens one modal within three. So whatever takes longer than a moment is
covered by a small modal that says so, and goes on after Slack was answered; nothing can fail after the answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, assert_never

from adapters.slack import forms, phrases, render
from adapters.slack.fallback import Fallback
from adapters.slack.parse import UNREAD, AppUninstalled, HomeOpened, Ignored, Interaction, ProfileChanged
from adapters.slack.workspace.web_api import Refused, Said
from bot import log
from bot.conversation.mentions import people_mentioned
from bot.ports import Incoming
from bot.ui import FieldErrors, Opened, Pressed, Submitted, Toast

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.slack.app_home import Homes
    from adapters.slack.markup import Json
    from adapters.slack.parse import Heard, Place, Values
    from adapters.slack.reader import Reader
    from adapters.slack.workspace.context import Workspace
    from adapters.slack.workspace.web_api import Answer
    from bot.domain.people import Address
    from bot.scheduling.background_tasks import Tasks
    from bot.ui import Gesture, Reply, Words

    Left = Callable[[Address, str], Awaitable[None]]

PATIENCE = 0.8
"""Seconds until somebody who waits for a modal sees that it takes a moment."""
LIMIT = 2.0
"""Seconds after which Slack is answered, whatever is still going on."""
_LOCALE_WAIT = 0.4  # seconds that somebody's language is worth
_REACHED = frozenset({"colleague", "people"})
"""Questions about somebody whom the programme will write to."""
_PICK_WAIT = 0.8  # seconds that it is worth to know whether somebody picked an app


@dataclass(frozen=True)
class Answered:
    """What came of a gesture, and whoever reads it, knowing those whom it mentions."""

    reply: Reply | None
    reader: Reader


@dataclass(frozen=True)
class Put:
    """What came of showing a modal: its id, and whether somebody sees it, or closed it themselves."""

    view: str = ""
    ok: bool = False


class Service(Protocol):
    """The bot, as Slack's people need it."""

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Do what somebody asks; returns what they read at once."""
        ...


class Door:
    """Answers everything that Slack says. ``left`` hears of people whose account was deactivated."""

    def __init__(self, workspace: Workspace, service: Service, *, tasks: Tasks) -> None:
        self._workspace, self._service, self._tasks = workspace, service, tasks
        self.fallback = Fallback(workspace)
        self.homes: Homes | None = None
        self.left: Left | None = None

    async def answer(self, heard: Heard) -> Json | None:
        """What goes into Slack's own response; None is an empty one."""
        if isinstance(heard, Interaction | HomeOpened) and self._workspace.pauses.marks:
            self._tasks.start(self._on_reached(heard.user))
        match heard:
            case Interaction():
                return await self._did(heard)
            case HomeOpened():
                await self._within(self._look(heard))
            case ProfileChanged():
                await self._on_profile_changed(heard)
            case AppUninstalled():
                await self._workspace.pauses.stop()
            case Ignored():
                pass
            case _:
                assert_never(heard)
        return None

    async def fail(self, heard: Heard) -> Json | None:
        """Something broke inside: whoever waits for an answer reads so, with the lines that people answer."""
        if not isinstance(heard, Interaction):
            return None
        reader = await self._reader(heard.user, seconds=0)
        view = forms.sorry(reader)
        if heard.is_form:
            return _update(view)
        return await self._show_view(heard.place, self._tasks.start(self._put_view(heard.place, view)), reader)

    async def stranger(self, place: Place) -> Json | None:
        """Somebody of another workspace or company reads for whom this is, and the lines that people answer.

        Nothing of them is looked up, and nothing is kept.
        """
        reader = self._workspace.anybody()
        if place.surface == "modal":
            return _update(forms.strangers(reader))
        if place.surface == "command":
            return self.fallback.command(reader, phrases.NOT_YOURS)
        self._tasks.start(self.fallback.say(place, reader))
        return None

    async def _did(self, did: Interaction) -> Json | None:
        if did.what == UNREAD:
            log.record("slack_form_unread")
            return await self.fail(did)
        reader = await self._reader(did.user, seconds=_LOCALE_WAIT)
        work = self._tasks.start(self._answer(did, reader))
        if did.what == "submitted":
            return await self._in_answer(did, work, reader)
        return await self._show_view(did.place, self._tasks.start(self._in_modal(did, work, reader)), reader)

    async def _show_view(self, place: Place, showing: asyncio.Task[Put], reader: Reader) -> Json | None:
        """What Slack is answered when a modal is shown by a call of its own: nothing, or what stands in its place.

        After two seconds it is answered whatever is still going on; a command then says so, with the crisis lines.
        """
        if not await _finishes_within(showing, LIMIT - _LOCALE_WAIT):
            self._tasks.start(self._fall_back(place, showing, reader))
            return self.fallback.command(reader, phrases.OPENS_SOON) if place.surface == "command" else None
        if showing.result().ok:
            return None
        if place.surface == "command":
            return self.fallback.command(reader, phrases.NOT_OPENED)
        self._tasks.start(self.fallback.say(place, reader))
        return None

    async def _fall_back(self, place: Place, showing: asyncio.Task[Put], reader: Reader) -> None:
        await asyncio.wait([showing])
        if showing.cancelled() or showing.exception() or not showing.result().ok:
            await self.fallback.say(place, reader)

    async def _answer(self, did: Interaction, reader: Reader) -> Answered:
        """Slack shows its own people by name; of everybody else the name has to be found."""
        reply = await self._reply(did, reader)
        elsewhere = [one for one in people_mentioned(reply) if not render.own_user(one, reader)]
        return Answered(reply, replace(reader, contacts=await self._workspace.contacts.of(elsewhere)))

    async def _reply(self, did: Interaction, reader: Reader) -> Reply | None:
        """The bot's own reply; a token that does not open was made for somebody else, or long ago."""
        gesture = self._gesture(did, reader)
        if gesture is None:
            return Toast(phrases.STALE_BUTTON)
        if wrong := await self._nobodys(did.values):
            return FieldErrors(wrong)
        return await self._service.handle(Incoming(reader.address, gesture, did.delivery))

    async def _nobodys(self, values: Values) -> tuple[tuple[str, Words], ...]:
        """The questions that were answered with an app, or with an account that nobody here can be reached by.

        Slack offers all of those among the people. Whom somebody avoids may have left.
        """
        asked = [(name, one) for name, given in values for one in given]
        found = await asyncio.gather(*(self._workspace.picked(one, seconds=_PICK_WAIT) for _, one in asked))
        wrong: dict[str, Words] = {}
        for (name, _), profile in zip(asked, found, strict=True):
            if profile.is_bot:
                wrong[name] = phrases.PICK_A_PERSON
            elif name in _REACHED and not profile.can_be_suggested:
                wrong.setdefault(name, phrases.PICK_SOMEBODY_HERE)
        return tuple(wrong.items())

    def _gesture(self, did: Interaction, reader: Reader) -> Gesture | None:
        if did.what == "opened":
            return Opened()
        action = self._workspace.tokens.open(did.token, reader.address)
        if action is None:
            return None
        return Pressed(action) if did.what == "pressed" else Submitted(action, did.values)

    async def _in_answer(self, did: Interaction, work: asyncio.Task[Answered], reader: Reader) -> Json | None:
        """A form was sent: Slack's response itself changes it, or marks what has to be mended."""
        if not await _finishes_within(work, LIMIT - _LOCALE_WAIT):
            self._tasks.start(self._afterwards(did.place.view, work, reader))
            return _update(forms.loading(reader))
        reply, reader = work.result().reply, work.result().reader
        if reply is None:
            return None
        marked = forms.errors(reply, did.place.asks, reader) if isinstance(reply, FieldErrors) else None
        return {"response_action": "errors", "errors": marked} if marked else _update(forms.screen(reply, reader))

    async def _in_modal(self, did: Interaction, work: asyncio.Task[Answered], reader: Reader) -> Put:
        """A button was pressed or the command typed: the modal opens or changes by a call of its own."""
        if await _finishes_within(work, PATIENCE):
            reply = work.result().reply
            return await self._put_view(did.place, forms.screen(reply, work.result().reader)) if reply else Put(ok=True)
        put = await self._put_view(did.place, forms.loading(reader))
        await self._afterwards(put.view, work, reader)
        return put

    async def _afterwards(self, view: str, work: asyncio.Task[Answered], reader: Reader) -> None:
        """What took longer, into the modal that says so."""
        answered = await _failing_softly(work) or Answered(None, reader)
        reply = answered.reply
        shown = forms.screen(reply, answered.reader) if reply is not None else forms.sorry(reader)
        if view:
            _note(await self._workspace.calls.call("views.update", {"view_id": view, "view": shown}))

    async def _put_view(self, place: Place, view: Json) -> Put:
        """Into the modal that is open, as it is now; else into a new one. One that was closed needs no more."""
        if place.view:
            where = {"view_id": place.view, **({"hash": place.hash} if place.hash else {})}
            answer = await self._workspace.calls.call("views.update", {**where, "view": view})
            if _is(answer, "hash_conflict"):
                answer = await self._workspace.calls.call("views.update", {"view_id": place.view, "view": view})
        elif place.trigger:
            answer = await self._workspace.calls.call("views.open", {"trigger_id": place.trigger, "view": view})
        else:
            return Put(ok=True)
        _note(answer)
        return Put(place.view or _id_of(answer), ok=isinstance(answer, Said) or _is(answer, "not_found"))

    async def _look(self, looked: HomeOpened) -> None:
        address = await self._address(looked.user)
        if address is not None and self.homes is not None:
            await self.homes.look(address)

    async def _on_profile_changed(self, changed: ProfileChanged) -> None:
        self._workspace.directory.remember(changed.user, changed.profile)
        address = await self._address(changed.user)
        if changed.profile.deleted and address is not None and self.left is not None:
            await self.left(address, changed.delivery)

    async def _on_reached(self, user: str) -> None:
        """Whoever acts is there, whatever Slack said of them before."""
        address = await self._address(user)
        if address is not None:
            await self._workspace.pauses.reached(str(address))

    async def _reader(self, user: str, *, seconds: float) -> Reader:
        address = await self._address(user)
        if address is None:  # heard, so it was known
            raise RuntimeError
        return await self._workspace.reader(address, seconds=seconds)

    async def _address(self, user: str) -> Address | None:
        installation = await self._workspace.whereabouts.learn()
        return installation.address(user) if installation else None

    async def _within(self, work: Awaitable[object]) -> None:
        """As long as Slack waits; then it goes on by itself."""
        task = self._tasks.start(_await_quietly(work))
        if await _finishes_within(task, LIMIT):
            task.result()


async def _await_quietly(work: Awaitable[object]) -> None:
    await work


async def _finishes_within(
    task: asyncio.Task[object] | asyncio.Task[None] | asyncio.Task[Answered] | asyncio.Task[Put], within: float
) -> bool:
    done, _ = await asyncio.wait([task], timeout=within)
    return bool(done)


def _is(answer: Answer, word: str) -> bool:
    return isinstance(answer, Refused) and answer.error == word


async def _failing_softly(work: asyncio.Task[Answered]) -> Answered | None:
    """The registry logs what failed; the person reads that something did."""
    await asyncio.wait([work])
    return None if work.cancelled() or work.exception() else work.result()


def _update(view: Json) -> Json:
    return {"response_action": "update", "view": view}


def _id_of(answer: Answer) -> str:
    view: object = answer.data.get("view") if isinstance(answer, Said) else None
    found: object = dict[str, object](view).get("id") if isinstance(view, dict) else None  # pyright: ignore[reportUnknownArgumentType]
    return found if isinstance(found, str) else ""


def _note(answer: Answer) -> None:
    """A modal that was closed or changed meanwhile needs no more; the rest is worth a line without any id."""
    if not isinstance(answer, Said):
        log.record("slack_modal_not_shown", outcome=getattr(answer, "error", "lost"))
