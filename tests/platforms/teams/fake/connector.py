"""The Bot Connector: open a chat, send, edit, delete, members; as strict as Teams, as unreliable as a test wants."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import web

from tests.platforms.shapes import listed, one_of, shaped, string
from tests.platforms.teams.fake.answers import check_activity
from tests.platforms.teams.fake.faults import CASES
from tests.platforms.teams.fake.graph import SCOPE as GRAPH
from tests.platforms.teams.fake.tenant import TeamsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.platforms.teams.fake.faults import Fault
    from tests.platforms.teams.fake.server import Teams
    from tests.platforms.teams.fake.tenant import Json, Tenant

    Operation = Callable[[Tenant, dict[str, str], Json], tuple[int, Json]]

MISTAKES = frozenset({"BadSyntax", "MessageSizeTooBig", "Unauthorized", "BadFormat"})
"""Refusals that are the app's own fault, whatever the day is like."""


def create(tenant: Tenant, _path: dict[str, str], given: Json) -> tuple[int, Json]:
    """The personal chat with somebody: each time the same."""
    of_tenant = one_of(tenant.rules.tenant)
    wrong = shaped(
        {
            "bot": shaped({"id": one_of(f"28:{tenant.rules.app_id}")}, {"name": string(200)}),
            "members": listed(shaped({"id": string(200)}), most=1),
            "channelData": shaped({"tenant": shaped({"id": of_tenant})}),
        },
        {"isGroup": lambda value, at: one_of("False")(str(value), at), "tenantId": of_tenant},
    )(given, "/conversation")
    if complaints := list(wrong):
        raise TeamsError(400, "BadSyntax", " ".join(complaints))
    return 201, {"id": tenant.opened(given["members"][0]["id"])}


def send(tenant: Tenant, path: dict[str, str], given: Json) -> tuple[int, Json]:
    tenant.owner(path["chat"])
    check_activity(given)
    return 201, {"id": tenant.post(path["chat"], given).id}


def edit(tenant: Tenant, path: dict[str, str], given: Json) -> tuple[int, Json]:
    tenant.message(path["chat"], path["activity"])
    check_activity(given)
    return 200, {"id": tenant.edit(path["chat"], path["activity"], given).id}


def delete(tenant: Tenant, path: dict[str, str], _given: Json) -> tuple[int, Json]:
    tenant.delete(path["chat"], path["activity"])
    return 200, {}


def members(tenant: Tenant, path: dict[str, str], _given: Json) -> tuple[int, Json]:
    """Who is in a chat besides the bot."""
    user = tenant.owner(path["chat"])
    told = {"id": user.teams_id, "name": user.name, "aadObjectId": user.id, "tenantId": tenant.rules.tenant}
    return 200, {"members": [told]}


def member(tenant: Tenant, path: dict[str, str], _given: Json) -> tuple[int, Json]:
    """One of them, unless they have left the tenant, by the bot's id of them or by their object id."""
    gone = any(one.deleted for one in tenant.users.values() if one.chat == path["chat"])
    if gone or path["member"] not in {(user := tenant.owner(path["chat"])).id, user.teams_id}:
        raise TeamsError(404, "MemberNotFoundInConversation", "Member not found in conversation.")
    return 200, members(tenant, path, {})[1]["members"][0]


ROUTES: tuple[tuple[str, str, str, Operation], ...] = (
    ("POST", "/v3/conversations", "create", create),
    ("POST", "/v3/conversations/{chat}/activities", "send", send),
    ("PUT", "/v3/conversations/{chat}/activities/{activity}", "edit", edit),
    ("DELETE", "/v3/conversations/{chat}/activities/{activity}", "delete", delete),
    ("GET", "/v3/conversations/{chat}/pagedmembers", "members", members),
    ("GET", "/v3/conversations/{chat}/members/{member}", "member", member),
)


