"""Microsoft Teams: which bot this is, which tenants may reach it, and where Microsoft's own services are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.settings.addresses import is_loopback, is_own_host, is_safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.settings.variables import Variables

PREFIXES = ("MICROSOFT_", "TEAMS_")
DEV = "PEERSUPPORT_TEAMS_DEV"
"""Lets anybody on this computer act as anybody, for the Microsoft 365 Agents Playground."""
OPENID_METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
"""Where the keys are announced that sign what Teams sends."""
LOGIN_URL = "https://login.microsoftonline.com"
_CHINA = ("chinacloudapi.cn", "partner.microsoftonline.cn", "botframework.azure.cn", ".azure.cn")
"""Where the bot gets its own token."""
GRAPH_URL = "https://graph.microsoft.com"
"""Where Microsoft's directory is asked for names, if that is switched on; national clouds have another."""
SERVICE_HOSTS = ("smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com")
"""Where Teams takes messages; national clouds have others."""

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?")
_GUIDS = {
    "MICROSOFT_APP_ID": "the bot's “Microsoft App ID”",
    "MICROSOFT_APP_TENANT_ID": "the “App Tenant ID” of the bot's registration",
}
_ADDRESSES = ("TEAMS_OPENID_METADATA_URL", "TEAMS_LOGIN_URL", "TEAMS_GRAPH_URL")
_ENDPOINT, _HEADER = "IDENTITY_ENDPOINT", "IDENTITY_HEADER"
_KNOWN = frozenset(
    {
        "MICROSOFT_APP_ID",
        "MICROSOFT_APP_PASSWORD",
        "MICROSOFT_APP_TENANT_ID",
        "MICROSOFT_APP_TYPE",
        "TEAMS_ALLOWED_SERVICE_HOSTS",
        "TEAMS_ALLOWED_TENANTS",
        "TEAMS_GRAPH_NAMES",
        "TEAMS_GRAPH_URL",
        "TEAMS_LOGIN_URL",
        "TEAMS_OPENID_METADATA_URL",
    }
)
SINGLE, MULTI, IDENTITY = TYPES = ("SingleTenant", "MultiTenant", "UserAssignedMSI")
"""How a bot is registered, in Azure's own words."""
HOST_IDENTITY = "http://169.254.169.254/metadata/identity/oauth2/token"
"""Where a virtual machine of Azure's vouches for itself; nothing but that machine is behind this address."""
_MANY = {False: "botframework.com", True: "MicrosoftServices.onmicrosoft.us"}
"""What issues tokens to a bot of many tenants; the second one in US government clouds."""


@dataclass(frozen=True)
class TeamsSettings:
    """One bot registration. An empty ``app_id`` is for development only: then nobody is checked (``is_open``).

    ``allowed_service_hosts`` are hosts, with a port where it is not the usual one. ``graph_url`` is empty unless names
    are asked of Microsoft Graph.
    """

    app_id: str
    app_password: str = field(repr=False)
    app_type: str = SINGLE
    tenant_id: str = ""
    allowed_tenants: tuple[str, ...] = ()
    allowed_service_hosts: tuple[str, ...] = SERVICE_HOSTS
    openid_metadata_url: str = OPENID_METADATA_URL
    login_url: str = LOGIN_URL
    identity_endpoint: str = HOST_IDENTITY
    identity_header: str = field(default="", repr=False)
    graph_url: str = ""

    @property
    def login_tenant(self) -> str:
        """Which tenant issues the bot's own tokens."""
        return _MANY[self.login_url.endswith(".us")] if self.app_type == MULTI else self.tenant_id

    @property
    def is_open(self) -> bool:
        """Whether anybody on this computer may act as anybody."""
        return not self.app_id


def is_set(variables: Variables) -> bool:
    """Whether anything of Teams is configured."""
    return bool(variables.beginning(*PREFIXES)) or DEV in variables.values


def read_teams(variables: Variables, host: str, problems: list[str]) -> TeamsSettings | None:
    """What is set, or None if nothing of Teams is; what is wrong is added to the problems, without any secret.

    ``host`` is what the bot listens on: without an app id, only this computer may reach it.
    """
    if not is_set(variables):
        return None
    given = variables.values
    problems += _unknown(variables)
    problems += _missing(variables, host)
    problems += _malformed_settings(variables)
    problems += _switched(variables)
    problems += _of_china(variables)
    tenant = given.get("MICROSOFT_APP_TENANT_ID", "").lower()
    return TeamsSettings(
        app_id=given.get("MICROSOFT_APP_ID", "").lower(),
        app_password=given.get("MICROSOFT_APP_PASSWORD", ""),
        app_type=given.get("MICROSOFT_APP_TYPE", SINGLE),
        tenant_id=tenant,
        allowed_tenants=_list_of(given, "TEAMS_ALLOWED_TENANTS") or ((tenant,) if tenant else ()),
        allowed_service_hosts=_list_of(given, "TEAMS_ALLOWED_SERVICE_HOSTS") or SERVICE_HOSTS,
        openid_metadata_url=given.get("TEAMS_OPENID_METADATA_URL", OPENID_METADATA_URL),
        login_url=given.get("TEAMS_LOGIN_URL", LOGIN_URL).rstrip("/"),
        identity_endpoint=given.get(_ENDPOINT, HOST_IDENTITY),
        identity_header=given.get(_HEADER, ""),
        graph_url=given.get("TEAMS_GRAPH_URL", GRAPH_URL).rstrip("/") if "TEAMS_GRAPH_NAMES" in given else "",
    )


