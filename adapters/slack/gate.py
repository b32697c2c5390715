"""Lets in only what Slack signed for this app, once: checked on the raw bytes, before anything reads them."""

from __future__ import annotations

import hmac
import re
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.domain.errors import ConfigurationError, PeerSupportError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from multidict import CIMultiDictProxy

LARGEST = 1024 * 1024
"""Bytes of a body; Slack's largest view is a quarter of it."""
WINDOW = 300
"""Seconds by which Slack's clock and ours may differ (Slack's own advice)."""
REMEMBERED = 2 * WINDOW
"""Seconds for which a signature is known: as long as it could be used again."""
KINDS = ("application/json", "application/x-www-form-urlencoded")

_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_TIMESTAMP = re.compile(r"[0-9]{1,11}")
_KIND = re.compile(r"([a-z-]+/[a-z-]+)(; ?charset=utf-8)?", re.IGNORECASE)


class RefusedError(PeerSupportError):
    """The request was not signed by Slack for this app, just now, for the first time."""


class Gate:
    """Checks every request by the real clock; ``now`` is seconds since 1970."""

    def __init__(self, signing_secret: str, now: Callable[[], float]) -> None:
        """ConfigurationError if there is no secret: an empty key would let everybody in."""
        if not signing_secret.strip():
            raise ConfigurationError("SLACK_SIGNING_SECRET is empty; without it anybody could act as anybody.")
        self._secret = signing_secret.encode()
        self._now = now
        self._seen: OrderedDict[str, float] = OrderedDict()

    def check(self, headers: CIMultiDictProxy[str], raw: bytes) -> str:
        """The content type of a request that may come in; RefusedError, without a reason, for any other."""
        signature = _one(headers.getall("X-Slack-Signature", ()), _SIGNATURE)
        timestamp = _one(headers.getall("X-Slack-Request-Timestamp", ()), _TIMESTAMP)
        kind = content_type(headers)
        now = self._now()
        if abs(now - int(timestamp)) > WINDOW or len(raw) > LARGEST:
            raise RefusedError
        if not hmac.compare_digest(self._sign(timestamp, raw), signature):
            raise RefusedError
        self._once(signature, now)
        return kind

    def _sign(self, timestamp: str, raw: bytes) -> str:
        return "v0=" + hmac.digest(self._secret, b"v0:" + timestamp.encode() + b":" + raw, "sha256").hex()

    def _once(self, signature: str, now: float) -> None:
        """Only what Slack signed gets here, so that nobody else can fill the memory."""
        while self._seen and next(iter(self._seen.values())) < now - REMEMBERED:
            self._seen.popitem(last=False)
        if signature in self._seen:
            raise RefusedError
        self._seen[signature] = now


def content_type(headers: CIMultiDictProxy[str]) -> str:
    """One of ours, sent as it is; a packed body could unfold to any size."""
    if "Content-Encoding" in headers:
        raise RefusedError
    found = _KIND.fullmatch(_one(headers.getall("Content-Type", ()), _KIND))
    kind = found[1].lower() if found else ""
    if kind not in KINDS:
        raise RefusedError
    return kind


def _one(values: Sequence[str], grammar: re.Pattern[str]) -> str:
    """The single value of a header, if it looks as it must."""
    if len(values) != 1 or not grammar.fullmatch(values[0]):
        raise RefusedError
    return values[0]
