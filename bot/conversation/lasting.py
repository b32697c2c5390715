"""Durations as words: exact where the policy sets them, rounded down where somebody waits."""

from __future__ import annotations

from datetime import timedelta

from bot.ui import Words, say, say_count

_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60  # seconds


def lasting(length: timedelta) -> Words:
    """``10 minutes``, ``14 days``, ``1 day and 12 hours``: exact to the second, and nothing that is zero."""
    rest = round(length.total_seconds())
    days, rest = divmod(rest, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    parts = [
        say_count("{count} day", "{count} days", days) if days else None,
        say_count("{count} hour", "{count} hours", hours) if hours else None,
        say_count("{count} minute", "{count} minutes", minutes) if minutes else None,
        say_count("{count} second", "{count} seconds", seconds) if seconds else None,
    ]
    found = [part for part in parts if part is not None]
    if not found:
        return say_count("{count} second", "{count} seconds", 0)
    words = found[-1]
    for part in reversed(found[:-1]):
        words = say("{first} and {second}", first=part, second=words)
    return words


def roughly(length: timedelta) -> Words:
    """Whole minutes, hours from two hours on, days from two days on; rounded down."""
    if length < timedelta(hours=2):
        return say_count("{count} minute", "{count} minutes", max(length, timedelta()) // timedelta(minutes=1))
    if length < timedelta(days=2):
        return say_count("{count} hour", "{count} hours", length // timedelta(hours=1))
    return say_count("{count} day", "{count} days", length // timedelta(days=1))
