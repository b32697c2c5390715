"""A supporter whom Slack brings no question to is passed over, and the next one reads it within seconds."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.refusals import Answer, Meaning
from adapters.slack.workspace.send_outcomes import TABLE
from bot.domain.case import OfferState, Step
from bot.domain.people import Role
from tests.platforms.answers.page import check_section
from tests.platforms.answers.searching import Search, Seen
from tests.platforms.slack.conftest import ANA, BEN, NOOR
from tests.platforms.slack.fake.workspace import User
from tests.platforms.slack.running import Running, person, settings_in, supporter
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from adapters.refusals import Row
    from tests.platforms.slack.process import ControlRoom

SENDING = ("conversations.open", "chat.postMessage")
SUE = User("U0SUE", "Sue Ito")
WAITS = {Meaning.LATER, Meaning.UNKNOWN}
ALWAYS = 10**6


@pytest.fixture
async def running(control: ControlRoom, tmp_path: Path) -> AsyncIterator[Running]:
    await control.reset([ANA, NOOR, BEN, SUE], a_message_a_second=False, tiers=False)
    app = await Running(control, settings_in(tmp_path, control.api_url)).start(supporter("U0ANA"), supporter("U0SUE"))
    yield app
    await app.stop()


@pytest.fixture
def search(running: Running) -> Search:
    return Search(running.programme, running.clock, person("U0BEN"), person("U0ANA"))


async def forgets(running: Running) -> None:
    """As after a start: nothing is held against anybody."""
    workspace = running.programme.line.workspace
    workspace.pauses._until.clear()
    workspace.pauses.words, workspace.pauses.revoked = frozenset(), False
    workspace.whereabouts._asked_at = -3600.0
    running.channels.clear()
    await running.control.order("clear")


async def plays(running: Running, search: Search, *, method: str, error: str) -> Seen:
    """One case whose first supporter gets this answer every time."""
    await forgets(running)
    await running.control.order("fault", method=method, kind="refuse", error=error, user="U0ANA", count=ALWAYS)
    began = time.monotonic()
    code = await search.begins()
    seen = await search.measured(code, began)
    _, ready = await running.health()
    await search.ends(code)
    return replace(seen, ready=ready)


def rows() -> list[tuple[str, str, Row]]:
    """Each row about sending, with a word of it."""
    return [
        (method, word, row)
        for row in TABLE.rows
        for method in SENDING
        for word in sorted(row.words)[:1]
        if TABLE.find(Answer(operation=method, words=frozenset({word}))) is row
    ]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.proof("T29", tried=len(rows()), unit="answers of Slack")
async def test_whatever_slack_answers_the_next_supporter_is_asked(running: Running, search: Search):
    """At once, or when the time that Slack has is over; and whoever has to mend something is told the word."""
    drawn = [("call", "answer", "outcome", "the next supporter is asked", "`/readyz`"), ("---",) * 5]
    played = rows()[:: count(8, 1, 1)]
    for method, word, row in played:
        seen = await plays(running, search, method=method, error=word)
        assert seen.seconds is not None, (method, word)
        assert seen.clock == (row.meaning in WAITS), (method, word, seen)
        assert seen.marked == (row.meaning in {Meaning.PERSON, Meaning.PERSON_OR_MEND, Meaning.REOPEN}), (word, seen)
        assert (word in seen.ready) == (row.meaning is Meaning.MEND), (word, seen)
        words = ", ".join(f"`{one}`" for one in sorted(row.words))
        drawn.append((f"`{method}`", words, row.meaning.replace("_", " "), seen.asked_next, seen.told))
    if played == rows():
        check_section("slack", drawn)


async def test_a_word_of_tomorrow_passes_the_question_on(running: Running, search: Search):
    seen = await plays(running, search, method="chat.postMessage", error="a_word_of_tomorrow")
    assert seen.seconds is not None
    assert not seen.clock


async def test_whoever_comes_back_is_asked_again(running: Running, search: Search):
    await running.control.order("fault", method="conversations.open", kind="refuse", error="user_disabled")
    code = await search.begins()
    case = await search.case(code)
    assert [(one.supporter, one.state) for one in case.offers] == [
        (person("U0ANA"), OfferState.UNDELIVERED),
        (person("U0SUE"), OfferState.DELIVERED),
    ]
    assert str(person("U0ANA")) in await marked(running)
    await running.does("U0ANA", "home")
    await running.until_async(lambda: marked(running), set())


async def test_whoever_cannot_be_written_to_is_on_the_desk_and_on_the_roster(running: Running, search: Search):
    """C13: the coordinator sees so without being told by anybody."""
    cleo = replace(supporter("U0NOOR"), roles=frozenset({Role.COORDINATOR}), name="Cleo")
    await running.programme.store.run(lambda work: work.roster.save(cleo))
    await running.control.order(
        "fault", method="conversations.open", kind="refuse", error="user_disabled", user="U0ANA"
    )
    await search.begins()
    home = (await running.does("U0NOOR", "home"))["home"]
    desk = (await running.presses("U0NOOR", "Open the desk", home))["modals"][-1]
    assert "1 supporter can't be written to, and is passed over." in str(desk["blocks"])
    roster = (await running.presses("U0NOOR", "The roster", home))["modals"][-1]
    assert "can't be written to since" in str(roster["blocks"])
    assert "1 supporter can be asked now." in str(roster["blocks"])


async def marked(running: Running) -> set[str]:
    return set(await running.programme.store.read(lambda work: work.unreachable.all()))


async def test_a_missing_scope_is_heard_and_ends_when_it_is_granted(running: Running, search: Search):
    """C2: the word is in readiness at once, the case is on the desk, and all goes out when it is mended."""
    await running.control.order("rules", scopes=("commands", "chat:write", "users:read"))
    code = await search.begins()
    assert (await search.case(code)).step is Step.NEEDS_COORDINATOR
    status, ready = await running.health()
    assert (status, "missing_scope" in ready) == (503, True)
    await running.control.order("rules", scopes=("commands", "chat:write", "im:write", "users:read"))
    await running.programme.line.learn()
    assert (await running.health())[0] == 200


async def test_one_witness_is_not_believed_and_a_second_is(running: Running, search: Search):
    """C3: views.publish alone stops nothing; auth.test does, and is asked again until it is well."""
    await forgets(running)
    await running.control.order("fault", method="views.publish", kind="refuse", error="invalid_auth", count=3)
    await running.does("U0NOOR", "home")
    await running.until_async(running.health, (200, '{"status": "ok"}'))
    code = await search.begins()
    assert (await search.case(code)).offers[-1].state is OfferState.DELIVERED
    await search.ends(code)
    await forgets(running)
    await running.control.order("rules", installed=False)
    code = await search.begins()
    assert (await search.case(code)).step is Step.NEEDS_COORDINATOR
    assert (await running.health())[0] == 503
    await running.control.order("rules", installed=True)
    await running.programme.line.learn()
    assert (await running.health())[0] == 200
