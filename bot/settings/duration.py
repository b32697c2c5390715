"""How a length of time is written in the policy file: ``4h``, ``10m``, ``1d12h``."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(r"(?:([0-9]{1,4})d)?(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,5})s)?")


def read_duration(text: str) -> timedelta | None:
    """Read days, hours, minutes and seconds, largest first; None for anything else."""
    found = _DURATION.fullmatch(text)
    if not found or not text:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def write_duration(length: timedelta) -> str:
    """The shortest text that reads as this length, in whole seconds."""
    rest = int(length.total_seconds())
    days, rest = divmod(rest, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
