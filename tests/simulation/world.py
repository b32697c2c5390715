"""Months of a programme in seconds: the real service, store and sweeps, with people who press, and no HTTP."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from adapters.web.inboxes import Mailbox
from adapters.web.send import WebPlatform
from bot.domain.people import Address, Member, PersonId, Role, Supporter
from bot.domain.policy import Limits, Plan, Policy
from bot.ports import Incoming
from bot.scheduling.sweeps import Sweeps
from bot.service import Context, Service
from bot.ui import Action, Buttons, Message, Pressed, Show, Submitted
from store.opening import open_store
from tests.cast import HOSPITAL
from tests.engine.saying import kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.ports import Outcome
    from bot.ui import Reply
    from store.sealing import Keyring
    from store.unit_of_work import SqlUnitOfWork
    from tests.simulation.outages import Outages

ZONES = (
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Africa/Casablanca",
)
COORDINATOR = Address("web", "coordinator")
PLANS = (Plan.LIGHT, Plan.STANDARD)
TIRELESS = Limits(open_cases=99, rest=timedelta())
"""Matching is not what is asked about here: everybody who asks finds a peer."""


SURE = (("sure", ("yes",)),)
"""What the yes of a form carries that asks before a case is closed."""


@dataclass
class Hands:
    """A clock that stands where it is put."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Got:
    """One message that somebody got."""

    at: datetime
    who: str
    what: str
    case: str = ""


@dataclass
class Contact:
    """A supporter was in touch, and chose a plan. ``done``: when they said, after each reminder, that they were.

    ``case`` is its code.
    """

    at: datetime
    who: str
    plan: Plan
    case: str
    done: list[datetime] = field(default_factory=list)


