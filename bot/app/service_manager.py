"""Service manager: tells systemd that the bot is ready, what is wrong, and that it is not stuck (sd_notify).

The protocol is one datagram to the socket that systemd names: https://www.freedesktop.org/software/systemd/man/sd_notify.html
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SOCKET = "NOTIFY_SOCKET"
_ABSTRACT = "@"


def tell(wrong: Iterable[str], *, is_stuck: bool) -> None:
    """The words of what is wrong as the unit's status; no sign of life if only a restart would help."""
    words = ", ".join(sorted(wrong))
    _send(f"STATUS={f'not ready: {words}' if words else 'ready'}", *([] if is_stuck else ["WATCHDOG=1"]))


def is_up() -> None:
    """People are answered from now on."""
    _send("READY=1")


def is_stopping() -> None:
    """What is in flight is finished."""
    _send("STOPPING=1")


def _send(*lines: str) -> None:
    """Nothing if no service manager asked for it."""
    address = os.environ.get(_SOCKET)
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect(f"\0{address[1:]}" if address.startswith(_ABSTRACT) else address)
        channel.sendall("\n".join(lines).encode())
