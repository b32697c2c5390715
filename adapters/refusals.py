"""Reads a platform's table of refusals: a CSV file, each row an answer that the platform documents, with its source.

The first row that fits an answer says what it means; nothing else in the adapters decides that.
"""

from __future__ import annotations

import csv
import re
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING, assert_never

from bot.ports import Gone, Mendable, TryLater, Unknown, Unreachable

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.ports import Outcome

_WAIT = re.compile(r"(\d+)x(\d+)")
_ANY = "*"
_MOST = 5_000  # calls remembered in one process


class Meaning(StrEnum):
    """What a row says of an answer."""

    PERSON = "person"  # this person can't be reached
    PERSON_OR_MEND = "person_or_mend"  # the same, until several people get the same answer
    PROBATION = "probation"  # one answer is not enough to say that of somebody
    MEND = "mend"  # an administrator has to mend something
    TOKEN = "token"  # noqa: S105 - the bot's token is refused: the platform is asked who we are before it is believed
    OURS = "ours"  # our own message, or request, is refused as it is
    OURS_OR_PERSON = "ours_or_person"  # ours, unless the same request was taken for somebody else lately
    LATER = "later"
    UNKNOWN = "unknown"  # it may have been done
    GONE = "gone"  # the earlier message is no more
    REOPEN = "reopen"  # the chat is no more: it is opened once again, then this person can't be reached
    OTHER_HOST = "other_host"  # the service address is of another cloud
    PROXY = "proxy"  # something between the bot and the platform answered
    BARE = "bare"  # refused with its metadata; once more without
    BLANK = "blank"  # can't be deleted, so it is emptied


@dataclass(frozen=True)
class Patience:
    """Before a row counts, the same call waits ``seconds``, so many ``times``."""

    seconds: float
    times: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """One documented answer. Empty columns fit anything; ``text`` is compared by its letters alone."""

    operations: frozenset[str]
    statuses: frozenset[str]
    words: frozenset[str]
    text: str
    first: Patience | None
    meaning: Meaning
    sources: str

    def fits(self, answer: Answer) -> bool:
        """Whether the answer is the one that this row is about."""
        return (
            (_ANY in self.operations or answer.operation in self.operations)
            and (not self.statuses or not self.statuses.isdisjoint({str(answer.status), f"{answer.status // 100}xx"}))
            and (not self.words or not self.words.isdisjoint(answer.words))
            and (not self.text or self.text in answer.text)
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a platform said: ``words`` as in the table, ``text`` in letters alone, ``status`` 0 if that says nothing."""

    operation: str
    status: int = 0
    words: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True)
class Table:
    """All rows of one platform, the more telling ones first."""

    rows: tuple[Row, ...]

    @classmethod
    def load(cls, package: str, name: str) -> Table:
        """From a file of the package."""
        text = files(package).joinpath(name).read_text(encoding="utf-8")
        return cls(tuple(_row(one) for one in csv.DictReader(text.splitlines())))

    def find(self, answer: Answer) -> Row | None:
        """The first row that fits."""
        return next((one for one in self.rows if one.fits(answer)), None)

    @property
    def words(self) -> frozenset[str]:
        """Every word that any row knows."""
        return frozenset(word for one in self.rows for word in one.words)


def letters(text: str) -> str:
    """A text's letters alone, small: one vendor writes the same word with and without a space."""
    return "".join(one for one in text.casefold() if one.isalpha())


def outcome(  # noqa: C901, PLR0911 - one row a meaning
    meaning: Meaning, word: str, *, after: float | None = None
) -> Outcome:
    """What a row means for one message; ``after``: seconds that the platform wants to be left alone."""
    match meaning:
        case Meaning.PERSON | Meaning.REOPEN:
            return Unreachable(word)
        case Meaning.PERSON_OR_MEND:
            return Unreachable(word, personal=False)
        case Meaning.PROBATION:
            return Unreachable(word, sure=False, personal=False)
        case Meaning.MEND | Meaning.TOKEN | Meaning.OTHER_HOST:
            return Mendable(word)
        case Meaning.PROXY:
            return Mendable("proxy", after=60.0)
        case Meaning.OURS | Meaning.OURS_OR_PERSON | Meaning.BARE:
            return Mendable(word, ours=True)
        case Meaning.LATER:
            return TryLater(after)
        case Meaning.UNKNOWN:
            return Unknown()
        case Meaning.GONE | Meaning.BLANK:
            return Gone()
        case _:
            assert_never(meaning)


class Waits:
    """How often a call has waited already for a row to count; in one process."""

    def __init__(self) -> None:
        self._waited: OrderedDict[tuple[Row, str], int] = OrderedDict()

    def seconds(self, row: Row, subject: str) -> float | None:
        """How long this call should wait before the row counts; None if it counts now."""
        times = self._waited.pop((row, subject), 0)
        if row.first is None or times >= row.first.times:
            return None
        self._waited[row, subject] = times + 1
        if len(self._waited) > _MOST:
            self._waited.popitem(last=False)
        return row.first.seconds


def _row(given: dict[str, str]) -> Row:
    wait = _WAIT.fullmatch(given["first"])
    return Row(
        operations=_set(given["operations"]),
        statuses=_set(given["statuses"]),
        words=_set(given["words"]),
        text=letters(given["text"]),
        first=Patience(float(wait[1]), int(wait[2])) if wait else None,
        meaning=Meaning(given["outcome"]),
        sources=given["sources"],
    )


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def spoken(table: Table, said: Collection[str]) -> frozenset[str]:
    """The words of the table among what a platform said, however it writes them."""
    known = {letters(one): one for one in table.words}
    return frozenset(known[one] for one in map(letters, said) if one in known)
