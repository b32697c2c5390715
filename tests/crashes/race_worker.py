"""One process of a race: it reads rounds of presses, lets them all be handled at once, and writes who saw a name."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.people import Address
from bot.domain.policy import Policy
from bot.ports import Incoming
from bot.service import Context, Service
from bot.ui import Action, Mention, Paragraph, Pressed, Show
from store.opening import open_store
from store.sealing import Keyring
from store.sealing.folder import KeyFolder
from tests.cast import HOSPITAL
from tests.simulation.world import Hands

if TYPE_CHECKING:
    from bot.domain.case import CaseCode
    from bot.ui import Reply

NOW = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)


def discloses(reply: Reply | None) -> bool:
    """Whether somebody's name is in it."""
    blocks = reply.form.blocks if isinstance(reply, Show) else ()
    return any(isinstance(span, Mention) for one in blocks if isinstance(one, Paragraph) for span in one.spans)


async def pressed(service: Service, code: CaseCode, presses: list[tuple[str, int]]) -> list[str]:
    """Each *Take it*, all at once; to whom the name was shown."""
    incoming = [Incoming(Address("web", who), Pressed(Action("take", code, number))) for who, number in presses]
    replies = await asyncio.gather(*(service.handle(one) for one in incoming))
    return [who for (who, _), reply in zip(presses, replies, strict=True) if discloses(reply)]


def main(url: str, folder: str) -> None:
    """Until there is no more to read."""
    store = open_store(url, Keyring(KeyFolder(Path(folder))))
    world = Context(store=store, clock=Hands(NOW), directory=HOSPITAL, policy=Policy())
    service = Service(world, wake=lambda: None, told=lambda _event, _decision: None)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with asyncio.Runner() as runner:
        for line in sys.stdin:
            given = json.loads(line)
            shown = runner.run(pressed(service, given["code"], given["presses"]))
            sys.stdout.write(json.dumps(shown) + "\n")
            sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
