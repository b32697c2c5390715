"""Asks Slack about each address of the roster, at the pace that Slack allows: who is there, and can be written to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from adapters.slack.workspace.installation import InstallationLookup
from adapters.slack.workspace.web_api import Calls, Refused, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapters.slack.workspace.installation import Installation
    from adapters.slack.workspace.web_api import Answer
    from bot.domain.people import PersonId
    from bot.settings import SlackSettings

SPACING = 0.6
"""Seconds between two questions: Slack lets 100 a minute pass (tier 4)."""
NOT_ASKED = "Slack did not answer"
_NOBODY = frozenset({"user_not_found", "user_not_visible"})


async def examine_addresses(
    slack: SlackSettings, people: Sequence[PersonId], asked: Callable[[], object]
) -> list[tuple[PersonId, str]]:
    """Each of these people's addresses of this workspace that needs mending, with what is wrong with it.

    ``asked`` is called after each one. An address that could not be asked about is among them.
    """
    calls = Calls(slack.bot_token, slack.api_url)
    try:
        installation = await InstallationLookup(calls).learn()
        if installation is None:
            return [(one, NOT_ASKED) for one in people]
        found: list[tuple[PersonId, str]] = []
        loop = asyncio.get_running_loop()
        turn = loop.time()
        for one in people:
            await asyncio.sleep(max(0.0, turn - loop.time()))
            turn = loop.time() + SPACING
            if wrong := await _examined(calls, installation, one):
                found.append((one, wrong))
            asked()
        return found
    finally:
        await calls.close()


async def _examined(calls: Calls, installation: Installation, person: PersonId) -> str:
    user = installation.user(person.removeprefix("slack:"))
    if not user:
        return "is of another workspace"
    answer = await calls.call("users.info", {"user": user})
    if isinstance(answer, Refused) and answer.after is not None:
        await asyncio.sleep(answer.after)
        answer = await calls.call("users.info", {"user": user})
    return _wrong(answer, user, installation)


def _wrong(answer: Answer, user: str, installation: Installation) -> str:
    if isinstance(answer, Refused):
        return "is unknown to Slack" if answer.error in _NOBODY else f"could not be asked about ({answer.error})"
    if not isinstance(answer, Said):
        return NOT_ASKED
    told = _inside(answer.data, "user")
    checks = {
        "is deactivated": told.get("deleted") is True,
        "is an app, and nobody": told.get("is_bot") is True,
        "is of another company": told.get("is_stranger") is True,
        "is a guest, who may not see the app": told.get("is_restricted") is True,
        f"is {told.get('id')} there now": bool(told.get("id")) and told.get("id") != user,
    }
    moved = _inside(told, "enterprise_user").get("id")
    if installation.enterprise and moved and moved != user:
        checks[f"is {moved} in the organisation now"] = True
    return next((what for what, holds in checks.items() if holds), "")


def _inside(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
