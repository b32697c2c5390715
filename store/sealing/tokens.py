"""What a button carries: an action, sealed for the one reader who may press it."""

from __future__ import annotations

import binascii
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from bot.domain.errors import SealBrokenError
from bot.ui import Action
from store.sealing.box import Place, unpad, with_length

if TYPE_CHECKING:
    from bot.domain.people import Address
    from store.sealing.keyring import Keyring

_LENGTH_BYTES, _TOKEN_STEP, _ZIP_FROM = 4, 64, 192


class SealedTokens:
    """Fills ports.Tokens: what a button carries opens for its reader only. Padded, so that a length names no action."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, action: Action, reader: Address) -> str:
        """A URL-safe token that only this reader can use."""
        fields = [action.name, action.case, action.turn, action.draft]
        plain = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
        if len(plain) >= _ZIP_FROM:
            plain = zlib.compress(plain, 9)
        size = -(-(_LENGTH_BYTES + len(plain)) // _TOKEN_STEP) * _TOKEN_STEP
        sealed = self._keyring.current_token.close(with_length(plain, size), _token_place(reader))
        return urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, token: str, reader: Address) -> Action | None:
        """The action, or None if the token was not made for this reader by this installation."""
        try:
            sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
            if urlsafe_b64encode(sealed).rstrip(b"=").decode() != token:
                return None
            padded = self._keyring.token_box(sealed).disclose(sealed, _token_place(reader))
        except (SealBrokenError, binascii.Error, UnicodeEncodeError):
            return None
        return _action(unpad(padded))


def _token_place(reader: Address) -> Place:
    return Place("token", reader.platform, reader.account)


def _action(plain: bytes) -> Action | None:
    """What an older release sealed may not be an action of this one: then it is no action."""
    if not plain.startswith(b"["):
        plain = zlib.decompress(plain)
    fields: Any = json.loads(plain)
    try:
        name, case, turn, draft = fields
        return Action(name, case, turn, tuple((key, tuple(values)) for key, values in draft))
    except (TypeError, ValueError):
        return None
