"""What was published: appended to once for a period and an audience, sealed, and read back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from sqlalchemy import update

from bot.conversation.effects import Remind
from bot.conversation.events.ending import PurgeDue
from bot.domain.case import Move, NextStep, Step
from bot.domain.errors import SealBrokenError, StaleWriteError
from bot.domain.policy import Policy
from bot.domain.release import Audience, Breakdown, Rate, Release, Row
from bot.service import Context, Service
from store.tables import releases
from tests.store.examples import a_case
from tests.store.test_acknowledgement import Nobody, Stopped

RELEASE = Release(
    period="2026",
    audience=Audience.OUTSIDE,
    on=date(2027, 1, 4),
    least=11,
    cases=60,
    breakdowns=(Breakdown("origin", (Row("colleague", None), Row("self", 21))),),
    service=(Rate("matched", 50, 60),),
)


def test_it_is_read_as_it_was_published(store):
    store.run_now(lambda work: work.releases.append(RELEASE))
    assert store.read_now(lambda work: work.releases.all()) == [RELEASE]


def test_another_one_of_the_same_period_and_audience_never_takes_its_place(store):
    store.run_now(lambda work: work.releases.append(RELEASE))
    with pytest.raises(StaleWriteError):
        store.run_now(lambda work: work.releases.append(replace(RELEASE, cases=61)))
    inside = replace(RELEASE, audience=Audience.COORDINATOR)
    store.run_now(lambda work: work.releases.append(inside))
    assert store.read_now(lambda work: work.releases.all()) == [inside, RELEASE]


def test_its_counts_are_sealed(store):
    store.run_now(lambda work: work.releases.append(RELEASE))
    rows = store.read_now(lambda work: repr([one for one in work.inspection.tables() if one[0] == "releases"]))
    assert "colleague" not in rows


def test_one_that_does_not_open_is_passed_over_but_nothing_is_published_beside_it(store):
    store.run_now(lambda work: work.releases.append(RELEASE))
    store.run_now(lambda work: work.cases.scope.execute(update(releases).values(body=b"\0" * 60)))
    assert store.read_now(lambda work: work.releases.all()) == []
    with pytest.raises(SealBrokenError):
        store.read_now(lambda work: work.releases.all(strict=True))


def test_a_new_programme_key_seals_it_anew(store):
    store.run_now(lambda work: work.releases.append(RELEASE))
    before = store.read_now(lambda work: work.cases.scope.execute(releases.select()).one().body)
    store.rotate()
    after = store.read_now(lambda work: work.cases.scope.execute(releases.select()).one().body)
    assert before[:6] != after[:6]
    assert store.read_now(lambda work: work.releases.all()) == [RELEASE]


async def test_a_case_that_is_forgotten_is_counted_for_the_service_in_that_quarter(store):
    """With its own policy's deadline, and never before it is forgotten."""
    clock = Stopped()
    clock.moment = datetime(2027, 1, 3, 12, tzinfo=UTC)
    world = Context(store=store, clock=clock, directory=cast("Any", Nobody()), policy=Policy())
    service = Service(world, wake=lambda: None, told=lambda _event, _decision: None)
    opened = datetime(2026, 12, 1, 12, tzinfo=UTC)
    case = replace(a_case(), step=Step.CLOSED, opened_at=opened, first_accepted_at=opened, closed_at=opened)
    case = replace(case, next_step=NextStep(move=Move.PURGE, due=clock.moment), version=0)
    store.run_now(lambda work: work.cases.save(case))
    store.run_now(lambda work: work.agenda.add(Remind(subject=case.code, name="x", event=PurgeDue(), at=clock.moment)))
    for due in store.run_now(lambda work: work.agenda.claim(clock.moment, limit=9, lease_seconds=60.0)):
        await service.run_due(due)
    counted = store.read_now(lambda work: work.counters.of("2027-Q1"))
    service_counts = {name: number for name, number in counted.items() if name.startswith("service_")}
    assert service_counts == {"service_matched_of": 1, "service_matched_part": 1, "service_tried_of": 1}
