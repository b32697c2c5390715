"""What Slack sends when a person does something, field for field as its documentation shows it."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from tests.platforms.slack.fake.blocks import offered

if TYPE_CHECKING:
    from tests.platforms.slack.fake.workspace import Json, Posted, User, Workspace

VERIFICATION = "legacy-verification-token"


def _who(workspace: Workspace, user: User) -> Json:
    name = user.name.lower().replace(" ", ".")
    return {
        "team": {"id": workspace.rules.team, "domain": "clinic"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": name, "name": name, "team_id": workspace.rules.team},
        "api_app_id": workspace.rules.app_id,
        "token": VERIFICATION,
    }


def command(workspace: Workspace, user: User, text: str) -> Json:
    """Typed in whatever conversation was open: here, one with somebody else."""
    return {
        "token": VERIFICATION,
        "team_id": workspace.rules.team,
        "team_domain": "clinic",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": user.id,
        "user_name": user.name.lower().replace(" ", "."),
        "command": workspace.rules.command,
        "text": text,
        "api_app_id": workspace.rules.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.hook(user.id),
        "trigger_id": workspace.trigger(user.id),
    }


def shortcut(workspace: Workspace, user: User, callback_id: str) -> Json:
    return {
        "type": "shortcut",
        **_who(workspace, user),
        "action_ts": _now(),
        "callback_id": callback_id,
        "trigger_id": workspace.trigger(user.id),
    }


def pressed_in_message(workspace: Workspace, user: User, action: Json, posted: Posted) -> Json:
    message = {
        "type": "message",
        "user": workspace.rules.bot_user,
        "bot_id": "B0BOT",
        "app_id": workspace.rules.app_id,
        "ts": posted.ts,
        "text": posted.body["text"],
        "blocks": posted.body["blocks"],
    }
    return {
        "type": "block_actions",
        **_who(workspace, user),
        "container": {
            "type": "message",
            "message_ts": posted.ts,
            "channel_id": posted.channel,
            "is_ephemeral": False,
        },
        "trigger_id": workspace.trigger(user.id),
        "channel": {"id": posted.channel, "name": "directmessage"},
        "message": message,
        "state": {"values": {}},
        "response_url": workspace.hook(user.id),
        "actions": [{**action, "action_ts": _now()}],
    }


def pressed_in_view(workspace: Workspace, user: User, action: Json, view: Json) -> Json:
    modal = view["id"] if view["type"] == "modal" else None
    return {
        "type": "block_actions",
        **_who(workspace, user),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": workspace.trigger(user.id, modal),
        "view": view,
        "actions": [{**action, "action_ts": _now()}],
    }


def submitted(workspace: Workspace, user: User, view: Json) -> Json:
    return {
        "type": "view_submission",
        **_who(workspace, user),
        "trigger_id": workspace.trigger(user.id, view["id"]),
        "view": view,
        "response_urls": [],
    }


def closed(workspace: Workspace, user: User, view: Json, *, cleared: bool) -> Json:
    return {"type": "view_closed", **_who(workspace, user), "view": view, "is_cleared": cleared}


def event(workspace: Workspace, happened: Json) -> Json:
    """An event in its envelope."""
    rules = workspace.rules
    return {
        "token": VERIFICATION,
        "team_id": rules.team,
        "api_app_id": rules.app_id,
        "event": {**happened, "event_ts": _now()},
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(6).upper(),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": rules.team,
                "user_id": rules.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def _now() -> str:
    return f"{time.time():.6f}"


def answered(element: Json, given: list[str] | None) -> Json:
    """The state of one field: what was chosen or typed, or what it began with if None."""
    kind = element["type"]
    return {"type": kind, **_STATES[kind](element, given)}


def _typed(element: Json, given: list[str] | None) -> Json:
    value = element.get("initial_value") if given is None else "".join(given)
    return {"value": value or None}


def _option(element: Json, given: list[str] | None) -> Json:
    first = element.get("initial_option")
    chosen = [first] if given is None and first else _chosen(element, given or [])
    return {"selected_option": chosen[0] if chosen else None}


def _options(element: Json, given: list[str] | None) -> Json:
    first = element.get("initial_options", [])
    return {"selected_options": first if given is None else _chosen(element, given)}


def _chosen(element: Json, given: list[str]) -> list[Json]:
    known = {one["value"]: one for one in offered(element)}
    strange = [one for one in given if one and one not in known]
    if strange:
        raise ValueError(f"{element['action_id']} offers no such option")
    return [known[one] for one in given if one]


def _user(element: Json, given: list[str] | None) -> Json:
    chosen = [element.get("initial_user")] if given is None else given
    return {"selected_user": (chosen[0] or None) if chosen else None}


def _users(element: Json, given: list[str] | None) -> Json:
    return {"selected_users": element.get("initial_users", []) if given is None else [one for one in given if one]}


def _picked(name: str, first: str) -> Any:
    def pick(element: Json, given: list[str] | None) -> Json:
        value = element.get(first) if given is None else "".join(given)
        return {name: value or None}

    return pick


_STATES = {
    "plain_text_input": _typed,
    "number_input": _typed,
    "email_text_input": _typed,
    "static_select": _option,
    "radio_buttons": _option,
    "multi_static_select": _options,
    "checkboxes": _options,
    "users_select": _user,
    "multi_users_select": _users,
    "datepicker": _picked("selected_date", "initial_date"),
    "timepicker": _picked("selected_time", "initial_time"),
}


def is_empty(state: Json) -> bool:
    """Whether a field was left without an answer."""
    return not any(value for name, value in state.items() if name != "type")
