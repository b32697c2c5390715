"""One key and what it seals: fields bound to their place, padded to one of two sizes; the only cryptography.

A sealed field is ``version|algorithm|key id|nonce|ciphertext``, and opens in its table, column and row only.
"""

from __future__ import annotations

import hmac
import secrets
from struct import Struct
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.errors import SealBrokenError

KEY_BYTES = 32
SIZES = (2048, 8192)
"""What a field is padded to; a longer one to a multiple of the second."""
CASE_KEY = 0
"""The key id of a case's own data key; programme keys are numbered from 1, periods have the highest bit set."""
PERIOD = 1 << 31
FORMAT, FIRST_FORMAT = 2, 1
"""Fields are written in the second format. Tokens are in the first one still, and fields of the first release were."""
HEADER_BYTES = 6
_AES_256_GCM, _NONCE = 1, 12
_HEADER = Struct(">BBI")
_LENGTH = Struct(">I")
_INDEX_BYTES = 16


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

    def __init__(self, key: bytes, number: int, version: int = FORMAT) -> None:
        self._cipher = AESGCM(key)
        self._header = _HEADER.pack(version, _AES_256_GCM, number)

    def seal(self, plain: bytes, place: Place) -> bytes:
        """Pad and encrypt."""
        return self.close(_pad(plain), place)

    def open(self, sealed: bytes, place: Place) -> bytes:
        """Decrypt what ``seal`` made; SealBrokenError for anything else."""
        return unpad(self.disclose(sealed, place))

    def close(self, plain: bytes, place: Place) -> bytes:
        """Encrypt without padding, for values of one length."""
        nonce = secrets.token_bytes(_NONCE)
        return self._header + nonce + self._cipher.encrypt(nonce, plain, place.bound_to(self._header))

    def disclose(self, sealed: bytes, place: Place) -> bytes:
        """Decrypt what ``close`` made; SealBrokenError for anything else."""
        header, nonce = sealed[:HEADER_BYTES], sealed[HEADER_BYTES : HEADER_BYTES + _NONCE]
        if header != self._header or len(nonce) != _NONCE:
            raise SealBrokenError
        try:
            return self._cipher.decrypt(nonce, sealed[HEADER_BYTES + _NONCE :], place.bound_to(header))
        except InvalidTag:
            broken = SealBrokenError()
        raise broken


def key_number(sealed: bytes, version: int = FORMAT) -> int:
    """Which key sealed this value; SealBrokenError if it is not a sealed value of this format."""
    if len(sealed) < HEADER_BYTES:
        raise SealBrokenError
    written_as, algorithm, number = _HEADER.unpack_from(sealed)
    if (written_as, algorithm) != (version, _AES_256_GCM):
        raise SealBrokenError
    return number


def header_of(number: int) -> bytes:
    """How every field sealed with this key begins."""
    return _HEADER.pack(FORMAT, _AES_256_GCM, number)


def _pad(plain: bytes) -> bytes:
    needed = _LENGTH.size + len(plain)
    small, large = SIZES
    return with_length(plain, small if needed <= small else -(-needed // large) * large)


def with_length(plain: bytes, size: int) -> bytes:
    """The value after its length, filled up with zeros."""
    return (_LENGTH.pack(len(plain)) + plain).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """What ``with_length`` was given."""
    (length,) = _LENGTH.unpack_from(padded)
    return padded[_LENGTH.size : _LENGTH.size + length]


def derive_key(root: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose (HKDF with SHA-256)."""
    info = f"peersupport {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root)


class Indexer:
    """Blind indexes under one root: what stands for a person in one column of one table, comparable there only."""

    def __init__(self, root: bytes, prefix: str) -> None:
        self._root = root
        self._prefix = prefix
        self._keyed: dict[str, hmac.HMAC] = {}

    def index(self, purpose: str, text: str) -> bytes:
        """The index of a person or an id for a purpose."""
        if (keyed := self._keyed.get(purpose)) is None:
            key = derive_key(self._root, f"{self._prefix} {purpose}")
            keyed = self._keyed[purpose] = hmac.new(key, digestmod="sha256")
        fresh = keyed.copy()  # unlike hmac.digest it keeps the interpreter's lock, which costs more than the hash
        fresh.update(text.encode())
        return fresh.digest()[:_INDEX_BYTES]
