"""A year of a small hospital in seconds: the real service, store and sweeps, and people with habits."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from bot.domain.case import Case, CaseCode, Step
from bot.domain.people import Enrolment, Member, Role, Supporter, Traits
from bot.domain.policy import Policy
from bot.domain.release import Period
from bot.domain.typed.hours import parse_hours
from bot.ports import Incoming
from bot.scheduling.sweeps import Sweeps
from bot.service import Context, Service
from bot.ui import Action, Buttons, Pressed, Show, Submitted
from store.opening import open_store
from tests.cast import HOSPITAL
from tests.engine.saying import kind
from tests.simulation.habits import Habits
from tests.simulation.world import SURE, Got, Hands, Post, address, person

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.ports import UnitOfWork
    from bot.ui import Button, Form, Message, Reply
    from store.sealing import Keyring
    from store.unit_of_work import SqlUnitOfWork

START = datetime(2027, 1, 4, 5, 0, tzinfo=UTC)
"""A Monday, midnight in New York."""
ZONE = "America/New_York"
SUPPORTERS = tuple(f"s{number}" for number in range(12))
OFFICERS = {
    "coordinator": Role.COORDINATOR,
    "deputy": Role.DEPUTY,
    "director": Role.DIRECTOR,
    "notifier": Role.NOTIFIER,
}
LEAVER = "s7"
_HOURS = ("Mon-Fri 08:00-18:00", "Mon-Fri 12:00-20:00; Sun 12:00-18:00", "Tue-Sat 10:00-20:00", "Mon-Sun 09:00-17:00")


@dataclass(frozen=True)
class Look:
    """All cases at one moment, and how many next steps the agenda has for each."""

    at: datetime
    cases: tuple[Case, ...]
    next_steps: dict[CaseCode, int]
    held_by: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Size:
    """Days in which somebody may ask, how often somebody does, and how long it goes on after that."""

    days: int
    requests: int
    run_off: timedelta


@dataclass
class Year:
    """One programme that lives through the days of requests, and then through what is left of them.

    ``told``: when a human first heard of a case, by its code. ``asked`` counts the people whom somebody asked for,
    themselves included.
    """

    url: str
    keys: Keyring
    seed: int
    size: Size
    asked: int = 0
    got: list[Got] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    told: dict[str, datetime] = field(default_factory=dict)
    counted: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock, self.policy = Hands(START), Policy(timezone=ZONE)
        self.end = START + timedelta(days=self.size.days) + self.size.run_off
        self.habits = Habits(self)
        self._acts: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []
        self._order = count()

    async def runs(self) -> None:
        """Live through all of it."""
        self._store = open_store(self.url, self.keys, now=self._seconds)
        world = Context(store=self._store, clock=self.clock, directory=HOSPITAL, policy=self.policy)
        self.service = Service(world, wake=lambda: None, told=lambda _event, _decision: None)
        platforms = {"web": Post(self.clock, self.hears)}
        self._sweeps = Sweeps(store=self._store, service=self.service, clock=self.clock, platforms=platforms)
        self._store.run_now(self._enrol)
        await self.service.start()
        self.habits.plan_the_year()
        for day in range((self.end - START).days):
            self.at(START + timedelta(days=day, hours=17), self._look)
        while (moment := await self._next()) < self.end:
            await self._go_to(moment)
        await self._look()
        self.counted = self._store.read_now(
            lambda work: {quarter: work.counters.of(quarter) for quarter in Period(START.year).quarters}
        )
        self._store.close()

    def at(self, moment: datetime, act: Callable[[], Awaitable[None]]) -> None:
        """Somebody will do something then."""
        heapq.heappush(self._acts, (max(moment, self.clock.moment), next(self._order), act))

    async def _next(self) -> datetime:
        due = await self._store.read(lambda work: work.agenda.next_due())
        moments = [one for one in (due, self._acts[0][0] if self._acts else None) if one is not None]
        return max(self.clock.moment, min(moments))

    async def _go_to(self, moment: datetime) -> None:
        self.clock.moment = moment
        await self._sweeps.until_quiet()
        while self._acts and self._acts[0][0] <= self.clock.moment:
            await heapq.heappop(self._acts)[2]()
            await self._sweeps.until_quiet()

    def _seconds(self) -> float:
        return self.clock.moment.timestamp()

    def _enrol(self, work: SqlUnitOfWork) -> None:
        peers = [_peer(who, number) for number, who in enumerate(SUPPORTERS)]
        officers = [
            Member(person=person(who), name=who, roles=frozenset({role}), timezone=ZONE)
            for who, role in OFFICERS.items()
        ]
        work.roster.replace_all([*peers, *officers])

    async def press(self, who: str, action: Action, **values: str) -> Reply | None:
        """Press a button, or send a form with these values."""
        fields = tuple((name, (value,)) for name, value in values.items())
        gesture = Submitted(action, fields) if values else Pressed(action)
        return await self.service.handle(Incoming(address(who), gesture))

    async def opens(self, who: str, action: Action) -> Form | None:
        """What a button shows."""
        reply = await self.press(who, action)
        return reply.form if isinstance(reply, Show) else None

    async def on_card(self, who: str, code: str, name: str, **values: str) -> Form | None:
        """Open one's case, press its button of this name if it is there, and send the form behind it."""
        card = await self.opens(who, Action("open", CaseCode(code)))
        action = next((one.action for one in buttons(card) if one.action.name == name), None)
        form = await self.opens(who, action) if action else None
        if form is not None and form.submit is not None and form.submit.action.draft == SURE:
            return await self.opens(who, form.submit.action)
        if form is not None and form.submit is not None and values:
            reply = await self.press(who, form.submit.action, **values)
            return reply.form if isinstance(reply, Show) else None
        return form

    async def own_case(self, who: str) -> Case | None:
        """The open case of somebody."""
        return await self._store.read(lambda work: work.cases.open_of(person(who)))

    async def enrols(self, who: str, *, leaves: bool = False) -> None:
        """An administrator takes somebody off, or writes down that their training was renewed."""
        today = self.clock.moment.date()
        await self.service.enrol(lambda work: _enrolment(work, who, today=today, leaves=leaves))

    def hears(self, who: str, message: Message) -> None:
        """Somebody got a message, and may act on it."""
        pressed = [one.action for block in message.blocks if isinstance(block, Buttons) for one in block.buttons]
        code = next((str(one.case) for one in pressed if one.case), "")
        what = kind(message) if message.notification.text.startswith("A short note") else "digest"
        self.got.append(Got(self.clock.moment, who, what, code))
        if code:
            self.told.setdefault(code, self.clock.moment)
        if what.startswith("needs_you"):
            self.at(self.clock.moment, self._called)
        self.habits.answers(who, what, pressed)

    async def _called(self) -> None:
        """Somebody was called to the desk: for every case that waits there."""
        for case in await self._store.read(lambda work: work.cases.all()):
            if case.step is Step.NEEDS_COORDINATOR:
                self.told.setdefault(case.code, self.clock.moment)

    async def _look(self) -> None:
        self.looks.append(await self._store.read(lambda work: _looked(work, self.clock.moment)))


