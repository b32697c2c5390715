"""Journal of erasures beside the keys: what was purged, ended, erased, undone or opted out; a restore forgets it again.

One line an entry: when it was written, what it is, a keyed hash, and a moment of the programme. Nothing in it can be
read back into a name, and what stands for a person is hashed under the key of that day, so that it says nothing to
anybody once that key is gone; by then no backup can bring back what it names.

An entry is durable before the transaction that it is about; one that was rolled back stays, and then an old backup
forgets more than it had to, never less.
"""

from __future__ import annotations

import fcntl
import math
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.events.backup import ComplaintDue
from bot.conversation.events.incidents import IncidentListMatured
from bot.conversation.events.sessions import PlaceHeld, SessionScheduled
from bot.conversation.flows.asking import MATURES
from bot.conversation.flows.backup import COMPLAINT
from bot.conversation.flows.sessions import PLACE, SESSION
from bot.domain.case import Closing, Step
from bot.domain.errors import ConfigurationError
from store.sealing.folder import fsync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from pathlib import Path

    from bot.domain.case import Case
    from bot.domain.people import PersonId
    from store.sealing.keyring import Keyring, Period

OPENS = timedelta(days=14)
"""How old a backup may be to be restored."""
KEPT = OPENS + timedelta(days=7)
"""How long an entry stays: longer than any backup that could bring back what it names."""
FILE = "erasures.journal"
_BYTES = "latin-1"  # every byte is a character, and the other way round
_BAD_LINE = (
    "Line {number} of {path} is damaged. Put an undamaged copy of the journal there. If there is none, delete that "
    "line and ask around: whoever it names was erased, ended or opted out since, and would come back."
)
_PERSON, _SUBJECT = "journal person", "journal subject"
TAKEN_BACK = frozenset({MATURES, COMPLAINT, SESSION, PLACE})
"""Agenda entries that hold what somebody asked for: they go only because somebody took it back."""


class Kind(StrEnum):
    """What an entry is about."""

    CASE = "case"  # purged
    ENDED = "ended"  # whatever was asked for this person until then has ended
    ERASED = "erased"  # whatever is known of this person, asked by or for them until then, is gone
    UNDONE = "undone"  # a suggestion, a list, a wish for a call
    UNLINKED = "unlinked"  # this address is no longer another's
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


class Entry(NamedTuple):
    """One line: a keyed hash, and the programme's moment that it counts from."""

    kind: Kind
    mark: bytes
    at: datetime


