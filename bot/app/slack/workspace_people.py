"""Lists a workspace's people, so that an administrator picks them by name and copies no ids."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from adapters.slack.workspace.installation import InstallationLookup
from adapters.slack.workspace.web_api import Calls, Refused, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapters.slack.workspace.installation import Installation
    from bot.settings import SlackSettings

PAGE = 200
"""People of one answer, as Slack recommends: https://docs.slack.dev/reference/methods/users.list"""
MOST = 200
"""Answers that are asked for: 40,000 people. Beyond it, people are named by their address."""


async def list_people(slack: SlackSettings) -> Sequence[tuple[str, str]]:
    """Address and name of everybody who may use the app: nobody deactivated, no guest, no app, no other company.

    Empty if Slack does not answer.
    """
    calls = Calls(slack.bot_token, slack.api_url)
    try:
        installation = await InstallationLookup(calls).learn()
        return [] if installation is None else await _every_page(calls, installation)
    finally:
        await calls.close()


async def _every_page(calls: Calls, installation: Installation) -> list[tuple[str, str]]:
    cursor, found = "", list[tuple[str, str]]()
    for _ in range(MOST):
        answer = await calls.call("users.list", {"limit": PAGE, **({"cursor": cursor} if cursor else {})})
        if isinstance(answer, Refused) and answer.after is not None:
            await asyncio.sleep(answer.after)
            continue
        if not isinstance(answer, Said):
            break
        found += _colleagues(answer.data, installation)
        more = answer.data.get("response_metadata")
        cursor = str(cast("Mapping[str, Any]", more).get("next_cursor") or "") if isinstance(more, dict) else ""
        if not cursor:
            break
    return found


def _colleagues(data: Mapping[str, Any], installation: Installation) -> Iterator[tuple[str, str]]:
    members = data.get("members")
    for one in cast("list[Mapping[str, Any]]", members) if isinstance(members, list) else []:
        outside = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
        user, name = one.get("id"), one.get("real_name") or one.get("name")
        if isinstance(user, str) and name and user != "USLACKBOT" and not any(one.get(what) for what in outside):
            yield str(installation.address(user)), str(name)