def buttons(form: Form | None) -> list[Button]:
    """Every button of a form, in order."""
    return [one for block in form.blocks if isinstance(block, Buttons) for one in block.buttons] if form else []


def _peer(who: str, number: int) -> Member:
    about = Supporter(
        traits=Traits(profession="physician" if number % 2 else "nurse", site="main"),
        hours=parse_hours(_HOURS[number % len(_HOURS)]),
        trained_on=date(2026, 2 + number % 10, 15),
    )
    return Member(person=person(who), name=who, roles=frozenset({Role.SUPPORTER}), timezone=ZONE, supporter=about)


def _enrolment(work: UnitOfWork, who: str, *, today: date, leaves: bool) -> Enrolment:
    member = work.roster.get(person(who))
    if leaves or member is None or member.supporter is None:
        return Enrolment(leaving=(person(who),))
    return Enrolment(members=(replace(member, supporter=replace(member.supporter, trained_on=today)),))


def _holders(work: SqlUnitOfWork) -> dict[str, int]:
    """How many supporters have each case, asked one by one."""
    held: dict[str, int] = {}
    for who in SUPPORTERS:
        for one in work.cases.supported_by(person(who)):
            held[one.code] = held.get(one.code, 0) + 1
    return held


def _looked(work: SqlUnitOfWork, now: datetime) -> Look:
    cases = tuple(work.cases.all())
    steps = {one.code: sum(name == "next_step" for name, _ in work.agenda.of(one.code)) for one in cases}
    held = _holders(work) if now.weekday() in {1, 4} else {}
    return Look(now, cases, steps, held)


SETTLED = {Step.ACCEPTED, Step.OUTREACH, Step.CONNECTED, Step.FOLLOW_UP, Step.PAUSED, Step.CLOSED}
"""Where somebody has the case, or had it."""
