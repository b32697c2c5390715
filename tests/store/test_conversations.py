"""Where people's chats are is kept sealed, found by address alone, replaced whole and forgotten without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.store import SqlStore

ANA, NOOR = "teams:tenant/ana-object-id", "teams:tenant/noor-object-id"


def test_what_was_kept_last_is_found_under_its_address_alone(store: SqlStore):
    store.run_now(lambda work: work.conversations.keep(ANA, "first"))
    store.run_now(lambda work: work.conversations.keep(ANA, "second"))
    assert store.read_now(lambda work: work.conversations.of(ANA)) == "second"
    assert store.read_now(lambda work: work.conversations.of(NOOR)) is None


def test_what_is_forgotten_is_gone(store: SqlStore):
    store.run_now(lambda work: work.conversations.keep(ANA, "a chat"))
    store.run_now(lambda work: work.conversations.forget(ANA))
    assert store.read_now(lambda work: work.conversations.of(ANA)) is None


def test_the_rows_name_nobody(store: SqlStore):
    store.run_now(lambda work: work.conversations.keep(ANA, "https://smba.example/amer a:chat-of-ana"))
    rows = store.read_now(lambda work: repr([one for one in work.inspection.tables() if one[0] == "conversations"]))
    assert "conversations" in rows
    for clear in ("ana", "smba", "chat"):
        assert clear not in rows.replace("conversations", "")
