"""A programme under anything people, platforms and weeks can do to it; what is always true holds after each of it.

PEERSUPPORT_PROOF=ci or deep tries harder, see tests/proof.py.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.conversation.effects import Tell, Withdraw
from bot.conversation.engine import IN_TOUCH, NEXT_STEP
from bot.conversation.events.asking import SuggestionUndone
from bot.conversation.events.availability import SupporterLeft
from bot.conversation.events.privacy import DataErased, OptOutChanged
from bot.conversation.events.restoring import Restored
from bot.conversation.flows.ending import LATER
from bot.domain.case import Case, Origin, ReferrerMode, RevealReason, Step, Urgency
from bot.domain.hours import local
from bot.domain.moves import Move
from bot.domain.policy import Plan, Policy
from bot.ui import Action, Submitted
from tests.engine.roster import urgently
from tests.engine.saying import texts
from tests.engine.walks import EVERYBODY, RECIPIENTS, SUPPORTERS, anybody, groups, programme, wishes
from tests.engine.world import CARL, CLEO, DAN, DORA, LEO, SAM, Sent, kind
from tests.proof import EXAMPLES, PROOF, SECONDS, parts

if TYPE_CHECKING:
    from bot.domain.case import CaseCode
    from bot.domain.people import PersonId
    from tests.proof import Part

pytestmark = pytest.mark.timeout(SECONDS)
recipients, supporters = st.sampled_from(RECIPIENTS), st.sampled_from(SUPPORTERS)
which = st.integers(0, 99)
spans = st.sampled_from(
    [timedelta(minutes=9), timedelta(hours=3), timedelta(hours=9), timedelta(hours=25), timedelta(days=8)]
)
officers, answering = st.sampled_from([CLEO, DAN]), st.sampled_from([CLEO, DAN, DORA])
_UNTIL_OUTREACH = {Step.MATCHING, Step.WAITING, Step.OFFERED, Step.NEEDS_COORDINATOR, Step.ACCEPTED}
_TURNED = {
    *("attempt", "contact", "decline", "hand_back_send", "check_in", "plan_send", "close_send", "assign_send"),
    *("pause_send", "resume", "another_send", "move_send", "in_touch", "reveal_send"),
}

_DEEDS = {
    Step.ACCEPTED: ("attempt", "attempt", "contact", "contact", "hand_back_send", "decline"),
    Step.OUTREACH: ("attempt", "attempt", "contact", "contact", "hand_back_send", "decline"),
    Step.CONNECTED: ("plan_send", "plan_send", "close_send", "hand_back_send", "pause_send"),
    Step.FOLLOW_UP: ("check_in", "check_in", "move_send", "plan_send", "close_send", "hand_back_send", "in_touch"),
    Step.PAUSED: ("resume", "close_send", "hand_back_send", "pause_send"),
}
_LANES = {"routine": Policy(), "urgent": urgently(SAM, LEO)}
_BACKUP = date(2026, 8, 1)
"""The day that the frozen list of messages has for its example."""
_MOVED: set[Move] = set()
"""Every move that some case has made in this run."""
_URGENT = {"needs_you", "needs_you_still", "attempt_due", "attempt_escalated", "stalled"}
"""What is said at any hour about an urgent case, beside the question itself."""
_JOURNEYS = [("take", "contact", "plan_send"), ("take", "contact"), ("take", "attempt"), ("take",), ()]


class Programme(RuleBasedStateMachine):
    """The rules are what people and platforms do; everything goes through buttons, as in the service."""

    def __init__(self) -> None:
        super().__init__()
        self.world = programme()
        self.read = 0  # how much of the outbox the invariants have seen
        self.pressed: list[tuple[PersonId, Submitted]] = []
        self.barred: dict[CaseCode, frozenset[PersonId]] = {}

    def some(self, at: int) -> Case:
        return list(self.world.cases.values())[at % len(self.world.cases)]

    def asked(self) -> list[Case]:
        """Cases with an offer that can be taken."""
        return [one for one in self.world.cases.values() if any(offer.can_be_taken for offer in one.offers)]

    def supported(self) -> list[Case]:
        """Open cases that somebody has."""
        return [one for one in self.world.cases.values() if one.step in _DEEDS and one.supporter]

    def closed(self) -> list[Case]:
        """Cases that have ended and are still kept."""
        return [one for one in self.world.cases.values() if one.step is Step.CLOSED]

    @initialize(deeds=st.sampled_from(_JOURNEYS), lane=st.sampled_from(sorted(_LANES)))
    def begins(self, deeds, lane):
        """Most of what can go wrong goes wrong late: a first case is already somewhere."""
        self.world.policy = _LANES[lane]
        self.world.suggests(CARL)
        for name in deeds:
            self.press(self.world.case.offers[0].supporter, name, self.world.case, plan="standard")

    def press(self, person: PersonId, name: str, case: Case, **values: str) -> None:
        turn = self.world._turn(person, name, case)
        form = Submitted(Action(name, case.code, turn), tuple((key, (value,)) for key, value in values.items()))
        self.pressed.append((person, form))
        self.world.sends(person, form)

    @rule(
        by=anybody,
        colleague=recipients,
        exclude=groups,
        wait=st.booleans(),
        mode=st.sampled_from(ReferrerMode),
        urgency=st.sampled_from(Urgency),
    )
    def suggests(self, by, colleague, exclude, wait, mode, urgency):
        barred = self.world.person_of(colleague).opted_out and by != colleague
        known = set(self.world.cases)
        about = {"wishes": None, "urgency": urgency} if by == colleague else {"urgency": urgency}
        self.world.suggests(by, colleague, wait=wait, not_these=exclude, mode=mode, **about)
        new = [one for code, one in self.world.cases.items() if code not in known and one.recipient == colleague]
        assert not (barred and wait and [one for one in new if one.origin is not Origin.SELF])

    @rule(person=recipients, wished=wishes, exclude=groups)
    def asks(self, person, wished, exclude):
        self.world.asks(person, wishes=wished, not_these=exclude)

    @rule(at=which)
    def undoes(self, at):
        self.world.happens(SuggestionUndone(by=EVERYBODY[at % len(EVERYBODY)], key=f"key{at % (self.world.made + 1)}"))

    @rule(person=recipients, out=st.booleans())
    def opts_out(self, person, out):
        self.world.happens(OptOutChanged(by=person, opted_out=out))
        self.world.passes()

    @rule(person=recipients, rare=st.integers(0, 3))
    def erases(self, person, rare):
        """Seldom, so that most go their way."""
        if rare == 0:
            self.world.made += 1
            self.world.happens(DataErased(by=person, key=f"gone{self.world.made}"))
            self.world.passes()

    @precondition(lambda self: self.closed())
    @rule(at=which, said=st.sampled_from(["yes", "no", ""]))
    def says_how_it_was(self, at, said):
        case = self.closed()[at % len(self.closed())]
        self.press(case.recipient, "feedback_send", case, recommend=said)

    @precondition(lambda self: self.asked())
    @rule(at=which, name=st.sampled_from(["take", "take", "pass"]))
    def answers_an_offer(self, at, name):
        """In time or late: who was asked first comes first."""
        case = self.asked()[at % len(self.asked())]
        supporter = next(one.supporter for one in case.offers if one.can_be_taken)
        self.press(supporter, name, case)

    @precondition(lambda self: self.supported())
    @rule(at=which, deed=which, plan=st.sampled_from(Plan), another=st.sampled_from(["yes", "no"]))
    def supports(self, at, deed, plan, another):
        case = self.supported()[at % len(self.supported())]
        deeds, day = _DEEDS[case.step], self.later(at)
        values = {"plan": plan.value, "closing": "completed", "another": another, "until": day, "day": day}
        self.press(case.supporter, deeds[deed % len(deeds)], case, **values)

    def later(self, at: int) -> str:
        return (self.world.now + timedelta(days=at % 92)).date().isoformat()

    @precondition(lambda self: self.world.cases)
    @rule(at=which, name=st.sampled_from(["pause_send", "resume", "another_send"]))
    def the_recipient_changes_it(self, at, name):
        case = self.some(at)
        self.press(case.recipient, name, case, until=self.later(at))

    @precondition(lambda self: self.world.cases)
    @rule(at=which, by=officers, reason=st.sampled_from(RevealReason))
    def looks_up_a_name(self, at, by, reason):
        self.press(by, "reveal_send", self.some(at), reason=reason.value)

    @precondition(lambda self: self.world.cases)
    @rule(at=which, by=answering, name=st.sampled_from(["hold_send", "hold_confirm", "hold_lift"]))
    def holds_or_lifts(self, at, by, name):
        self.press(by, name, self.some(at), reason="court")

    @invariant()
    def only_a_hold_keeps_what_is_due(self):
        """What was closed fourteen days ago is gone, unless two people hold it."""
        for case in self.world.cases.values():
            late = case.closed_at and self.world.now - case.closed_at > self.world.policy.clocks.purge
            assert not late or case.is_held

    @precondition(lambda self: self.world.cases)
    @rule(person=supporters, rare=st.integers(0, 3))
    def leaves_and_comes_back(self, person, rare):
        """Their entry is inactive for a moment; every case hears of it."""
        if rare == 0:
            for case in list(self.world.cases.values()):
                self.world.happens(SupporterLeft(supporter=person), case.code)

    @precondition(lambda self: self.world.cases)
    @rule(at=which, person=anybody, name=st.sampled_from(sorted(_TURNED | {"take", "pass", "withdraw"})))
    def a_stranger_presses(self, at, person, name):
        """A foreign press changes nothing, whoever forges the button with the right turn."""
        self.world.passes()
        case, before = self.some(at), dict(self.world.cases)
        asked = {one.supporter for one in case.offers}
        if person not in {case.supporter, case.recipient, CLEO, DAN, *asked}:
            values = {"plan": "light", "closing": "declined", "until": self.later(at), "day": self.later(at)}
            self.press(person, name, case, supporter=SUPPORTERS[at % 4], reason="safety", another="no", **values)
            assert self.world.cases == before

    @precondition(lambda self: self.pressed)
    @rule(at=which)
    def presses_again(self, at):
        """The same button once more, seconds or months later."""
        person, form = self.pressed[at % len(self.pressed)]
        self.world.passes()  # what is due already is not the press's doing
        before = dict(self.world.cases)
        self.world.sends(person, form)
        case = before.get(form.action.case) if form.action.case else None
        if case is not None and form.action.name in _TURNED and form.action.turn != case.turn:
            assert self.world.cases == before

    @precondition(lambda self: self.world.cases)
    @rule(at=which, by=officers, chosen=supporters)
    def assigns(self, at, by, chosen):
        self.press(by, "assign_send", self.some(at), supporter=chosen)

    @precondition(lambda self: self.world.cases)
    @rule(at=which, by=officers, rare=st.integers(0, 9))
    def ends(self, at, by, rare):
        """The coordinator closes a case, or the recipient ends it; seldom, so that most go their way."""
        case = self.some(at)
        if rare == 0:
            self.press(by, "close_send", case, closing="referred_on")
        if rare == 1:
            self.press(case.recipient, "withdraw", case)

    @precondition(lambda self: self.world.cases)
    @rule(at=which, rare=st.integers(0, 3))
    def comes_back_from_a_backup(self, at, rare):
        """As it stood a moment ago; seldom, so that most go their way."""
        case = self.some(at)
        if rare == 0 and case.is_open:
            self.world.happens(Restored(of=_BACKUP), case.code)

    @rule(span=spans)
    def time_passes(self, span):
        self.world.passes(until=self.world.now + span)

    @rule(person=supporters, gone=st.booleans())
    def becomes_unreachable(self, person, gone):
        (self.world.unreachable.add if gone else self.world.unreachable.discard)(person)

    @rule(prompt=st.booleans())
    def platforms_are_slow(self, prompt):
        self.world.prompt = prompt
        if prompt:
            self.world.delivers()

    @invariant()
    def at_most_one_accepted_supporter(self):
        """Whoever has a case took one offer of it, the last that was taken; before and after nobody has it."""
        for case in self.world.cases.values():
            taken = [one.supporter for one in case.offers if one.state == "taken"]
            searching = case.step in _UNTIL_OUTREACH - {Step.ACCEPTED}
            assert (case.supporter is None) if searching else (case.supporter in {None, *taken[-1:]})
            assert case.supporter is not None or case.step in {*_UNTIL_OUTREACH, Step.PAUSED, Step.CLOSED}

    @invariant()
    def exactly_one_next_step_each(self):
        """Every case that is kept has one on the agenda, now or later; nothing else outlives its case."""
        for case in self.world.cases.values():
            steps = [one for one in self.world.agenda if one.subject == case.code and one.name == NEXT_STEP]
            assert [one.at for one in steps] == [case.next_step.due if case.next_step else None]
            assert steps[0].at >= self.world.now
        kept = set(self.world.cases)
        assert all(one.subject in kept or one.name in {"matures", "nudge", LATER} for one in self.world.agenda)

    @invariant()
    def whoever_has_a_case_will_be_asked_about_it(self):
        """Beside the next step, and only while somebody has it, stands the question whether they are still in touch."""
        for case in self.world.cases.values():
            timers = [one.at for one in self.world.agenda if one.subject == case.code and one.name == IN_TOUCH]
            assert timers == ([case.in_touch.due] if case.in_touch else [])
            assert (case.in_touch is not None) == case.is_supported

    @invariant()
    def one_open_case_per_recipient(self):
        open_for = [one.recipient for one in self.world.cases.values() if one.is_open]
        assert len(open_for) == len(set(open_for))

    @invariant()
    def nobody_can_take_whom_the_rules_exclude(self):
        """Also when the exclusion came after the question; World checks the moment of asking and of accepting."""
        for case in self.world.cases.values():
            askable = {one.supporter for one in case.offers if one.can_be_taken}
            assert not askable & (case.excluded | {case.recipient})
            assert case.supporter != case.recipient

    @invariant()
    def no_referrer_survives_first_outreach(self):
        for case in self.world.cases.values():
            assert case.referrer is None or (case.is_open and (case.named or case.first_attempt_at is None))
            assert case.is_open or not case.not_these

    @invariant()
    def limits_protect_the_supporters(self):
        held = [one.supporter for one in self.world.cases.values() if one.is_open and one.supporter]
        assert all(held.count(one) <= self.world.supporter(one).cap_open for one in held)

    @invariant()
    def messages_are_constant_and_keep_quiet_hours(self):
        """By chance no text can name anybody: each is one of the frozen list, without a value to fill in."""
        for one in self.world.outbox[self.read :]:
            if not isinstance(one.effect, Withdraw):
                kind(one.effect.message)
            if isinstance(one.effect, Tell):
                assert one.effect.to in self.world.members or kind(one.effect.message) == "feedback"
                assert self.may_be_sent(one)
        self.read = len(self.world.outbox)

    def may_be_sent(self, one: Sent) -> bool:
        """In quiet hours only what the reader's own press asked for, and what is urgent, for whoever is on call."""
        pressed = getattr(one.because, "by", None) == one.effect.to
        zone = known.timezone if (known := self.world.members.get(one.effect.to)) else self.world.policy.timezone
        return pressed or 7 <= local(one.at, zone).hour < 21 or self.is_urgent(one)

    def is_urgent(self, one: Sent) -> bool:
        assert not isinstance(one.effect, Withdraw)
        lane, said = self.world.policy.urgent, kind(one.effect.message)
        if said == "offer_urgent":
            return one.effect.to in lane.on_call
        return lane.enabled and said in _URGENT

    @invariant()
    def who_is_not_to_be_asked_stays_so(self):
        """Hand-backs, merges and pauses included: until the case ends nobody is taken off again."""
        for case in self.world.cases.values():
            if case.is_open:
                assert self.barred.get(case.code, frozenset()) <= case.excluded
                self.barred[case.code] = case.excluded

    @invariant()
    def a_referrer_is_shown_only_when_named(self):
        for case in self.world.cases.values():
            readers = {case.recipient: "own", **({case.supporter: "open"} if case.supporter else {})}
            for person, name in readers.items():
                read = set(texts(self.world.presses(person, name, case)))
                assert not case.referrer or (case.referrer in read) == case.named, name

    @invariant()
    def who_opted_out_is_reached_by_nobody_but_themselves(self):
        """What they asked for themselves goes on."""
        out = {one.person for one in self.world.persons.values() if one.opted_out}
        others = [one for one in self.world.cases.values() if one.is_open and one.origin is not Origin.SELF]
        assert not out & {one.recipient for one in others}

    def teardown(self) -> None:
        _MOVED.update(self.world.moved)


@pytest.mark.proof("T11", tried="share", unit="histories")
@pytest.mark.parametrize("share", parts(EXAMPLES, each=1_000), ids=str)
def test_what_is_always_true_holds_in_every_history(share: Part) -> None:
    """All of it; in CI every move has to have been made."""
    machine = seed(share.seed)(type("Share", (Programme,), {}))
    run_state_machine_as_test(machine, settings=settings(settings.default, max_examples=share.tries))
    assert PROOF == "quick" or not set(Move) - _MOVED
