"""What people do while the process may die at any moment: they press, and press again when they read no answer."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.people import Address
from bot.ports import Incoming
from bot.ui import Action, Mention, Paragraph, Pressed, Show, Submitted
from tests.cast import HOSPITAL
from tests.crashes.worker import asks_once_more, buttons_of, pressable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from bot.domain.case import CaseCode
    from bot.ui import Button, Reply
    from store.unit_of_work import SqlUnitOfWork
    from tests.crashes.worker import Worker

SUPPORTERS = [one.slug for one in HOSPITAL.people.values() if "supporter" in one.roles]
NOOR = "noor-haddad"


async def press(worker: Worker, who: str, action: Action, **values: str) -> Reply | None:
    """Press a button, or send a form."""
    fields = tuple((name, (value,)) for name, value in values.items())
    gesture = Submitted(action, fields) if values else Pressed(action)
    return await worker.programme.service.handle(Incoming(Address("web", who), gesture))


def says(reply: Reply | None, text: str) -> bool:
    """Whether a form reads so."""
    return isinstance(reply, Show) and text in str(reply.form)


async def crowd(worker: Worker) -> None:
    """Three who ask one after the other, and supporters who take, try and close, for as long as the process lives."""
    worker.tell("up")
    await worker.programme.start()
    await asyncio.gather(*(_asks(worker, number) for number in range(3)), _supports(worker))


async def _asks(worker: Worker, number: int) -> None:
    for turn in range(10_000):
        who = f"r{worker.order.seed}-{number}-{turn}"
        if says(await press(worker, who, Action("ask")), "It is saved."):
            worker.tell(f"asked {who}")
        await asyncio.sleep(worker.dice.random() / 10)


async def _supports(worker: Worker) -> None:
    while True:
        for who in SUPPORTERS:
            for button in _in_the_messages(worker, who, "Take it")[-2:]:
                await _takes(worker, who, button)
        await asyncio.sleep(0.01)


async def _takes(worker: Worker, who: str, button: Button) -> None:
    card = await press(worker, who, button.action)
    if not _has_the_name(card):
        return
    worker.tell(f"accepted {button.action.case} {who}")
    for label, said in (("I tried to reach them", "outreach"), ("They'd rather not", "closed")):
        if (pressed := pressable(card, label)) is None:
            return
        card = await press(worker, who, pressed.action)
        if yes := asks_once_more(card):
            card = await press(worker, who, yes.action)
        worker.tell(f"{said} {button.action.case} {who}")


def _has_the_name(reply: Reply | None) -> bool:
    blocks = reply.form.blocks if isinstance(reply, Show) else ()
    return any(isinstance(span, Mention) for one in blocks if isinstance(one, Paragraph) for span in one.spans)


def _in_the_messages(worker: Worker, who: str, label: str) -> list[Button]:
    letters = worker.programme.mailbox.letters(who)
    return [one for letter in letters for one in buttons_of(letter.message.blocks) if one.label.text == label]


async def recover(worker: Worker) -> None:
    """Start once more, let people go on until everybody was offered, and tell how the database stands."""
    await worker.programme.start()
    for _ in range(40):
        if not await worker.programme.store.read(_unasked):
            break
        for who in SUPPORTERS:
            for button in _in_the_messages(worker, who, "Take it"):
                await _takes(worker, who, button)
        await worker.moves()
    await worker.programme.store.tidy()
    worker.tell(await worker.programme.store.read(account))


def _unasked(work: SqlUnitOfWork) -> int:
    """Cases that wait because everybody has their hands full: somebody has to finish with another first."""
    return sum(one.is_open and not one.offers for one in work.cases.all())


def account(work: SqlUnitOfWork) -> str:
    """How the database stands: each case with what must be true of it, and what waits."""
    cases = [
        {
            "code": one.code,
            "recipient": one.recipient.removeprefix("web:"),
            "step": one.step,
            "supporter": (one.supporter or "").removeprefix("web:"),
            "taken": sum(offer.state == "taken" for offer in one.offers),
            "offers": len(one.offers),
            "next_steps": [name for name, _ in work.agenda.of(one.code)].count("next_step"),
            "due": one.next_step is not None,
        }
        for one in work.cases.all()
    ]
    return json.dumps({"cases": cases, "waiting": work.outbox.waiting(), "dead": work.outbox.dead()})


async def one_case(worker: Worker) -> None:
    """One whole case from where it stands: asked, taken, tried, in touch, two check-ins, closed, purged."""
    await worker.programme.start()
    await _asked(worker)
    peer = await _taken(worker)
    for _ in range(40):
        card = await _open_card(worker, peer)
        if card is None:
            break
        await _next_deed(worker, peer, card)
    await worker.moves(timedelta(days=15))
    await worker.programme.tidier.run()
    worker.tell(await worker.programme.store.read(account))
    worker.tell(f"boundaries {worker.boundaries.crossed}")


async def _asked(worker: Worker) -> None:
    """Ask, unless an earlier self has read that it is saved."""
    if not _remembered(worker, "asked"):
        reply = await press(worker, NOOR, Action("ask"))
        assert says(reply, "It is saved."), reply
        _remember(worker, "asked")
    await worker.programme.pump.run()


async def _taken(worker: Worker) -> str:
    """Whoever is asked takes it, and knows that they have."""
    if peer := _remembered(worker, "taken"):
        return peer
    await worker.programme.pump.run()
    offers = [(who, button) for who in SUPPORTERS for button in _in_the_messages(worker, who, "Take it")]
    if not offers:  # it was taken, and the answer was lost: the supporter finds the case in their messages
        [peer] = [who for who in SUPPORTERS if _in_the_messages(worker, who, "Open")]
    else:
        [(peer, button)] = offers
        assert _has_the_name(await press(worker, peer, button.action))
    _remember(worker, "taken", peer)
    return peer


async def _open_card(worker: Worker, peer: str) -> Reply | None:
    case = await worker.programme.store.read(_only_case)
    card = await press(worker, peer, Action("open", case)) if case else None
    return card if _has_the_name(card) else None


def _only_case(work: SqlUnitOfWork) -> CaseCode | None:
    return next((one.code for one in work.cases.all() if one.is_open), None)


async def _next_deed(worker: Worker, peer: str, card: Reply) -> None:
    deeds: Mapping[str, Callable[[], Awaitable[object]]] = {
        "Accepted, not yet reached out": lambda: _presses(worker, peer, card, "I tried to reach them"),
        "attempt made": lambda: _presses(worker, peer, card, "We were in touch"),
        "the first check-in is to come": lambda: _checks_in(worker, peer, card),
        "In touch": lambda: _plans(worker, peer, card),
        "check-in done": lambda: _checks_in(worker, peer, card),
    }
    await next(deed for standing, deed in deeds.items() if says(card, standing))()


async def _presses(worker: Worker, peer: str, card: Reply, label: str) -> Reply | None:
    button = pressable(card, label)
    assert button is not None, (label, card)
    reply = await press(worker, peer, button.action)
    if yes := asks_once_more(reply):
        reply = await press(worker, peer, yes.action)
    worker.tell(f"pressed {label}")
    return reply


async def _plans(worker: Worker, peer: str, card: Reply) -> None:
    form = await _presses(worker, peer, card, "Plan check-ins")
    assert isinstance(form, Show)
    assert form.form.submit is not None
    await press(worker, peer, form.form.submit.action, plan="light")


async def _checks_in(worker: Worker, peer: str, card: Reply) -> None:
    """Wait for the reminder, unless it has come already; then be in touch."""
    if _reminders(worker, peer) <= await worker.programme.store.read(_check_ins_done):
        await worker.moves()
    else:
        await _presses(worker, peer, card, "We were in touch")


def _reminders(worker: Worker, peer: str) -> int:
    return sum("You planned to check in." in str(one.message) for one in worker.programme.mailbox.letters(peer))


def _check_ins_done(work: SqlUnitOfWork) -> int:
    return sum(check_in.state == "done" for one in work.cases.all() for check_in in one.check_ins)


def _remember(worker: Worker, what: str, value: str = "yes") -> None:
    """What a person remembers does not die with the process."""
    worker.tell(f"{what} {value}")
    (worker.programme_folder / what).write_text(value, encoding="ascii")


def _remembered(worker: Worker, what: str) -> str:
    file = worker.programme_folder / what
    return file.read_text(encoding="ascii") if file.exists() else ""


SCRIPTS: Mapping[str, Callable[[Worker], Coroutine[Any, Any, None]]] = {
    "crowd": crowd,
    "recover": recover,
    "one_case": one_case,
}
