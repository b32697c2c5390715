"""Inboxes of the playground: each person's direct messages, and whose page has to reload."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from bot.ui import Message

EVERYBODY = "*"
"""Announced instead of a name when any home may have changed."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    token TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT,
    changed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (person, token)
)
"""


@dataclass(frozen=True)
class InboxMessage:
    """One message as it stands now; ``changed`` if another stood in its place before."""

    reference: str
    at: datetime
    message: Message = field(repr=False)
    changed: bool = False


class Listener:
    """One open page: remembers whose panes are out of date until somebody asks."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._awake = asyncio.Event()
        self.closed = False

    def tell(self, name: str) -> None:
        """Note that this person's pane is out of date."""
        self._names.add(name)
        self._awake.set()

    def close(self) -> None:
        """Let the page go: the process is stopping."""
        self.closed = True
        self._awake.set()

    async def wait(self, seconds: float) -> tuple[str, ...]:
        """The names told since the last call; empty if there were none for so long, or the listener was closed."""
        try:
            await asyncio.wait_for(self._awake.wait(), seconds)
        except TimeoutError:
            return ()
        self._awake.clear()
        names, self._names = tuple(sorted(self._names)), set()
        return names


class Changes:
    """Tells every open page whose pane has to be read again."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def announce(self, name: str) -> None:
        """Say that what this person sees has changed, or EVERYBODY."""
        for listener in self._listeners:
            listener.tell(name)

    @contextmanager
    def listen(self) -> Generator[Listener]:
        """Hear what changes for as long as the page is open."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """Let all pages go."""
        for listener in self._listeners:
            listener.close()


class Mailbox:
    """Everybody's messages, in a file of their own that survives a kill, or in memory when ``path`` is None.

    Calls are synchronous and take well under a millisecond: one person tries things on their own machine. Messages
    are kept as ``encode`` writes them, and rendered only when somebody looks.
    """

    def __init__(
        self, path: Path | None, *, encode: Callable[[Message], str], decode: Callable[[str], Message]
    ) -> None:
        self.changes = Changes()
        self._encode, self._decode = encode, decode
        if path is not None:
            path.touch(0o600)
            path.chmod(0o600)  # SQLite gives its log the same mode
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "busy_timeout=2000"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.execute(_SCHEMA)
        self.world = self._data_number()

    def _data_number(self) -> str:
        """A number that lasts as long as this data, by which a page notices that it looks at another hospital."""
        (number,) = self._database.execute("PRAGMA user_version").fetchone()
        if not number:
            number = secrets.randbelow(2**31 - 1) + 1
            self._database.execute(f"PRAGMA user_version = {number}")
        return str(number)

    def post(self, person: str, message: Message, *, token: str, at: datetime) -> str:
        """Put a message in somebody's box and return its reference; the same token never makes a second one."""
        if found := self.find(person, token=token):
            return found
        self._database.execute(
            "INSERT INTO letter (person, token, at, body) VALUES (?, ?, ?, ?)",
            (person, token, at.isoformat(), self._encode(message)),
        )
        self.changes.announce(person)
        return self.find(person, token=token) or ""

    def find(self, person: str, *, token: str) -> str | None:
        """The reference of the message with this token, also after it was withdrawn; None if there never was one."""
        row = self._database.execute("SELECT id FROM letter WHERE person = ? AND token = ?", (person, token)).fetchone()
        return str(row[0]) if row else None

    def replace(self, person: str, reference: str, message: Message) -> bool:
        """Put another message in its place; False if there is none to replace."""
        cursor = self._database.execute(
            "UPDATE letter SET body = ?, changed = 1 WHERE id = ? AND person = ? AND body IS NOT NULL",
            (self._encode(message), reference, person),
        )
        self.changes.announce(person)
        return cursor.rowcount == 1

    def withdraw(self, person: str, reference: str) -> None:
        """Take a message away; its random token stays, so that a late second try does not bring it back."""
        self._database.execute("UPDATE letter SET body = NULL WHERE id = ? AND person = ?", (reference, person))
        self.changes.announce(person)

    def letters(self, person: str) -> tuple[InboxMessage, ...]:
        """What somebody sees, oldest first."""
        rows = self._database.execute(
            "SELECT id, at, body, changed FROM letter WHERE person = ? AND body IS NOT NULL ORDER BY id",
            (person,),
        )
        return tuple(
            InboxMessage(str(number), datetime.fromisoformat(at), self._decode(body), bool(changed))
            for number, at, body, changed in rows
        )

    def close(self) -> None:
        """Let the pages and the file go."""
        self.changes.close()
        self._database.close()
