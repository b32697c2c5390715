"""The page that says what each answer of a platform leads to: written by the tests that play them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[3] / "docs" / "platform-answers.md"


def check_section(name: str, rows: Sequence[Sequence[str]]) -> None:
    """Held against the page; ``PEERSUPPORT_UPDATE=1`` writes the section again."""
    text = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} begins -->\n", f"<!-- {name} ends -->\n"
    before, _, rest = text.partition(begin)
    section, _, after = rest.partition(end)
    drawn = "\n" + "\n".join(f"| {' | '.join(one)} |" for one in rows) + "\n\n"
    if os.environ.get("PEERSUPPORT_UPDATE"):
        PAGE.write_text(before + begin + drawn + end + after, encoding="utf-8")
        section = drawn
    assert section == drawn, f"docs/platform-answers.md, {name}: PEERSUPPORT_UPDATE=1 writes it again"
