"""Statistical disclosure control by splits: questions with two answers, of which both counts are shown or neither.

A table is a tree of splits over the categories that cases are counted in. A split is shown if, and only if, both its
sides have at least ``least`` cases and the split above it is shown.

Why a reader who knows this rule, the total and every release can't bound a small count from below or above:
let T be the count of a class and A, B = T - A its sides. If the split is not shown, then A < least or B < least.
Say A < least. For each A' from 0 to least - 1 there is another year with A' and T - A' in its place. In that year
the split is not shown either, and nothing below it; every other class has the count it had. So the two years have the
same release. A release with a greater ``least`` shows no split that one with a smaller ``least`` hides, so both
releases together are the same in both years, too. Windows never overlap, so no other release tells of these cases.

Cases that a reader knows from elsewhere (entered by the coordinator; withdrawn; that nobody could take) are counted on
their side, but the threshold is for the side without them: then nothing is left that could be subtracted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.case import Category, Closing, Origin
from bot.domain.release import Split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Class:
    """A class of cases: a category, several that are never told apart (``holds``), or all of its two sides.

    ``code`` names the class in a release and in the catalogue of words; it is stored for ever.
    """

    code: str
    sides: tuple[Class, Class] | None = None
    holds: frozenset[str] = frozenset()

    @property
    def categories(self) -> frozenset[str]:
        """The codes of all categories in this class."""
        if self.sides is None:
            return self.holds or frozenset({self.code})
        return self.sides[0].categories | self.sides[1].categories

    def count(self, counts: Mapping[str, int]) -> int:
        """How many cases are in this class; a category without an entry has none."""
        return sum(counts.get(one, 0) for one in self.categories)

    def classes(self) -> Iterator[Class]:
        """This class and every class below it, from the top."""
        yield self
        for side in self.sides or ():
            yield from side.classes()


def splits(table: str, counts: Mapping[str, int], least: int) -> tuple[Split, ...]:
    """The splits of one of ``TABLES``, from the top; a split below one that is not shown isn't there."""
    return split(TABLES[table], counts, least, known=known_among(table, counts), table=table)


def split(
    top: Class, counts: Mapping[str, int], least: int, *, known: Mapping[str, int] | None = None, table: str = ""
) -> tuple[Split, ...]:
    """The splits of a tree of classes.

    ``counts`` are cases by category, ``known`` those among them that a reader may know from elsewhere. ``least`` is the
    smallest count of cases that a side needs, known ones left out.
    """
    return tuple(_walk(top, _Counted(counts, known or {}, least), table))


def known_among(table: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The cases of a table that a reader may know from elsewhere."""
    return {code: counts.get(code, 0) for code in KNOWN.get(table, frozenset())}


@dataclass(frozen=True)
class _Counted:
    counts: Mapping[str, int]
    known: Mapping[str, int]
    least: int

    def enough(self, side: Class) -> bool:
        return side.count(self.counts) - side.count(self.known) >= self.least


def _walk(above: Class, counted: _Counted, table: str) -> Iterator[Split]:
    if above.sides is None:
        return
    first, second = above.sides
    if not (counted.enough(first) and counted.enough(second)):
        yield Split(table, above.code, first.code, second.code, None)
        return
    both = first.count(counted.counts), second.count(counted.counts)
    yield Split(table, above.code, first.code, second.code, both)
    yield from _walk(first, counted, table)
    yield from _walk(second, counted, table)


def _either(code: str, first: Class, second: Class) -> Class:
    return Class(code, (first, second))


_CARE = _either(
    "care",
    Class(Category.PATIENT_DEATH),
    _either(
        "care_other",
        _either("error", Class(Category.MEDICAL_ERROR), Class(Category.NEAR_MISS)),
        _either("adverse", Class(Category.ADVERSE_EVENT), Class(Category.MASS_EVENT)),
    ),
)
_STRAIN = _either(
    "strain", Class(Category.BURNOUT), _either("distress", Class(Category.MORAL_DISTRESS), Class(Category.TRAINING))
)
_REVIEWED = _either(
    "reviewed",
    _either("law", Class(Category.LITIGATION), Class(Category.COMPLAINT)),
    _either(
        "harmed",
        Class(Category.AGGRESSION),
        _either("lost", Class(Category.LOSS_OF_COLLEAGUE), Class(Category.PERSONAL)),
    ),
)
ABOUT = _either("about", _CARE, _either("else", _either("said_else", _STRAIN, _REVIEWED), Class(Category.UNSAID)))
"""What cases were about. *Not said* stands beside *something else*, so that many who say nothing hide nothing above."""

LISTED = frozenset({Origin.INCIDENT_LIST, Origin.COORDINATOR})
ASKED = _either(
    "asked", Class(Origin.SELF), _either("others", Class(Origin.COLLEAGUE), Class(Origin.INCIDENT_LIST, holds=LISTED))
)
"""Who asked for support; what the coordinator entered stands with the lists."""

_ELSE = frozenset(Closing) - {Closing.COMPLETED, Closing.REFERRED_ON, Closing.DECLINED}
ENDED = _either(
    "ended",
    _either("talked", Class(Closing.COMPLETED), Class(Closing.REFERRED_ON)),
    _either("otherwise", Class(Closing.DECLINED), Class(Closing.NO_RESPONSE, holds=_ELSE)),
)
"""How cases ended."""

KNOWN: Mapping[str, frozenset[str]] = {
    "origin": frozenset({Origin.COORDINATOR}),
    "closing": frozenset({Closing.WITHDRAWN, Closing.REDIRECTED, Closing.UNMATCHED}),
}
"""Cases that a reader may know from elsewhere: the coordinator entered them, or the weekly overviews told of them."""

ROLES = _either(
    "roles",
    Class("physician"),
    _either("not_physician", Class("nurse"), _either("neither", Class("trainee"), Class("other"))),
)
"""Who was reached, by group of professions; a group of fewer than 20 people is counted as *other*."""

TABLES: Mapping[str, Class] = {"about": ABOUT, "origin": ASKED, "closing": ENDED, "role": ROLES}
"""Every table of the report that is the same in each programme."""


def specialties(codes: Sequence[str]) -> Class:
    """A site's specialties as a tree: each beside all that come after it, ``rest`` last; at least one code."""
    below = Class("rest")
    for place, code in reversed([*enumerate(codes)]):
        below = _either("specialties" if place == 0 else f"after_{codes[place - 1]}", Class(code), below)
    return below
