"""Microsoft Graph, as far as a bot may ask it for names: only with its own token, and only where that was granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.platforms.teams.fake.tenant import TeamsError

if TYPE_CHECKING:
    from tests.platforms.teams.fake.connector import Operation
    from tests.platforms.teams.fake.tenant import Json, Tenant

PLACE = "/graph"
"""Where it is, below the address of the fake."""
SCOPE = f"{PLACE}/.default"
"""How the scope of its tokens ends."""


def _granted(tenant: Tenant) -> None:
    if not tenant.rules.graph_granted:
        raise TeamsError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def one(tenant: Tenant, path: dict[str, str], _given: Json) -> tuple[int, Json]:
    """Somebody's display name, and nothing else."""
    _granted(tenant)
    user = tenant.users.get(path["user"])
    if user is None or user.deleted:
        raise TeamsError(404, "Request_ResourceNotFound", "The resource does not exist.")
    return 200, {"@odata.context": "users(displayName)/$entity", "displayName": user.name}


def several(tenant: Tenant, _path: dict[str, str], _given: Json) -> tuple[int, Json]:
    _granted(tenant)
    return 200, {"value": [{"id": user} for user in list(tenant.users)[:1]]}


ROUTES: tuple[tuple[str, str, str, Operation], ...] = (
    ("GET", f"{PLACE}/v1.0/users", "graph", several),
    ("GET", f"{PLACE}/v1.0/users/{{user}}", "graph", one),
)
