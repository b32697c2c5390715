"""The erasure journal of one installation: the file beside its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.journal import Journal

if TYPE_CHECKING:
    from bot.settings import Settings
    from store.sealing import Keyring


def journal_of(settings: Settings, keys: Keyring) -> Journal:
    """Where this installation notes what was erased."""
    return Journal(settings.key_dir, keys)
