"""``python -m tests.proofs deep T5``: one proof at its count, to go on later; ``… page``: docs/proofs.md."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.proofs.page import RECORDS, write

MINUTES = 30
"""How long one part of ``make deep`` runs before it stops between two tests."""


def main(words: list[str]) -> int:
    """Run what is asked for; returns pytest's own code."""
    match words:
        case ["page"]:
            write()
            return 0
        case [("ci" | "deep") as level, names, *more]:
            return _run(level, names, more)
        case _:
            sys.stderr.write("python -m tests.proofs ci|deep T5,T6|all [pytest's words], or: page\n")
            return 2


def _run(level: str, names: str, more: list[str]) -> int:
    within = ["--within", str(MINUTES * 60)] if level == "deep" else []
    command = [sys.executable, "-m", "pytest", "-n", "2", "--timeout", "3600", "-q", "--proof", names, *within]
    record = ["--record", str(RECORDS / f"{level}.jsonl")]
    environment = os.environ | {"PEERSUPPORT_PROOF": level}
    return subprocess.run([*command, *record, *more], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
