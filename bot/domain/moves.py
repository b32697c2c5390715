"""Where a case can stand and what can move it on: the one table.

The law of this file: a case changes its step only along MOVES. A pair (step, move) that is not in the table is
a late, foreign or mistaken press; it changes nothing and is answered from the present state. docs/case-states.md is
drawn from the table.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Step(StrEnum):
    """Where a case stands."""

    SUGGESTED = "suggested"  # not yet a case: nothing is stored under this step
    MATCHING = "matching"
    WAITING = "waiting"
    OFFERED = "offered"
    NEEDS_COORDINATOR = "needs_coordinator"
    ACCEPTED = "accepted"
    OUTREACH = "outreach"
    CONNECTED = "connected"
    FOLLOW_UP = "follow_up"
    PAUSED = "paused"
    CLOSED = "closed"
    PURGED = "purged"


class Move(StrEnum):
    """What can happen to a case."""

    SUGGEST = "suggest"
    RESTORE = "restore"
    MATCH = "match"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    TAKE = "take"
    PASS = "pass"  # noqa: S105 - a supporter passes on an offer
    ANSWER_OVERDUE = "answer_overdue"
    DEADLINE_MISSED = "deadline_missed"
    COORDINATOR_OVERDUE = "coordinator_overdue"
    ASSIGN = "assign"
    SEARCH = "search"
    ATTEMPT = "attempt"
    ATTEMPT_DUE = "attempt_due"
    CONTACT = "contact"
    DECLINE = "decline"
    HAND_BACK = "hand_back"
    PLAN = "plan"
    PLAN_DUE = "plan_due"
    CHECK_IN_DUE = "check_in_due"
    CHECK_IN_DONE = "check_in_done"
    MOVE_CHECK_IN = "move_check_in"
    PAUSE = "pause"
    RESUME = "resume"
    ASK_ANOTHER = "ask_another"
    LEAVE = "leave"
    ABSENCE = "absence"
    IN_TOUCH = "in_touch"
    IN_TOUCH_DUE = "in_touch_due"
    REFERRER_DUE = "referrer_due"
    REVEAL = "reveal"
    AFRESH_DUE = "afresh_due"
    FAREWELL_DUE = "farewell_due"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    FEEDBACK_DUE = "feedback_due"
    FEEDBACK = "feedback"
    CLOSE = "close"
    HOLD = "hold"
    LIFT = "lift"
    PURGE = "purge"


def _to(*steps: Step) -> frozenset[Step]:
    return frozenset(steps)


def _holding(here: Step) -> dict[Move, frozenset[Step]]:
    """A legal hold moves nothing: it stops the purge."""
    return {Move.HOLD: _to(here), Move.LIFT: _to(here)}


def _open(here: Step) -> dict[Move, frozenset[Step]]:
    """Moves that mean the same at every open step."""
    return {
        Move.SUGGEST: _to(here, Step.MATCHING),
        Move.PAUSE: _to(Step.PAUSED),
        Move.WITHDRAW: _to(Step.CLOSED),
        Move.ERASE: _to(Step.CLOSED),
        Move.CLOSE: _to(Step.CLOSED),
        Move.ABSENCE: _to(here, Step.MATCHING),
        Move.REVEAL: _to(here),
        Move.REFERRER_DUE: _to(here),
        Move.FAREWELL_DUE: _to(here),
        Move.RESTORE: _to(here),
        **_holding(here),
    }


def _searching(here: Step) -> dict[Move, frozenset[Step]]:
    """Moves that mean the same wherever nobody has accepted yet."""
    return _open(here) | {
        Move.DELIVERED: _to(here),
        Move.TAKE: _to(Step.ACCEPTED, here, Step.MATCHING),
        Move.ASSIGN: _to(Step.OFFERED, Step.WAITING),
        Move.SEARCH: _to(Step.MATCHING),
        Move.ANSWER_OVERDUE: _to(here),
        Move.UNDELIVERED: _to(here),
        Move.LEAVE: _to(here, Step.MATCHING),
        Move.RESTORE: _to(Step.NEEDS_COORDINATOR),
    }


def _moves_with_supporter(here: Step) -> dict[Move, frozenset[Step]]:
    """Moves that mean the same wherever a supporter has the case."""
    return _open(here) | {
        Move.HAND_BACK: _to(Step.MATCHING),
        Move.ASK_ANOTHER: _to(Step.MATCHING),
        Move.LEAVE: _to(Step.MATCHING),
        Move.IN_TOUCH: _to(here),
        Move.IN_TOUCH_DUE: _to(here, Step.CLOSED),
        Move.AFRESH_DUE: _to(here),
    }


def _in_touch(here: Step) -> dict[Move, frozenset[Step]]:
    """The same after contact: whether there is another supporter is for the recipient to say."""
    return _moves_with_supporter(here) | {
        Move.HAND_BACK: _to(Step.MATCHING, Step.CLOSED),
        Move.LEAVE: _to(Step.NEEDS_COORDINATOR),
        Move.PLAN: _to(Step.FOLLOW_UP, Step.CLOSED),
    }


SEARCHED = frozenset({Step.MATCHING, Step.WAITING, Step.OFFERED, Step.NEEDS_COORDINATOR})
"""Where nobody has accepted yet."""
SUPPORTED = frozenset({Step.ACCEPTED, Step.OUTREACH, Step.CONNECTED, Step.FOLLOW_UP})
"""Where a supporter is at work; a case that is paused waits."""

MOVES: Mapping[Step, Mapping[Move, frozenset[Step]]] = MappingProxyType(
    {
        Step.SUGGESTED: {Move.SUGGEST: _to(Step.MATCHING, Step.SUGGESTED, Step.NEEDS_COORDINATOR)},
        Step.MATCHING: _searching(Step.MATCHING)
        | {
            Move.MATCH: _to(Step.OFFERED, Step.WAITING, Step.NEEDS_COORDINATOR),
            Move.PASS: _to(Step.MATCHING),
        },
        Step.WAITING: _searching(Step.WAITING)
        | {
            Move.MATCH: _to(Step.OFFERED, Step.WAITING, Step.NEEDS_COORDINATOR),
            Move.PASS: _to(Step.WAITING),
            Move.DEADLINE_MISSED: _to(Step.NEEDS_COORDINATOR),
        },
        Step.OFFERED: _searching(Step.OFFERED)
        | {
            Move.REVEAL: _to(Step.OFFERED, Step.MATCHING),
            Move.UNDELIVERED: _to(Step.OFFERED, Step.MATCHING),
            Move.PASS: _to(Step.OFFERED, Step.MATCHING, Step.NEEDS_COORDINATOR),
            Move.ANSWER_OVERDUE: _to(Step.OFFERED, Step.MATCHING, Step.NEEDS_COORDINATOR),
            Move.DEADLINE_MISSED: _to(Step.NEEDS_COORDINATOR),
        },
        Step.NEEDS_COORDINATOR: _searching(Step.NEEDS_COORDINATOR)
        | {
            Move.PASS: _to(Step.NEEDS_COORDINATOR),
            Move.COORDINATOR_OVERDUE: _to(Step.NEEDS_COORDINATOR),
        },
        Step.ACCEPTED: _moves_with_supporter(Step.ACCEPTED)
        | {
            Move.ASSIGN: _to(Step.OFFERED, Step.WAITING),
            Move.ATTEMPT: _to(Step.OUTREACH),
            Move.ATTEMPT_DUE: _to(Step.ACCEPTED),
            Move.CONTACT: _to(Step.CONNECTED),
            Move.DECLINE: _to(Step.CLOSED),
        },
        Step.OUTREACH: _moves_with_supporter(Step.OUTREACH)
        | {
            Move.ASSIGN: _to(Step.OFFERED, Step.WAITING),
            Move.ATTEMPT: _to(Step.OUTREACH),
            Move.ATTEMPT_DUE: _to(Step.OUTREACH, Step.CLOSED),
            Move.CONTACT: _to(Step.CONNECTED),
            Move.DECLINE: _to(Step.CLOSED),
        },
        Step.CONNECTED: _in_touch(Step.CONNECTED) | {Move.PLAN_DUE: _to(Step.CONNECTED, Step.CLOSED)},
        Step.FOLLOW_UP: _in_touch(Step.FOLLOW_UP)
        | {
            Move.CHECK_IN_DUE: _to(Step.FOLLOW_UP, Step.CLOSED),
            Move.CHECK_IN_DONE: _to(Step.FOLLOW_UP, Step.CLOSED),
            Move.MOVE_CHECK_IN: _to(Step.FOLLOW_UP),
            Move.RESTORE: _to(Step.FOLLOW_UP, Step.CONNECTED),
        },
        Step.PAUSED: _open(Step.PAUSED)
        | {
            Move.SUGGEST: _to(Step.PAUSED, Step.MATCHING, *SUPPORTED),
            Move.RESUME: _to(Step.PAUSED, Step.MATCHING, *SUPPORTED),
            Move.RESTORE: _to(Step.PAUSED, Step.NEEDS_COORDINATOR, *SUPPORTED),
            Move.HAND_BACK: _to(Step.PAUSED, Step.CLOSED),
            Move.ASK_ANOTHER: _to(Step.MATCHING),
            Move.LEAVE: _to(Step.PAUSED, Step.NEEDS_COORDINATOR),
            Move.DECLINE: _to(Step.CLOSED),
        },
        Step.CLOSED: {
            Move.FAREWELL_DUE: _to(Step.CLOSED),
            Move.ERASE: _to(Step.CLOSED),
            Move.FEEDBACK_DUE: _to(Step.CLOSED),
            Move.FEEDBACK: _to(Step.CLOSED),
            Move.PURGE: _to(Step.PURGED, Step.CLOSED),
            **_holding(Step.CLOSED),
        },
        Step.PURGED: {},
    }
)
