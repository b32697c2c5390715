"""The users' words: a clinic whose programme really runs, and its people, on whatever platform the driver drives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapters.web.invented_hospital import Hospital
from bot.clock import MovableClock
from bot.conversation.effects import Remind
from bot.conversation.events.availability import MemberLeft
from bot.domain.hours import DAYS, at_wall, local
from bot.domain.people import PersonId, Role
from bot.domain.policy import Policy
from bot.language import speak
from bot.scheduling.timelapse import Timelapse
from bot.settings import Settings
from bot.settings.lines import pretend_place
from bot.ui import Action, Mention, Words
from store.tables import metadata
from tests.screen import Answer, Page, Pane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeVar

    from bot.app import Programme
    from bot.domain.people import Address, Member
    from store.unit_of_work import SqlUnitOfWork
    from tests.screen import Button, Driver

    T = TypeVar("T")

_NO_CASES = {"inbox", "conversations", "limits", "counters", "audit", "audit_head"}

START = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
"""Monday 3 August 2026, 10:00 in New York: when every story begins unless it says otherwise."""
HOSPITAL = Hospital()
SURE = frozenset({"Yes, close it", "Yes, end it"})
"""What one says to a form that asks once more before something ends."""
_NAMES = frozenset(part for one in HOSPITAL.people.values() for part in one.name.split())
_SLUGS = frozenset(HOSPITAL.people)


def settings_for(folder: Path, database_url: str, policy: Policy | None = None) -> Settings:
    """A playground of its own."""
    return Settings(
        database_url=database_url,
        key_dir=folder / "keys",
        folder=folder,
        host="127.0.0.1",
        port=0,
        policy=policy or pretend_place(Policy()),
        policy_path=None,
        playground=True,
    )


def set_clock(folder: Path, moment: datetime) -> None:
    """Let the clock of a programme that is not running show this moment when it starts."""
    offset = (moment - datetime.now(UTC)).total_seconds()
    (folder / "clock").write_text(f"{offset}\n", encoding="ascii")


def names_in(text: str) -> set[str]:
    """Every clinician's name, part of a name or slug in a text that should have none."""
    return {name for name in _NAMES if re.search(rf"\b{re.escape(name)}\b", text)} | {s for s in _SLUGS if s in text}


