"""One of several processes on one PostgreSQL server that goes away and comes back, and the people who use it.

Each line it prints is what somebody has read: a word, what it is about, and when, on the machine's steady clock.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.programme import Core, Outside, build_core
from bot.domain.case import CaseCode
from bot.domain.people import Address
from bot.ports import Delivered, Incoming
from bot.ui import Action, Mention, Paragraph, Pressed, Show
from tests.cast import HOSPITAL, START, settings_for
from tests.crashes.worker import asks_once_more, buttons_of, pressable
from tests.simulation.world import Hands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.ports import Outcome
    from bot.ui import Home, Message, Reply

SEEN = "seen.jsonl"
"""Every message that anybody ever got, from all processes."""
RECENT = 24  # offers that people still press
PEOPLE = 3  # who ask, one request after the other, at each process


@dataclass(frozen=True)
class Letterbox:
    """Fills ports.Platform with one file for all processes, which outlives them and the server."""

    file: Path

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:
        action = next((one.action for one in buttons_of(message.blocks) if one.action.name == "take"), None)
        line = {"to": str(to), "token": token, "case": action and action.case, "turn": action.turn if action else 0}
        with self.file.open("ab", buffering=0) as file:
            file.write(json.dumps(line).encode() + b"\n")
        return Delivered(token)

    async def find(self, to: Address, *, token: str) -> Outcome | None:  # noqa: ARG002 - tokens are random
        return Delivered(token) if any(one["token"] == token for one in self.letters()) else None

    async def replace(self, to: Address, reference: str, message: Message) -> Outcome:  # noqa: ARG002 - nobody looks
        return Delivered(reference)

    async def withdraw(self, to: Address, reference: str) -> Outcome:  # noqa: ARG002 - nobody looks
        return Delivered(reference)

    async def publish_home(self, to: Address, home: Home) -> Outcome:  # noqa: ARG002 - nobody looks
        return Delivered("")

    def letters(self) -> Iterator[dict[str, object]]:
        """Everything that arrived, the oldest first."""
        if self.file.exists():
            for line in self.file.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)


def build(folder: Path, url: str) -> Core:
    """The programme on this server, its clock on a Monday morning."""
    letterbox = Letterbox(folder / SEEN)
    outside = Outside(
        clock=Hands(START), directory=HOSPITAL, platforms={"web": letterbox}, told=lambda _event, _decision: None
    )
    return build_core(settings_for(folder, url), outside)


def tell(*words: object) -> None:
    """Somebody has read it: from here on it may not be lost."""
    sys.stdout.write(" ".join(map(str, words)) + f" {time.monotonic():.3f}\n")
    sys.stdout.flush()


async def press(core: Core, who: str, action: Action) -> Reply | None:
    return await core.service.handle(Incoming(Address.parse(who), Pressed(action)))


async def asks(core: Core, name: str, dice: random.Random) -> None:
    """One request after the other; whoever reads that it is saved relies on it."""
    for turn in range(100_000):
        who = f"web:{name}-{turn}"
        reply = await press(core, who, Action("ask"))
        saved = isinstance(reply, Show) and "It is saved." in str(reply.form)
        tell("asked" if saved else "refused", who)
        await asyncio.sleep(dice.random() / 4)


async def takes(core: Core, letterbox: Letterbox, dice: random.Random) -> None:
    """Whoever was asked presses, at each process, whatever another process has answered."""
    while True:
        offers = [one for one in letterbox.letters() if one["case"]][-RECENT:]
        for one in dice.sample(offers, min(4, len(offers))):
            await supports(core, str(one["to"]), Action("take", CaseCode(str(one["case"])), int(str(one["turn"]))))
        await asyncio.sleep(0.05)


async def supports(core: Core, who: str, take: Action) -> None:
    """Take it, try, and close, so that the next can be taken; a press that was not answered is not made again."""
    card = await press(core, who, take)
    if not discloses(card):
        return
    tell("accepted", take.case, who)
    for label in ("I tried to reach them", "They'd rather not"):
        if (pressed := pressable(card, label)) is None:
            return
        card = await press(core, who, pressed.action)
        if yes := asks_once_more(card):
            card = await press(core, who, yes.action)


def discloses(reply: Reply | None) -> bool:
    """Whether a form shows the name."""
    blocks = reply.form.blocks if isinstance(reply, Show) else ()
    return any(isinstance(span, Mention) for one in blocks if isinstance(one, Paragraph) for span in one.spans)


async def live(folder: Path, url: str, number: int) -> None:
    """Until nobody reads any more: answer, and sweep five times a second."""
    core, dice = build(folder, url), random.Random(number)  # noqa: S311 - a failure has to come again
    letterbox = Letterbox(folder / SEEN)
    people = [asks(core, f"r{number}-{one}", dice) for one in range(PEOPLE)]
    crowd = [asyncio.create_task(one) for one in (*people, takes(core, letterbox, dice))]
    tell("up", os.getpid())
    while not any(one.done() for one in crowd):
        await core.pump.run()
        await asyncio.sleep(0.2)
    await asyncio.gather(*crowd)


if __name__ == "__main__":
    logging.disable()
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
