"""The nursery of workers, and the mailbox that outlives them: what a person sees."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from adapters.web.inboxes import Mailbox
from bot.ui import Buttons, Message
from store.codec import Codec
from tests.cast import START, set_clock
from tests.conftest import BOTH
from tests.crashes.worker import Order
from tests.engine.world import kind
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

KINDS = count(BOTH[:1], BOTH, BOTH)
"""In ``make test``, SQLite alone where each test needs many databases."""
LEASES = 61.0
"""Seconds between a death and the next start: what the dead had claimed is free again."""
_CODEC: Codec[Message] = Codec(Message)
_WATCH = """
CREATE TABLE IF NOT EXISTS seen (person TEXT, body TEXT);
CREATE TRIGGER IF NOT EXISTS see AFTER INSERT ON letter
BEGIN INSERT INTO seen VALUES (NEW.person, NEW.body); END;
"""


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """The warm parent, for all tests of a module."""
    command = [sys.executable, "-m", "tests.crashes.nursery"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@dataclass
class Bed:
    """One installation whose process dies again and again."""

    process: subprocess.Popen[str]
    folder: Path
    url: str
    told: list[str] = field(default_factory=list)
    later: float = 0.0

    def sends_in(self, script: str, **order: Any) -> int:
        """One worker's life; returns how it ended."""
        wanted = Order(folder=str(self.folder), url=self.url, script=script, later=self.later, **order)
        self.later += LEASES
        _pipe(self.process.stdin).write(json.dumps(asdict(wanted)) + "\n")
        _pipe(self.process.stdin).flush()
        answer = _pipe(self.process.stdout).readline()
        assert answer, "the nursery itself has died"
        account = json.loads(answer)
        self.told += account["told"]
        return account["status"]


@dataclass
class Ward(Bed):
    """One in the playground, whose mailbox outlives its processes."""

    def seen(self) -> list[tuple[str, str, str, int]]:
        """Every message that anybody ever got: who, what, the case and the number that its button carries."""
        with sqlite3.connect(self.folder / "mailbox.sqlite3") as mailbox:
            rows = mailbox.execute("SELECT person, body FROM seen ORDER BY rowid").fetchall()
        mailbox.close()
        return [(person, *_kind(_CODEC.decode(body.encode()))) for person, body in rows]


def _kind(message: Message) -> tuple[str, str, int]:
    buttons = [one for block in message.blocks if isinstance(block, Buttons) for one in block.buttons]
    action = buttons[0].action if buttons else None
    try:
        what = kind(message)
    except KeyError:
        what = "digest"
    return what, (action and action.case) or "", action.turn if action else 0


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def admitted(process: subprocess.Popen[str], folder: Path, url: str) -> Ward:
    """An installation on a Monday at 10:00, before its first start."""
    set_clock(folder, START)
    Mailbox(folder / "mailbox.sqlite3", encode=str, decode=_never).close()
    with sqlite3.connect(folder / "mailbox.sqlite3") as mailbox:
        mailbox.executescript(_WATCH)
    mailbox.close()
    return Ward(process, folder, url)


def _never(text: str) -> Message:
    raise AssertionError(text)


@pytest.fixture
def ward(nursery: subprocess.Popen[str], tmp_path: Path, database_url: str) -> Ward:
    """One installation."""
    return admitted(nursery, tmp_path, database_url)


Rooms: TypeAlias = "Callable[[str], tuple[Path, str]]"
Hospice: TypeAlias = "Callable[[str], Ward]"


@pytest.fixture(params=KINDS)
def rooms(request: pytest.FixtureRequest, tmp_path: Path) -> Rooms:
    """As many folders as are asked for, each with the address of a database of its own."""

    def furnish(name: str) -> tuple[Path, str]:
        folder = tmp_path / name
        folder.mkdir()
        if request.param == "postgres":
            return folder, request.getfixturevalue("new_postgres")(f"{tmp_path.name}-{name}")
        return folder, f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), folder / 'test.db')}"

    return furnish


@pytest.fixture
def hospice(rooms: Rooms, nursery: subprocess.Popen[str]) -> Hospice:
    """As many installations as are asked for."""
    return lambda name: admitted(nursery, *rooms(name))