async def call(teams: Teams, request: web.Request, name: str, work: Operation) -> web.StreamResponse:
    """One call of the bot, through whatever weather there is."""
    given, storm = await _given(request), teams.weather.storm
    await asyncio.sleep(storm.way(name))
    fault = teams.weather.strikes(name, _for_whom(teams, request, given))
    if fault is not None and fault.kind == "cut":
        teams.later(fault.seconds or 1.0, lambda: _done(teams, request, name, work, given))
    is_done = fault is None or fault.applied or fault.kind == "late"
    status, body, wait = _done(teams, request, name, work, given) if is_done else (0, {}, None)
    record = {"operation": name, "status": status, "given": given, "path": dict(request.match_info)}
    refused = _status_of(fault) if fault and fault.kind == "answer" else 0
    teams.tenant.calls.append({**record, "code": _code(body), "refused": refused})
    await asyncio.sleep(storm.way(name))
    if fault is not None:
        return await _struck(request, fault, status, body)
    _told(teams, request, body)
    return _answered(status, body, wait)


def _status_of(fault: Fault) -> int:
    return CASES[fault.case]["status"] if fault.case else fault.status


def _told(teams: Teams, request: web.Request, body: Json) -> None:
    """The bot learns of its message, unless it has hung up or died."""
    if request.transport is None or request.transport.is_closing():
        return
    for one in teams.tenant.posts:
        one.told = one.told or one.id == body.get("id")


def _done(
    teams: Teams, request: web.Request, name: str, work: Operation, given: Json
) -> tuple[int, Json, float | None]:
    """What the operation itself says: status, body and seconds to wait."""
    path = dict(request.match_info)
    try:
        _let_in(teams, request, name)
        return *work(teams.tenant, path, given), None
    except TeamsError as error:
        return error.status, {"error": {"code": error.code, "message": error.words}}, error.wait


def _let_in(teams: Teams, request: web.Request, name: str) -> None:
    """Only this bot, and not too often."""
    header = request.headers.get("Authorization", "")
    if not (teams.issuer.knows(header, GRAPH) if name == "graph" else teams.issuer.knows(header)):
        raise TeamsError(401, "Unauthorized", "Authorization has been denied for this request.")
    if name != "send" or not teams.tenant.rules.limits:
        return
    if wait := teams.weather.too_many(request.match_info["chat"]):
        raise TeamsError(429, "TooManyRequests", "Too many requests.", wait=wait)


def _for_whom(teams: Teams, request: web.Request, given: Json) -> str:
    """Whom a call is about: the one whose chat it is, or for whom one is opened."""
    chat = request.match_info.get("chat", "")
    owner = next((one.id for one in teams.tenant.users.values() if one.chat == chat), "")
    asked = given.get("members")
    return owner or (str(asked[0].get("id", "")) if isinstance(asked, list) and asked else "")


def documented(case: Json, *, status: int | None = None) -> web.Response:
    """One of the documented answers, as it comes over the wire."""
    body = case.get("raw") if "raw" in case else json.dumps(case["body"]) if case.get("body") is not None else ""
    headers = {"content-type": "application/json; charset=utf-8"} if body else {}
    return web.Response(status=status or case["status"], text=body, headers=headers | case.get("headers", {}))


async def _struck(request: web.Request, fault: Fault, status: int, body: Json) -> web.StreamResponse:
    if fault.case:
        return documented(CASES[fault.case])
    if fault.kind == "answer":
        said = {"error": {"code": fault.code, "message": "On demand."}}
        return _answered(fault.status, said, fault.seconds)
    if fault.kind == "late":
        await asyncio.sleep(fault.seconds or 1.0)
        return _answered(status, body, None)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _answered(status: int, body: Json, wait: float | None) -> web.Response:
    headers = {"Retry-After": str(max(1, round(wait)))} if wait is not None else {}
    return web.json_response(body, status=status, headers=headers)


async def _given(request: web.Request) -> Json:
    """The body; an empty object for whatever is none."""
    try:
        found = json.loads(await request.text() or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _code(body: Json) -> str:
    error = body.get("error")
    return str(error["code"]) if isinstance(error, dict) else ""
