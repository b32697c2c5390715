"""Records what each proof tried and how it ended, one JSON line a test; a run that goes on leaves out what passed.

``--proof T5,T6`` or ``--proof all`` chooses; ``--record FILE`` keeps; ``--within SECONDS`` starts no test later.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.proof import PROOF, PROOFS
from tests.proofs.commit import commit

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROPERTY = "proof"


def add_options(parser: pytest.Parser) -> None:
    """For the conftest of all tests."""
    group = parser.getgroup("proofs")
    group.addoption("--proof", default="", help="run these proofs only: T5,T6 or all")
    group.addoption("--record", default="", help="append what was tried to this file, and leave out what it holds")
    group.addoption("--within", type=float, default=0.0, help="start no test later than so many seconds from now")


class Recorder:
    """The plugin of one run; with xdist it works in the process that hears of all tests, and chooses in each."""

    def __init__(self, config: pytest.Config) -> None:
        given: Any = config.option
        self._wanted: str = given.proof
        self._within: float = given.within
        record: str = given.record
        self._record = Path(record) if record else None
        self._hears = not hasattr(config, "workerinput")
        self._began = time.monotonic()
        self._seconds: dict[str, float] = defaultdict(float)
        self._spent: dict[str, float] = defaultdict(float)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Choose, and note on each test what it shows."""
        for item in items:
            for marker in item.iter_markers(_PROPERTY):
                item.user_properties.append((_PROPERTY, _noted(marker, item)))
        if not self._wanted:
            return
        wanted, done = self._ids(), set(passed(self._record))
        kept = [one for one in items if wanted & set(_ids_of(one)) and one.nodeid not in done]
        config.hook.pytest_deselected(items=[one for one in items if one not in kept])
        items[:] = kept

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Too late to begin another one: it is not recorded, and the next run begins with it."""
        if self._within and time.monotonic() - self._began > self._within and list(_ids_of(item)):
            pytest.skip("the time of this part is over; run it again to go on")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up set-up, test and tear-down; write after the last."""
        proofs = [value for name, value in report.user_properties if name == _PROPERTY]
        if not self._hears or not proofs:
            return
        self._seconds[report.nodeid] += report.duration
        if report.when == "call" or report.outcome != "passed":
            self._write(report, proofs)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Where the time of this run went."""
        if self._wanted and self._spent:
            terminalreporter.write_line("seconds by proof, of one process:")
            for name, seconds in sorted(self._spent.items(), key=lambda one: -one[1]):
                terminalreporter.write_line(f"  {name:5} {seconds:8.1f}")

    def _ids(self) -> set[str]:
        wanted = set(PROOFS) if self._wanted == "all" else set(self._wanted.split(","))
        if unknown := wanted - set(PROOFS):
            raise pytest.UsageError(f"--proof: there is no {', '.join(sorted(unknown))}; see tests/proof.py.")
        return wanted

    def _write(self, report: pytest.TestReport, proofs: Iterable[Any]) -> None:
        seconds = round(self._seconds[report.nodeid], 2)
        for proof in proofs:
            self._spent[proof["id"]] += seconds
            if self._record is None or report.outcome == "skipped":
                continue
            line = proof | {
                "test": report.nodeid,
                "level": PROOF,
                "outcome": report.outcome,
                "seconds": seconds,
                "date": datetime.now(UTC).date().isoformat(),
                "commit": commit(),
            }
            self._record.parent.mkdir(parents=True, exist_ok=True)
            with self._record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")


def _ids_of(item: pytest.Item) -> Iterable[str]:
    return (str(marker.args[0]) for marker in item.iter_markers(_PROPERTY))


def _noted(marker: pytest.Mark, item: pytest.Item) -> dict[str, object]:
    """``tried`` may be named by a parameter of the test: a share of a long proof counts for itself."""
    name: str = marker.args[0]
    if name not in PROOFS:
        raise pytest.UsageError(f"{item.nodeid}: there is no proof {name}; add it to tests/proof.py.")
    tried, unit = marker.kwargs.get("tried", 1), marker.kwargs.get("unit", "cases")
    if isinstance(tried, str):
        tried = item.callspec.params[tried].tries  # pyright: ignore[reportAttributeAccessIssue] - a parametrized test
    return {"id": name, "tried": int(tried), "unit": unit}


def passed(record: Path | None) -> list[str]:
    """Tests that passed at this commit and level, by an earlier run."""
    return [one["test"] for one in records([record]) if one["outcome"] == "passed" and one["commit"] == commit()]


def records(files: Iterable[Path | None]) -> list[dict[str, Any]]:
    """Every line of these files that is of any use."""
    lines = (line for file in files if file is not None and file.exists() for line in file.read_text().splitlines())
    return [json.loads(line) for line in lines if line]
