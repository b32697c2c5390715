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
from typing import IO, TYPE_CHECKING, Any, cast

from sqlalchemy import MetaData, select, text

from bot.domain.errors import ConfigurationError
from store.sealing.folder import fsync_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from store.sealing import Keyring

FORMAT = 1
REVISIONS = "alembic_version"
_REVISION = text("SELECT version_num FROM alembic_version")
_BATCH = 500  # rows at a time
_DAMAGED = "{path} is damaged, incomplete, or was made with other keys; nothing was restored."


@dataclass(frozen=True)
class Archive:
    """A backup that was proved whole. ``at``: the programme's moment that it shows."""

    at: datetime
    revision: str
    counts: Mapping[str, int]
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
                    yield table, dict(zip(columns, (_read(value) for value in line), strict=True))


def write(connection: Connection, keys: Keyring, path: Path, *, at: datetime) -> Mapping[str, int]:
    """Write what this snapshot shows, whole or not at all; returns the rows by table, or raises ConfigurationError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                counts = _Writer(file, keys).all(connection, at)
            os.link(draft, path)  # unlike a rename this never replaces another backup
        finally:
            draft.unlink()
        fsync_folder(path.parent)
    except FileExistsError:
        raise ConfigurationError(f"{path} exists already; a backup never replaces another one.") from None
    except OSError as error:
        raise ConfigurationError(f"The backup {path} can't be written: {error.strerror}.") from None
    return counts


class _Writer:
    def __init__(self, file: IO[bytes], keys: Keyring) -> None:
        self._file, self._keys = file, keys
        self._hash = hashlib.sha256()

    def all(self, connection: Connection, at: datetime) -> dict[str, int]:
        revision = connection.execute(_REVISION).scalar_one()
        self._line({"peersupport backup": FORMAT, "at": at.astimezone(UTC).isoformat(), "revision": revision})
        counts = {table.name: self._table(connection, table) for table in tables(connection)}
        self._line(_seal_of(self._keys, self._hash.hexdigest(), counts))
        self._file.flush()
        os.fsync(self._file.fileno())
        return counts

    def _table(self, connection: Connection, table: Table) -> int:
        self._line({"table": table.name, "columns": [column.name for column in table.columns]})
        found = connection.execution_options(yield_per=_BATCH).execute(select(table).order_by(*table.primary_key))
        count = 0
        for row in found:
            self._line([_written(value) for value in row])
            count += 1
        return count

    def _line(self, value: object) -> None:
        line = _line(value)
        self._hash.update(line)
        self._file.write(line)


@contextmanager
def opened(path: Path, keys: Keyring) -> Generator[Archive]:
    """Prove the whole file before anything of it is used; ConfigurationError if it is not one of ours."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise ConfigurationError(f"The backup {path} can't be read: {error.strerror}.") from None
    with file:
        yield _proved(file, path, keys)


def tables(connection: Connection) -> list[Table]:
    """The tables that this database has, parents first, whatever release made them."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != REVISIONS]


def _proved(file: IO[bytes], path: Path, keys: Keyring) -> Archive:
    digest, size, last = hashlib.sha256(), 0, b""
    for line in file:
        digest.update(last)
        size += len(last)
        last = line
    try:
        file.seek(0)
        first, end = json.loads(file.readline()), json.loads(last)
        genuine = hmac.compare_digest(last, _line(_seal_of(keys, digest.hexdigest(), end["rows"])))
        if not genuine or first["peersupport backup"] != FORMAT:
            raise ValueError  # noqa: TRY301 - told below with everything else that is wrong
        at, revision = datetime.fromisoformat(first["at"]), str(first["revision"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(_DAMAGED.format(path=path)) from None
    return Archive(at, revision, end["rows"], file, size)


def _seal_of(keys: Keyring, digest: str, counts: Mapping[str, int]) -> dict[str, object]:
    """The last line: what was promised and what was written, under a key that only this installation has."""
    tag = keys.index("backup", f"{digest} {json.dumps(counts, sort_keys=True)}").hex()
    return {"rows": dict(counts), "sha256": digest, "tag": tag}


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _written(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    match value:
        case bytes() | memoryview():
            return {"b": b64encode(bytes(cast("bytes", value))).decode("ascii")}
        case date():
            return {"d": value.isoformat()}
        case _:
            return value


def _read(value: Any) -> Any:  # noqa: ANN401
    match value:
        case {"b": str(written)}:
            return b64decode(written)
        case {"d": str(written)}:
            return date.fromisoformat(written)
        case _:
            return value