class Clinic:
    """One programme in the test's own event loop. It can be stopped, left alone for weeks, and started again."""

    def __init__(self, settings: Settings, driver: Driver) -> None:
        self.settings, self.driver = settings, driver
        self.people: dict[str, Clinician] = {}
        self._running: Programme | None = None

    @property
    def programme(self) -> Programme:
        """What is running now."""
        assert self._running is not None, "the programme is not running"
        return self._running

    @property
    def clock(self) -> MovableClock:
        """The programme's clock, which every test can move."""
        assert isinstance(self.programme.clock, MovableClock)
        return self.programme.clock

    @property
    def now(self) -> datetime:
        """The programme's time, on the hospital's clock."""
        return local(self.programme.clock.now(), HOSPITAL.zone)

    async def starts(self, at: datetime | None = None) -> None:
        """Start the process; ``at`` is the time that it finds."""
        if at is not None:
            set_clock(self.settings.folder, at)
        self._running = self.driver.compose(self.settings)
        await self.driver.start(self._running)
        await self._running.start()

    async def stops(self) -> None:
        """Stop the process."""
        await self.driver.stop()
        await self.programme.stop()
        self._running = None

    async def is_away(self, **span: float) -> None:
        """The process is stopped for so long, and started again."""
        await self.stops()
        clock = MovableClock(self.settings.folder / "clock")
        clock.hold(clock.now() + timedelta(**span))
        clock.release()
        await self.starts()

    def person(self, slug: str) -> Clinician:
        """Somebody of the hospital."""
        return self.people.setdefault(slug, Clinician(self, slug, HOSPITAL.people[slug].name))

    async def passes(self, **span: float) -> None:
        """Let time go by; what comes due on the way happens at its hour."""
        await Timelapse(self.clock, self.programme.store, self.programme.pump).move(timedelta(**span))
        await self.settles()

    async def until(self, moment: str) -> None:
        """Let time go by until the hospital's clock next shows ``Mon 08:00``, or ``3 Sep 08:00``."""
        *day, clock = moment.split()
        dates = (self.now.date() + timedelta(days=ahead) for ahead in range(400))
        fits = (one for one in dates if " ".join(day) in {DAYS[one.weekday()], f"{one.day} {one:%b}"})
        moments = (at_wall(one, time.fromisoformat(clock), HOSPITAL.zone) for one in fits)
        then = next(one for one in moments if one > self.now)
        await self.passes(seconds=(then - self.now).total_seconds())

    async def settles(self) -> None:
        """Let everything happen that can happen now."""
        await self.programme.pump.run()

    async def who_sees(self, message: str) -> list[Clinician]:
        """Everybody with a role who has this message now."""
        found: list[Clinician] = []
        for slug in (one.slug for one in HOSPITAL.people.values() if one.roles):
            one = self.person(slug)
            if any(message in text for text in await one.messages()):
                found.append(one)
        return found

    async def leaves(self, slug: str) -> None:
        """Somebody is no longer on the roster."""
        entry = await self._entry(slug)
        left = Remind(subject=f"left/{slug}", name="left", event=MemberLeft(by=entry.person), at=self.clock.now())
        await self.programme.store.run(lambda work: work.agenda.add(left))
        await self.settles()

    async def has_somebody_unreachable(self, *, like: str) -> None:
        """The roster has somebody just like this supporter, but the platform knows no such account any more."""
        entry = await self._entry(like)
        gone = replace(entry, person=PersonId(f"{entry.person}-gone"), name="Account closed", version=0)
        await self.programme.store.run(lambda work: work.roster.save(gone))

    async def _entry(self, slug: str) -> Member:
        members = await self.knows(lambda work: work.roster.with_role(*Role))
        return next(one for one in members if one.name == HOSPITAL.people[slug].name)

    async def knows(self, question: Callable[[SqlUnitOfWork], T]) -> T:
        """Ask the database, for what nobody can see."""
        return await self.programme.store.read(question)

    def rows(self) -> dict[str, int]:
        """How many rows each table has, for those that have any.

        Left out is what says nothing about a case: hashed ids of the last week's deliveries, where those who have a
        role can be written to, keyed counts that expire, counters by quarter, and the audit's pseudonyms.
        """
        with self.programme.store._database.reading.connect() as connection:
            counts = {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
                if table.name not in _NO_CASES
            }
        return {name: count for name, count in counts.items() if count}

    async def names_nobody(self) -> None:
        """No message that ever left, and nobody's home, names anybody at all (promise 4, T20)."""
        for sent in await self.driver.outbound():
            assert not names_in(sent), f"a message names {names_in(sent)}: {sent}"
        roles = {one.slug for one in HOSPITAL.people.values() if one.roles}
        for slug in sorted({*self.people, *roles}):
            home = await self.programme.service.home(self.driver.address(slug))
            said = " · ".join(_said(home))
            assert not names_in(said), f"names {names_in(said)} are in the home of {slug}\n{said}"


def _said(part: object) -> Iterator[str]:
    """Every sentence of a home, as it is read in English; somebody's name is not a sentence, and fails here."""
    assert not isinstance(part, Mention), "a home shows somebody's name"
    if isinstance(part, Words):
        yield speak(part, "en", "America/New_York")
    elif isinstance(part, tuple):
        for one in part:
            yield from _said(one)
    elif is_dataclass(part) and not isinstance(part, Action):
        for each in fields(part):
            yield from _said(getattr(part, each.name))


