"""What somebody did, answered: committed first, then shown in the modal that is open, or in one that opens.

Slack waits three seconds, and a trigger opens one modal within three. So whatever takes longer than a moment is
covered by a small modal that says so, and goes on after Slack was answered; nothing can fail after the answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, assert_never

from adapters.slack import forms, phrases, render
from adapters.slack.parse import UNREAD, Changed, Did, Ignored, Looked, Removed
from adapters.slack.workspace.calls import Said
from bot import log
from bot.conversation.mentioned import mentioned
from bot.ports import Incoming
from bot.ui import FieldErrors, Opened, Pressed, Submitted, Toast

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.slack.homes import Homes
    from adapters.slack.markup import Json
    from adapters.slack.parse import Heard, Place, Values
    from adapters.slack.render import Reader
    from adapters.slack.workspace.calls import Answer
    from adapters.slack.workspace.workspace import Workspace
    from bot.domain.people import Address
    from bot.domain.policy import Policy
    from bot.scheduling.tasks import Tasks
    from bot.ui import Gesture, Reply

    Left = Callable[[Address, str], Awaitable[None]]

PATIENCE = 0.8
"""Seconds until somebody who waits for a modal sees that it takes a moment."""
LIMIT = 2.0
"""Seconds after which Slack is answered, whatever is still going on."""
_LOCALE_WAIT = 0.4  # seconds that somebody's language is worth
_PICK_WAIT = 0.8  # seconds that it is worth to know whether somebody picked an app


@dataclass(frozen=True)
class Answered:
    """What came of a gesture, and whoever reads it, knowing those whom it mentions."""

    reply: Reply | None
    reader: Reader


class Service(Protocol):
    """The bot, as Slack's people need it."""

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Do what somebody asks; returns what they read at once."""
        ...


class Door:
    """Answers everything that Slack says. ``left`` hears of people whose account was deactivated."""

    def __init__(self, workspace: Workspace, service: Service, *, tasks: Tasks, policy: Policy) -> None:
        self._workspace, self._service, self._tasks, self._policy = workspace, service, tasks, policy
        self.homes: Homes | None = None
        self.left: Left | None = None

    async def answer(self, heard: Heard) -> Json | None:
        """What goes into Slack's own response; None is an empty one."""
        match heard:
            case Did():
                return await self._did(heard)
            case Looked():
                await self._within(self._look(heard))
            case Changed():
                await self._changed(heard)
            case Removed():
                await self._workspace.pauses.stop()
            case Ignored():
                pass
            case _:
                assert_never(heard)
        return None

    async def fail(self, heard: Heard) -> Json | None:
        """Something broke inside: whoever waits for an answer reads so, with the lines that people answer."""
        if not isinstance(heard, Did):
            return None
        reader = await self._reader(heard.user, seconds=0)
        view = forms.sorry(self._policy, reader)
        if heard.is_form:
            return _update(view)
        await self._within(self._put(heard.place, view))
        return None

    async def _did(self, did: Did) -> Json | None:
        if did.what == UNREAD:
            log.record("slack_form_unread")
            return await self.fail(did)
        reader = await self._reader(did.user, seconds=_LOCALE_WAIT)
        work = self._tasks.start(self._answered(did, reader))
        if did.what == "submitted":
            return await self._in_answer(did, work, reader)
        await self._within(self._in_modal(did, work, reader))
        return None

    async def _answered(self, did: Did, reader: Reader) -> Answered:
        """Slack shows its own people by name; of everybody else the name has to be found."""
        reply = await self._reply(did, reader)
        elsewhere = [one for one in mentioned(reply) if not render.own_user(one, reader)]
        return Answered(reply, replace(reader, contacts=await self._workspace.contacts.of(elsewhere)))

    async def _reply(self, did: Did, reader: Reader) -> Reply | None:
        """The bot's own reply; a token that does not open was made for somebody else, or long ago."""
        gesture = self._gesture(did, reader)
        if gesture is None:
            return Toast(phrases.STALE_BUTTON)
        if wrong := await self._nobodys(did.values):
            return FieldErrors(tuple((name, phrases.PICK_A_PERSON) for name in wrong))
        return await self._service.handle(Incoming(reader.address, gesture, did.delivery))

    async def _nobodys(self, values: Values) -> list[str]:
        """The questions that were answered with an app: Slack offers those among the people."""
        asked = [(name, one) for name, given in values for one in given]
        if not asked:
            return []
        found = await asyncio.gather(*(self._workspace.is_bot(one, seconds=_PICK_WAIT) for _, one in asked))
        return list(dict.fromkeys(name for (name, _), is_bot in zip(asked, found, strict=True) if is_bot))

    def _gesture(self, did: Did, reader: Reader) -> Gesture | None:
        if did.what == "opened":
            return Opened()
        action = self._workspace.tokens.open(did.token, reader.address)
        if action is None:
            return None
        return Pressed(action) if did.what == "pressed" else Submitted(action, did.values)

    async def _in_answer(self, did: Did, work: asyncio.Task[Answered], reader: Reader) -> Json | None:
        """A form was sent: Slack's response itself changes it, or marks what has to be mended."""
        if not await _settled(work, LIMIT - _LOCALE_WAIT):
            self._tasks.start(self._afterwards(did.place.view, work, reader))
            return _update(forms.loading(reader))
        reply, reader = work.result().reply, work.result().reader
        if reply is None:
            return None
        marked = forms.errors(reply, did.place.asks, reader) if isinstance(reply, FieldErrors) else None
        return {"response_action": "errors", "errors": marked} if marked else _update(forms.screen(reply, reader))

    async def _in_modal(self, did: Did, work: asyncio.Task[Answered], reader: Reader) -> None:
        """A button was pressed or the command typed: the modal opens or changes by a call of its own."""
        if await _settled(work, PATIENCE):
            if (reply := work.result().reply) is not None:
                await self._put(did.place, forms.screen(reply, work.result().reader))
            return
        view = await self._put(did.place, forms.loading(reader))
        await self._afterwards(view, work, reader)

    async def _afterwards(self, view: str, work: asyncio.Task[Answered], reader: Reader) -> None:
        """What took longer, into the modal that says so."""
        answered = await _failing_softly(work) or Answered(None, reader)
        reply = answered.reply
        shown = forms.screen(reply, answered.reader) if reply is not None else forms.sorry(self._policy, reader)
        if view:
            _note(await self._workspace.calls.call("views.update", {"view_id": view, "view": shown}))

    async def _put(self, place: Place, view: Json) -> str:
        """Into the modal that is open, unless it changed meanwhile; else into a new one. Returns the modal's id."""
        if place.view:
            where = {"view_id": place.view, **({"hash": place.hash} if place.hash else {})}
            answer = await self._workspace.calls.call("views.update", {**where, "view": view})
        elif place.trigger:
            answer = await self._workspace.calls.call("views.open", {"trigger_id": place.trigger, "view": view})
        else:
            return ""
        _note(answer)
        return place.view or _id_of(answer)

    async def _look(self, looked: Looked) -> None:
        address = await self._address(looked.user)
        if address is not None and self.homes is not None:
            await self.homes.look(address)

    async def _changed(self, changed: Changed) -> None:
        self._workspace.directory.remember(changed.user, changed.profile)
        address = await self._address(changed.user)
        if changed.profile.deleted and address is not None and self.left is not None:
            await self.left(address, changed.delivery)

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
        task = self._tasks.start(_awaited(work))
        if await _settled(task, LIMIT):
            task.result()


async def _awaited(work: Awaitable[object]) -> None:
    await work


async def _settled(task: asyncio.Task[object] | asyncio.Task[None] | asyncio.Task[Answered], within: float) -> bool:
    done, _ = await asyncio.wait([task], timeout=within)
    return bool(done)


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
