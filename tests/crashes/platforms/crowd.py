"""Many who ask for support, and supporters who take, try and close, whatever becomes of the bot meanwhile."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from tests.crashes.platforms.house import SUPPORTERS
from tests.crashes.platforms.people import NotThereError, UnansweredError, until
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crashes.platforms.house import House
    from tests.screen import Page

SAVED = "It is saved."
_WHO = re.compile(r"^Who: (.+)$", re.MULTILINE)
"""Twice on a card in Teams whose picker knows the name and whose bot does not: the picker's is the last."""
_ROUNDS = 60
_LANES, _BETWEEN = 2, 0.5  # seconds until the next one asks
ASKERS = count(16, 2_000, 20_000)
"""More than can ask in the time, but for ``make test``."""


def askers(number: int) -> dict[str, str]:
    """So many people besides the hospital's, by name."""
    return {f"r{one}": f"Asker {one}" for one in range(number)}


class Crowd:
    """``saved``: who read that their request is. ``named``: on whose cards each of them was read.

    ``presses``: how often each asked. Whoever got no answer asks again, and if the first request was heard, taken and
    closed meanwhile, that is another request.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._next = iter(askers(ASKERS))
        self._finished: set[str] = set()
        self.over = asyncio.Event()
        self.saved: set[str] = set()
        self.named: dict[str, set[str]] = defaultdict(set)
        self.presses: Counter[str] = Counter()

    async def asks(self) -> None:
        """One after another, a few side by side, until it is over."""
        await asyncio.gather(*(self._asks_in_turn() for _ in range(_LANES)))

    async def _asks_in_turn(self) -> None:
        while not self.over.is_set() and await self.one_asks():  # noqa: ASYNC110 - what is left is asked between
            await asyncio.sleep(_BETWEEN)

    async def one_asks(self) -> bool:
        """The next one, until they read that it is saved; False once everybody has."""
        who = next(self._next, None)
        if who is not None:
            await until(lambda: self._asks(who))
            self.saved.add(f"Asker {who[1:]}")
        return who is not None

    async def _asks(self, who: str) -> bool | None:
        person = self._house.person(who)
        await person.opens()
        self.presses[f"Asker {who[1:]}"] += 1
        return SAVED in await person.presses("I'd like support") or None

    async def supports(self) -> None:
        """Until it is over."""
        while not self.over.is_set():
            await self.takes_what_there_is()
            await asyncio.sleep(0.1)

    async def comes_to_rest(self) -> None:
        """Let happen what is left, until everybody who asked was read on a card."""
        for hours in range(_ROUNDS):
            await self.takes_what_there_is()
            waiting = await self._house.settles(later=61.0)
            if not waiting and len(self.named) == len(self.saved):
                return
            await self._house.after(hours=hours)

    async def takes_what_there_is(self) -> None:
        """Every supporter once."""
        await asyncio.gather(*(self._takes(slug) for slug in SUPPORTERS))

    async def _takes(self, slug: str) -> None:
        for handle in list(self._unfinished(await self._house.driver.letters(slug))):
            try:
                await self._lives_through(slug, handle)
            except (UnansweredError, NotThereError, TimeoutError):
                continue
            self._finished.add(handle)

    def _unfinished(self, pages: tuple[Page, ...]) -> Iterator[str]:
        buttons = [one for page in pages for one in page.buttons if one.label in {"Take it", "Open"}]
        return (one.handle for one in buttons if one.handle not in self._finished)

    async def _lives_through(self, slug: str, handle: str) -> None:
        """Take it or find it taken, try, and hear that they'd rather not."""
        peer = self._house.person(slug)
        card = await peer.presses_handle(handle)
        if not (names := _WHO.findall(card)):
            return
        self.named[names[-1]].add(slug)
        if "Where it stands Closed" not in card:
            await peer.presses("They'd rather not")
