"""The calendars that the reader is held against, and what is right of each.

The committed ones are fictional. More of them are read where PEERSUPPORT_SAMPLES names a folder with ``rota/``.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from datetime import datetime
from functools import cache
from pathlib import Path

from bot.domain.people import Drives
from bot.rota.reading import Window
from bot.rota.shifts import Naming, folded

HERE = Path(__file__).parent / "samples"
ELSEWHERE = Path(os.environ["PEERSUPPORT_SAMPLES"]) / "rota" if "PEERSUPPORT_SAMPLES" in os.environ else None
OWNER = "(owner of the feed)"
PEOPLE = {
    "Jane Doe": ("jane.doe@example.org", "jdoe", "Doe (Amion 19)"),
    "Ana Roy": ("ana.roy@example.org", "aroy", "Roy (Amion 38)"),
    "Bo Chen": ("bo.chen@example.org", "Chen (Amion 39)"),
    "Ida Holm": ("ida.holm@example.org", "Holm (Amion 41)"),
    "Max Weber": ("max.weber@example.org", "Weber (Amion 42)"),
    "Sam Okoye": ("sam.okoye@example.org",),
    "Li Novak": ("li.novak@example.org",),
    "Eva Brandt": ("eva.brandt@example.org",),
    "Zoë Côté": ("zoe.cote@example.org", "Côté (Amion 40)"),
    **dict.fromkeys(("Alex", "Alice", "Bob", "Floating", "UTC Timezone", "Inline Timezone"), ()),
    **dict.fromkeys(("Date Only (Explicit)", "Date Only (Implicit)"), ()),
}
KNOWN = {folded(one): name for name, others in PEOPLE.items() for one in (name, *others)}
AFTER = re.compile(r"(?:: | - )(?P<who>[^:]+)$")


@cache
def expected() -> dict:
    """Every window by its name; ``file#part`` where a file has several."""
    folder = ELSEWHERE or HERE
    found = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return {name: one for name, one in found.items() if name != "_"}


@cache
def content(name: str) -> bytes:
    file = name.partition("#")[0]
    if ELSEWHERE:
        return (ELSEWHERE / file).read_bytes()
    packed = HERE / f"{file}.gz"
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (HERE / file).read_bytes()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def window(one: dict) -> Window:
    starts, ends = map(instant, one["window"])
    return Window(starts=starts, ends=ends, zone=one["zone"])


def naming(one: dict) -> Naming:
    """How a site would set the rota up."""
    own = one["kind"] in {"own feed", "availability"} and not one["person_is"].startswith("ORGANIZER")
    return Naming(
        known=KNOWN,
        pattern=AFTER,
        owner=OWNER if own else "",
        tasks={"Vacation": Drives.LEAVE, "Backup Call": Drives.NOTHING} if own else {},
        drives=Drives.BUSY if one["kind"] == "availability" else Drives.ON_CALL,
    )
