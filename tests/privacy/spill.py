"""Everything that a running programme lets out besides its answers, and every form in which a canary could be in it."""

from __future__ import annotations

import json
import os
import tempfile
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = {".db", ".db-wal", ".db-shm", ".key", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm"}
"""What is meant to hold something: the database and the key folder, which have tests of their own, and the mailbox."""


def all_forms(word: str) -> Iterator[bytes]:
    """As it is, in UTF-16, in hexadecimal, in base64 at each of three alignments, in a URL, and escaped in JSON."""
    raw = word.encode()
    yield from (raw, word.encode("utf-16-le"), word.encode("utf-16-be"), raw.hex().encode(), raw.hex().upper().encode())
    yield from (b64encode(bytes(shift) + raw)[4:-4] for shift in range(3))
    yield from (quote(word, safe="").encode(), quote_plus(word).encode(), json.dumps(word)[1:-1].encode())


@dataclass
class Spill:
    """What came out, by where it came out."""

    out: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def add(self, where: str, what: str | bytes) -> None:
        """More of it."""
        data = what.encode() if isinstance(what, str) else what
        self.out[where] = self.out.get(where, b"") + data

    def add_files(self, folder: Path) -> None:
        """Every file that is not meant to hold something."""
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix not in KEPT:
                self.add(f"the file {path.name}", path.name.encode() + b"\n" + path.read_bytes())

    def add_server_log(self, start: int) -> None:
        """What the PostgreSQL server wrote since it had so many bytes."""
        log = server_log()
        if log.exists():
            self.add("the log of PostgreSQL", log.read_bytes()[start:])

    def found(self, canaries: dict[str, str]) -> list[str]:
        """Which canary is where."""
        return [
            f"{kind} in {where}"
            for kind, word in canaries.items()
            for where, data in self.out.items()
            if any(form in data for form in all_forms(word))
        ]


def server_log() -> Path:
    """Where the tests' server writes (tests/conftest.py starts it)."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return Path(tempfile.gettempdir()) / f"peersupport-{run[:12]}" / "log"
