"""The adapter at Microsoft's own stand-in for Teams, which nobody here wrote: three people, one bot, no app id.

It knows no dialogs but those of message extensions, no people picker and nobody's name for somebody else.
"""

from __future__ import annotations

import socket
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from yarl import URL

from tests.outbound import check_outbound
from tests.platforms.teams.agents_playground.seat import RefusedError
from tests.platforms.teams.fake.cards import actions

if TYPE_CHECKING:
    from tests.platforms.teams.agents_playground.process import Instance
    from tests.platforms.teams.agents_playground.running import Town
    from tests.platforms.teams.agents_playground.seat import Seat

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "Someone could use a peer. Can you take this? Pass if not; nobody asks why."
YOURS = "You took this one. Thank you."
PASSED = "You passed. That's fine. A colleague will be asked."
CARD = "Nothing that is written here is read. Open peer support to ask for yourself, or to suggest a colleague."

SENTENCE = "application/vnd.microsoft.activity.message"


def says_nothing_of_anybody(town: Town) -> bool:
    """Everything in everybody's chat begins with a frozen sentence and has opaque buttons; whether there was any."""
    payloads = [payload for seat in town.seats for payload in seat.payloads]
    assert not [name for name in ("Haddad", "Duarte", "Castellan") if any(name in one for one in payloads)]
    return check_outbound(payloads) > 0


async def reads_nothing_but_the_card(seat: Seat) -> bool:
    """Ask for the card and look what stands beside it: whatever was sent before, came before."""
    await seat.writes("help")
    await seat.finds(CARD)
    return seat.reads() == [CARD]


async def test_nobody_hears_from_the_bot_because_it_was_installed(town: Town):
    await town.everybody_installs()
    for seat in town.seats:
        assert await reads_nothing_but_the_card(seat)


@pytest.mark.parametrize("word", ["peersupport", "home", "help"])
async def test_whatever_is_written_is_answered_by_one_card_with_every_way_in(town: Town, word: str):
    await town.noor.writes(word)
    card = await town.noor.finds(CARD)
    titles = ["Someone may be in danger", "Open peer support", "Open my home"]
    assert [one["title"] for one in actions(card.card)] == titles
    assert says_nothing_of_anybody(town)


@pytest.mark.parametrize("chat", ["chat-noor", "a-group"])
async def test_the_extension_opens_the_entry_form_anywhere_and_leaves_no_trace(town: Town, chat: str):
    dialog = await town.noor.opens_extension(chat)
    assert dialog["task"]["value"]["title"] == "Peer support"
    thanks = await town.noor.submits_extension(dialog, "I'd like support")
    assert thanks["task"]["value"]["title"] == "You asked for support"
    assert await reads_nothing_but_the_card(town.noor)


async def test_what_was_filled_in_is_kept_while_a_mistake_is_mended(town: Town):
    thanks = await town.noor.submits_extension(await town.noor.opens_extension(), "I'd like support")
    again = await town.noor.submits_extension(thanks, "Save my wishes", **{"one.reach": "phone", "text.phone": ""})
    fields = {one["id"]: one for one in again["task"]["value"]["card"]["content"]["body"] if "id" in one}
    assert fields["one.reach"]["value"] == "phone"
    filled = {"one.reach": "phone", "text.phone": "+1 617 555 0100"}
    saved = await town.noor.submits_extension(again, "Save my wishes", **filled)
    assert "Saved." in str(saved)


async def test_a_request_asks_the_supporter_who_takes_it_once(town: Town):
    await town.everybody_installs()
    await town.noor_asks()
    asked = await town.ana.finds(ASKED)
    again = deepcopy(asked)
    await town.ana.executes(asked, "Take it")
    assert asked.text == YOURS
    assert [one["title"] for one in actions(asked.card)] == ["Open"]
    await town.ana.executes(again, "Take it")
    await town.bot.passes(seconds=1)
    assert town.ana.reads() == [YOURS]
    [case] = await town.bot.programme.store.read(lambda work: work.cases.all())
    assert case.supporter == f"teams:{town.ana.account}"
    assert says_nothing_of_anybody(town)


async def test_a_press_that_comes_too_late_is_answered_by_a_sentence_and_changes_nothing(town: Town):
    await town.everybody_installs()
    await town.noor_asks()
    asked = await town.ana.finds(ASKED)
    late = deepcopy(asked)
    found = await town.ana.executes(asked, "Pass")
    assert found == {"type": SENTENCE, "value": "That's fine. A colleague will be asked."}
    await town.bot.passes(seconds=1)
    await town.ana.until(lambda: town.ana.reads() == [PASSED])
    found = await town.ana.executes(late, "Take it")
    assert found == {"type": SENTENCE, "value": "This is already settled. There is nothing left to do here. Thank you."}
    assert town.ana.reads() == [PASSED]
    assert says_nothing_of_anybody(town)


async def test_the_coordinator_gets_the_weekly_overview(town: Town):
    await town.everybody_installs()
    await town.bot.passes(days=7)
    overview = await town.marion.finds("Your programme from Mon, Nov 30 to Sun, Dec 6")
    assert "Open the desk" in [one["title"] for one in actions(overview.card)]
    assert says_nothing_of_anybody(town)


async def test_whoever_removes_the_app_is_forgotten(town: Town):
    await town.everybody_installs()
    await town.ana.removes()
    await town.ana.until(lambda: not town.bot.knows(town.ana.account))


async def test_dialogs_of_messages_are_beyond_it(town: Town):
    """So they have their tests at the fake Teams; the day this fails, they can be tried here as well."""
    with pytest.raises(RefusedError, match="received 'task/fetch'"):
        await town.noor.invokes("task/fetch", {"data": {"peersupport": {"do": "home"}}})


async def test_it_listens_on_one_address_of_this_computer(playgrounds: dict[str, Instance]):
    """By itself it listens on every interface, and so on this one too."""
    for one in playgrounds.values():
        with pytest.raises(OSError):  # noqa: PT011 - refused, or this computer has no such address
            socket.create_connection(("::1", URL(one.address).port))
