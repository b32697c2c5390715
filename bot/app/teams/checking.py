"""What `peersupport check` asks of Microsoft: signing keys, the bot's own token, people; each with what to mend."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from adapters.teams.app import PATH
from adapters.teams.connector.credentials import Credentials, scope_of
from adapters.teams.connector.http import Web
from adapters.teams.connector.signing_keys import Keys
from adapters.teams.connector.token_sources import NO_ANSWER, NO_IDENTITY
from bot.app.teams.wiring import graph_of, source_of
from bot.domain.people import Address
from bot.settings.teams import IDENTITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adapters.teams.connector.names import Graph
    from bot.domain.people import PersonId
    from bot.settings import Settings, TeamsSettings

Line = tuple[bool, str]
"""Whether it is fine, and the sentence about it."""

_ADVICE = {
    "invalid_client": "Make a new client secret (App registrations > Certificates & secrets) and copy its Value.",
    "unauthorized_client": "MICROSOFT_APP_ID is not known in the tenant MICROSOFT_APP_TENANT_ID.",
    "invalid_request": "MICROSOFT_APP_TENANT_ID names no tenant.",
    NO_IDENTITY: (
        "MICROSOFT_APP_ID is no identity of this host; assign the bot's identity to it (Identity > User assigned)."
    ),
    NO_ANSWER: "Is this machine allowed to reach it, or does it need HTTPS_PROXY?",
}


def examine_teams(settings: Settings, people: Sequence[PersonId]) -> tuple[Sequence[Line], Sequence[PersonId]]:
    """Ask Microsoft once for everything: what to say, and whom of these people the bot can't write to.

    Nothing if Teams is not configured. No secret and no person is ever part of a sentence.
    """
    if settings.teams is None:
        return (), ()
    others = strangers(settings.teams, people)
    return [*asyncio.run(_examine(settings.teams, settings)), *_told(others)], others


def strangers(teams: TeamsSettings, people: Iterable[PersonId]) -> list[PersonId]:
    """Those with an address in a tenant whose people may not use the bot; none where nobody is checked."""
    if teams.is_open:
        return []
    addresses = {one: Address.parse(one) for one in people}
    allowed = {f"teams:{tenant}" for tenant in teams.allowed_tenants}
    return [one for one, at in addresses.items() if at.platform == "teams" and one.partition("/")[0] not in allowed]


def _told(others: Sequence[PersonId]) -> Iterator[Line]:
    if others:
        what = f"Roster: {len(others)} address(es) are of a tenant that may not use the bot."
        mend = "or correct them in the roster's file and import that with --remove-missing."
        yield False, f"{what} Add it to TEAMS_ALLOWED_TENANTS, {mend}"


async def _examine(teams: TeamsSettings, settings: Settings) -> list[Line]:
    address = f"http://{settings.host}:{settings.port}{PATH}"
    if teams.is_open:
        return [(False, f"Teams: nobody is checked at {address}; for development on this computer only.")]
    connections = Web()
    credentials = Credentials(source_of(teams, connections), scope_of(teams.login_url))
    try:
        return [
            (True, f"Teams: your proxy must pass https://YOUR-NAME{PATH} on to {address}."),
            (True, f"Teams: people of {len(teams.allowed_tenants)} tenant(s) may use the bot."),
            await _keys(connections, teams),
            await _token(credentials, teams),
            await _names(graph_of(teams, connections), teams),
        ]
    finally:
        await connections.close()


async def _keys(connections: Web, teams: TeamsSettings) -> Line:
    if await Keys(connections, teams.openid_metadata_url, time.monotonic).reach():
        return True, "Teams: Microsoft's signing keys can be fetched."
    return False, f"Teams: no signing keys from {teams.openid_metadata_url}. {_ADVICE[NO_ANSWER]}"


async def _token(credentials: Credentials, teams: TeamsSettings) -> Line:
    where = teams.login_url
    if teams.app_type == IDENTITY:
        where = teams.identity_endpoint
    if await credentials.token() is not None:
        return True, "Teams: Microsoft gives the bot its token."
    advice = _ADVICE.get(credentials.refusal, "Compare all four MICROSOFT_ settings with the bot's registration.")
    if teams.app_type == IDENTITY and credentials.refusal == NO_ANSWER:
        advice = "This works only on the Azure host that the identity was assigned to."
    return False, f"Teams: no token from {where} ({credentials.refusal}). {advice}"


async def _names(graph: Graph | None, teams: TeamsSettings) -> Line:
    if graph is None:
        return True, "Teams: Microsoft Graph is not asked for names."
    granted = await graph.granted()
    if granted:
        return True, "Teams: Microsoft Graph tells names."
    if granted is None:
        return False, f"Teams: no answer from {teams.graph_url}. {_ADVICE[NO_ANSWER]}"
    return False, (
        "Teams: Microsoft Graph is not granted. Give the registration the application permission User.ReadBasic.All, "
        "with an administrator's consent, or take TEAMS_GRAPH_NAMES away."
    )
