"""What the release before (106950a) stored is read, and written from then on by the names of today.

``stored_by_106950a.jsonl`` was written by that release's own codec: one line for each event that can lie on its agenda,
and for a case, an entry of the roster and a person, with a value in every field. Events that somebody causes by a
button are never stored.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.conversation.events.every import Event
from bot.domain.case import Case
from bot.domain.people import Member, Person
from store.codec import STORED_AS, Codec

LINES = [
    json.loads(line) for line in (Path(__file__).parent / "stored_by_106950a.jsonl").read_text("utf-8").splitlines()
]
KINDS: dict[str, Any] = {"Case": Case, "Member": Member, "Person": Person}


def read(name: str, stored: Any) -> Any:
    return Codec(KINDS.get(name, Event)).decode(json.dumps(stored).encode())


@pytest.mark.parametrize(("name", "stored"), LINES, ids=[name for name, _ in LINES])
def test_what_the_release_before_stored_is_read(name: str, stored: Any):
    found = read(name, stored)
    assert type(found).__name__ == STORED_AS.get(name, name)


@pytest.mark.parametrize(
    ("name", "stored"), [one for one in LINES if one[0] in STORED_AS], ids=lambda one: str(one)[:20]
)
def test_it_is_written_by_the_new_name(name: str, stored: Any):
    again = json.loads(Codec[Any](Event).encode(read(name, stored)))
    assert again[1]["is"] == STORED_AS[name]


def test_every_name_that_is_read_for_another_is_an_event_of_today():
    names = {one.__name__ for one in get_args(Event)}
    assert set(STORED_AS.values()) <= names
    assert names.isdisjoint(STORED_AS)
    assert set(STORED_AS) <= {name for name, _ in LINES}
