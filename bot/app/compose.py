"""Chooses what to put together from what is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.playground import compose_playground

if TYPE_CHECKING:
    from bot.app.programme import Programme
    from bot.settings import Settings


def compose(settings: Settings) -> Programme:
    """The programme that these settings describe; ConfigurationError says what an administrator must mend."""
    return compose_playground(settings)
