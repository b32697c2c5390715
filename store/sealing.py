"""What makes stored values unreadable without the keys: sealed fields, blind indexes, tokens; the only cryptography.

A sealed field is ``version|algorithm|key id|nonce|ciphertext``, bound to its table, column and row; its length tells
one of two sizes. A blind index finds a person without naming them, differently in each table. A case has a random
data key, kept only on its row and wrapped under the programme's key: where the row goes, everything of the case goes.
"""

from __future__ import annotations

import binascii
import hmac
import json
import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.errors import SealBrokenError
from bot.ui import Action
from store.key_files import KEY_BYTES, create_key, read_keys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.people import Address

SIZES = (2048, 8192)
"""What a field is padded to; a longer one to a multiple of the second."""
CASE_KEY = 0
"""The key id of a case's own data key; programme keys are numbered from 1."""
_VERSION, _AES_256_GCM, _NONCE = 1, 1, 12
_HEADER = Struct(">BBI")
_LENGTH = Struct(">I")
_INDEX_BYTES = 16
_TOKEN_STEP, _ZIP_FROM = 64, 192


class Place(NamedTuple):
    """Where a sealed value belongs; anywhere else it does not open."""

    table: str
    column: str
    row: str

    def bound_to(self, header: bytes) -> bytes:
        """The associated data: unambiguous, because each part says how long it is."""
        parts = [part.encode() for part in self]
        return header + b"".join(_LENGTH.pack(len(part)) + part for part in parts)


class Box:
    """One key for sealing."""

    def __init__(self, key: bytes, number: int) -> None:
        self._cipher = AESGCM(key)
        self._header = _HEADER.pack(_VERSION, _AES_256_GCM, number)

    def seal(self, plain: bytes, place: Place) -> bytes:
        """Pad and encrypt."""
        return self.close(_padded(plain), place)

    def open(self, sealed: bytes, place: Place) -> bytes:
        """Decrypt what ``seal`` made; SealBrokenError for anything else."""
        padded = self.disclose(sealed, place)
        (length,) = _LENGTH.unpack_from(padded)
        return padded[_LENGTH.size : _LENGTH.size + length]

    def close(self, plain: bytes, place: Place) -> bytes:
        """Encrypt without padding, for values of one length."""
        nonce = secrets.token_bytes(_NONCE)
        return self._header + nonce + self._cipher.encrypt(nonce, plain, place.bound_to(self._header))

    def disclose(self, sealed: bytes, place: Place) -> bytes:
        """Decrypt what ``close`` made; SealBrokenError for anything else."""
        start = len(self._header)
        header, nonce, ciphertext = sealed[:start], sealed[start : start + _NONCE], sealed[start + _NONCE :]
        if header != self._header or len(nonce) != _NONCE:
            raise SealBrokenError
        try:
            return self._cipher.decrypt(nonce, ciphertext, place.bound_to(header))
        except InvalidTag:
            broken = SealBrokenError()
        raise broken


def key_number(sealed: bytes) -> int:
    """Which key sealed this value; SealBrokenError if it is not a sealed value of this version."""
    if len(sealed) < _HEADER.size:
        raise SealBrokenError
    version, algorithm, number = _HEADER.unpack_from(sealed)
    if (version, algorithm) != (_VERSION, _AES_256_GCM):
        raise SealBrokenError
    return number


def _padded(plain: bytes) -> bytes:
    needed = _LENGTH.size + len(plain)
    small, large = SIZES
    size = small if needed <= small else -(-needed // large) * large
    return (_LENGTH.pack(len(plain)) + plain).ljust(size, b"\0")


class Keyring:
    """The programme's keys by number; the highest seals, all open, the lowest makes the blind indexes.

    Rotation adds a number. Index keys stay with the first one, because rows can't be found under two indexes at once.
    """

    def __init__(self, roots: Mapping[int, bytes]) -> None:
        self._boxes = {number: Box(_derived(root, "seal"), number) for number, root in roots.items()}
        self._token_boxes = {number: Box(_derived(root, "token"), number) for number, root in roots.items()}
        self._current = max(roots)
        self._index_root = roots[min(roots)]
        self._index_keys: dict[str, bytes] = {}

    @property
    def current(self) -> Box:
        """Seals what belongs to no case."""
        return self._boxes[self._current]

    @property
    def current_token(self) -> Box:
        """Seals what a button carries."""
        return self._token_boxes[self._current]

    def box(self, sealed: bytes) -> Box:
        """The one that sealed this field; SealBrokenError if we don't have it."""
        return _held(self._boxes, sealed)

    def token_box(self, sealed: bytes) -> Box:
        """The one that sealed this token; SealBrokenError if we don't have it."""
        return _held(self._token_boxes, sealed)

    def index(self, purpose: str, text: str) -> bytes:
        """What stands for a person or an id in one column of one table: comparable there and nowhere else."""
        if (key := self._index_keys.get(purpose)) is None:
            key = self._index_keys[purpose] = _derived(self._index_root, f"index {purpose}")
        return hmac.digest(key, text.encode(), "sha256")[:_INDEX_BYTES]

    def wrap_new_key(self, code: str) -> tuple[Box, bytes]:
        """A fresh data key for a case, ready to use and wrapped for its row."""
        key = secrets.token_bytes(KEY_BYTES)
        return Box(key, CASE_KEY), self.current.close(key, _key_place(code))

    def unwrap(self, wrapped: bytes, code: str) -> Box:
        """The data key of a case."""
        return Box(self.box(wrapped).disclose(wrapped, _key_place(code)), CASE_KEY)


def _key_place(code: str) -> Place:
    return Place("cases", "wrapped_key", code)


def _held(boxes: Mapping[int, Box], sealed: bytes) -> Box:
    box = boxes.get(key_number(sealed))
    if box is None:
        raise SealBrokenError
    return box


def _derived(root: bytes, purpose: str) -> bytes:
    info = f"peersupport {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root)


def open_keys(folder: Path, *, create: bool) -> Keyring:
    """Read the key store; ConfigurationError says what is wrong. ``create`` makes a first key if there is none."""
    if create:
        create_key(folder, secrets.token_bytes(KEY_BYTES))
    return Keyring(read_keys(folder))


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
        padded = _LENGTH.pack(len(plain)) + plain
        padded = padded.ljust(-(-len(padded) // _TOKEN_STEP) * _TOKEN_STEP, b"\0")
        sealed = self._keyring.current_token.close(padded, _token_place(reader))
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
        (length,) = _LENGTH.unpack_from(padded)
        return _action(padded[_LENGTH.size : _LENGTH.size + length])


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
