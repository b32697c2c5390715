"""What a person can do in Teams, and what then becomes of their screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.platforms.teams.fake import wire
from tests.platforms.teams.fake.answers import UNREACHABLE, WENT_WRONG, follow, wrong_answer
from tests.platforms.teams.fake.cards import actions, inputs
from tests.platforms.teams.fake.tenant import Dialog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.platforms.teams.fake.server import Teams
    from tests.platforms.teams.fake.tenant import Json, Posted, User
    from tests.platforms.teams.fake.wire import Reply

    Place = dict[str, str]

TOO_LONG = "That is too long."
_CONTEXT = {"theme": "default"}


class NotOnScreenError(Exception):
    """A person can only press what they see."""


@dataclass(frozen=True)
class Came:
    """What came of a gesture: the bot's answer, the sentence that flashed by or the card that took a message's place,
    and what the client itself refused.
    """

    reply: Reply | None = None
    toast: str | None = None
    card: Json | None = None
    errors: dict[str, str] = field(default_factory=dict)


async def writes(teams: Teams, user: User, text: str) -> Came:
    """Type something in the chat with the bot."""
    more = {"text": text, "textFormat": "plain", "attachments": [{"contentType": "text/html", "content": text}]}
    return await _tells(teams, wire.activity(teams, user, "message", **more))


async def installs(teams: Teams, user: User) -> Came:
    user.installed = True
    bot = {"id": f"28:{teams.tenant.rules.app_id}"}
    await _tells(teams, wire.activity(teams, user, "conversationUpdate", membersAdded=[bot, {"id": user.teams_id}]))
    return await _tells(teams, wire.activity(teams, user, "installationUpdate", action="add"))


async def removes(teams: Teams, user: User) -> Came:
    user.installed = False
    return await _tells(teams, wire.activity(teams, user, "installationUpdate", action="remove"))


async def commands(teams: Teams, user: User, device: str) -> Came:
    """Use the message extension: from the compose box of a chat with somebody else, or by its slash."""
    value = {
        "commandId": teams.tenant.rules.command,
        "commandContext": "compose",
        "requestId": wire.new_id(),
        "context": _CONTEXT,
    }
    place = {"conversation": wire.elsewhere(teams.tenant.rules, user)}
    return await _invokes(teams, user, "composeExtension/fetchTask", value, device=device, **place)


async def presses(teams: Teams, user: User, action: Json, place: Place) -> Came:
    """Press what stands in a ``message`` or in the dialog on a ``device``; ``stale`` lets through what is gone."""
    if "message" in place:
        return await _presses_in_message(teams, user, action, place)
    dialog = _dialog(teams, user, place["device"])
    shown = dialog or Dialog("task", "", {"body": []})
    _seen(action, shown.card if dialog else None, place)
    return await _submitted(teams, user, shown, _data(action, shown.card, {}), device=place["device"])


async def _presses_in_message(teams: Teams, user: User, action: Json, place: Place) -> Came:
    posted = next((one for one in teams.tenant.posts if one.id == place["message"]), None)
    if posted is None:
        raise NotOnScreenError
    is_there = posted.chat == user.chat and not posted.deleted
    _seen(action, teams.tenant.card(user, posted) if is_there else None, place)
    device, more = place.get("device", "desk"), {"replyToId": posted.id}
    if action["type"] == "Action.Execute":
        held = {name: action[name] for name in ("type", "title", "verb", "data") if name in action}
        value = {"action": held, "trigger": "manual"}
        return await _invokes(teams, user, "adaptiveCard/action", value, device=device, **more)
    value = {"data": action["data"], "context": _CONTEXT}
    return await _invokes(teams, user, "task/fetch", value, device=device, **more)


async def submits(teams: Teams, user: User, values: dict[str, str], device: str) -> Came:
    """Send the dialog by its own button; what its fields refuse never leaves the client. Errors are by id."""
    dialog = _dialog(teams, user, device)
    sends = [one for one in dialog.card.get("actions", []) if one.get("associatedInputs") != "none"] if dialog else []
    if dialog is None or not sends:
        raise NotOnScreenError
    if wrong := dict(_refused(dialog.card, values)):
        return Came(errors=wrong)
    return await _submitted(teams, user, dialog, _data(sends[0], dialog.card, values), device=device)


async def closes(teams: Teams, user: User, device: str) -> Came:
    """Close the dialog; Teams tells nobody."""
    teams.tenant.shown[user.id].dialogs.pop(device, None)
    return Came()


def _dialog(teams: Teams, user: User, device: str) -> Dialog | None:
    return teams.tenant.shown[user.id].dialogs.get(device)


def _seen(action: Json, card: Json | None, place: Place) -> None:
    if place.get("stale"):
        return
    if card is None or action not in actions(card):
        raise NotOnScreenError


def _data(action: Json, card: Json, values: dict[str, str]) -> Json:
    """What a button of a dialog sends: its own data, and beside them what the fields hold."""
    if action.get("associatedInputs") == "none":
        return action["data"]
    held = {one["id"]: values.get(one["id"], one.get("value")) for one in inputs(card)}
    texts = {one["id"]: "" for one in inputs(card) if one["type"] == "Input.Text"}
    return {**action["data"], **texts, **{name: value for name, value in held.items() if value is not None}}


def _refused(card: Json, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What the client says itself, before anything is sent."""
    for one in inputs(card):
        held: str = values[one["id"]] if one["id"] in values else one.get("value", "")
        if one.get("isRequired") and not held:
            yield one["id"], one["errorMessage"]
        elif len(held) > one.get("maxLength", 8000):
            yield one["id"], TOO_LONG


