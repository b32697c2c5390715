"""Renderings held against files that people read, one line for each element."""

from __future__ import annotations

import re
from pathlib import Path

from tests import golden

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, html: str) -> None:
    """One line for each element, so that a difference can be read."""
    lines = re.sub(r"(?<!^)<(?!/)", "\n<", html) + "\n"
    golden.check(GOLDEN / f"{name}.html", lines)
