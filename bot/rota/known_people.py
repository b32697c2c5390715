"""Who is meant by a rota's names: the roster's names and addresses, and the policy's table of aliases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.rota.shifts import Naming, folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.people import Member
    from bot.domain.policy import Rota


def naming_of(rota: Rota, members: Iterable[Member]) -> Naming:
    """How this rota names people. A name that two people of the roster have means neither of them."""
    known: dict[str, str] = {}
    twice: set[str] = set()
    for one in members:
        for name in (one.name, one.person, one.person.rpartition("/")[2], one.person.rpartition(":")[2]):
            key = folded(name)
            if known.setdefault(key, one.person) != one.person:
                twice.add(key)
    known = {name: person for name, person in known.items() if name not in twice}
    known |= {folded(name): address for name, address in rota.people}
    return Naming(
        known=known,
        pattern=re.compile(rota.pattern) if rota.pattern else None,
        owner=rota.person,
        tasks=dict(rota.tasks),
        drives=rota.drives,
        tentative_is_busy=rota.tentative_is_busy,
    )
