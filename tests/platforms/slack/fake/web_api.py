"""The Web API methods that an app like ours may call, as strict as Slack; any other is unknown."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import web

from tests.platforms.slack.fake.surfaces import filled, wrong_blocks, wrong_metadata, wrong_view
from tests.platforms.slack.fake.workspace import SlackError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.platforms.slack.fake.faults import Fault
    from tests.platforms.slack.fake.server import Slack
    from tests.platforms.slack.fake.workspace import Json, Posted, Workspace

    Method = Callable[[Workspace, Json], Json]

LONGEST_TEXT = 40_000


def auth_test(workspace: Workspace, _given: Json) -> Json:
    rules = workspace.rules
    return {
        "url": "https://clinic.slack.test/",
        "team": "Clinic",
        "user": "peersupport",
        **({"team_id": rules.team} if rules.team else {}),
        **({"enterprise_id": rules.enterprise} if rules.enterprise else {}),
        "user_id": rules.bot_user,
        "bot_id": "B0BOT",
        "is_enterprise_install": rules.org_wide,
    }


def post_message(workspace: Workspace, given: Json) -> Json:
    channel = given["channel"]
    if channel in workspace.users:
        channel, _ = workspace.open_channel(channel)
    workspace.reader(channel)
    posted = workspace.post(channel, _body(given))
    return {"channel": channel, "ts": posted.ts, "message": _told(posted, workspace)}


def update_message(workspace: Workspace, given: Json) -> Json:
    posted = workspace.message(given["channel"], given["ts"])
    fresh = _body(given)
    if "metadata" not in given:
        fresh["metadata"] = posted.body["metadata"]
    posted.body = fresh
    posted.versions.append(fresh)
    return {"channel": posted.channel, "ts": posted.ts, "text": fresh["text"], "message": _told(posted, workspace)}


def delete_message(workspace: Workspace, given: Json) -> Json:
    posted = workspace.message(given["channel"], given["ts"])
    posted.deleted = True
    return {"channel": posted.channel, "ts": posted.ts}


def _body(given: Json) -> Json:
    """What a message consists of; raises what Slack would."""
    blocks, text = given.get("blocks", []), given.get("text", "")
    if blocks and (wrong := list(wrong_blocks(blocks, "message"))):
        raise SlackError("invalid_blocks", *wrong)
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > LONGEST_TEXT:
        raise SlackError("msg_too_long")
    if given.get("metadata") and (wrong := list(wrong_metadata(given["metadata"]))):
        raise SlackError("invalid_metadata_format", *wrong)
    return {"text": text, "blocks": filled(blocks), "metadata": given.get("metadata")}


def _told(posted: Posted, workspace: Workspace, *, metadata: bool = False) -> Json:
    told = {"type": "message", "user": workspace.rules.bot_user, "bot_id": "B0BOT", "app_id": workspace.rules.app_id}
    told |= {"ts": posted.ts, "text": posted.body["text"], "blocks": posted.body["blocks"]}
    return told | ({"metadata": posted.body["metadata"]} if metadata and posted.body["metadata"] else {})


def open_conversation(workspace: Workspace, given: Json) -> Json:
    channel, was_open = workspace.open_channel(str(given["users"]))
    more = {"no_op": True, "already_open": True} if was_open else {}
    return {**more, "channel": {"id": channel}}


def history(workspace: Workspace, given: Json) -> Json:
    """The newest first; ``limit``, ``oldest`` and ``latest`` as Slack understands them."""
    user = workspace.reader(given["channel"])
    most = min(int(given.get("limit", 100)), 999)
    low, high = float(given.get("oldest", 0)), float(given.get("latest", "inf"))
    found = [one for one in workspace.letters(user) if low < float(one.ts) < high][::-1]
    metadata = str(given.get("include_all_metadata", "")).lower() in {"true", "1"}
    shown = [_told(one, workspace, metadata=metadata) for one in found[:most]]
    return {"messages": shown, "has_more": len(found) > most}


def open_view(workspace: Workspace, given: Json) -> Json:
    view = _checked(given, "modal")
    trigger = workspace.use_trigger(given.get("trigger_id"))
    return {"view": workspace.open_modal(trigger.user, view)}


def push_view(workspace: Workspace, given: Json) -> Json:
    view = _checked(given, "modal")
    trigger = workspace.use_trigger(given.get("trigger_id"))
    return {"view": workspace.push_modal(trigger.user, view)}


def update_view(workspace: Workspace, given: Json) -> Json:
    view = _checked(given, "modal")
    return {"view": workspace.update_modal(str(given["view_id"]), view, given.get("hash"))}


def publish_view(workspace: Workspace, given: Json) -> Json:
    if not workspace.rules.home_tab:
        raise SlackError("not_enabled")
    view = _checked(given, "home")
    return {"view": workspace.publish(str(given["user_id"]), view, given.get("hash"))}


def _checked(given: Json, kind: str) -> Json:
    wrong = list(wrong_view(given["view"], kind))
    if any("too large" in one for one in wrong):
        raise SlackError("view_too_large")
    if wrong:
        raise SlackError("invalid_arguments", *wrong)
    return given["view"]


def user_info(workspace: Workspace, given: Json) -> Json:
    told = workspace.user(str(given["user"])).described(workspace.rules.team)
    if str(given.get("include_locale", "")).lower() not in {"true", "1"}:
        told.pop("locale", None)
    return {"user": told}


def list_users(workspace: Workspace, given: Json) -> Json:
    """Everybody, page by page: https://docs.slack.dev/reference/methods/users.list, an empty cursor on the last one."""
    people = list(workspace.users.values())
    begin, most = int(given.get("cursor") or 0), int(given.get("limit", 0)) or len(people)
    following = str(begin + most) if begin + most < len(people) else ""
    told = [{**one.described(workspace.rules.team)} for one in people[begin : begin + most]]
    for one in told:
        one.pop("locale", None)
    return {"members": told, "cache_ts": 1498777272, "response_metadata": {"next_cursor": following}}