@dataclass
class Simulation:
    """One supporter in each zone; the lazy ones answer no check-in. ``zone`` is the programme's own."""

    url: str
    keys: Keyring
    zone: str
    start: datetime
    days: int
    outages: Outages
    got: list[Got] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.end = self.start + timedelta(days=self.days)
        self.clock, self.policy = Hands(self.start), Policy(timezone=self.zone, limits=TIRELESS)
        self.dice = random.Random(self.days)  # noqa: S311 - a failure has to come again
        self._post = Post(self.clock, self.hears)
        self._acts: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []
        self._order = count()

    @property
    def supporters(self) -> dict[str, str]:
        """Each supporter's zone."""
        return {f"s{number}": zone for number, zone in enumerate(ZONES)}

    @property
    def lazy(self) -> set[str]:
        """Whoever never says that they were in touch again."""
        return {"s1", "s4"}

    async def runs(self) -> None:
        """Live through all the days."""
        self._begin()
        self._store.run_now(self._enrol)
        for day in range(1, self.days, 4):
            self._at(self.start + timedelta(days=day, hours=self.dice.randrange(24)), lambda day=day: self._ask(day))
        await self._service.start()
        while (moment := await self._next()) < self.end:
            await self._go_to(moment)
        self._store.close()

    async def _next(self) -> datetime:
        due = await self._store.read(lambda work: work.agenda.next_due())
        moments = [one for one in (due, self._acts[0][0] if self._acts else None) if one is not None]
        return self.outages.up_from(max(self.clock.moment, min(moments)))

    async def _go_to(self, moment: datetime) -> None:
        stopped = self.outages.between(self.clock.moment, moment)
        self.clock.moment = moment + timedelta(seconds=self.dice.randrange(50))
        if stopped:
            self._store.close()
            self._begin()
            await self._service.start()
        await self._sweeps.until_quiet()
        while self._acts and self._acts[0][0] <= self.clock.moment:
            await heapq.heappop(self._acts)[2]()
            await self._sweeps.until_quiet()

    def _begin(self) -> None:
        self._store = open_store(self.url, self.keys, now=self._seconds)
        world = Context(store=self._store, clock=self.clock, directory=HOSPITAL, policy=self.policy)
        self._service = Service(world, wake=lambda: None, told=lambda _event, _decision: None)
        self._sweeps = Sweeps(store=self._store, service=self._service, clock=self.clock, platforms={"web": self._post})

    def _seconds(self) -> float:
        return self.clock.moment.timestamp()

    def _enrol(self, work: SqlUnitOfWork) -> None:
        trained = Supporter(trained_on=date(2030, 1, 1), cap_open=TIRELESS.open_cases)
        people = [
            Member(person=person(who), name=who, roles=frozenset({Role.SUPPORTER}), timezone=zone, supporter=trained)
            for who, zone in self.supporters.items()
        ]
        officer = PersonId(str(COORDINATOR))
        roles = frozenset({Role.COORDINATOR})
        work.roster.replace_all([*people, Member(person=officer, name="officer", roles=roles, timezone=self.zone)])

    def _at(self, moment: datetime, act: Callable[[], Awaitable[None]]) -> None:
        heapq.heappush(self._acts, (moment, next(self._order), act))

    async def _ask(self, day: int) -> None:
        await self._press(f"recipient{day}", Action("ask"))

    async def _press(self, who: str, action: Action, **values: str) -> Reply | None:
        fields = tuple((name, (value,)) for name, value in values.items())
        gesture = Submitted(action, fields) if values else Pressed(action)
        return await self._service.handle(Incoming(Address("web", who), gesture))

    async def _on_the_card(self, who: str, card: Action, label: str) -> Reply | None:
        """Open one's case and press a button on it, if it is there."""
        shown = await self._press(who, card)
        assert isinstance(shown, Show)
        buttons = [one for block in shown.form.blocks if isinstance(block, Buttons) for one in block.buttons]
        action = next((one.action for one in buttons if one.label.text == label), None)
        return await self._press(who, action) if action else None

    async def _contact(self, who: str, card: Action) -> None:
        if await self._on_the_card(who, card, "We were in touch") is None:
            return
        plan = PLANS[len(self.contacts) % 2]
        self.contacts.append(Contact(self.clock.moment, who, plan, str(card.case)))
        form = await self._on_the_card(who, card, "Plan check-ins")
        assert isinstance(form, Show)
        assert form.form.submit is not None
        await self._press(who, form.form.submit.action, plan=plan.value)

    async def _done(self, who: str, card: Action) -> None:
        shown = await self._on_the_card(who, card, "We were in touch")
        if isinstance(shown, Show) and shown.form.submit and shown.form.submit.action.draft == SURE:
            await self._press(who, shown.form.submit.action)
        next(one for one in self.contacts if one.case == card.case).done.append(self.clock.moment)

    async def _take(self, who: str, take: Action) -> None:
        await self._press(who, take)

    def hears(self, who: str, message: Message) -> None:
        """Somebody got a message, and will act on it."""
        officer = who == COORDINATOR.account
        what = "digest" if officer and not _is_nudge(message) else kind(message)
        buttons = [one for block in message.blocks if isinstance(block, Buttons) for one in block.buttons]
        self.got.append(Got(self.clock.moment, who, what, str(buttons[0].action.case) if buttons else ""))
        if what == "offer":
            take = buttons[0].action
            card = Action("open", take.case)
            self._at(self.clock.moment, lambda: self._take(who, take))
            self._at(self.clock.moment + timedelta(hours=1), lambda: self._contact(who, card))
        if what == "check_in_due" and who not in self.lazy:
            card = buttons[0].action
            self._at(self.clock.moment + timedelta(minutes=30), lambda: self._done(who, card))


class Post(WebPlatform):
    """The playground's platform, for people who are in no hospital; ``hears`` is told of all that is sent."""

    def __init__(self, clock: Hands, hears: Callable[[str, Message], None]) -> None:
        super().__init__(HOSPITAL, Mailbox(None, encode=str, decode=_never), clock=clock)
        self._hears = hears

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:
        self._hears(to.account, message)
        return await super().send(to, message, token=token)

    def _knows(self, to: Address) -> bool:
        return to.platform == "web"


def _never(text: str) -> Message:
    raise AssertionError(text)


def _is_nudge(message: Message) -> bool:
    return message.notification.text.startswith("A short note for you.")


def address(who: str) -> Address:
    """Where somebody of the simulation is written to."""
    return Address("web", who)


def person(who: str) -> PersonId:
    """Who they are to the bot."""
    return PersonId(str(address(who)))
