"""Writes down what became of one try: sent, later or given up; and what that means for an offer and for a person.

The fate of an offer is not the fate of a message: an offer that its supporter can't see goes to somebody else at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.conversation.effects import Remind
from bot.conversation.events.matching import OfferDelivered, OfferUndeliverable
from bot.ports import Delivered, Gone, Mendable, TryLater, Unknown, Unreachable, Unwritable
from bot.scheduling.backoff import backoff
from bot.scheduling.sending import SETTLE
from bot.service.reaching import other_address

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports import OutboxItem, UnitOfWork
    from bot.scheduling.sending import Fate

OLDEST = 14
"""Days after which a message that can't be delivered is given up: longer than holidays, and than any outage so far.

A case that is closed is gone after as many, and with it what was to be said of it.
"""
PATIENCE = 900.0
"""Seconds that a question to a supporter may wait for a platform; then somebody else is asked."""
PROBATION = timedelta(hours=1)
"""After one refusal that may have another reason than the person, they are tried again."""
ONCE_A_DAY = timedelta(days=1)
"""How often somebody who surely can't be reached is tried again."""


def settle(work: UnitOfWork, parcel: OutboxItem, *, fate: Fate, now: datetime) -> None:
    """Write it down, guarded by the lease; the engine hears of an offer's fate over the agenda."""
    _Settling(work, parcel, fate, now).settle()


@dataclass(frozen=True)
class _Settling:
    """One try, in the unit of work that writes it down at ``now``."""

    work: UnitOfWork
    parcel: OutboxItem
    fate: Fate
    now: datetime

    def settle(self) -> None:
        outcome = self.fate.outcome
        match outcome:
            case Delivered():
                self._sent(outcome.reference)
            case Gone():
                self.work.outbox.sent(self.parcel, self.parcel.reference)
            case TryLater() | Unknown() | Unreachable() | Mendable() if self.parcel.days >= OLDEST:
                self._give_up()
            case TryLater():
                self._wait(outcome.after)
            case Unknown():
                self._later(max(SETTLE, backoff(self.parcel.tries)), uncertain=True)
            case Unreachable():
                self._unreachable(outcome)
            case Mendable():
                self._mendable(outcome)
            case _:
                assert_never(outcome)

    @property
    def _is_offer(self) -> bool:
        return self.parcel.kind == "tell" and self.parcel.receipt is not None and self.parcel.case is not None

    def _sent(self, reference: str) -> None:
        if self.work.outbox.sent(self.parcel, reference):
            self._report(delivered=True)
            if self.fate.marked:
                self.work.unreachable.lift(str(self.parcel.to))

    def _wait(self, after: float | None) -> None:
        """A question that would wait for longer than a supporter may be waited for is put to somebody else."""
        seconds = after if after is not None else backoff(self.parcel.tries)
        if seconds > PATIENCE and self._is_offer:
            self._give_up()
        else:
            self._later(seconds, uncertain=self.parcel.uncertain and not self.fate.looked)

    def _unreachable(self, outcome: Unreachable) -> None:
        """A question goes to somebody else; the rest waits until they come back, and is tried once a day."""
        known = self.work.unreachable.of(str(self.parcel.to))
        sure = outcome.sure or (known is not None and (known.sure or self.now >= known.until))
        wait = ONCE_A_DAY if sure else timedelta(seconds=outcome.after) if outcome.after else PROBATION
        if (known is None or self.now >= known.until or sure > known.sure) and self._has_role():
            since = known.since if known else self.now
            found = Unwritable(since, self.now + wait, outcome.word, sure)
            self.work.unreachable.mark(str(self.parcel.to), found)
        if self._rerouted():
            return
        if self._is_offer:
            self._give_up()
        else:
            self._later(wait.total_seconds())

    def _mendable(self, outcome: Mendable) -> None:
        if not outcome.ours and self._rerouted():
            return
        if self._is_offer or outcome.ours:
            self._give_up()
        else:
            self._later(outcome.after)

    def _rerouted(self) -> bool:
        """Whether it goes to their other account instead; what changes an earlier message stays where that is."""
        other = other_address(self.work, self.parcel.to, self.now) if self.parcel.kind == "tell" else None
        return other is not None and self.work.outbox.reroute(self.parcel, other)

    def _has_role(self) -> bool:
        member = self.work.roster.get(self.work.people.canonical(self.parcel.to))
        return member is not None and member.active

    def _later(self, seconds: float, *, uncertain: bool | None = None) -> None:
        doubt = self.parcel.uncertain if uncertain is None else uncertain
        self.work.outbox.later(self.parcel, seconds=seconds, uncertain=doubt)

    def _give_up(self) -> None:
        if self.work.outbox.give_up(self.parcel):
            self._report(delivered=False)

    def _report(self, *, delivered: bool) -> None:
        number, case = self.parcel.receipt, self.parcel.case
        if number is None or case is None:
            return
        event = OfferDelivered(offer=number) if delivered else OfferUndeliverable(offer=number)
        self.work.agenda.add(Remind(subject=case, name=f"fate:{number}", event=event, at=self.now))
