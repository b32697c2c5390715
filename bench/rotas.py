"""How long it takes to say who can be asked now, of 10,000 supporters, with rotas and without them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.availability import can_be_asked
from bot.domain.people import Drives, Member, PersonId, Role, Shift, Supporter
from bot.domain.policy import Policy
from bot.domain.typed.hours import parse_hours

NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)
POLICY = Policy()


def took(members):
    best = []
    for _ in range(3):
        began = time.process_time()
        found = sum(can_be_asked(one, NOW, POLICY) for one in members)
        best.append(time.process_time() - began)
        if not found:
            raise RuntimeError("nobody can be asked")
    return min(best)


def main():
    shifts = tuple(
        Shift(
            rota="r",
            starts=NOW + timedelta(days=day) - timedelta(hours=2),
            ends=NOW + timedelta(days=day, hours=10),
            drives=Drives.HOURS,
        )
        for day in range(-2, 16)
    )
    settings = Supporter(hours=parse_hours("Mon-Sun 00:00-24:00"), trained_on=NOW.date())
    plain = Member(
        person=PersonId("web:a"),
        name="A",
        roles=frozenset({Role.SUPPORTER}),
        timezone="America/New_York",
        supporter=settings,
    )
    rostered = replace(plain, supporter=replace(settings, shifts=shifts))
    without, with_rotas = took([plain] * 10_000), took([rostered] * 10_000)
    print(f"who can be asked now, of 10,000: {with_rotas:.2f} s with rotas, {without:.2f} s without")
    print(f"ratio {with_rotas / without:.2f} (at most 2)")


if __name__ == "__main__":
    main()