@dataclass(frozen=True)
class Journal:
    """The file of one key folder; several processes may share it. ``now``: the real clock, for what is old."""

    folder: Path
    keys: Keyring = field(repr=False)
    now: Callable[[], float] = time.time

    def case_saved(self, case: Case, recipient: Iterable[PersonId]) -> None:
        """Before a case is stored: note that it is purged, or that what was asked for its recipient has ended.

        ``recipient``: every address of theirs. Nothing has ended when two cases of one person became one.
        """
        if case.step is Step.PURGED:
            self._write(Kind.CASE, self._today.index(*_case_of(case)))
        elif case.step is Step.CLOSED and case.closed_at is not None and case.closing is not Closing.MERGED:
            for one in recipient:
                self._write(Kind.ENDED, self._today.index(_PERSON, one), case.closed_at)

    def opted_out(self, person: PersonId, *, out: bool) -> None:
        """Before an opt-out, or its end, is stored."""
        self._write(Kind.OPTED_OUT if out else Kind.OPTED_IN, self.out_mark(person))

    def erased(self, person: PersonId, at: datetime) -> None:
        """Before somebody's erasure is stored."""
        self._write(Kind.ERASED, self._today.index(_PERSON, person), at)

    def unlinked(self, address: str, at: datetime) -> None:
        """Before an address is nobody else's any more."""
        self._write(Kind.UNLINKED, self._today.index(_PERSON, address), at)

    def undone(self, subject: str) -> None:
        """Before a sealed request leaves the agenda because its author took it back."""
        self._write(Kind.UNDONE, self._today.index(_SUBJECT, subject))

    def case_marks(self, case: Case) -> frozenset[bytes]:
        """What may stand for a case, under the key of any day that lives."""
        return self._marks(*_case_of(case))

    def person_marks(self, person: PersonId) -> frozenset[bytes]:
        """What may stand for a person here, and nowhere else."""
        return self._marks(_PERSON, person)

    def subject_marks(self, subject: str) -> frozenset[bytes]:
        """What may stand for the key of a sealed request."""
        return self._marks(_SUBJECT, subject)

    def out_mark(self, person: PersonId) -> bytes:
        """The index of a person's opt-out, which outlives every day's key."""
        return self.keys.index("opt_outs", person)

    @property
    def _today(self) -> Period:
        return self.keys.period(self.now())

    def _marks(self, purpose: str, text: str) -> frozenset[bytes]:
        return frozenset(period.index(purpose, text) for period in self.keys.refresh().periods.values())

    def entries(self) -> list[Entry]:
        """All of them, oldest first; a line that a crash cut short was followed by no commit, and is left out.

        ConfigurationError if any other line is damaged: whoever it names could come back, and nobody would know.
        """
        found: list[Entry] = []
        for number, line in enumerate(self._lines(), 1):
            try:
                found += [_entry(line)] if line else []
            except ValueError:
                raise ConfigurationError(_BAD_LINE.format(number=number, path=self.folder / FILE)) from None
        return found

    def forget_old(self) -> int:
        """Leave out what no backup can bring back any longer; returns how many lines are damaged, which all stay."""
        with self._alone():
            lines = self._lines()
            young = [line for line in lines if line and not self._is_old(line)]
            if len(young) < len(lines):
                path = self.folder / FILE
                draft = path.with_suffix(".draft")
                _write_whole(draft, "".join(f"{line}\n" for line in young))
                draft.replace(path)
                fsync_folder(self.folder)
        return sum(_is_damaged(line) for line in young)

    def _lines(self) -> list[str]:
        """Whole lines, byte for byte: a damaged one may hold any."""
        path = self.folder / FILE
        if not path.exists():
            return []
        *whole, _cut = path.read_bytes().decode(_BYTES).split("\n")
        return whole

    def _is_old(self, line: str) -> bool:
        """What can't be read may be young."""
        return not _is_damaged(line) and float(line.split(maxsplit=1)[0]) < self.now() - KEPT.total_seconds()

    def _write(self, kind: Kind, mark: bytes, at: datetime | None = None) -> None:
        moment = at.astimezone(UTC).isoformat() if at else "-"
        line = f"{self.now():.0f} {kind} {mark.hex()} {moment}\n"
        with self._alone():
            path = self.folder / FILE
            fresh = not path.exists()
            _append(path, line)
            if fresh:
                fsync_folder(self.folder)

    @contextmanager
    def _alone(self) -> Generator[None]:
        handle = os.open(self.folder / f"{FILE}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def sealed_by_its_author(event: object) -> bool:
    """Whether an agenda entry holds what somebody asked for and can take back."""
    return isinstance(event, SuggestionMatured | IncidentListMatured | ComplaintDue | SessionScheduled | PlaceHeld)


def latest_opt_outs(entries: Iterable[Entry]) -> dict[bytes, bool]:
    """By the index of the person's row: whether they are opted out by now."""
    about = (one for one in entries if one.kind in {Kind.OPTED_OUT, Kind.OPTED_IN})
    return {one.mark: one.kind is Kind.OPTED_OUT for one in about}


def latest(entries: Iterable[Entry], *kinds: Kind) -> dict[bytes, datetime]:
    """By mark, the latest moment at which one of these was noted."""
    found: dict[bytes, datetime] = {}
    for one in entries:
        if one.kind in kinds:
            found[one.mark] = max(found.get(one.mark, one.at), one.at)
    return found


def _case_of(case: Case) -> tuple[str, str]:
    """A code is used again one day, but not for a case that was opened in the same microsecond."""
    return "journal case", f"{case.code}/{case.opened_at}"


def _entry(line: str) -> Entry:
    _, kind, mark, moment = line.split()
    at = datetime.min.replace(tzinfo=UTC) if moment == "-" else datetime.fromisoformat(moment)
    return Entry(Kind(kind), bytes.fromhex(mark), at)


def _is_damaged(line: str) -> bool:
    try:
        _entry(line)
        return not math.isfinite(float(line.split(maxsplit=1)[0]))
    except ValueError:
        return True


def _append(path: Path, line: str) -> None:
    """A line that a crash cut short is ended first, so that ours stands alone."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size and os.pread(handle, 1, size - 1) != b"\n":
            file.truncate(_end_of_last_line(handle, size))
        file.write(line.encode("ascii"))
        file.flush()
        os.fsync(handle)


def _end_of_last_line(handle: int, size: int) -> int:
    return os.pread(handle, size, 0).rfind(b"\n") + 1


def _write_whole(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding=_BYTES, newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)
