"""Golden files and drawn pages: held against what the programme makes, and written again by one switch.

``make golden`` writes all of them; ``PEERSUPPORT_UPDATE=1 pytest FILE`` those of one test. Read the difference.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SWITCH = "PEERSUPPORT_UPDATE"


def is_renewing() -> bool:
    """Whether golden files are written rather than compared."""
    return bool(os.environ.get(SWITCH))


def check(path: Path, drawn: str) -> None:
    """The file says what was drawn; with the switch it does from now on."""
    if is_renewing():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn, f"read the difference; {SWITCH}=1 writes {path.name} again"
