"""The crisis lines of a reader, as every adapter puts them on what it shows; they come from memory alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.lines import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.lines import HelpLines
    from bot.domain.people import Address


@dataclass
class LinesOf:
    """Asks the service, which exists only after what belongs to a platform; before it is tied there are no lines."""

    _source: list[Callable[[Address], HelpLines]] = field(default_factory=list["Callable[[Address], HelpLines]"])

    def tie(self, source: Callable[[Address], HelpLines]) -> None:
        """From now on these are asked."""
        self._source[:] = [source]

    def __call__(self, address: Address) -> HelpLines:
        """The lines of somebody at this address."""
        return self._source[0](address) if self._source else NOWHERE