async def _submitted(teams: Teams, user: User, dialog: Dialog, data: Json, *, device: str) -> Came:
    """A dialog from the compose box is sent on another way than one from a message."""
    if dialog.way == "task":
        return await _invokes(teams, user, "task/submit", {"data": data, "context": _CONTEXT}, device=device)
    value = {
        "commandId": teams.tenant.rules.command,
        "commandContext": "compose",
        "data": data,
        "context": _CONTEXT,
    }
    place = {"conversation": wire.elsewhere(teams.tenant.rules, user)}
    return await _invokes(teams, user, "composeExtension/submitAction", value, device=device, **place)


async def _invokes(teams: Teams, user: User, name: str, value: Json, *, device: str, **more: object) -> Came:
    """Ask the bot, and show what it answers; an answer that can't be shown is an error on the screen."""
    said = wire.activity(teams, user, "invoke", name=name, value=value, **more)
    reply = await wire.deliver(teams, said)
    shown = teams.tenant.shown[user.id]
    wrong = wrong_answer(name, reply.json()) if reply.status == 200 else [f"{name}: {reply.status}"]
    if wrong:
        shown.alerts.append(WENT_WRONG if name == "adaptiveCard/action" else UNREACHABLE)
        teams.complaints.extend(wrong if reply.status == 200 else ())
        return Came(reply)
    message = str(more.get("replyToId", ""))
    toast = follow(shown, name, reply.json(), device=device, message=message)
    card = reply.json()["value"] if name == "adaptiveCard/action" and toast is None else None
    teams.tenant.replaced += [card] if card else []
    task = reply.json().get("task", {})
    teams.tenant.dialogs_shown += [task["value"]] if task.get("type") == "continue" else []
    return Came(reply, toast, card)


async def _tells(teams: Teams, said: Json) -> Came:
    """What needs no answer but 2xx."""
    reply = await wire.deliver(teams, said)
    if not reply.ok:
        teams.complaints.append(f"{said['type']}: {reply.status}")
    return Came(reply)


def letters(teams: Teams, user: User) -> list[Json]:
    """The messages as this person sees them now."""

    def seen(posted: Posted) -> Json:
        shown = {"id": posted.id, "summary": posted.activity["summary"], "card": teams.tenant.card(user, posted)}
        return {**shown, "edits": len(posted.versions) - 1}

    return [seen(one) for one in teams.tenant.letters(user)]
