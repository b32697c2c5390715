"""Applies the effects of a decision, in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.conversation.effects import Cancel, Count, MergePeople, Remind, Replace, Tally, Tell, UnlinkAddress, Withdraw
from bot.domain.audit import Record
from bot.domain.case import Case
from bot.domain.people import Member, Person, phone_of

if TYPE_CHECKING:
    from bot.conversation.effects import Aggregate, Decision, Effect
    from bot.ports import UnitOfWork


def write(work: UnitOfWork, decision: Decision) -> None:
    """Save what changed, then apply the effects in their order; records last, because they wait for each other.

    What is only counted is counted all at once.
    """
    for aggregate in decision.changed:
        _save(work, aggregate)
    work.limits.tally(one for one in decision.effects if isinstance(one, Tally))
    for effect in sorted(decision.effects, key=lambda one: isinstance(one, Record)):
        _apply(work, effect)


def _save(work: UnitOfWork, aggregate: Aggregate) -> None:
    match aggregate:
        case Case():
            work.cases.save(aggregate)
        case Member():
            work.roster.save(aggregate)
        case Person():
            work.people.save(aggregate)
        case _:
            assert_never(aggregate)


def _apply(work: UnitOfWork, effect: Effect) -> None:  # noqa: C901 - one row an effect
    match effect:
        case Tell() if phone_of(effect.to):
            return  # only a human can reach them
        case Tell():
            work.outbox.tell(effect.to, effect.message, case=effect.case, name=effect.name, receipt=effect.receipt)
        case Replace():
            work.outbox.replace(effect.to, effect.message, case=effect.case, name=effect.name)
        case Withdraw():
            work.outbox.withdraw(effect.to, case=effect.case, name=effect.name)
        case Remind():
            work.agenda.add(effect)
        case Cancel():
            work.agenda.cancel(effect.subject, effect.name)
        case Count():
            work.counters.add(effect.name, effect.quarter)
        case Tally():
            return  # counted with the others
        case MergePeople() | UnlinkAddress():
            return  # bot/service/linking_accounts.py, before anything else is written
        case Record():
            work.audit.append(effect)
        case _:
            assert_never(effect)
