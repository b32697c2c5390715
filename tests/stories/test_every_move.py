"""Every move that a case can make happens to somebody here, pressed and waited for as in earnest."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.app import back_up, restore_from
from bot.conversation import engine
from bot.conversation.law import row_of
from bot.domain.moves import Move

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.effects import Decision
    from tests.cast import Clinic, Clinician

OFFER = "Someone could use a peer."


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> set[Move]:
    """Every move that changed something."""
    moves: set[Move] = set()
    decide = engine.decide

    def watched(case: Any, event: Any, facts: Any) -> Decision:
        decision = decide(case, event, facts)
        move = row_of(event).move
        moves.update({move} if move is not None and (decision.changed or decision.effects) else set())
        return decision

    monkeypatch.setattr(engine, "decide", watched)
    return moves


async def asked(clinic: Clinic) -> Clinician:
    """A colleague was suggested; this is who was asked."""
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    [first] = await clinic.who_sees(OFFER)
    return first


async def taken(clinic: Clinic) -> Clinician:
    first = await asked(clinic)
    await first.presses("Take it")
    return first


async def requested(clinic: Clinic) -> tuple[Clinician, Clinician]:
    """Tomasz asked for himself, may be written to, and a peer has taken it."""
    tomasz = clinic.person("tomasz-wilk")
    await tomasz.presses("I'd like support")
    await tomasz.fills(reach="By chat", nudge=("Some days after it ends",))
    await tomasz.sends()
    tomasz.closes()
    [first] = await clinic.who_sees(OFFER)
    await first.presses("Take it")
    return tomasz, first


async def in_touch(clinic: Clinic, plan: str = "Light") -> Clinician:
    ana = await taken(clinic)
    await ana.presses("We were in touch")
    await ana.presses("Plan check-ins")
    await ana.fills(plan=plan)
    await ana.sends()
    ana.closes()
    return ana


async def from_suggestion_to_nothing(clinic: Clinic) -> None:
    ana = await taken(clinic)
    await ana.presses("I tried to reach them")
    await ana.presses("We were in touch")
    await ana.presses("Plan check-ins")
    await ana.fills(plan="Light")
    await ana.sends()
    await ana.presses("Move the check-in")
    await ana.sends()
    await clinic.passes(days=7)
    ana.closes()
    await ana.sees_message("You planned to check in.")
    await ana.presses("Open")
    await ana.presses("We were in touch")
    await ana.presses("Close the case")
    await ana.sends()
    await clinic.passes(days=14)
    assert "cases" not in clinic.rows()


async def nobody_answers(clinic: Clinic) -> None:
    first = await asked(clinic)
    await first.presses("Pass")
    await clinic.passes(days=8)
    marion = clinic.person("marion-castellan")
    await marion.presses("Open the desk")
    await marion.presses("Show who it is")
    await marion.fills(reason="A legal duty")
    await marion.sends()
    marion.sees("Who: Tomasz Wilk")
    await marion.presses("Open the desk")
    await marion.presses("Choose a supporter")
    await marion.sends()
    marion.sees("The desk")


async def the_coordinator_asks_again(clinic: Clinic) -> None:
    await (await asked(clinic)).presses("Pass")
    await clinic.passes(days=8)
    marion = clinic.person("marion-castellan")
    await marion.presses("Open the desk")
    assert marion.form is not None
    await marion.fills(case=marion.form.questions[0].choices[0][0])
    await marion.sends()
    await marion.presses("Ask again")


async def the_second_is_asked_too_late(clinic: Clinic) -> None:
    """Only Ana and Priya may be asked; Ana does not answer, and Priya's week begins on Tuesday at ten."""
    others = ("Grace Okonjo", "Mei-Lin Zhou", "Dele Adebanjo", "Luz Santoro", "Elif Arsoy", "Fatou Diarra")
    more = ("Beatriz Rochedo", "Aiko Morinaga", "Rosa Quintanar")
    await clinic.person("noor-haddad").suggests("Tomasz Wilk", not_these=(*others, *more))
    await clinic.until("Tue 10:00")
    await clinic.person("priya-raghavan").sees_message(OFFER)
    await clinic.passes(hours=4)
    await clinic.person("marion-castellan").sees_message("A case needs you.")


