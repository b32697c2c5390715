"""A busy week in memory: forty requests, twelve supporters, two coordinators, and people who go and come."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta

from bot.conversation.effects import Tell
from bot.conversation.events.availability import HoursChanged, MemberLeft
from bot.domain.case import Case, CaseCode, Step
from bot.domain.eligibility import MatchContext, forbids
from bot.domain.hours import Leave, day_in
from bot.domain.people import PersonId, Role, Traits
from bot.domain.responsibility import may_act
from tests.engine.roster import officer, peer
from tests.engine.world import World, kind

REQUESTS, SUPPORTERS, WEEKS = 40, 12, 2
PEERS = tuple(PersonId(f"web:peer-{one}") for one in range(SUPPORTERS))
STAFF = {
    PersonId("web:coordinator-1"): Role.COORDINATOR,
    PersonId("web:coordinator-2"): Role.COORDINATOR,
    PersonId("web:deputy"): Role.DEPUTY,
    PersonId("web:director"): Role.DIRECTOR,
}
ALARMS = {"needs_you", "needs_you_still", "stalled", "stalled_later", "away"}


@dataclass
class Week:
    """One run. ``wrong`` has what must not be: who was told what they can't act on, or of their own case."""

    seed: int
    world: World = field(default_factory=World)
    read: int = 0
    alarms: int = 0
    seen: dict[CaseCode, Case] = field(default_factory=dict["CaseCode", Case])
    wrong: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - habits, no secrets
        staff = (officer(person, role) for person, role in STAFF.items())
        self.world.joins(*staff, *(peer(one) for one in PEERS))

    def lives(self) -> Week:
        """Forty requests in the first five days, and then what becomes of them."""
        everybody = [*PEERS, *STAFF, *(PersonId(f"web:clinician-{one}") for one in range(60))]
        asked = sorted(self.chance.uniform(0, 5 * 24) for _ in range(REQUESTS))
        for hour in range(WEEKS * 7 * 24):
            while asked and asked[0] <= hour:
                asked.pop(0)
                self._asks(everybody)
            self._lives_an_hour()
            self.world.passes(hours=1)
            self._looks()
        return self

    def _asks(self, everybody: list[PersonId]) -> None:
        who, by = self.chance.sample(everybody, 2)
        if self.chance.random() < 0.3:
            self.world.asks(who)
        else:
            self.world.suggests(by, who, wait=False)

    def _lives_an_hour(self) -> None:
        for case in list(self.world.cases.values()):
            if case.is_open and 8 <= self.world.now.hour - 4 < 20 and self.chance.random() < 0.15:
                self._acts(case)
        if self.chance.random() < 0.05:
            self._changes(self.chance.choice(PEERS))

    def _acts(self, case: Case) -> None:
        held = {
            Step.ACCEPTED: "attempt",
            Step.OUTREACH: "contact",
            Step.CONNECTED: "plan_send",
            Step.FOLLOW_UP: "check_in",
        }
        askable = [one.supporter for one in case.offers if one.can_be_taken]
        if case.supporter is not None and case.step in held and self.chance.random() < 0.7:
            self.world.presses(case.supporter, held[case.step], case, plan="light")
        elif askable:
            self.world.presses(self.chance.choice(askable), self.chance.choice(["take", "take", "pass"]), case)
        elif case.needs_somebody and case.told:
            reader = self.chance.choice(sorted(case.told))
            name = "absence_wait" if case.waits_for_a_word else "assign_send"
            self.world.presses(reader, name, case, supporter=self.chance.choice(PEERS))

    def _changes(self, person: PersonId) -> None:
        member = self.world.members[person]
        if not member.active:
            self.world.joins(peer(person, supporter=member.supporter))
        elif self.chance.random() < 0.2:
            self.world.happens(MemberLeft(by=person))
        elif member.supporter is not None:
            today = day_in(self.world.now, member.timezone) + timedelta(days=self.chance.randrange(4))
            leave = Leave(today, today + timedelta(days=self.chance.randrange(15)))
            self.world.happens(HoursChanged(by=person, hours=(), leave=(leave,), quiet=None))

    def _looks(self) -> None:
        staff = tuple(one for one in self.world.members.values() if one.has(*STAFF.values()))
        for one in self.world.outbox[self.read :]:
            case = self.world.cases.get(one.effect.case) if one.effect.case else None
            if not isinstance(one.effect, Tell) or kind(one.effect.message) not in ALARMS:
                continue
            self.alarms += 1
            if case is not None and not may_act(case, one.effect.to, staff):
                self.wrong.append("told what they can't act on")
        self.read = len(self.world.outbox)
        self.seen |= self.world.cases
        for case in self.world.cases.values():
            self.wrong += self._wrong_with(case) if case.is_open else []

    def _wrong_with(self, case: Case) -> list[str]:
        setting = MatchContext(now=self.world.now, policy=self.world.policy, recipient=Traits())
        barred = [
            one.supporter
            for one in case.offers
            if one.can_be_taken and forbids(case, self._member(one.supporter), setting)
        ]
        known = (
            case.supporter is not None or bool(case.asked) or case.step is not Step.NEEDS_COORDINATOR or bool(case.told)
        )
        quiet = not 8 <= self.world.now.hour - 4 < 21
        return [
            *(["a question to somebody who may not take it"] if barred else []),
            *([] if known or quiet else ["a case that no human knows of"]),
            *(["told of their own case"] if case.recipient in case.told else []),
        ]

    def _member(self, person: PersonId):
        return self.world.members[person]


def drawn(weeks: list[Week]) -> str:
    """The figures as a table, one row for each seed."""
    names = ("seed", "requests", "cases", "accepted", "in touch", "calls to the desk", "wrong")
    head = f"| {' | '.join(names)} |\n|{' --- |' * len(names)}\n"
    return head + "".join(f"| {' | '.join(map(str, _row(one)))} |\n" for one in weeks)


def _row(week: Week) -> tuple[int, ...]:
    cases = [*week.seen.values()]
    taken = sum(one.first_accepted_at is not None for one in cases)
    met = sum(one.contacted_at is not None for one in cases)
    return week.seed, REQUESTS, len(cases), taken, met, week.alarms, len(week.wrong)