def unused(_workspace: Workspace, _given: Json) -> Json:
    """Ephemeral messages are lost on a reload: nothing may rely on them."""
    raise SlackError("restricted_action")


_POSTED = {"text", "blocks", "metadata", "mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media"}
METHODS: dict[str, tuple[Method, str, set[str], set[str]]] = {
    "auth.test": (auth_test, "", set(), set()),
    "chat.postMessage": (post_message, "chat:write", {"channel"}, _POSTED),
    "chat.postEphemeral": (unused, "chat:write", {"channel", "user"}, _POSTED),
    "chat.update": (update_message, "chat:write", {"channel", "ts"}, _POSTED),
    "chat.delete": (delete_message, "chat:write", {"channel", "ts"}, set()),
    "conversations.open": (open_conversation, "im:write", {"users"}, {"return_im"}),
    "conversations.history": (
        history,
        "im:history",
        {"channel"},
        {"limit", "oldest", "latest", "inclusive", "include_all_metadata", "cursor"},
    ),
    "views.open": (open_view, "", {"view"}, {"trigger_id"}),
    "views.push": (push_view, "", {"view"}, {"trigger_id"}),
    "views.update": (update_view, "", {"view", "view_id"}, {"hash"}),
    "views.publish": (publish_view, "", {"view", "user_id"}, {"hash"}),
    "users.info": (user_info, "users:read", {"user"}, {"include_locale"}),
    "users.list": (list_users, "users:read", set(), {"cursor", "limit", "include_locale"}),
}
"""For each method: what it does, the scope it needs, the arguments it needs and may have."""


