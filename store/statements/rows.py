"""What a statement found, all of it, by the columns that it names."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    RowOf: TypeAlias = "Callable[[Iterable[object]], Row]"


class Row(tuple[Any, ...]):
    """One row; its columns are its attributes."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, column: str) -> Any: ...  # noqa: ANN401 - whatever the column holds

        def _asdict(self) -> dict[str, Any]: ...


def row_class(columns: Sequence[str]) -> RowOf:
    """Makes rows of these columns; a column without a name is found by its place."""
    made = cast("Any", namedtuple("Row", columns, rename=True))  # noqa: PYI024  # pyright: ignore[reportUntypedNamedTuple] - its columns come from a statement
    return made._make


@dataclass(frozen=True)
class Rows:
    """Every row that was found; ``rowcount`` is how many the statement concerned."""

    found: Sequence[Row]
    rowcount: int

    def __iter__(self) -> Iterator[Row]:
        """Each row."""
        return iter(self.found)

    def all(self) -> Sequence[Row]:
        """Every row."""
        return self.found

    def mappings(self) -> list[dict[str, Any]]:
        """Every row, as its columns and what they hold."""
        return [row._asdict() for row in self.found]  # pyright: ignore[reportPrivateUsage] - public, as every named tuple says

    def first(self) -> Row | None:
        """The first row, if any."""
        return self.found[0] if self.found else None

    def one(self) -> Row:
        """The only row; ValueError if there are none, or more."""
        (row,) = self.found
        return row

    def scalar(self) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first column of the first row; None if there is no row."""
        return self.found[0][0] if self.found else None

    def scalar_one(self) -> Any:  # noqa: ANN401 - as above
        """The first column of the only row; ValueError as for ``one``."""
        return self.one()[0]

    def scalars(self) -> list[Any]:
        """The first column of each row."""
        return [row[0] for row in self.found]
