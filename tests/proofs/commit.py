"""The commit that a proof was run at, marked if the files differ from it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]


@cache
def commit() -> str:
    """Seven digits, with a plus if something was changed since; "unknown" outside a clone."""
    found = _git("rev-parse", "--short=7", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ":!docs/proofs.md")
    return f"{found}{'+' if changed else ''}" or "unknown"


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=_ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
