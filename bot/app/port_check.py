"""Checks whether host and port can be listened on, and whether the bot does so already."""

from __future__ import annotations

import errno
import http.client
import json
import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

_SECONDS = 2.0
_MOST = 200  # bytes of an answer
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what to ask in their place


def unusable_host(host: str) -> str:
    """Why nothing can ever listen on this host; empty if it is an address of this machine."""
    try:
        refusals = list(_refusals(host, 0))
    except OSError:
        return f"PEERSUPPORT_HOST: no address is known for {host}. Set 127.0.0.1, or an address of this machine."
    if all(refusals):
        return f"PEERSUPPORT_HOST: {host} is no address of this machine. Set 127.0.0.1, or one that is."
    return ""


def unusable_port(settings: Settings) -> str:
    """Why nothing can listen on this port now; empty if it is free. The host is an address of this machine."""
    where = f"PEERSUPPORT_PORT: port {settings.port} on {settings.host}"
    refusals = list(_refusals(settings.host, settings.port))
    if errno.EADDRINUSE in refusals:
        return f"{where} is in use by another program. Stop that, or set another port."
    if all(refusals):
        return f"{where} can't be used ({os.strerror(refusals[0])}). Set another one, from 1024 on."
    return ""


def runs_here(settings: Settings) -> bool:
    """Whether what listens there answers as this programme does."""
    connection = http.client.HTTPConnection(
        _EVERYWHERE.get(settings.host, settings.host), settings.port, timeout=_SECONDS
    )
    try:
        connection.request("GET", "/healthz")
        return json.loads(connection.getresponse().read(_MOST)) == {"status": "ok"}
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refusals(host: str, port: int) -> Iterator[int]:
    """For each address of the host the number of the error with which it can't be listened on, 0 if it can."""
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        try:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            yield error.errno or errno.EADDRNOTAVAIL
        else:
            yield 0
