"""One backup as a file: JSON lines, a first that says what it is, and a last that proves nobody has changed it.

The tables are written as they lie on the disk, sealed, whichever database they lie in; keys are never in it. The proof
is a hash under a key of the key store, so a damaged, tampered or foreign file does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import MetaData, text

from bot.domain.errors import ConfigurationError
from store.backup.damaged_rows import UNREADABLE, Reader
from store.sealing.folder import fsync_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from store.sealing import Keyring

FORMAT = 1
REVISIONS = "alembic_version"
_REVISION = text("SELECT version_num FROM alembic_version")
_DAMAGED = "{path} is damaged, incomplete, or was made with other keys; nothing was restored."


@dataclass(frozen=True)
class Archive:
    """A backup that was proved whole. ``at``: the programme's moment that it shows.

    ``left_out``: rows that were damaged when it was made, by table.
    """

    at: datetime
    revision: str
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    _file: IO[bytes]
    _size: int  # bytes before the last line

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row with the name of its table, parents first."""
        self._file.seek(0)
        self._file.readline()
        table, columns = "", list[str]()
        while self._file.tell() < self._size:
            line: Any = json.loads(self._file.readline())
            match line:
                case {"table": str(name), "columns": names}:
                    table, columns = name, list[str](names)
                case _:
                    yield table, dict(zip(columns, (_from_json(value) for value in line), strict=True))


class Written(NamedTuple):
    """What a backup holds, and what was damaged and is not in it: numbers of rows by table."""

    rows: Mapping[str, int]
    left_out: Mapping[str, int]


def write(connection: Connection, keys: Keyring, path: Path, *, at: datetime) -> Written:
    """Write what this snapshot shows, whole or not at all; ConfigurationError if the file can't be written.

    A damaged row is left out and counted: it must not end the backup of all the others.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                written = _Writer(file, keys).all(connection, at)
            os.link(draft, path)  # unlike a rename this never replaces another backup
        finally:
            draft.unlink()
        fsync_folder(path.parent)
    except FileExistsError:
        raise ConfigurationError(f"{path} exists already; a backup never replaces another one.") from None
    except OSError as error:
        raise ConfigurationError(f"The backup {path} can't be written: {error.strerror}.") from None
    return written


class _Writer:
    def __init__(self, file: IO[bytes], keys: Keyring) -> None:
        self._file, self._keys = file, keys
        self._hash = hashlib.sha256()

    def all(self, connection: Connection, at: datetime) -> Written:
        revision, reader = connection.execute(_REVISION).scalar_one(), Reader(connection)
        self._line({"peersupport backup": FORMAT, "at": at.astimezone(UTC).isoformat(), "revision": revision})
        counts = {table.name: self._table(reader, table) for table in tables(connection)}
        self._line(_seal_of(self._keys, self._hash.hexdigest(), Written(counts, reader.left_out)))
        self._file.flush()
        os.fsync(self._file.fileno())
        return Written(counts, reader.left_out)

    def _table(self, reader: Reader, table: Table) -> int:
        self._line({"table": table.name, "columns": [column.name for column in table.columns]})
        begin, before = self._file.tell(), self._hash.copy()
        try:
            return self._rows(reader.all_of(table))
        except UNREADABLE:
            self._file.seek(begin)
            self._file.truncate()
            self._hash = before
        return self._rows(reader.readable_of(table))

    def _rows(self, rows: Iterable[Sequence[Any]]) -> int:
        count = 0
        for row in rows:
            self._line([_to_json(value) for value in row])
            count += 1
        return count

    def _line(self, value: object) -> None:
        line = _line(value)
        self._hash.update(line)
        self._file.write(line)


@contextmanager
def open_archive(path: Path, keys: Keyring) -> Generator[Archive]:
    """Prove the whole file before anything of it is used; ConfigurationError if it is not one of ours."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise ConfigurationError(f"The backup {path} can't be read: {error.strerror}.") from None
    with file:
        yield _prove(file, path, keys)


def tables(connection: Connection) -> list[Table]:
    """The tables that this database has, parents first, whatever release made them."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != REVISIONS]


def _prove(file: IO[bytes], path: Path, keys: Keyring) -> Archive:
    digest, size, last = hashlib.sha256(), 0, b""
    for line in file:
        digest.update(last)
        size += len(last)
        last = line
    try:
        file.seek(0)
        first, end = json.loads(file.readline()), json.loads(last)
        promised = Written(end["rows"], end.get("left_out", {}))
        genuine = hmac.compare_digest(last, _line(_seal_of(keys, digest.hexdigest(), promised)))
        if not genuine or first["peersupport backup"] != FORMAT:
            raise ValueError  # noqa: TRY301 - told below with everything else that is wrong
        at, revision = datetime.fromisoformat(first["at"]), str(first["revision"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(_DAMAGED.format(path=path)) from None
    return Archive(at, revision, promised.rows, promised.left_out, file, size)


def _seal_of(keys: Keyring, digest: str, written: Written) -> dict[str, object]:
    """The last line: what was promised and what was written, under a key that only this installation has.

    What was left out is only named if there is any, so that the release before opens every other backup.
    """
    left_out = {"left_out": dict(written.left_out)} if written.left_out else {}
    promised = json.dumps(written.rows, sort_keys=True) + (json.dumps(left_out, sort_keys=True) if left_out else "")
    tag = keys.index("backup", f"{digest} {promised}").hex()
    return {"rows": dict(written.rows), **left_out, "sha256": digest, "tag": tag}


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _to_json(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    match value:
        case bytes() | memoryview():
            return {"b": b64encode(bytes(cast("bytes", value))).decode("ascii")}
        case date():
            return {"d": value.isoformat()}
        case _:
            return value


def _from_json(value: Any) -> Any:  # noqa: ANN401
    match value:
        case {"b": str(written)}:
            return b64decode(written)
        case {"d": str(written)}:
            return date.fromisoformat(written)
        case _:
            return value
