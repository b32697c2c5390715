"""Which addresses a secret may go to, and which are this very machine."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_safe(url: str) -> bool:
    """Encrypted, or on this very machine, where tests have their own platforms."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def is_loopback(host: str) -> bool:
    """Whether nobody outside this machine can be behind it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_own_host(url: str) -> bool:
    """Whether only the host that we run on can answer there: itself, or what it has on its own link."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    return is_loopback(host) or _is_on_link(host)


def _is_on_link(host: str) -> bool:
    try:
        return ip_address(host).is_link_local
    except ValueError:
        return False
