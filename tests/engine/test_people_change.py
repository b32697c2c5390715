"""The same programme while people go on leave, lose and win roles, come back and are suggested themselves.

PEERSUPPORT_PROOF=ci or deep tries harder, see tests/proof.py.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from bot.conversation.effects import Tell
from bot.conversation.events.availability import HoursChanged, MemberLeft
from bot.conversation.flows.telling import NAME
from bot.domain.hours import Leave, day_in
from bot.domain.people import Role, is_away
from tests.engine.roster import officer, peer
from tests.engine.test_state_machine import Programme, supporters, which
from tests.engine.world import CARL, CLEO, DAN, DORA, kind
from tests.proof import EXAMPLES, SECONDS, parts

if TYPE_CHECKING:
    from tests.proof import Part

pytestmark = pytest.mark.timeout(SECONDS)
_ALARMS = {"needs_you", "needs_you_still", "stalled", "stalled_later", "away"}
_REMINDERS = {"attempt_due", "attempt_escalated", "next_attempt", "plan_due", "check_in_due", "check_in_overdue"}
_STAFF = ((CLEO, Role.COORDINATOR), (DAN, Role.DEPUTY), (DORA, Role.DIRECTOR))


class Changing(Programme):
    """What happens to people, beside what they do."""

    def __init__(self) -> None:
        super().__init__()
        self.told = 0  # how much of the outbox was looked at for who is told

    @rule(person=supporters, first=st.integers(0, 10), days=st.integers(0, 25), add=st.booleans())
    def goes_on_leave(self, person, first, days, add):
        """One more leave, or all of them taken back."""
        member = self.world.members[person]
        if member.supporter is None:
            return
        today = day_in(self.world.now, member.timezone)
        leave = Leave(today + timedelta(days=first), today + timedelta(days=first + days))
        kept = (*member.supporter.leave, leave) if add else ()
        self.world.happens(HoursChanged(by=person, hours=member.supporter.hours, leave=kept, quiet=None))
        self.world.passes()

    @precondition(lambda self: self.world.cases)
    @rule(at=which, waits=st.booleans(), own=st.booleans(), staff=st.sampled_from([CLEO, DAN, DORA]))
    def says_how_it_goes_on(self, at, waits, own, staff):
        case = self.some(at)
        self.press(case.recipient if own else staff, "absence_wait" if waits else "absence_another", case)

    @rule(person=supporters, back=st.booleans())
    def loses_or_wins_the_role(self, person, back):
        """By an import: their cases hear of it with it."""
        member = self.world.members[person]
        if member.has(Role.SUPPORTER) and not back:
            self.world.happens(MemberLeft(by=person))
            self.world.passes()
        elif not member.active and back:
            self.world.joins(peer(person, supporter=member.supporter))

    @rule(at=st.integers(0, 2), there=st.booleans())
    def an_office_is_vacant(self, at, there):
        """The director stays: somebody has to be told."""
        person, role = _STAFF[at]
        if role is not Role.DIRECTOR:
            self.world.joins(officer(person, role if there else Role.NOTIFIER))

    @rule(colleague=st.sampled_from([CLEO, DAN]))
    def somebody_suggests_who_runs_it(self, colleague):
        self.world.suggests(CARL, colleague)

    @rule(person=supporters, reviews=st.booleans())
    def is_imported_again(self, person, reviews):
        if self.world.members[person].supporter is not None:
            self.world.adjusts(person, reviews_events=reviews)

    @invariant()
    def who_is_told_is_not_in_it(self):
        """No alarm about a case goes to its recipient or, about the supporter, to that supporter."""
        for one in self.world.outbox[self.told :]:
            if not isinstance(one.effect, Tell):
                continue
            said, case = kind(one.effect.message), self.world.cases.get(one.effect.case) if one.effect.case else None
            assert said not in _ALARMS or case is None or one.effect.to != case.recipient
            member = self.world.members.get(one.effect.to)
            assert said not in _REMINDERS or member is None or not is_away(member, one.at)
        self.told = len(self.world.outbox)

    @invariant()
    def what_is_settled_asks_nobody(self):
        """Whoever was told still has the message, and nobody else; none of it outlives the need."""
        for case in self.world.cases.values():
            assert case.needs_somebody or not case.told
            shown = [
                one.effect for one in self.world.outbox if one.effect.case == case.code and one.effect.name == NAME
            ]
            last = {one.to: one for one in shown}
            assert {to for to, one in last.items() if isinstance(one, Tell)} <= case.told

    @invariant()
    def nobody_supports_who_supports_them(self):
        pairs = {(one.supporter, one.recipient) for one in self.world.cases.values() if one.is_open and one.supporter}
        assert not [pair for pair in pairs if pair[::-1] in pairs]

    @invariant()
    def whoever_has_a_case_may_have_it(self):
        """Nobody without the role keeps a case, or a question."""
        for case in self.world.cases.values():
            if case.is_open and case.supporter is not None:
                assert self.world.members[case.supporter].has(Role.SUPPORTER)


@pytest.mark.proof("T11", tried="share", unit="histories")
@pytest.mark.parametrize("share", parts(EXAMPLES, each=1_000), ids=str)
def test_what_is_always_true_holds_while_people_change(share: Part) -> None:
    """All of it."""
    machine = seed(share.seed)(type("Share", (Changing,), {}))
    run_state_machine_as_test(machine, settings=settings(settings.default, max_examples=share.tries))
