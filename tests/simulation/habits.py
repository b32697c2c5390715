"""How the people of the simulated hospital are: when they ask, how they answer, what they forget; all by chance."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.ui import Action
from tests.simulation.world import person

if TYPE_CHECKING:
    from datetime import datetime

    from tests.simulation.year import Year

HOLIDAYS = {(1, 1), (1, 18), (5, 31), (6, 18), (7, 5), (9, 6), (11, 25), (11, 26), (12, 24), (12, 25), (12, 31)}
"""Month and day of the public holidays of that year: most people look at nothing."""
STAFF = tuple(f"r{number}" for number in range(70))
CATEGORIES = ("unsaid", "adverse_event", "patient_death", "litigation", "burnout", "complaint")


class Habits:
    """Everything that is up to people and to chance; the same seed brings the same year."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.dice = random.Random(year.seed)  # noqa: S311 - a failure has to come again

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def soon(self, hours: float) -> datetime:
        """Some hours from now: at night and on holidays nearly everybody lets it lie until the next morning."""
        moment = self.year.clock.moment + timedelta(hours=self.dice.expovariate(1 / hours), minutes=1)
        here = moment.astimezone(ZoneInfo(self.year.policy.timezone))
        asleep = not 7 <= here.hour < 22 or (here.month, here.day) in HOLIDAYS
        return moment + timedelta(hours=self.dice.uniform(8, 12)) if asleep and self.chance(0.9) else moment

    def plan_the_year(self) -> None:
        """Requests at any hour, leave for everybody, and one who leaves for good."""
        from tests.simulation.year import LEAVER, START, SUPPORTERS  # noqa: PLC0415

        year = self.year
        for number in range(year.size.requests):
            moment = START + timedelta(days=self.dice.uniform(0.2, year.size.days))
            year.at(moment, lambda number=number: self._request(number))
        for who in SUPPORTERS:
            for _ in range(max(1, year.size.days // 120)):
                moment = START + timedelta(days=self.dice.randrange(year.size.days), hours=14)
                year.at(moment, lambda who=who: self._goes_on_leave(who))
        year.at(START + timedelta(days=year.size.days * 0.55), lambda: year.enrols(LEAVER, leaves=True))

    async def _request(self, number: int) -> None:
        who, other, third = self.dice.sample(STAFF, 3)
        self.year.asked += 3 if number % 20 == 19 else 1
        if number % 20 == 19:
            people = (person(who), person(other), person(third))
            draft = (("people", tuple(people)), ("category", ("adverse_event",)), ("key", (f"key{number}",)))
            await self.year.press("notifier", Action("incident_send", draft=draft))
        elif number % 2:
            await self.year.press(who, Action("ask"))
            if self.chance(0.7):
                await self.year.press(who, Action("wishes"), category=self.dice.choice(CATEGORIES))
            self._recipient(who)
        else:
            draft = (("colleague", (person(other),)), ("category", (self.dice.choice(CATEGORIES),)))
            key = ("key", (f"key{number}",))
            await self.year.press(who, Action("suggest_send", draft=(*draft, key)))
            if self.chance(0.05):
                await self.year.press(who, Action("undo", draft=(key,)))
            self._recipient(other)

    def _recipient(self, who: str) -> None:
        """What the one whom it is about may do later, at any hour."""
        for name, share in (("withdraw", 0.05), ("pause_send", 0.06), ("another_send", 0.05)):
            if self.chance(share):
                moment = self.year.clock.moment + timedelta(days=self.dice.expovariate(1 / 6))
                self.year.at(moment, lambda name=name: self._changes(who, name))

    async def _changes(self, who: str, name: str) -> None:
        case = await self.year.own_case(who)
        if case is not None:
            until = self.year.clock.moment.date() + timedelta(days=self.dice.randrange(3, 30))
            values = {"until": until.isoformat()} if name == "pause_send" else {}
            await self.year.press(who, Action(name, case.code, case.turn), **values)

    async def _goes_on_leave(self, who: str) -> None:
        first = self.year.clock.moment.date() + timedelta(days=1)
        last = first + timedelta(days=self.dice.choice([2, 4, 9, 16]))
        preset = {"hours": "Mon-Fri 08:00-18:00", "away_from": first.isoformat(), "away_to": last.isoformat()}
        await self.year.press(who, Action("hours_send"), **preset)

    def answers(self, who: str, what: str, pressed: list[Action]) -> None:
        """Somebody got a message: at once, late, in another way than asked, or not at all."""
        if what == "offer":
            self._offered(who, pressed[0], pressed[1])
        elif what in {"needs_you", "needs_you_still", "stalled", "stalled_later"} and self.chance(0.75):
            self.year.at(self.soon(2), lambda: self._desk(who))
        elif what == "training_due" and self.chance(0.6):
            self.year.at(self.soon(100), lambda: self.year.enrols(who))
        elif what == "in_touch" and self.chance(0.7):
            self.year.at(self.soon(10), lambda: self._presses(who, pressed[0]))
        elif pressed and pressed[0].case is not None:
            self._reminded(who, what, str(pressed[0].case))

    def _offered(self, who: str, take: Action, pass_on: Action) -> None:
        fate = self.dice.choices(["take", "pass", "late", "ignore"], [60, 18, 8, 14])[0]
        if fate == "take":
            self.year.at(self.soon(1.5), lambda: self._take(who, take))
        elif fate == "late":
            self.year.at(self.soon(18), lambda: self._take(who, take))
        elif fate == "pass":
            self.year.at(self.soon(2), lambda: self._presses(who, pass_on))

    async def _presses(self, who: str, action: Action) -> None:
        await self.year.press(who, action)

    async def _take(self, who: str, take: Action) -> None:
        form = await self.year.opens(who, take)
        if form is None or "Your case" not in form.title.text:
            return
        code = str(take.case)
        fate = self.dice.choices(["reach", "forget", "knows"], [80, 14, 6])[0]
        if fate == "reach":
            self.year.at(self.soon(16), lambda: self._attempt(who, code))
        elif fate == "knows":
            self.year.at(
                self.year.clock.moment + timedelta(minutes=5),
                lambda: self._does(who, code, "hand_back", another="yes"),
            )

    async def _attempt(self, who: str, code: str) -> None:
        await self.year.on_card(who, code, "attempt")
        fate = self.dice.choices(["talks", "declines", "silent"], [60, 8, 32])[0]
        if fate == "talks":
            self.year.at(self.soon(20), lambda: self._talk(who, code))
        elif fate == "declines":
            self.year.at(self.soon(20), lambda: self._does(who, code, "decline"))

    async def _talk(self, who: str, code: str) -> None:
        await self.year.on_card(who, code, "contact")
        if self.chance(0.85):
            await self._plans(who, code)

    async def _plans(self, who: str, code: str) -> None:
        if self.chance(0.25):
            await self._close(who, code)
            return
        plan = self.dice.choices(["light", "standard", "long"], [55, 35, 10])[0]
        await self.year.on_card(who, code, "plan", plan=plan)

    async def _close(self, who: str, code: str) -> None:
        closing = self.dice.choices(["completed", "referred_on", "redirected"], [75, 18, 7])[0]
        await self.year.on_card(who, code, "close", closing=closing)

    async def _does(self, who: str, code: str, name: str, **values: str) -> None:
        await self.year.on_card(who, code, name, **values)

    def _reminded(self, who: str, what: str, code: str) -> None:
        """A reminder about a case: most people do what it asks for within a day."""
        if self.chance(0.2):
            return
        if what in {"attempt_due", "attempt_escalated", "next_attempt"}:
            self.year.at(self.soon(8), lambda: self._attempt(who, code))
        elif what == "plan_due":
            self.year.at(self.soon(8), lambda: self._plans(who, code))
        elif what in {"check_in_due", "check_in_overdue"}:
            ends = self.chance(0.15)
            self.year.at(self.soon(8), lambda: self._close(who, code) if ends else self._does(who, code, "check_in"))

    async def _desk(self, who: str) -> None:
        """Choose the first who fits; where nobody does, mostly wait and call somebody, at last give up."""
        from tests.simulation.year import buttons  # noqa: PLC0415

        desk = await self.year.opens(who, Action("desk"))
        for action in [one.action for one in buttons(desk) if one.action.name == "assign"]:
            form = await self.year.opens(who, action)
            if form is not None and form.submit is not None and form.fields:
                chosen = getattr(form.fields[0], "value", "")
                await self.year.press(who, form.submit.action, supporter=str(chosen))
            elif self.chance(0.1):
                close = Action("close", action.case, action.turn)
                closing = await self.year.opens(who, close)
                if closing is not None and closing.submit is not None:
                    await self.year.press(who, closing.submit.action, closing="unmatched")
