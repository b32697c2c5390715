"""The same refusal for several people is nobody's own; one success says so, too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.people import Address
from bot.ports import Delivered, Mendable, OutboxItem, TryLater, Unreachable
from bot.scheduling import circuit_breaker
from bot.scheduling.circuit_breaker import CircuitBreaker
from bot.scheduling.rate_limits import Pauses
from bot.scheduling.sending import Fate

if TYPE_CHECKING:
    from bot.ports import Outcome

DOUBTFUL = Unreachable("other", sure=False, personal=False)


class Kept:
    """Holds in memory."""

    def __init__(self) -> None:
        self.held: dict[str, float | None] = {}
        self.freed = 0

    async def put(self, name: str, seconds: float) -> None:
        self.held[name] = seconds

    async def stop(self, name: str) -> None:
        self.held[name] = None

    async def lift(self, name: str) -> None:
        self.held.pop(name, None)

    async def left(self) -> dict[str, float | None]:
        return self.held

    async def unreachable(self) -> tuple[str, ...]:
        return ()

    async def reached(self, address: str) -> None: ...

    async def free(self) -> None:
        self.freed += 1


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def breaker(kept: Kept) -> CircuitBreaker:
    return CircuitBreaker(Pauses(kept))


PARCEL = OutboxItem(
    id=1,
    lease="",
    to=Address("teams", "tenant/0"),
    kind="tell",
    message=None,
    reference="",
    token="t",
    tries=0,
    days=0,
    uncertain=False,
    case=None,
    receipt=None,
)


async def judged(breaker: CircuitBreaker, who: str, outcome: Outcome) -> Outcome:
    number = int(who.rpartition("/")[2] or 0)
    fate = await breaker.judged(replace(PARCEL, id=number, to=Address("teams", who)), Fate(outcome))
    return fate.outcome


async def test_the_third_person_shows_that_it_is_nobodys_own(breaker: CircuitBreaker, kept: Kept):
    said = [await judged(breaker, f"tenant/{one}", DOUBTFUL) for one in range(3)]
    assert said == [DOUBTFUL, DOUBTFUL, Mendable("other")]
    assert kept.freed == 1
    assert kept.held == {"barred": 3600.0, "mend:other": None}


async def test_the_same_person_three_times_is_one(breaker: CircuitBreaker):
    assert [await judged(breaker, "tenant/1", DOUBTFUL) for _ in range(4)] == [DOUBTFUL] * 4


async def test_what_can_only_be_about_a_person_is_never_the_bots(breaker: CircuitBreaker):
    blocked = Unreachable("MessageWritesBlocked")
    assert [await judged(breaker, f"tenant/{one}", blocked) for one in range(9)] == [blocked] * 9


async def test_tenants_and_words_are_told_apart(breaker: CircuitBreaker):
    others = [("a/1", "x"), ("a/2", "y"), ("b/3", "x"), ("a/4", "x")]
    said = [await judged(breaker, who, replace(DOUBTFUL, word=word)) for who, word in others]
    assert all(isinstance(one, Unreachable) for one in said)


async def test_a_success_between_begins_anew(breaker: CircuitBreaker):
    for who in ("tenant/1", "tenant/2"):
        await judged(breaker, who, DOUBTFUL)
    await judged(breaker, "tenant/3", Delivered("x"))
    assert await judged(breaker, "tenant/4", DOUBTFUL) == DOUBTFUL


async def test_a_quarter_of_an_hour_later_it_is_forgotten(breaker: CircuitBreaker, monkeypatch: pytest.MonkeyPatch):
    now = [1000.0]
    monkeypatch.setattr(circuit_breaker.time, "monotonic", lambda: now[0])
    for who in ("tenant/1", "tenant/2"):
        await judged(breaker, who, DOUBTFUL)
    now[0] += circuit_breaker.WITHIN + 1
    assert await judged(breaker, "tenant/3", DOUBTFUL) == DOUBTFUL


async def test_what_must_be_mended_is_told_at_once_and_bars_everybody_at_the_third(breaker: CircuitBreaker, kept: Kept):
    await judged(breaker, "tenant/1", Mendable("missing_scope"))
    assert kept.held == {"mend:missing_scope": None}
    for one in (2, 3):
        await judged(breaker, f"tenant/{one}", Mendable("missing_scope"))
    assert kept.held == {"mend:missing_scope": None, "barred": 3600.0}


async def test_a_mistake_of_ours_is_told_to_nobody_here(breaker: CircuitBreaker, kept: Kept):
    for one in range(5):
        await judged(breaker, f"tenant/{one}", Mendable("invalid_blocks", ours=True))
    assert kept.held == {}


async def test_a_message_that_was_refused_and_arrives_ends_it(breaker: CircuitBreaker, kept: Kept):
    for one in range(3):
        await judged(breaker, f"tenant/{one}", Mendable("missing_scope"))
    await judged(breaker, "tenant/9", Delivered("another"))
    assert "mend:missing_scope" in kept.held
    await judged(breaker, "tenant/1", Delivered("x"))
    assert kept.held == {}
    assert breaker.pauses.words == frozenset()


async def test_the_moment_means_nothing(breaker: CircuitBreaker, kept: Kept):
    for one in range(5):
        await judged(breaker, f"tenant/{one}", TryLater())
    assert kept.held == {}
