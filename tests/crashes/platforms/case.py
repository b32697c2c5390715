"""A whole case as people live through it: suggested, taken, tried, in touch, a check-in, closed."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.cast import START
from tests.crashes.platforms.house import SUPPORTERS
from tests.crashes.platforms.people import NotThereError, UnansweredError, until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.crashes.platforms.house import House
    from tests.crashes.platforms.people import Person

THANKS = "Thank you. If a peer can be offered, one will try."
OFFER = "Someone could use a peer."
RECIPIENT = "Tomasz Wilk"
CHECK_IN = START + timedelta(days=8)
"""The day after the first of the light plan."""
REMINDER = "You planned to check in."
_DEEDS = 40


async def whole_case(house: House) -> str:
    """Go through it, whoever dies on the way; returns who took it."""
    await until(lambda: greeted(house))
    noor = house.person("noor-haddad")
    await until(lambda: suggests(noor))
    await house.after(minutes=30)
    peer = house.person(await until(lambda: asked(house)))
    await until(lambda: takes(peer))
    card = ""
    for _ in range(_DEEDS):
        peer.closes()
        card = await until(lambda: opens(peer))
        if "Who:" not in card or "Where it stands Closed" in card:
            break
        await next_deed(house, peer, card)
    else:
        raise AssertionError(card)
    await house.settles()
    return peer.slug


async def greeted(house: House) -> bool:
    """Whatever the platform has to say first."""
    await house.driver.greet()
    return True


async def suggests(noor: Person) -> bool | None:
    """All the way to the thanks."""
    await noor.opens()
    await noor.presses("Suggest a colleague")
    await noor.sends(colleague=RECIPIENT)
    return THANKS in await noor.sends() or None


async def asked(house: House) -> str | None:
    """Who has the offer now, or had it and took it."""
    for slug in SUPPORTERS:
        if await house.person(slug).has(OFFER):
            return slug
    await house.settles()
    return None


async def takes(peer: Person) -> bool | None:
    """Whoever took it and read no answer finds the case in the same message."""
    peer.closes()
    return f"Who: {RECIPIENT}" in await peer.presses("Take it", "Open") or None


async def opens(peer: Person) -> str:
    """The card, or what is read in its place once there is none."""
    try:
        return await peer.presses("Open", "Take it")
    except NotThereError:
        return ""


async def next_deed(house: House, peer: Person, card: str) -> None:
    """What the card asks for; whoever reads no answer to it looks at the card again first."""
    deeds: dict[str, Callable[[], Awaitable[object]]] = {
        "Accepted, not yet reached out": lambda: peer.presses("I tried to reach them"),
        "attempt made": lambda: peer.presses("We were in touch"),
        "the first check-in is to come": lambda: checks_in(house, peer),
        "In touch": lambda: plans(peer),
        "1 check-in done": lambda: ends(peer),
    }
    standing = next(line for line in card.splitlines() if line.startswith("Where it stands"))
    with suppress(UnansweredError):
        known = [deed for words, deed in deeds.items() if words in standing]
        assert known, card
        await known[0]()


async def plans(peer: Person) -> None:
    """Seven and thirty days after."""
    await peer.presses("Plan check-ins")
    await peer.sends(plan="Light")


async def checks_in(house: House, peer: Person) -> None:
    """Wait for the reminder; then be in touch."""
    await house.at(CHECK_IN)
    peer.closes()
    assert await peer.has(REMINDER), "a reminder did not come"
    await opens(peer)
    await peer.presses("We were in touch")


async def ends(peer: Person) -> None:
    """Close it."""
    await peer.presses("Close the case")
    await peer.sends()
