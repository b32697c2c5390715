"""A process that dies: the real programme with hooks at every boundary, and people who press while it lives."""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bot.app.programme
from adapters.web.send import WebPlatform
from bot.app.playground import composing
from bot.scheduling.timelapse import Timelapse
from bot.ui import Buttons, Show
from store import opening
from store.databases import sqlite
from tests.cast import settings_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from bot.domain.people import Address
    from bot.ports import Outcome
    from bot.ui import Block, Button, Message
    from store.sealing import Keyring
    from store.store import SqlStore

DIED = 9
"""How a worker exits at a failpoint."""


@dataclass(frozen=True)
class Order:
    """What one worker has to do.

    ``later``: seconds that its real clock is ahead, so that the leases of the dead have lapsed.

    ``seconds``: it is killed so long after its people have read ``answers`` answers; 0 is after its birth.
    ``die_at``: the boundary at which it exits by itself; only those of this name count, if there is one.

    ``platform``: whose fake it serves, at ``address``; without one it is the playground.
    """

    folder: str
    url: str
    script: str
    platform: str = ""
    address: str = ""
    seed: int = 0
    later: float = 0.0
    seconds: float | None = None
    answers: int = 0
    die_at: int | None = None
    named: str = ""


class Boundaries:
    """Counts what a crash can fall before or after: every commit, every delivery or call, every answer."""

    def __init__(self, die_at: int | None, named: str = "") -> None:
        self.crossed, self._left, self._named = 0, die_at, named

    def cross(self, name: str = "") -> None:
        """Die here, if it is the one."""
        self.crossed += 1
        if self._left is not None and self._named in {"", name}:
            self._left -= 1
            if self._left == 0:
                os._exit(DIED)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, between two boundaries."""

        def bounded(*values: Any, **named: Any) -> Any:
            self.cross()
            result = function(*values, **named)
            self.cross()
            return result

        return bounded

    def around_coroutine(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same for a method that is awaited; its first argument is the boundaries' name."""

        async def bounded(this: Any, name: Any, *values: Any, **named: Any) -> Any:
            self.cross(str(name))
            result = await function(this, name, *values, **named)
            self.cross(str(name))
            return result

        return bounded


class Mortal:
    """What every process that dies here has: boundaries, a store whose real clock can be ahead, and an order."""

    def __init__(self, order: Order) -> None:
        self.order, self.boundaries, self.later = order, Boundaries(order.die_at, order.named), order.later
        sqlite._SQLITE_PRAGMAS = (*sqlite._SQLITE_PRAGMAS, "PRAGMA synchronous=OFF")  # no power is cut here
        bot.app.programme.open_store = self._open_store

    def _open_store(self, url: str, keys: Keyring, **more: Any) -> SqlStore:
        store = opening.open_store(url, keys, now=lambda: time.time() + self.later, **more)
        opened: Any = store._database
        opened.engine.dialect.do_commit = self.boundaries.around(opened.engine.dialect.do_commit)
        return store


class Worker(Mortal):
    """Builds the programme and plays a script; ``tell`` is what a person has seen with their own eyes."""

    def __init__(self, order: Order, tell: Callable[[str], None]) -> None:
        super().__init__(order)
        self.programme_folder = Path(order.folder)
        self.dice = random.Random(order.seed)  # noqa: S311 - a failure has to come again
        self._tell = tell
        composing.WebPlatform = self._slow if order.seconds is not None else WebPlatform
        self.programme = bot.app.compose_playground(settings_for(Path(order.folder), order.url))
        for name in ("post", "replace", "withdraw"):
            bounded = self.boundaries.around(getattr(self.programme.mailbox, name))
            setattr(self.programme.mailbox, name, bounded)

    def tell(self, line: str) -> None:
        """Somebody has read the answer: from here on it may not be lost."""
        self.boundaries.cross()
        self._tell(line)

    def _slow(self, *values: Any, **named: Any) -> WebPlatform:
        platform, dice = WebPlatform(*values, **named), self.dice
        send = platform.send

        async def slow(to: Address, message: Message, *, token: str) -> Outcome:
            await asyncio.sleep(dice.random() / 50)
            outcome = await send(to, message, token=token)
            await asyncio.sleep(dice.random() / 50)
            return outcome

        platform.send = slow  # type: ignore[method-assign]
        return platform

    async def moves(self, by: timedelta | None = None) -> None:
        """Move the clock, as in the playground; None is to the next thing due."""
        await Timelapse(self.programme.clock, self.programme.store, self.programme.pump).move(by)


def buttons_of(blocks: tuple[Block, ...]) -> list[Button]:
    """Everything that can be pressed here."""
    return [button for block in blocks if isinstance(block, Buttons) for button in block.buttons]


def asks_once_more(reply: object) -> Button | None:
    """The yes of a form that asks before something ends."""
    submit = reply.form.submit if isinstance(reply, Show) else None
    return submit if submit and submit.action.draft == (("sure", ("yes",)),) else None


def pressable(reply: object, label: str) -> Button | None:
    """The button of a form that reads so."""
    blocks = reply.form.blocks if isinstance(reply, Show) else ()
    return next((one for one in buttons_of(blocks) if one.label.text == label), None)
