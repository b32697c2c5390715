"""One try to deliver: what may have arrived is looked for first, and what is not clear is never taken for a no."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from bot.conversation.nudges import EXAMPLES
from bot.domain.people import Address, PersonId
from bot.ports import Delivered, Mendable, OutboxItem, TryLater, Unknown, Unreachable
from bot.scheduling.backoff import backoff
from bot.scheduling.rate_limits import MENDED
from bot.scheduling.sending import Fate, attempt
from bot.scheduling.settling import OLDEST, settle

ANA = Address("web", "ana")


@dataclass
class Place:
    """A platform that says what it is told to say, and remembers what it was asked."""

    there: Delivered | None = None
    says: object = Delivered("sent")
    asked: list[str] = field(default_factory=list)

    async def find(self, to, *, token):  # noqa: ARG002 - there is only Ana
        self.asked.append(f"find {token}")
        return self.there

    async def send(self, to, message, *, token):  # noqa: ARG002 - the same
        self.asked.append(f"send {token}")
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


def tried(place, *, uncertain):
    parcel = OutboxItem(
        id=1,
        lease="lease",
        to=ANA,
        kind="tell",
        message=EXAMPLES["offer"],
        reference="",
        token="t",
        tries=1,
        days=0,
        uncertain=uncertain,
        case=None,
        receipt=None,
    )
    return asyncio.run(attempt(parcel, place))


def test_a_first_try_is_sent_without_a_look():
    place = Place()
    assert tried(place, uncertain=False) == Fate(Delivered("sent"))
    assert place.asked == ["send t"]


def test_what_may_have_arrived_is_looked_for_first():
    """And when it is there, it is not sent again."""
    place = Place(there=Delivered("there"))
    assert tried(place, uncertain=True) == Fate(Delivered("there"))
    assert place.asked == ["find t"]


def test_what_did_not_arrive_is_sent_again_and_the_look_is_remembered():
    place = Place(says=TryLater(3.0))
    assert tried(place, uncertain=True) == Fate(TryLater(3.0), looked=True)
    assert place.asked == ["find t", "send t"]


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError()])
def test_no_clear_answer_may_have_been_a_yes(error):
    assert tried(Place(says=error), uncertain=False) == Fate(Unknown())


def test_however_long_a_platform_was_away_it_is_tried_again_within_a_minute():
    """So that all has arrived a minute after it is back."""
    assert max(backoff(tries) for tries in range(5_000)) <= 60


@pytest.mark.parametrize("outcome", [TryLater(MENDED), TryLater(), Unknown()])
@pytest.mark.parametrize(("tries", "days", "dead"), [(50_000, 13, 0), (0, OLDEST, 1)])
def test_a_message_is_given_up_by_its_age_and_never_by_its_tries(store, real_clock, outcome, tries, days, dead):
    """So it is as long for a token that is asked for once an hour as for a platform that is away."""
    store.run_now(
        lambda work: work.outbox.tell(PersonId(str(ANA)), EXAMPLES["offer"], case=None, name="", receipt=None)
    )
    real_clock.seconds += days * 86_400
    [parcel] = store.run_now(lambda work: work.outbox.claim(limit=1, lease_seconds=60.0))
    tried_often, now = replace(parcel, tries=tries), datetime.fromtimestamp(real_clock(), UTC)
    store.run_now(lambda work: settle(work, tried_often, fate=Fate(outcome), now=now))
    assert store.read_now(lambda work: (work.outbox.dead(), work.outbox.waiting())) == (dead, 1 - dead)


REFUSED = (Unreachable("MessageWritesBlocked"), Mendable("missing_scope"))


@pytest.mark.parametrize("outcome", REFUSED)
def test_what_one_account_does_not_get_goes_to_the_other(store, outcome):
    """F4: whoever has two is written to where they can be."""
    other = Address("teams", "t/ana")
    store.run_now(lambda work: work.people.link(other, PersonId(str(ANA))))
    parcel = queued(store)
    now = datetime.now(UTC)
    store.run_now(lambda work: settle(work, parcel, fate=Fate(outcome), now=now))
    [again] = store.run_now(lambda work: work.outbox.claim(limit=1, lease_seconds=60.0))
    assert (again.to, again.message, again.id) == (other, parcel.message, parcel.id)


@pytest.mark.parametrize("outcome", REFUSED)
def test_with_one_account_it_waits(store, outcome):
    parcel = queued(store)
    store.run_now(lambda work: settle(work, parcel, fate=Fate(outcome), now=datetime.now(UTC)))
    assert store.run_now(lambda work: work.outbox.claim(limit=1, lease_seconds=60.0)) == []
    assert store.read_now(lambda work: work.outbox.waiting()) == 1


def test_a_mistake_of_ours_is_the_same_mistake_there(store):
    store.run_now(lambda work: work.people.link(Address("teams", "t/ana"), PersonId(str(ANA))))
    parcel = queued(store)
    fate = Fate(Mendable("invalid_blocks", ours=True))
    store.run_now(lambda work: settle(work, parcel, fate=fate, now=datetime.now(UTC)))
    assert store.read_now(lambda work: (work.outbox.dead(), work.outbox.waiting())) == (1, 0)


def queued(store):
    """A message that is being tried."""
    store.run_now(
        lambda work: work.outbox.tell(PersonId(str(ANA)), EXAMPLES["offer"], case=None, name="", receipt=None)
    )
    [parcel] = store.run_now(lambda work: work.outbox.claim(limit=1, lease_seconds=60.0))
    return parcel
