"""Reads what people type or paste as they meant it, the same on every platform.

Telephones, contact lists and web pages put signs around a number that nobody sees. Refusing them would lose a form.
"""

from __future__ import annotations

from bot.domain.typed.cleaning import clean_text

__all__ = ["LONGEST", "clean_text"]
LONGEST = 8000
"""Characters, as they came, that a field may hold; more than any platform lets somebody type."""
