"""Teams interactions: commits what somebody did, then answers with a dialog or a replaced card.

Names are only ever put into dialogs. A press on a message is answered by a constant card or a passing sentence.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, assert_never

from adapters.teams import forms, phrases, render
from adapters.teams.parse import UNREAD, AppRemovedByUser, Ignored, InstallOrMessage, Interaction, TextMessage
from bot import log
from bot.conversation import nudges
from bot.conversation.mentions import people_mentioned
from bot.conversation.views import crisis
from bot.conversation.views.lines import help_notice
from bot.domain.case import CaseCode
from bot.domain.people import PersonId
from bot.ports import Incoming
from bot.ui import (
    Action,
    Button,
    Buttons,
    FieldErrors,
    Opened,
    Pressed,
    Show,
    Submitted,
    Toast,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.teams.connector.conversations import Conversation, Conversations
    from adapters.teams.connector.locale import Readers
    from adapters.teams.forms import Dialog
    from adapters.teams.markup import Json
    from adapters.teams.parse import Heard, Sender
    from adapters.teams.reader import Reader
    from bot.conversation.mentions import Glance
    from bot.domain.people import Address
    from bot.scheduling.background_tasks import Tasks
    from bot.scheduling.rate_limits import Pauses
    from bot.ui import Gesture, Home, Message, Reply, Words

LIMIT = 4.0
"""Seconds until somebody reads that it takes longer; Teams gives up on a dialog soon after, and delivers again."""
CARD, SENTENCE = "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.activity.message"
_OK = 200


class Service(Protocol):
    """The bot, as people in Teams need it."""

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Do what somebody asks; returns what they read at once."""
        ...

    async def glance(self, incoming: Incoming) -> Glance:
        """Do what somebody asks with a button of a message; returns what they read in its place."""
        ...

    async def home(self, address: Address) -> Home:
        """What somebody's home shows now."""
        ...


class Chat(Protocol):
    """Where a constant card goes that answers a written word."""

    async def say(self, conversation: Conversation, activity: Json) -> None:
        """Send it; if it is lost, writing again brings it."""
        ...


class Door:
    """Answers everything that Teams says."""

    def __init__(self, readers: Readers, service: Service, *, chat: Chat, tasks: Tasks) -> None:
        self._readers, self._service, self._chat, self._tasks = readers, service, chat, tasks
        self.pauses: Pauses | None = None

    @property
    def _conversations(self) -> Conversations:
        return self._readers.conversations

    async def answer(self, heard: Heard) -> Json | None:
        """The body of the response; None is an empty one."""
        match heard:
            case Interaction():
                return await self._while_they_wait(heard)
            case TextMessage():
                self._remember_sender(heard.sender)
                self._tasks.start(self._welcome(heard.sender))
            case InstallOrMessage():
                self._remember_sender(heard.sender)
            case AppRemovedByUser():
                await self._conversations.lose(heard.sender.address)
            case Ignored():
                pass
            case _:
                assert_never(heard)
        return None

    async def fail(self, heard: Heard) -> Json | None:
        """Something broke inside: whoever waits for an answer reads so, with the lines that people answer."""
        if not isinstance(heard, Interaction):
            return None
        reader = self._readers.at_once(heard.sender.address)
        if heard.way == "execute":
            return _sentence(f"{reader.say(phrases.FAILED)}. {reader.say(phrases.FAILED_WHY)}")
        return _continue_dialog(forms.sorry(reader))

    def _remember_sender(self, sender: Sender) -> None:
        """How to speak to them, and where: remembered now, kept beside what is going on."""
        self._know(sender)
        self._keep(sender)

    def _know(self, sender: Sender) -> None:
        self._readers.met(PersonId(str(sender.address)), sender.profile)
        if sender.conversation is not None:
            self._conversations.remember(sender.address, sender.conversation)

    def _keep(self, sender: Sender) -> None:
        if sender.conversation is not None:
            self._tasks.start(self._conversations.learn(sender.address, sender.conversation))
        if self.pauses is not None and self.pauses.marks:
            self._tasks.start(self.pauses.reached(str(sender.address)))

    async def _while_they_wait(self, did: Interaction) -> Json | None:
        """Where they can be reached is known at once, and kept when they were answered: nobody waits for that."""
        self._know(did.sender)
        try:
            return await self._did(did)
        finally:
            self._keep(did.sender)

    async def _welcome(self, sender: Sender) -> None:
        """One card for whatever was written: what they wanted is seen by nobody who reads along."""
        reader = self._readers.at_once(sender.address)
        if sender.conversation is not None:
            await self._chat.say(sender.conversation, welcome(reader))

    async def _did(self, did: Interaction) -> Json | None:
        if did.what == UNREAD:
            log.record("teams_form_unread")
            return await self.fail(did)
        reader = self._readers.at_once(did.sender.address)
        work = self._tasks.start(self._show(did, reader))
        done, _ = await asyncio.wait([work], timeout=LIMIT)
        if not done:
            log.record("teams_answer_late")
            return _late(did, reader)
        return work.result()

    async def _show(self, did: Interaction, reader: Reader) -> Json:
        if did.what == "home":
            return _continue_dialog(forms.home(await self._service.home(reader.address), reader))
        gesture = _gesture(did, reader)
        if did.way == "execute":
            return await self._on_message(did, gesture, reader)
        if gesture is None:
            return _end_dialog(reader.say(phrases.STALE_BUTTON))
        if wrong := _unread(did, reader):
            return await self._in_dialog(did, FieldErrors(wrong), reader)
        reply = await self._service.handle(Incoming(reader.address, gesture, did.delivery))
        return await self._in_dialog(did, reply, reader)

    async def _in_dialog(self, did: Interaction, reply: Reply | None, reader: Reader) -> Json:
        match reply:
            case None:
                return _end_dialog(reader.say(phrases.NOTED))
            case Show():
                contacts = await self._readers.contacts.of(people_mentioned(reply))
                dialog = forms.form(reply.form, replace(reader, contacts=contacts))
                return _continue_dialog(forms.with_copy(dialog, reader) if reply.form.fields else dialog)
            case Toast():
                return _end_dialog(reader.say(reply.words))
            case FieldErrors():
                return _continue_dialog(forms.again(did.copy, did.typed, reply, reader=reader))
            case _:
                assert_never(reply)

    async def _on_message(self, did: Interaction, gesture: Gesture | None, reader: Reader) -> Json:
        """A press on a message: what a dialog would show is one press further, behind *Open*."""
        if not isinstance(gesture, Pressed | Submitted):
            return _sentence(reader.say(phrases.STALE_BUTTON))
        glance = await self._service.glance(Incoming(reader.address, gesture, did.delivery))
        if glance.leads:
            return _replace_card(render.message_card(_instead(gesture.action), reader))
        return _sentence(" ".join(map(reader.say, glance.lines)) or reader.say(phrases.NOTED))