async def a_no_is_fine(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await peer.presses("They'd rather not")
    peer.sees("A no is always fine")


async def it_is_handed_back(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await peer.presses("Hand it back")
    await peer.presses("Yes, hand it back")
    assert peer not in await clinic.who_sees(OFFER)


async def the_supporter_forgets(clinic: Clinic) -> None:
    peer = await taken(clinic)
    peer.closes()
    await clinic.passes(days=2)
    await peer.sees_message("Have you been able to reach out yet?")
    await peer.presses("Open")
    await peer.presses("We were in touch")
    peer.closes()
    await clinic.passes(days=21)
    await peer.sees_message("Is there anything still to plan, or are you done?")


async def the_recipient_decides(clinic: Clinic) -> None:
    tomasz, peer = await requested(clinic)
    await tomasz.presses("Open")
    await tomasz.presses("Later")
    await tomasz.sends()
    await peer.sees_message("One of your cases is paused.")
    await tomasz.presses("Go on now")
    await tomasz.presses("Ask for another peer")
    await tomasz.presses("Yes, ask another peer")
    await tomasz.presses("End my request")
    tomasz.closes()
    await clinic.passes(days=11)
    await tomasz.presses("Answer")
    await tomasz.fills(recommend="Yes")
    await tomasz.sends()


async def all_of_it_is_erased(clinic: Clinic) -> None:
    tomasz, _ = await requested(clinic)
    await tomasz.presses("What is kept about me")
    await tomasz.presses("Erase it")
    await tomasz.presses("Yes, erase it")
    assert "cases" not in clinic.rows()


async def somebody_suggests_them_again(clinic: Clinic) -> None:
    peer = await in_touch(clinic)
    await clinic.person("wren-calloway").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    await peer.sees_message("Please get in touch once more.")
    assert await clinic.who_sees(OFFER) == []


async def after_ninety_days_without_a_sign(clinic: Clinic) -> None:
    peer = await in_touch(clinic, plan="Long")
    await clinic.passes(days=99)
    await peer.sees_message("Are you still in touch?")
    await peer.presses("Yes, we are")
    await clinic.passes(days=30)
    await peer.sees_no_message("One of your cases has ended.")


async def the_supporter_leaves(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await clinic.leaves(peer.slug)
    [second] = await clinic.who_sees(OFFER)
    assert second is not peer


async def somebody_can_not_be_reached(clinic: Clinic) -> None:
    """Whoever would be asked first has no account any more: the next one is asked at once."""
    for slug in ("ana-duarte", "grace-okonjo"):
        await clinic.has_somebody_unreachable(like=slug)
    await clinic.person("noor-haddad").suggests("Tomasz Wilk", not_these=("Ana Duarte",))
    await clinic.passes(minutes=10)
    assert len(await clinic.who_sees(OFFER)) == 1


async def two_people_hold_a_case(clinic: Clinic) -> None:
    marion, ben = clinic.person("marion-castellan"), clinic.person("ben-achterberg")
    await taken(clinic)
    [case] = await clinic.knows(lambda work: work.cases.all())
    await marion.presses("Legal holds")
    await marion.fills(case=case.code)
    await marion.sends()
    await marion.fills(reason="A lawsuit, or one to be expected")
    await marion.sends()
    for one, label in ((ben, "Confirm the hold"), (ben, "Lift the hold"), (marion, "Yes, lift it")):
        one.closes()
        await one.presses("Legal holds")
        await one.presses(label)
    [case] = await clinic.knows(lambda work: work.cases.all())
    assert not case.is_held


async def the_database_comes_back_from_a_backup(clinic: Clinic) -> None:
    """Whoever was asked before it is not asked again: the coordinator hears that they are to look."""
    await asked(clinic)
    backup = clinic.settings.folder / "one.backup"
    await asyncio.to_thread(back_up, clinic.settings, backup)
    await clinic.stops()
    await asyncio.to_thread(restore_from, clinic.settings, backup, replace=True)
    await clinic.starts()
    await clinic.passes(minutes=1)
    await clinic.person("marion-castellan").sees_message("The programme was restored from a backup of")


async def the_supporter_goes_on_a_long_leave(clinic: Clinic) -> None:
    first = await taken(clinic)
    first.closes()
    await first.presses("Hours and leave")
    tomorrow = clinic.now.date() + timedelta(days=1)
    await first.fills(away_from=tomorrow.isoformat(), away_to=(tomorrow + timedelta(days=20)).isoformat())
    await first.sends()
    await clinic.passes(days=1)
    [other] = await clinic.who_sees(OFFER)
    assert other is not first


STORIES: dict[Callable[[Clinic], Awaitable[None]], set[Move]] = {
    from_suggestion_to_nothing: {
        *(Move.SUGGEST, Move.MATCH, Move.DELIVERED, Move.TAKE, Move.ATTEMPT, Move.CONTACT, Move.PLAN),
        *(Move.MOVE_CHECK_IN, Move.CHECK_IN_DUE, Move.CHECK_IN_DONE, Move.CLOSE, Move.PURGE),
    },
    nobody_answers: {
        *(Move.PASS, Move.ANSWER_OVERDUE, Move.COORDINATOR_OVERDUE, Move.REFERRER_DUE, Move.REVEAL, Move.ASSIGN),
    },
    the_coordinator_asks_again: {Move.SEARCH},
    the_second_is_asked_too_late: {Move.DEADLINE_MISSED},
    a_no_is_fine: {Move.DECLINE},
    it_is_handed_back: {Move.HAND_BACK},
    the_supporter_forgets: {Move.ATTEMPT_DUE, Move.PLAN_DUE},
    the_recipient_decides: {
        *(Move.PAUSE, Move.RESUME, Move.ASK_ANOTHER, Move.WITHDRAW, Move.FAREWELL_DUE),
        *(Move.FEEDBACK_DUE, Move.FEEDBACK),
    },
    all_of_it_is_erased: {Move.ERASE},
    somebody_suggests_them_again: {Move.AFRESH_DUE},
    after_ninety_days_without_a_sign: {Move.IN_TOUCH_DUE, Move.IN_TOUCH},
    the_supporter_leaves: {Move.LEAVE},
    the_supporter_goes_on_a_long_leave: {Move.ABSENCE},
    somebody_can_not_be_reached: {Move.UNDELIVERED},
    two_people_hold_a_case: {Move.HOLD, Move.LIFT},
    the_database_comes_back_from_a_backup: {Move.RESTORE},
}
"""Each story, and the moves that it is there for."""


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_a_story_makes_its_moves(clinic: Clinic, made: set[Move], story: Callable[[Clinic], Awaitable[None]]):
    await story(clinic)
    assert not STORIES[story] - made


def test_there_is_a_story_for_every_move():
    assert {move for moves in STORIES.values() for move in moves} == set(Move)
