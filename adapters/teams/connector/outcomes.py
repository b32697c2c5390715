"""What each answer of the connector means for a message: delivered, later, in doubt, or never."""

from __future__ import annotations

import math
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, cast

from adapters.teams.connector.web import Got
from bot.ports import Delivered, TryLater, Undeliverable, Unknown
from bot.scheduling.pauses import MENDED

if TYPE_CHECKING:
    from bot.ports import Outcome

UNSAID = 30.0
"""Seconds of a pause whose length Teams did not say."""
RETRY_AFTER = "retry-after"
_LONGEST = 3600.0

NEVER = frozenset(
    {
        "BadArgument",
        "BotDisabledByUser",
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "ConversationNotFound",
        "ForbiddenOperationException",
        "MessageSizeTooBig",
        "MessageWritesBlocked",
        "NotEnoughPermissions",
        "UserNotFound",
    }
)
"""The person is gone, removed the app or blocked the bot; or the message will be refused for ever."""
_UNREACHABLE = frozenset(
    {
        "BotDisabledByUser",
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "ForbiddenOperationException",
        "MessageWritesBlocked",
    }
)
"""The person has not got the app, or blocked it: they may come back."""
_LEFT = frozenset({"MemberNotFoundInConversation", "UserNotFound"})
"""There is no such person in the tenant any more."""
MOVED = frozenset({"ConversationNotFound"})
"""A chat that is known no longer is one; another may be opened with the same person."""
_REFUSED_FOR_EVER = frozenset(
    {Status.BAD_REQUEST, Status.NOT_FOUND, Status.METHOD_NOT_ALLOWED, Status.GONE, Status.REQUEST_ENTITY_TOO_LARGE}
)
_SURELY_NOT = frozenset({Status.PRECONDITION_FAILED, Status.TOO_MANY_REQUESTS, Status.LOCKED})
_GOOD = range(200, 300)


TOO_LARGE = Got(Status.REQUEST_ENTITY_TOO_LARGE, {})
"""What stands for an answer to a message that we don't even send."""


def is_good(got: Got | None) -> bool:
    """Whether it was done."""
    return got is not None and got.status in _GOOD


def of(got: Got | None, reference: str = "") -> Outcome:
    """The outcome of sending, editing or deleting one message.

    A time-out and every 5xx (502 and 504 among them) may have been applied; 412 and 429 surely were not.
    """
    if got is None or got.status >= Status.INTERNAL_SERVER_ERROR or got.status == Status.REQUEST_TIMEOUT:
        return Unknown()
    if got.status in _GOOD:
        return Delivered(reference)
    if got.status in _SURELY_NOT:
        return TryLater(pause(got))
    if got.status in _REFUSED_FOR_EVER or word(got) in NEVER:
        return Undeliverable()
    return TryLater(MENDED if got.status == Status.FORBIDDEN else None)


def is_unreachable(got: Got | None) -> bool:
    """Whether it is the person who can't be written to, for as long as they don't come back."""
    return got is not None and got.status == Status.FORBIDDEN and word(got) in _UNREACHABLE


def has_left(got: Got | None) -> bool:
    """Whether Teams says definitely, asked for a member, that they are gone; any other answer says nothing."""
    return got is not None and got.status == Status.NOT_FOUND and word(got) in _LEFT


def word(got: Got) -> str:
    """Teams' own word for why not; empty if it gave none."""
    error = got.body.get("error")
    inner = cast("dict[str, object]", error) if isinstance(error, dict) else got.body
    nested = inner.get("innerHttpError")
    found = [inner.get("code"), *([cast("dict[str, object]", nested).get("code")] if isinstance(nested, dict) else [])]
    words = [one for one in found if isinstance(one, str)]
    return next((one for one in words if one in NEVER), words[0] if words else "")


def pause(got: Got) -> float | None:
    """Seconds that Teams wants to be left alone; None for our own back-off."""
    text = got.headers.get(RETRY_AFTER, "")
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST)
    return UNSAID if got.status == Status.TOO_MANY_REQUESTS else None


def asks_for_a_pause(got: Got | None) -> float | None:
    """The same, if whoever comes next should heed it too: Teams has too much to do, or is in trouble and says so."""
    busy = got is not None and (got.status in _SURELY_NOT or got.status >= Status.INTERNAL_SERVER_ERROR)
    return pause(got) if got and busy else None


def paused(seconds: float) -> Got:
    """What stands for an answer while Teams wants to be left alone: surely nothing was done."""
    return Got(Status.LOCKED, {}, {RETRY_AFTER: str(math.ceil(seconds))})
