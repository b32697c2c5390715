"""Marks that come together are written together, and one that can't be written keeps no other from it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.domain.errors import NotSavedError
from bot.domain.people import PersonId
from bot.ports import Delivered
from bot.scheduling import outcome_batch, sending
from bot.scheduling.outcome_batch import Marking
from bot.ui import Message, Paragraph, Plain, say

NOW = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
NUDGE = Message(blocks=(Paragraph((Plain(say("Saved.")),)),), notification=say("Saved."))
ARRIVED = sending.Fate(Delivered("there"))


@pytest.fixture
def parcels(store):
    """Thirty messages, claimed."""
    people = [PersonId(f"web:person{one}") for one in range(30)]
    store.run_now(
        lambda work: [work.outbox.tell(one, NUDGE, case=None, name="", receipt=None) for one in people] and None
    )
    return store.run_now(lambda work: work.outbox.claim(limit=50, lease_seconds=60.0))


async def _settled(store, parcels):
    one_by_one = Marking(store)
    marks = (one_by_one.settle(one, ARRIVED, now=NOW) for one in parcels)
    return await asyncio.gather(*marks, return_exceptions=True)


async def test_thirty_marks_take_two_transactions(store, parcels, monkeypatch):
    runs, run = [], store.run
    monkeypatch.setattr(store, "run", lambda function: runs.append(1) or run(function))
    assert await _settled(store, parcels) == [None] * 30
    assert store.read_now(lambda work: work.outbox.waiting()) == 0
    assert len(runs) == 2


async def test_one_that_cannot_be_written_keeps_no_other_from_it(store, parcels, monkeypatch):
    settle = outcome_batch.settle

    def refuses_one(work, parcel, **given):
        settle(work, parcel, **given)
        if parcel.id == parcels[7].id:
            raise NotSavedError

    monkeypatch.setattr(outcome_batch, "settle", refuses_one)
    told = await _settled(store, parcels)
    assert [place for place, one in enumerate(told) if isinstance(one, NotSavedError)] == [7]
    assert store.read_now(lambda work: work.outbox.waiting()) == 1
