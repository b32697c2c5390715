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