def bare_apology(heard: Heard) -> Json | None:
    """What needs nothing of what may be broken; an empty answer would close a dialog as after a yes."""
    if not isinstance(heard, Interaction):
        return None
    text = f"{phrases.FAILED.text}. {phrases.FAILED_WHY.text}"
    return _sentence(text) if heard.way == "execute" else _end_dialog(text)


def welcome(reader: Reader) -> Json:
    """The constant card: every way in, and the lines that people answer."""
    card = render.message_card(phrases.welcome(help_notice(reader.lines), Buttons((crisis.danger_button(),))), reader)
    return {
        "type": "message",
        "summary": reader.say(phrases.NOTE),
        "attachments": [render.attachment({**card, "actions": list(_ways_in(reader))})],
    }


def _ways_in(reader: Reader) -> Iterator[Json]:
    for what, words, style in (("open", phrases.OPEN_PEER_SUPPORT, "positive"), ("home", phrases.OPEN_HOME, "default")):
        data = render.opening({"do": what})
        yield {"type": "Action.Submit", "title": reader.say(words), "style": style, "data": data}


def _gesture(did: Interaction, reader: Reader) -> Gesture | None:
    """None for a token that does not open: it was made for somebody else, or long ago."""
    if did.what == "open":
        return Opened()
    action = reader.tokens.open(did.token, reader.address)
    if action is None:
        return None
    if did.what == "press":
        return Pressed(action)
    read, _ = forms.read_choices(did.copy, did.typed, reader)
    return Submitted(action, tuple((name, read.get(name, given)) for name, given in did.values))


def _unread(did: Interaction, reader: Reader) -> tuple[tuple[str, Words], ...]:
    """The questions whose answers are none, each with what to do."""
    _, wrong = forms.read_choices(did.copy, did.typed, reader)
    unread = ((name, phrases.UNREADABLE) for name in did.unread)
    return (*((name, phrases.CHOOSE_ONE) for name in wrong), *unread)


def _instead(pressed: Action) -> Message:
    """What a message becomes whose press leads to a dialog: constant, with the way there."""
    code = CaseCode(pressed.case or "")
    if pressed.name == "take":
        return nudges.offer_yours(code)
    way = Button(phrases.OPEN, Action("open", code), style="primary", opens=True)
    return phrases.noted(Buttons((way,)))


def _continue_dialog(dialog: Dialog) -> Json:
    """Open this dialog, or put it in the place of the one that is open."""
    return {"task": {"type": "continue", "value": dialog.value()}}


def _end_dialog(text: str) -> Json:
    """Close the dialog with a sentence; an empty answer would look like a failure."""
    return {"task": {"type": "message", "value": text}}


def _sentence(text: str) -> Json:
    """A passing sentence over the message, which stays as it is."""
    return {"statusCode": _OK, "type": SENTENCE, "value": text}


def _replace_card(card: Json) -> Json:
    """Another card in the place of the one that was pressed."""
    return {"statusCode": _OK, "type": CARD, "value": card}


def _late(did: Interaction, reader: Reader) -> Json:
    text = reader.say(phrases.SLOW)
    return _sentence(text) if did.way == "execute" else _end_dialog(text)