async def call(slack: Slack, request: web.Request) -> web.StreamResponse:
    """Answer one call as Slack would on a day like this."""
    method = request.match_info["method"]
    given = await _arguments(request)
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    record = {"method": method, "given": given, "error": ""}
    slack.workspace.calls.append(record)
    await asyncio.sleep(slack.weather.storm.way(method))
    fault = slack.weather.strikes(method, _for_whom(slack, given))
    if fault and (early := _refused(fault)):
        record["error"] = fault.error or fault.kind
        return early if fault.kind != "drop" else _hang_up(request)
    channel = given.get("channel") if method == "chat.postMessage" else None
    if wait := slack.weather.too_many(method, channel, slack.workspace.rules):
        record["error"] = "ratelimited"
        return _too_many(wait)
    if fault and fault.kind == "cut":
        slack.later(fault.seconds, lambda: perform(slack, method, given, token))
        return _hang_up(request)
    answer = perform(slack, method, given, token)
    record["error"], record["why"] = answer.get("error", ""), answer.get("response_metadata", {})
    await asyncio.sleep(slack.weather.storm.way(method))
    if fault and fault.kind == "lose_reply":
        return _hang_up(request)
    if fault and fault.kind == "late":
        await asyncio.sleep(fault.seconds)
    return web.json_response(answer, headers={"X-OAuth-Scopes": ",".join(slack.workspace.rules.scopes)})


def _for_whom(slack: Slack, given: Json) -> str:
    """Whom a call is about."""
    channel = str(given.get("channel", ""))
    return str(given.get("users") or given.get("user_id") or slack.workspace.channels.get(channel, ""))


def _refused(fault: Fault) -> web.Response | None:
    """What is answered without doing anything."""
    if fault.kind == "ratelimited":
        return _too_many(fault.seconds)
    if fault.kind == "refuse":
        return web.json_response({"ok": False, "error": fault.error})
    if fault.kind == "error":
        return web.Response(status=fault.status, text="Something went wrong on Slack's side.")
    return web.Response() if fault.kind == "drop" else None


def _too_many(seconds: float) -> web.Response:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": f"{seconds:g}"})


def _hang_up(request: web.Request) -> web.StreamResponse:
    """Cut the line without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request) -> Json:
    """From a query, a form or JSON, as Slack takes them; JSON inside a form is opened."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        given |= json.loads(await request.read() or b"{}")
    else:
        given |= dict(await request.post())
    for name in ("blocks", "view", "metadata"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


def perform(slack: Slack, method: str, given: Json, token: str) -> Json:
    """Do what was asked, if the token may and the arguments are right."""
    try:
        if method == "apps.connections.open":
            return {"ok": True, "url": slack.socket_url(token)}
        _allowed(slack.workspace, method, token)
        work, _, needed, optional = METHODS[method]
        _complete(given, needed, optional)
        return {"ok": True, **work(slack.workspace, given)}
    except SlackError as error:
        messages = {"response_metadata": {"messages": list(error.messages)}} if error.messages else {}
        return {"ok": False, "error": error.error, **error.more, **messages}


def _allowed(workspace: Workspace, method: str, token: str) -> None:
    rules = workspace.rules
    if method not in METHODS:
        raise SlackError("unknown_method", req_method=method)
    if not token:
        raise SlackError("not_authed")
    if token == rules.app_token:
        raise SlackError("not_allowed_token_type")
    if token != rules.bot_token:
        raise SlackError("invalid_auth")
    if not rules.installed:
        raise SlackError("token_revoked")
    needed = METHODS[method][1]
    if needed and needed not in rules.scopes:
        raise SlackError("missing_scope", needed=needed, provided=",".join(rules.scopes))


def _complete(given: Json, needed: set[str], optional: set[str]) -> None:
    missing = [f"[ERROR] missing required field: {name}" for name in sorted(needed - set(given))]
    extra = [f"[ERROR] invalid argument: {name}" for name in sorted(set(given) - needed - optional - {"team_id"})]
    if missing or extra:
        raise SlackError("invalid_arguments", *missing, *extra)
