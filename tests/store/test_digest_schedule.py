"""The weekly overview is written once, whoever asks for it and how often."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, cast

from bot.conversation.effects import Remind
from bot.conversation.events.digest import DigestDue
from bot.domain.people import Role
from bot.domain.policy import Policy
from bot.service import Context, Service
from tests.store.examples import a_member
from tests.store.test_acknowledgement import Nobody, Stopped

MONDAY = datetime(2026, 7, 20, 16, tzinfo=UTC)


async def test_of_two_who_ask_for_the_same_week_one_writes_it(store):
    """As after a restart at the very moment, or in two processes: the slot of the week is claimed."""
    clock = Stopped()
    clock.moment = MONDAY
    world = Context(store=store, clock=clock, directory=cast("Any", Nobody()), policy=Policy())
    service = Service(world, wake=lambda: None, told=lambda _event, _decision: None)
    store.run_now(lambda work: work.roster.save(a_member("web:ana", Role.COORDINATOR)))
    for subject in ("one", "other"):
        asked = Remind(subject=subject, name="digest", event=DigestDue(slot=date(2026, 7, 20)), at=MONDAY)
        store.run_now(lambda work, asked=asked: work.agenda.add(asked))
    for due in store.run_now(lambda work: work.agenda.claim(MONDAY, limit=9, lease_seconds=60.0)):
        await service.run_due(due)
    assert store.read_now(lambda work: work.outbox.waiting()) == 1
