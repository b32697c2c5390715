"""What each person sees, kept once, also over a restart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from adapters.web.inboxes import EVERYBODY, Mailbox
from bot.domain.people import Address
from bot.ports import Delivered, Gone, Unreachable
from bot.ui import Home, Message, Paragraph, Plain, literal

if TYPE_CHECKING:
    from adapters.web.send import WebPlatform
    from tests.platforms.web.stage import Stage

AT = datetime(2026, 3, 2, 14, tzinfo=UTC)
ANA = Address("web", "ana-duarte")


def message(text):
    return Message(literal(text), (Paragraph((Plain(literal(text)),)),))


def text_of(one):
    return dict(one.notification.values)["text"]


def opened(path=None):
    return Mailbox(path, encode=lambda one: json.dumps(text_of(one)), decode=lambda text: message(json.loads(text)))


@pytest.fixture
def mailbox(tmp_path):
    box = opened(tmp_path / "mailbox.sqlite3")
    yield box
    box.close()


def texts(mailbox, person="ana"):
    return [text_of(letter.message) for letter in mailbox.letters(person)]


def test_the_same_token_never_makes_a_second_message(mailbox):
    first = mailbox.post("ana", message("one"), token="t", at=AT)
    assert mailbox.post("ana", message("again"), token="t", at=AT) == first
    assert texts(mailbox) == ["one"]


def test_nobody_else_on_the_computer_reads_along(mailbox, tmp_path):
    mailbox.post("ana", message("one"), token="t", at=AT)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_token_belongs_to_one_person(mailbox):
    mailbox.post("ana", message("one"), token="t", at=AT)
    assert mailbox.find("noor", token="t") is None
    mailbox.post("noor", message("two"), token="t", at=AT)
    assert texts(mailbox, "noor") == ["two"]


def test_messages_stand_in_the_order_they_came_and_keep_their_time(mailbox):
    for text in "abc":
        mailbox.post("ana", message(text), token=text, at=AT)
    assert texts(mailbox) == ["a", "b", "c"]
    assert mailbox.letters("ana")[0].at == AT


def test_a_replacement_stands_in_the_same_place_and_says_so(mailbox):
    reference = mailbox.post("ana", message("one"), token="t", at=AT)
    mailbox.post("ana", message("two"), token="u", at=AT)
    assert mailbox.replace("ana", reference, message("new"))
    assert mailbox.replace("ana", reference, message("new"))
    assert texts(mailbox) == ["new", "two"]
    assert [letter.changed for letter in mailbox.letters("ana")] == [True, False]


def test_nobody_else_can_replace_or_withdraw_a_message(mailbox):
    reference = mailbox.post("ana", message("one"), token="t", at=AT)
    assert not mailbox.replace("noor", reference, message("new"))
    mailbox.withdraw("noor", reference)
    assert texts(mailbox) == ["one"]


def test_a_withdrawn_message_stays_away_even_if_it_is_sent_again(mailbox):
    reference = mailbox.post("ana", message("one"), token="t", at=AT)
    mailbox.withdraw("ana", reference)
    mailbox.withdraw("ana", reference)
    assert mailbox.post("ana", message("one"), token="t", at=AT) == reference
    assert not mailbox.replace("ana", reference, message("new"))
    assert texts(mailbox) == []


def test_messages_survive_a_restart_without_a_goodbye(tmp_path):
    before = opened(tmp_path / "mailbox.sqlite3")
    before.post("ana", message("kept"), token="t", at=AT)
    after = opened(tmp_path / "mailbox.sqlite3")
    assert texts(after) == ["kept"]
    assert after.find("ana", token="t")
    before.close()
    after.close()


def test_what_was_withdrawn_is_gone_from_the_file(tmp_path):
    box = opened(tmp_path / "mailbox.sqlite3")
    reference = box.post("ana", message("a-secret-canary"), token="t", at=AT)
    box.withdraw("ana", reference)
    box.close()
    assert all(b"a-secret-canary" not in file.read_bytes() for file in tmp_path.iterdir())


async def test_a_listener_hears_each_name_once(mailbox):
    with mailbox.changes.listen() as listener:
        mailbox.post("ana", message("one"), token="t", at=AT)
        mailbox.post("ana", message("two"), token="u", at=AT)
        mailbox.changes.announce(EVERYBODY)
        assert await listener.wait(1) == (EVERYBODY, "ana")
        assert await listener.wait(0.01) == ()
    mailbox.changes.announce("nobody listens")


async def test_closing_lets_a_listener_go(mailbox):
    with mailbox.changes.listen() as listener:
        mailbox.changes.close()
        assert await listener.wait(1) == ()
        assert listener.closed


@pytest.fixture
def platform(stage: Stage) -> WebPlatform:
    return stage.platform


async def test_the_platform_delivers_finds_replaces_and_withdraws(platform, stage):
    sent = await platform.send(ANA, message("one"), token="t")
    assert isinstance(sent, Delivered)
    assert await platform.find(ANA, token="t") == sent
    assert await platform.find(ANA, token="unknown") is None
    assert await platform.replace(ANA, sent.reference, message("two")) == sent
    assert await platform.withdraw(ANA, sent.reference) == sent
    assert await platform.replace(ANA, sent.reference, message("three")) == Gone()
    assert await platform.publish_home(ANA, Home(())) == Delivered("")


@pytest.mark.parametrize("address", [Address("web", "nobody"), Address("slack", "ana-duarte")])
async def test_nobody_outside_the_hospital_gets_a_message(platform, address):
    assert await platform.send(address, message("one"), token="t") == Unreachable()
    assert await platform.find(address, token="t") == Unreachable()
