"""One drill: a programme lives, is backed up, lives on, loses its database and is restored; what was got stays got."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation import nudges
from bot.domain.people import Address, Member, PersonId, Role, Supporter
from bot.domain.policy import Limits, Plan, Policy
from bot.insight import digest, digest_schedule
from bot.ports import Incoming
from bot.scheduling.sweeps import Sweeps
from bot.service import Context, Service
from bot.ui import Action, Buttons, Paragraph, Pressed, Submitted
from store.backup import archive
from store.backup.restoring import Restoring, restore
from store.journal import Journal
from store.opening import open_store, snapshot
from tests.cast import HOSPITAL
from tests.simulation.world import Hands, Post

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.case import Case
    from bot.ui import Message
    from store.backup.settling import Settled
    from store.sealing import Keyring
    from store.unit_of_work import SqlUnitOfWork

START = datetime(2026, 8, 3, 14, tzinfo=UTC)
ZONE = "America/New_York"
SUPPORTERS = tuple(f"s{number}" for number in range(3))
OFFICER, COLLEAGUE = "officer", "colleague"
_TIRELESS = Limits(open_cases=99, rest=timedelta())
OVERVIEW = "the weekly overview"
_GOING = ("withdraw", "opt_out", "erase_send")


def what(message: Message) -> str:
    """The first sentence, which tells one nudge from another; a digest by its week."""
    if message.notification == digest.NOTIFICATION:
        return OVERVIEW
    first: Any = next(one for one in message.blocks if isinstance(one, Paragraph)).spans[0]
    return first.words.text


CHECKS = {
    nudges.EXAMPLES[name].blocks[0].spans[0].words.text  # pyright: ignore[reportAttributeAccessIssue] - they are nudges
    for name in ("restored", "programme_restored", "complaint_restored")
}


@dataclass(frozen=True)
class Got:
    """What somebody got, and about which case."""

    at: datetime
    who: str
    what: str
    case: str
    turn: int


@dataclass
class Drill:
    """One history. ``folder`` has the keys' journal and the backups, which outlive the database."""

    folder: Path
    keys: Keyring
    seed: int
    got: list[Got] = field(default_factory=list)
    whose: dict[str, str] = field(default_factory=dict)  # case code -> recipient, as the test saw it
    undone: set[str] = field(default_factory=set)
    opted_out: set[str] = field(default_factory=set)
    open_at_backup: set[str] = field(default_factory=set)
    open_at_end: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - a failure has to come again
        self.clock, self.policy = Hands(START), Policy(timezone=ZONE, limits=_TIRELESS)
        self.post = Post(self.clock, self._hears)
        self.journal = Journal(self.folder, self.keys, self._seconds)
        self.asked = self.keys_given = 0

    def opens(self, url: str) -> None:
        """Start the process on this database."""
        self.store = open_store(url, self.keys, now=self._seconds, journal=self.journal)
        world = Context(store=self.store, clock=self.clock, directory=HOSPITAL, policy=self.policy)
        self.service = Service(world, wake=lambda: None, told=lambda _event, _decision: None)
        self.sweeps = Sweeps(store=self.store, service=self.service, clock=self.clock, platforms={"web": self.post})

    def enrols(self, work: SqlUnitOfWork) -> None:
        trained = Supporter(trained_on=date(2030, 1, 1), cap_open=99)
        roles = {OFFICER: Role.COORDINATOR, **dict.fromkeys(SUPPORTERS, Role.SUPPORTER)}
        work.roster.replace_all(
            Member(
                person=_id(who),
                name=who,
                roles=frozenset({role}),
                timezone=ZONE,
                supporter=trained if role is Role.SUPPORTER else None,
            )
            for who, role in roles.items()
        )

    async def lives(self, steps: int) -> None:
        """So many things happen to random people at random times."""
        for _ in range(steps):
            await self.passes(hours=self.dice.choice([0, 1, 5, 20, 50, 90]))
            await self._something()
            self._learns()

    async def passes(self, **span: float) -> None:
        """Time goes by, entry by entry."""
        until = self.clock.moment + timedelta(**span)
        while (due := self.store.read_now(lambda work: work.agenda.next_due())) is not None and due <= until:
            self.clock.moment = max(self.clock.moment, due)
            await self.sweeps.until_quiet()
        self.clock.moment = until
        await self.sweeps.until_quiet()
        self._learns()

    async def _something(self) -> None:
        people = [f"r{number}" for number in range(self.asked)]
        turn = self.dice.randrange(10)
        if turn < 4 or not people:
            await self._asks()
        elif turn < 7:
            await self._works()
        else:
            await self._goes(self.dice.choice(people))

    async def _asks(self) -> None:
        """For oneself, or by a colleague, who sometimes thinks better of it."""
        who = f"r{self.asked}"
        self.asked += 1
        if self.dice.random() < 0.4:
            await self._presses(who, Action("ask"))
            return
        key = await self.suggests(who)
        if self.dice.random() < 0.25:
            await self._presses(COLLEAGUE, Action("undo", draft=(("key", (key,)),)))
            self.undone.add(who)

    async def suggests(self, who: str) -> str:
        """A colleague suggests somebody; returns the key with which they can undo it."""
        self.keys_given += 1
        draft = (("colleague", (str(_id(who)),)), ("key", (f"key{self.keys_given}",)))
        await self._presses(COLLEAGUE, Action("suggest_send", draft=draft))
        return f"key{self.keys_given}"

    async def _works(self) -> None:
        """A supporter takes what they were asked, or goes on with what they have."""
        for case in self.cases():
            offer = next((one for one in case.offers if one.can_be_taken), None)
            if offer is not None:
                await self._presses(_name(offer.supporter), Action("take", case.code, offer.number))
            elif case.supporter is not None and self.dice.random() < 0.6:
                await self._goes_on(case, _name(case.supporter))

    async def _goes_on(self, case: Case, who: str) -> None:
        match case.step.value:
            case "accepted" | "outreach":
                await self._presses(who, Action("contact", case.code, case.turn))
            case "connected":
                plan = self.dice.choice([Plan.LIGHT, Plan.STANDARD])
                await self._presses(who, Action("plan_send", case.code, case.turn), plan=plan.value)
            case "follow_up" if self.dice.random() < 0.5:
                await self._presses(who, Action("check_in", case.code, case.turn))
            case _:
                await self._presses(who, Action("close_send", case.code, case.turn), closing="completed")

    async def _goes(self, who: str) -> None:
        way = self.dice.choice(_GOING)
        await self._presses(who, Action(way))
        if way == "opt_out":
            self.opted_out.add(who)

    async def _presses(self, who: str, action: Action, **values: str) -> None:
        fields = tuple((name, (value,)) for name, value in values.items())
        gesture = Submitted(action, fields) if values or action.draft else Pressed(action)
        await self.service.handle(Incoming(Address("web", who), gesture))
        await self.sweeps.until_quiet()

    def supporter_of(self, case: Case) -> str:
        """Who supports it now; empty if nobody does."""
        return _name(case.supporter) if case.supporter else ""

    def cases(self) -> list[Case]:
        """The open ones."""
        return [one for one in self.store.read_now(lambda work: work.cases.all()) if one.is_open]

    def _learns(self) -> None:
        """What the test knows of the history: whose each code was."""
        self.whose |= {str(one.code): _name(one.recipient) for one in self.cases()}

    def backs_up(self, url: str) -> Path:
        """A backup beside the running process."""
        path = self.folder / f"{self.clock.moment:%Y%m%d%H%M%S%f}.backup"
        with snapshot(url) as connection:
            archive.write(connection, self.keys, path, at=self.clock.now())
        return path

    def restores(self, url: str, path: Path, *, replace: bool = True) -> Settled:
        """After the disaster."""
        now = self.clock.now()
        way = Restoring(
            url=url,
            keys=self.keys,
            journal=self.journal,
            now=now,
            slots=lambda at: [
                (digest_schedule.JOB, slot) for slot in digest_schedule.slots_since(at, now, self.policy)
            ],
        )
        return restore(way, path, replace=replace)

    def _hears(self, who: str, message: Message) -> None:
        buttons = [one for block in message.blocks if isinstance(block, Buttons) for one in block.buttons]
        action = buttons[0].action if buttons else Action("")
        self.got.append(Got(self.clock.moment, who, what(message), str(action.case or ""), action.turn))

    def _seconds(self) -> float:
        return self.clock.moment.timestamp()


def _id(who: str) -> PersonId:
    return PersonId(f"web:{who}")


def _name(person: PersonId) -> str:
    return person.removeprefix("web:")
