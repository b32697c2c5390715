"""What a person can do in Slack, and what then becomes of their screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.platforms.slack.fake import payloads, wire
from tests.platforms.slack.fake.surfaces import elements, wrong_view
from tests.platforms.slack.fake.workspace import SlackError

if TYPE_CHECKING:
    from tests.platforms.slack.fake.server import Slack
    from tests.platforms.slack.fake.wire import Reply
    from tests.platforms.slack.fake.workspace import Json, Posted, User

    Values = dict[str, dict[str, list[str]]]

TROUBLE = "We had some trouble connecting. Try again?"
REQUIRED = "Please complete this required field."


class NotOnScreenError(Exception):
    """A person can only press what they see."""


async def types_command(slack: Slack, user: User, text: str) -> Reply:
    """``/peersupport``; a modal that was open is closed first, because it covers the line to type in."""
    await closes(slack, user)
    reply = await wire.deliver(slack, "command", payloads.command(slack.workspace, user, text))
    _complain_unless(reply, slack, user, f"{slack.workspace.rules.command} didn't respond")
    if reply.ok and reply.json().get("text"):
        slack.workspace.shown[user.id].whispers.append(reply.json()["text"])
    return reply


async def uses_shortcut(slack: Slack, user: User, callback_id: str) -> Reply:
    await closes(slack, user)
    reply = await wire.deliver(slack, "interactive", payloads.shortcut(slack.workspace, user, callback_id))
    return _complain_unless(reply, slack, user, "The shortcut didn't respond")


async def opens_home(slack: Slack, user: User, tab: str = "home") -> Reply:
    shown = slack.workspace.shown[user.id]
    happened = {"type": "app_home_opened", "user": user.id, "channel": "D" + user.id[1:], "tab": tab}
    view = {"view": shown.home} if shown.home and tab == "home" else {}
    return await wire.report(slack, payloads.event(slack.workspace, {**happened, **view}))


async def presses(slack: Slack, user: User, action: Json, place: Json) -> Reply:
    """Press what stands in a message (``ts``) or a view (``view``); ``stale`` lets through what is gone."""
    if "ts" in place:
        await closes(slack, user)
        posted = _message(slack, place)
        own = slack.workspace.channels[posted.channel] == user.id
        _seen(action, posted.body["blocks"], place, is_open=own and not posted.deleted)
        payload = payloads.pressed_in_message(slack.workspace, user, action, posted)
    else:
        view = slack.workspace.views.get(place["view"])
        if view is None:
            raise NotOnScreenError
        if view["type"] == "home":
            await closes(slack, user)
        _seen(action, view["blocks"], place, is_open=_is_shown(slack, user, view))
        payload = payloads.pressed_in_view(slack.workspace, user, action, _with_state(slack, view))
    reply = await wire.deliver(slack, "interactive", payload)
    return _complain_unless(reply, slack, user, "The button didn't respond")


def _message(slack: Slack, place: Json) -> Posted:
    found = [one for one in slack.workspace.messages if one.ts == place["ts"]]
    if not found:
        raise NotOnScreenError
    return found[0]


def _is_shown(slack: Slack, user: User, view: Json) -> bool:
    shown = slack.workspace.shown[user.id]
    return view is shown.home or bool(shown.modals and view is shown.modals[-1])


def _seen(action: Json, blocks: list[Json], place: Json, *, is_open: bool) -> None:
    here = [(one["block_id"], two["action_id"], two.get("value")) for one in blocks for two in elements(one)]
    there = (action.get("block_id"), action.get("action_id"), action.get("value"))
    if not place.get("stale") and not (is_open and there in here):
        raise NotOnScreenError


def _with_state(slack: Slack, view: Json, values: Values | None = None) -> Json:
    """The view as it is sent: with what each field holds now. What was typed survives an update of the view."""
    kept = slack.typed.setdefault(view["id"], {})
    for block_id, answers in (values or {}).items():
        kept.setdefault(block_id, {}).update(answers)
    state: Json = {}
    for block in view["blocks"]:
        for element in elements(block):
            if element["type"] not in {"button", "overflow"}:
                given = kept.get(block["block_id"], {}).get(element["action_id"])
                answered = payloads.answered(element, given)
                state.setdefault(block["block_id"], {})[element["action_id"]] = answered
    return {**view, "state": {"values": state}}


async def submits(slack: Slack, user: User, values: Values) -> tuple[Reply | None, dict[str, str]]:
    """Send the topmost modal; what its fields refuse never leaves the client. Errors are by block id."""
    stack = slack.workspace.shown[user.id].modals
    if not stack or not stack[-1]["submit"]:
        raise NotOnScreenError
    view = _with_state(slack, stack[-1], values)
    if refused := _refused(view):
        return None, refused
    reply = await wire.deliver(slack, "interactive", payloads.submitted(slack.workspace, user, view))
    if not reply.ok:
        return _complain_unless(reply, slack, user, TROUBLE), {}
    return reply, _follow(slack, user, view, reply.json())


def _refused(view: Json) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view["state"]["values"][block["block_id"]][element["action_id"]]
        if payloads.is_empty(state) and not block.get("optional"):
            wrong[block["block_id"]] = REQUIRED
        elif len(str(state.get("value") or "")) > element.get("max_length", 3000):
            wrong[block["block_id"]] = "That is too long."
    return wrong


def _follow(slack: Slack, user: User, view: Json, answer: Json) -> dict[str, str]:
    """Do with the modals what the app answered."""
    shown = slack.workspace.shown[user.id]
    try:
        match answer.get("response_action"):
            case None if not answer:
                shown.modals = [one for one in shown.modals if one["id"] != view["id"]]
            case "errors":
                return _errors(view, answer)
            case "update":
                slack.workspace.update_modal(view["id"], _valid(answer))
            case "push":
                slack.workspace.push_modal(user.id, _valid(answer))
            case "clear":
                shown.modals = []
            case action:
                _unknown(action)
    except SlackError as error:
        shown.errors.append(TROUBLE)
        slack.complaints.append(f"answer to view_submission: {error.error} {' '.join(error.messages)}")
    return {}


def _unknown(action: object) -> None:
    raise SlackError(f"invalid response_action: {action}")


def _errors(view: Json, answer: Json) -> dict[str, str]:
    inputs = {one["block_id"] for one in view["blocks"] if one["type"] == "input"}
    errors = answer.get("errors")
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("errors must name input blocks of the view")
    if not all(isinstance(one, str) and one for one in errors.values()):
        raise SlackError("errors must be texts")
    return errors


def _valid(answer: Json) -> Json:
    view = answer.get("view")
    if wrong := list(wrong_view(view, "modal")):
        raise SlackError("invalid_arguments", *wrong)
    assert isinstance(view, dict)
    return view


async def closes(slack: Slack, user: User, *, only_top: bool = False) -> None:
    """Close every modal, or the topmost one; the app hears of those that asked for it."""
    shown = slack.workspace.shown[user.id]
    gone = shown.modals[-1:] if only_top and shown.modals and not shown.modals[-1]["clear_on_close"] else shown.modals
    shown.modals = [one for one in shown.modals if one not in gone]
    for view in gone:
        slack.typed.pop(view["id"], None)
    told = [one for one in gone if one["notify_on_close"]]
    cleared = len(gone) > 1
    sent = [payloads.closed(slack.workspace, user, one, cleared=cleared) for one in told]
    await asyncio.gather(*(wire.deliver(slack, "interactive", one) for one in sent))


def _complain_unless(reply: Reply, slack: Slack, user: User, words: str) -> Reply:
    if not reply.ok:
        slack.workspace.shown[user.id].errors.append(words)
    return reply


async def leaves(slack: Slack, user: User) -> Reply:
    """Somebody's account is deactivated."""
    user.deleted = True
    told = user.described(slack.workspace.rules.team)
    return await wire.report(slack, payloads.event(slack.workspace, {"type": "user_change", "user": told}))


async def uninstalls(slack: Slack) -> Reply:
    """An administrator removes the app: its tokens are revoked at once."""
    slack.workspace.rules.installed = False
    bot = slack.workspace.rules.bot_user
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}}
    await wire.report(slack, payloads.event(slack.workspace, revoked))
    return await wire.report(slack, payloads.event(slack.workspace, {"type": "app_uninstalled"}))
