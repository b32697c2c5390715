"""Renderings held against files that people read; ``PEERSUPPORT_GOLDEN=update`` writes the files again."""

from __future__ import annotations

import os
import re
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, html: str) -> None:
    """One line for each element, so that a difference can be read."""
    lines = re.sub(r"(?<!^)<(?!/)", "\n<", html) + "\n"
    path = GOLDEN / f"{name}.html"
    if os.environ.get("PEERSUPPORT_GOLDEN") == "update":
        path.parent.mkdir(exist_ok=True)
        path.write_text(lines, encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8")
