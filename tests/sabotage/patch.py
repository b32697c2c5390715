"""A bad patch with the tests that must notice it, and a copy of the repository in which it is tried (T25)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

ROOT = Path(__file__).parents[2]
_NEEDED = ("adapters", "bot", "store", "tests", "docs", "manifest", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "images")
_OPTIONS = ("-x", "-q", "-rf", "--tb=short", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not postgres")
_SECONDS = 800
"""How long one run may take on a machine that does much else."""
_RED = re.compile(r"\b1 failed\b|^_+ ERROR at teardown of (?s:.*)^E +AssertionError", re.MULTILINE)
_BROKEN = re.compile(r"^(?:FAILED|E  ).*\b(?:NameError|ImportError|ModuleNotFoundError|SyntaxError)\b", re.MULTILINE)
"""A patch that breaks the program shows nothing about the promise that it was to break."""


@dataclass(frozen=True)
class Edit:
    """One place of one file: ``before`` must stand there exactly once."""

    file: str
    before: str
    after: str

    def made_in(self, text: str) -> str:
        """The file's text with the edit; ValueError once the code has moved on, so that the list can't rot."""
        found = text.count(self.before)
        if found != 1:
            raise ValueError(f"{self.file} holds this {found} times:\n{self.before}")
        return text.replace(self.before, self.after)


@dataclass(frozen=True, kw_only=True)
class Patch:
    """Something that nobody may ever do to this programme. ``tests``: the node ids of which one must fail.

    ``also``: further places, where one alone would not do the harm.
    """

    name: str
    why: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]
    also: tuple[Edit, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All of it."""
        return (Edit(self.file, self.before, self.after), *self.also)


@dataclass(frozen=True)
class Run:
    """How pytest ended, and what it wrote."""

    code: int
    written: str

    @property
    def caught(self) -> bool:
        """A test failed, or the oracle that each story ends with: not a collection, not a usage, not an import."""
        return self.code == 1 and _RED.search(self.written) is not None and not self.broken

    @property
    def broken(self) -> bool:
        """The failure says that the patch does not even run."""
        return _BROKEN.search(self.written) is not None


@dataclass(frozen=True)
class Copy:
    """The repository once more, to be spoilt."""

    root: Path

    @classmethod
    def into(cls, folder: Path) -> Copy:
        """Everything that the tests need, and nothing that was compiled."""
        for name in _NEEDED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=_LEFT_OUT)
            else:
                shutil.copy(ROOT / name, folder / name)
        return cls(folder)

    def run(self, tests: Iterable[str]) -> Run:
        """Run these tests in the copy, with its own packages, on SQLite alone."""
        command = (sys.executable, "-m", "pytest", *_OPTIONS, *tests)
        done = subprocess.run(
            command, cwd=self.root, env=self._environment, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        return Run(done.returncode, done.stdout + done.stderr)

    @contextmanager
    def spoilt_by(self, patch: Patch) -> Generator[None]:
        """The copy with the patch; afterwards as it was."""
        before = {self.root / edit.file: (self.root / edit.file).read_text("utf-8") for edit in patch.edits}
        try:
            for edit in patch.edits:
                path = self.root / edit.file
                _write(path, edit.made_in(path.read_text("utf-8")))
            yield
        finally:
            for path, text in before.items():
                _write(path, text)

    @property
    def _environment(self) -> dict[str, str]:
        """Without what the outer run says to itself, such as which database is its own."""
        told = ("PYTEST", "PYTHON", "PEERSUPPORT", "COV_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(told)}
        return kept | {"PYTHONPATH": str(self.root), "PEERSUPPORT_PROOF": "quick", "COLUMNS": "200"}


def _write(path: Path, text: str) -> None:
    """What was compiled of it goes: two writes in one second may look the same to the interpreter."""
    path.write_text(text, "utf-8")
    Path(cache_from_source(str(path))).unlink(missing_ok=True)
