"""Lets in only this machine's own browser: no other host name, no other site's page, nothing large or odd."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LARGEST = 64 * 1024
"""Bytes of a body; a form with every field full is far smaller."""

_WEB_PORT = 80
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what did not come from the page itself, with a clear 4xx."""
    if not _is_local(request):
        raise web.HTTPForbidden(text="The playground answers only to this machine.")
    if not _names_us(request):
        raise web.HTTPMisdirectedRequest(text="Open the playground at 127.0.0.1 or localhost.")
    if _is_foreign(request):
        raise web.HTTPForbidden(text="The playground answers only to its own page.")
    if request.method == "POST":
        _check_body(request)
    return await handler(request)


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Say on every answer what the browser may do with it."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)


def _is_local(request: web.Request) -> bool:
    """Whether the connection comes from this machine; a socket without an address (a test's) does."""
    peer = _transport(request, "peername")
    try:
        return not peer or ip_address(str(peer[0])).is_loopback
    except ValueError:
        return False


def _names_us(request: web.Request) -> bool:
    """Whether the Host is a local name with our port: a foreign name that resolves to us is an attack."""
    hosts = request.headers.getall("Host", [])
    return len(hosts) == 1 and hosts[0].lower() in _own_names(request)


def _own_names(request: web.Request) -> set[str]:
    bound = _transport(request, "sockname")
    port = int(bound[1]) if bound else _WEB_PORT
    return {f"{host}:{port}" for host in _HOSTS} | (set(_HOSTS) if port == _WEB_PORT else set[str]())


def _is_foreign(request: web.Request) -> bool:
    """Whether another site's page asks. A link to the front page may come from anywhere."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in {f"http://{name}" for name in _own_names(request)}:
        return True
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site not in {"same-origin", "none"} and not (request.method == "GET" and request.path == "/")


def _check_body(request: web.Request) -> None:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send application/json.")
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=request.content_length or 0)


def _transport(request: web.Request, name: str) -> tuple[Any, ...] | None:
    if request.transport is None:
        return None
    found = request.transport.get_extra_info(name)
    return cast("tuple[Any, ...]", found) if isinstance(found, tuple) else None