def _of_china(variables: Variables) -> Iterator[str]:
    """21Vianet runs that cloud with endpoints and tokens of its own, which nobody here could try."""
    for name in ("TEAMS_LOGIN_URL", "TEAMS_OPENID_METADATA_URL", "TEAMS_GRAPH_URL", "TEAMS_ALLOWED_SERVICE_HOSTS"):
        if any(domain in variables.values.get(name, "") for domain in _CHINA):
            yield f"{variables.shown(name)}: Microsoft's cloud in China (21Vianet) is not supported."


def _unknown(variables: Variables) -> Iterator[str]:
    """A misspelt list of tenants would silently leave the default in force."""
    for name in variables.beginning("TEAMS_", "MICROSOFT_APP_"):
        if name not in _KNOWN:
            yield f"{name} (from {variables.sources[name]}) is not a setting; they are {', '.join(sorted(_KNOWN))}."


def _missing(variables: Variables, host: str) -> Iterator[str]:
    given = variables.values
    if "MICROSOFT_APP_ID" not in given:
        yield from _open(variables, host)
        return
    if DEV in given:
        yield f"{variables.shown(DEV)}, but MICROSOFT_APP_ID is set too; one of them must go."
    if given.get("MICROSOFT_APP_TYPE") == IDENTITY:
        yield from _identity(variables)
    elif "MICROSOFT_APP_PASSWORD" not in given:
        yield "MICROSOFT_APP_PASSWORD is missing; it must be a client secret of the bot's app registration."
    is_many = given.get("MICROSOFT_APP_TYPE") == MULTI
    if "MICROSOFT_APP_TENANT_ID" not in given and not (is_many and "TEAMS_ALLOWED_TENANTS" in given):
        yield f"MICROSOFT_APP_TENANT_ID is missing; it must be {_GUIDS['MICROSOFT_APP_TENANT_ID']}."


def _identity(variables: Variables) -> Iterator[str]:
    """Whoever answers there becomes the bot's voice, so only the host itself may be asked."""
    given = variables.values
    if "MICROSOFT_APP_PASSWORD" in given:
        yield "MICROSOFT_APP_PASSWORD is set, but a UserAssignedMSI has no secret; one of them must go."
    if (_ENDPOINT in given) != (_HEADER in given):
        yield f"{_ENDPOINT} and {_HEADER} belong together: App Service and Container Apps set both, or neither."
    if _ENDPOINT in given and not is_own_host(given[_ENDPOINT]):
        yield f"{variables.shown(_ENDPOINT)}; it must be the host's own address, as App Service sets it itself."


def _switched(variables: Variables) -> Iterator[str]:
    if variables.values.get("TEAMS_GRAPH_NAMES", "1") != "1":
        yield f"{variables.shown('TEAMS_GRAPH_NAMES')}; it must be 1, or not be set."


def _open(variables: Variables, host: str) -> Iterator[str]:
    """Without an app id nobody can be told from anybody else."""
    if variables.values.get(DEV) != "1":
        named = [*variables.beginning(*PREFIXES), DEV][0]
        yield (
            f"MICROSOFT_APP_ID is missing ({named} is set): without it anybody could act as anybody. "
            f"For the Agents Playground on this computer, set {DEV}=1."
        )
    elif not is_loopback(host):
        yield f"{variables.shown(DEV)}; then PEERSUPPORT_HOST must be 127.0.0.1, ::1 or localhost."


def _malformed_settings(variables: Variables) -> Iterator[str]:
    given = variables.values
    if given.get("MICROSOFT_APP_TYPE", SINGLE) not in TYPES:
        yield f"{variables.shown('MICROSOFT_APP_TYPE')}; it must be one of {', '.join(TYPES)}, as in Azure."
    for name, wanted in _GUIDS.items():
        if name in given and not _GUID.fullmatch(given[name]):
            yield f"{variables.shown(name)}; it must be {wanted}, such as 1f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6."
    for name, grammar, what in (
        ("TEAMS_ALLOWED_TENANTS", _GUID, "tenant ids"),
        ("TEAMS_ALLOWED_SERVICE_HOSTS", _HOST, "host names"),
    ):
        if name in given and not all(grammar.fullmatch(one) for one in _list_of(given, name) or ("",)):
            yield f"{variables.shown(name)}; it must be {what}, with commas between them."
    for name in _ADDRESSES:
        if name in given and not is_safe(given[name]):
            yield f"{variables.shown(name)}; it must begin with https:// (who may act as whom depends on it)."


def _list_of(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip().lower() for one in given.get(name, "").split(",") if one.strip())
