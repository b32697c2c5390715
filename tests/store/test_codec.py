"""Everything that is kept comes back as it was; what is damaged is refused; what is newer is tolerated."""

from __future__ import annotations

import dataclasses
import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum, StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.events.backup import ComplaintDue
from bot.conversation.events.every import Event
from bot.conversation.events.sessions import PlaceHeld
from bot.domain.case import Case
from bot.domain.errors import SealBrokenError
from bot.domain.people import Member, Person, PersonId
from bot.ui import Message, Table, Words, say
from store import codec
from store.codec import Codec, UnreadableError
from tests.store.examples import NOW, NUDGE, a_case, an_offer

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-4)), timezone(timedelta(hours=12, minutes=45))])
SCALARS = {
    str: st.text(max_size=20),
    int: st.integers(),
    bool: st.booleans(),
    datetime: st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=ZONES),  # noqa: DTZ001 - made aware
    date: st.dates(),
    time: st.times(),
    timedelta: st.timedeltas(),
    type(None): st.none(),
    Table: st.just(Table((say("Week"),), ((say("1"),),))),  # rows are as wide as the head
}


@cache
def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type of the contract; independent of the codec's own rules."""
    if kind in SCALARS:
        return SCALARS[kind]
    if dataclasses.is_dataclass(kind):
        return st.deferred(lambda: any_dataclass(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if hasattr(kind, "__supertype__"):
        return any_of(kind.__supertype__)
    inner = get_args(kind)
    if get_origin(kind) is frozenset:
        return st.frozensets(any_of(inner[0]), max_size=3)
    if get_origin(kind) is tuple:
        repeated = inner[-1] is Ellipsis
        return st.lists(any_of(inner[0]), max_size=2).map(tuple) if repeated else st.tuples(*map(any_of, inner))
    return st.one_of(*map(any_of, inner))


def any_dataclass(kind):
    """The contract's modules import each other for the type checker only, so the names are looked up here."""
    hints = get_type_hints(kind, globalns={**codec._names(), **vars(sys.modules[kind.__module__])})
    return st.builds(kind, **{field.name: any_of(hints[field.name]) for field in dataclasses.fields(kind)})


def assert_comes_back(kind, value):
    one = Codec(kind)
    assert one.decode(one.encode(value)) == value
    assert one.encode(one.decode(one.encode(value))) == one.encode(value)


@given(st.data())
@pytest.mark.parametrize("kind", [Case, Member, Person, Message])
def test_everything_that_is_kept_comes_back_as_it_was(kind, data):
    assert_comes_back(kind, data.draw(any_of(kind)))


@given(st.data())
@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_comes_back_as_itself(kind, data):
    value = data.draw(any_of(kind))
    back = Codec(Event).decode(Codec(Event).encode(value))
    assert (type(back), back) == (kind, value)


@given(st.binary(max_size=50) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_rubbish_is_refused(rubbish):
    for kind in (Case, Event, Message):
        with pytest.raises(SealBrokenError):
            Codec(kind).decode(rubbish if isinstance(rubbish, bytes) else rubbish.encode())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step", "resting"),
        ("step", None),
        ("turn", "1"),
        ("turn", True),
        ("own_category", 1),
        ("code", 7),
        ("opened_at", "2026-06-01T09:00:00"),
        ("opened_at", "yesterday"),
        ("offers", {}),
        ("wishes", []),
    ],
)
def test_a_field_that_is_not_what_it_must_be_is_refused(field, value):
    version, plain = json.loads(Codec(Case).encode(a_case()))
    with pytest.raises(UnreadableError):
        Codec(Case).decode(json.dumps([version, plain | {field: value}]).encode())


def test_a_missing_field_is_refused_unless_it_has_a_default():
    version, plain = json.loads(Codec(Case).encode(a_case(turn=4)))
    del plain["turn"]
    assert Codec(Case).decode(json.dumps([version, plain]).encode()).turn == 0
    del plain["recipient"]
    with pytest.raises(UnreadableError):
        Codec(Case).decode(json.dumps([version, plain]).encode())


def test_a_field_of_the_next_release_is_passed_over():
    version, plain = json.loads(Codec(Case).encode(a_case()))
    assert Codec(Case).decode(json.dumps([version, plain | {"mood": "calm"}]).encode()) == a_case()


@pytest.mark.parametrize(
    ("stored", "is_now"),
    [
        (
            '{"is":"ComplaintDue","of":{"to":"web:dora","by":"web:rita","key":"k","told":false,"restored":false}}',
            ComplaintDue(to=PersonId("web:dora"), person=PersonId("web:rita"), key="k"),
        ),
        (
            """{"is":"PlaceHeld","of":{"by":"web:rita","key":"k","session":"s",
            "begins":"2026-06-01T14:00:00+00:00","zone":"UTC","reminded":true}}""",
            PlaceHeld(
                person=PersonId("web:rita"),
                key="k",
                session="s",
                begins=datetime(2026, 6, 1, 14, tzinfo=UTC),
                zone="UTC",
                reminded=True,
            ),
        ),
    ],
)
def test_a_field_that_has_another_name_now_is_read_from_what_the_release_before_wrote(stored, is_now):
    """As 106950a wrote it; the new name is written."""
    assert Codec(Event).decode(f"[1,{stored}]".encode()) == is_now
    written = Codec(Event).encode(is_now)
    assert Codec(Event).decode(written) == is_now
    assert '"by":' not in str(written, "utf-8")


def test_an_unknown_event_and_an_unknown_format_are_refused():
    for text in ('[1,{"is":"MoonRose","of":{}}]', '[1,{"is":"MatchWanted"}]', '[2,{"is":"MatchWanted","of":{}}]'):
        with pytest.raises(UnreadableError):
            Codec(Event).decode(text.encode())


def test_a_default_is_written_out_so_that_changing_it_changes_no_old_row():
    _, plain = json.loads(Codec(Case).encode(a_case()))
    assert set(plain) == {field.name for field in dataclasses.fields(Case)}


def test_a_moment_without_a_zone_is_not_kept():
    with pytest.raises(ValueError, match="zone"):
        Codec(Case).encode(a_case(opened_at=NOW.replace(tzinfo=None)))


def test_values_of_a_sentence_keep_their_kind():
    for value in ("2026-06-01", date(2026, 6, 1), NOW, 7, say("inner", x=1)):
        assert_comes_back(Words, say("Since {when}", when=value))


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Unfit:
    colours: list[Colour]


def test_a_type_without_a_rule_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="no rule"):
        Codec(Unfit).encode(Unfit([Colour.RED]))


def test_usual_cases_and_messages_fit_the_small_size():
    """Else every row would be stored at the large one."""
    offers = tuple(an_offer(f"slack:T01234567/U0123456{n}") for n in range(3))
    assert len(Codec(Case).encode(a_case(recipient="slack:T01234567/U01234567", offers=offers))) < 2_000
    assert len(Codec(Message).encode(NUDGE)) < 1_000
