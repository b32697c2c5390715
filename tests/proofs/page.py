"""Writes docs/proofs.md from what the runs recorded: one row for each proof and count, and what was not run."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.proof import PROOFS
from tests.proofs.recording import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "dist/proofs"
PAGE = ROOT / "docs/proofs.md"
_HEAD = """# Proofs

Written by the runs themselves: do not edit it. Each promise of the README rests on some of these tests. `.ci/run` runs
those that it names at the count of CI; `make deep PART=T5` runs one at the deep count, for half an hour at most, and
goes on where it stopped when it is called again. `make proofs` writes this page from what was recorded. "Tried" is what
the tests of that row really tried. A commit with a plus had changes that were not committed.

| | shows | tests | count | asked for | tried | result | seconds | date | commit |
|---|---|---|---|---|---|---|---|---|---|
"""


def write(folder: Path = RECORDS, page: Path = PAGE) -> None:
    """From every record in the folder."""
    page.write_text(drawn(records(sorted(folder.glob("*.jsonl")))), encoding="utf-8")


def drawn(lines: Iterable[dict[str, Any]]) -> str:
    """The page; of a test that was run more than once the last run counts."""
    latest = {(one["id"], one["level"], one["test"]): one for one in lines}
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for (name, level, _), one in latest.items():
        found[name, level].append(one)
    rows = [row for name in PROOFS for row in _rows(name, found)]
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _rows(name: str, found: dict[tuple[str, str], list[dict[str, Any]]]) -> Iterator[list[str]]:
    proof = PROOFS[name]
    for level, asked in (("ci", proof.ci), ("deep", proof.deep)):
        runs = found.get((name, level), [])
        if not runs:
            yield [name, proof.shows, "", level, asked, "", "not run", "", "", ""]
            continue
        files = sorted({one["test"].partition("::")[0] for one in runs})
        yield [
            name,
            proof.shows,
            ", ".join(f"`{one}`" for one in files),
            level,
            asked,
            _tried(runs),
            _result(runs),
            f"{sum(one['seconds'] for one in runs):,.0f}",
            max(one["date"] for one in runs),
            ", ".join(sorted({one["commit"] for one in runs})),
        ]


def _tried(runs: list[dict[str, Any]]) -> str:
    sums: dict[str, int] = defaultdict(int)
    for one in runs:
        sums[one["unit"]] += one["tried"]
    return ", ".join(f"{total:,} {unit}" for unit, total in sorted(sums.items()))


def _result(runs: list[dict[str, Any]]) -> str:
    failed = sum(one["outcome"] != "passed" for one in runs)
    return f"**{failed} of {len(runs)} failed**" if failed else f"{len(runs)} passed"
