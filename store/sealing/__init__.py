"""What makes stored values unreadable without the keys: sealed fields, blind indexes, tokens, and the key store."""

from store.sealing.box import CASE_KEY, SIZES, Box, Place, key_number
from store.sealing.keyring import Keyring, create_keys, open_keys
from store.sealing.tokens import SealedTokens

__all__ = [
    "CASE_KEY",
    "SIZES",
    "Box",
    "Keyring",
    "Place",
    "SealedTokens",
    "create_keys",
    "key_number",
    "open_keys",
]