@dataclass
class Clinician:
    """One person in front of their own screen: a home, direct messages, and at most one form over both."""

    clinic: Clinic
    slug: str
    name: str
    form: Page | None = None
    toast: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pane: Pane = field(default=Pane(Page(""), ()))

    @property
    def address(self) -> Address:
        """Where they are on this platform."""
        return self.clinic.driver.address(self.slug)

    async def opens(self) -> None:
        """Type the command."""
        self._gets(await self.clinic.driver.opens(self.slug))

    async def presses(self, label: str, *, sure: bool = True) -> None:
        """Press the button that reads so: in the form if one is open, else in the newest message, else in the home.

        A form without questions is sent by its own button. One that asks once more is told yes, unless not ``sure``.
        """
        if self.form and self.form.send and self.form.send.label == label and not self.form.questions:
            await self.sends()
            return
        button = await self.finds(label)
        assert button is not None, f"there is no button “{label}”\n{self.screen()}"
        await self.presses_handle(button.handle)
        if sure and self.form and self.form.send and self.form.send.label in SURE:
            await self.sends()

    async def presses_handle(self, handle: str) -> None:
        """Press something that was shown earlier, or to somebody else."""
        self._gets(await self.clinic.driver.presses(self.slug, handle))
        await self.clinic.settles()

    async def finds(self, label: str) -> Button | None:
        """The button that would be pressed."""
        if self.form is None:
            await self.looks()
        pages: Sequence[Page] = (self.form,) if self.form else (*reversed(self.pane.messages), self.pane.home)
        return next((button for page in pages for button in page.buttons if button.label == label), None)

    def closes(self) -> None:
        """Close the form."""
        self.form, self.answers = None, {}

    async def fills(self, **answers: str | tuple[str, ...]) -> None:
        """Answer questions of the open form, named as in the form or by their label; choices by what they read."""
        assert self.form is not None, f"no form is open\n{self.screen()}"
        for name, answer in answers.items():
            asked = next((one for one in self.form.questions if name in {one.name, one.label}), None)
            assert asked is not None, f"nothing asks for “{name}”\n{self.screen()}"
            several = (answer,) if isinstance(answer, str) else answer
            self.answers[asked.name] = tuple(asked.value(one) for one in several)

    async def sends(self) -> None:
        """Send the open form."""
        assert self.form is not None, f"no form is open\n{self.screen()}"
        self._gets(await self.clinic.driver.submits(self.slug, self.form, self.answers))
        await self.clinic.settles()

    async def suggests(self, colleague: str, *, not_these: tuple[str, ...] = ()) -> None:
        """Suggest a colleague, all the way to the thanks."""
        await self.opens()
        await self.presses("Suggest a colleague")
        await self.fills(colleague=colleague, not_these=not_these)
        await self.sends()
        self.sees(colleague)
        await self.presses("Yes, suggest")
        self.sees("Thank you. If a peer can be offered, one will try.")

    async def looks(self) -> None:
        """Look at home and messages."""
        self.pane = await self.clinic.driver.looks(self.slug)

    async def messages(self) -> list[str]:
        """What the direct messages read now, oldest first."""
        self.pane = replace(self.pane, messages=await self.clinic.driver.letters(self.slug))
        return [page.text for page in self.pane.messages]

    async def count(self, text: str) -> int:
        """How many direct messages read so."""
        return sum(text in one for one in await self.messages())

    def sees(self, text: str) -> None:
        """The open form, or what just flashed by, reads so."""
        assert self._reads(text), f"{self.name} does not see “{text}”\n{self.screen()}"

    def sees_not(self, text: str) -> None:
        """Neither form nor flash reads so."""
        assert not self._reads(text), f"{self.name} sees “{text}”\n{self.screen()}"

    async def sees_message(self, text: str) -> None:
        """A direct message reads so."""
        assert any(text in one for one in await self.messages()), f"{self.name} has no “{text}”\n{self.screen()}"

    async def sees_no_message(self, text: str) -> None:
        """No direct message reads so."""
        assert not any(text in one for one in await self.messages()), f"{self.name} has “{text}”\n{self.screen()}"

    async def sees_at_home(self, text: str) -> None:
        """The home reads so."""
        await self.looks()
        assert text in self.pane.home.text, f"{self.name}'s home has no “{text}”\n{self.screen()}"

    async def sees_not_at_home(self, text: str) -> None:
        """The home does not read so."""
        await self.looks()
        assert text not in self.pane.home.text, f"{self.name}'s home has “{text}”\n{self.screen()}"

    def screen(self) -> str:
        """All that this person sees, for an assertion's message."""
        when = f"{self.clinic.now:%a %d %b %H:%M}" if self.clinic._running else "while it is stopped"
        parts = [f"--- {self.name}'s screen, {when} (home and messages as last looked at)"]
        parts += [f"  home:\n{self.pane.home.drawn()}"]
        parts += [f"  message:\n{page.drawn()}" for page in self.pane.messages]
        parts += [f"  form:\n{self.form.drawn()}"] if self.form else []
        parts += [f"  flash: {self.toast}"] if self.toast else []
        parts += [f"  error: {name}: {words}" for name, words in self.errors.items()]
        return "\n".join(parts)

    def _reads(self, text: str) -> bool:
        return text in "\n".join([self.form.text if self.form else "", self.toast, *self.errors.values()])

    def _gets(self, answer: Answer) -> None:
        """As the page does: errors leave the form open, a new form takes its place, anything else closes it."""
        self.toast, self.errors = answer.toast, dict(answer.errors)
        if answer.errors:
            return
        self.answers = {}
        if answer.form is not None or not answer.toast or not answer.stays:
            self.form = answer.form
