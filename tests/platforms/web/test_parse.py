"""Only what the page itself would post becomes a gesture."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from adapters.web import parse
from adapters.web.invented_hospital import Hospital
from tests.platforms.test_typed import PASTED

HOSPITAL = Hospital()


def field(kind, *values, name="field"):
    return {"name": name, "type": kind, "values": list(values)}


def form(*fields):
    return parse.form({"token": "abc", "fields": list(fields)}, HOSPITAL)


def test_a_form_becomes_its_token_and_values():
    token, values = form(
        field("person", "web:ana-duarte", name="who"),
        field("many", "am", "pm", name="times"),
        field("day", "2026-03-09", name="day"),
        field("time", "08:30", name="time"),
        field("text", " 555 0142", name="phone"),
        field("one", "", name="category"),
    )
    assert token == "abc"
    assert dict(values) == {
        "who": ("web:ana-duarte",),
        "times": ("am", "pm"),
        "day": ("2026-03-09",),
        "time": ("08:30",),
        "phone": ("555 0142",),
        "category": (),
    }


@pytest.mark.parametrize(
    "bad",
    [
        field("person", "web:nobody"),
        field("person", "slack:T/U"),
        field("person", "web:ana-duarte", "web:noor-haddad"),
        field("people", "ana-duarte"),
        field("day", "2026-02-30"),
        field("day", "20260301"),
        field("day", "2026-3-1"),
        field("time", "24:00"),
        field("time", "8:30"),
        field("one", "a", "b"),
        field("one", 3),
        field("one", None),
        field("many", ["a"]),
        field("many", *("x" for _ in range(201))),
        field("text", "x" * 8001),
        field("text", "a", "b"),
        field("one", "a\nb"),
        field("one", "a\u202eb"),
        field("many", "x" * 201),
        field("essay", "a"),
        field("text", "a", name=""),
        field("text", "a", name="a b"),
        {**field("text", "a"), "more": 1},
        {"name": "field", "type": "text", "values": "a"},
        {"name": "field", "type": ["text"], "values": []},
        "field",
        None,
    ],
)
def test_what_a_field_can_not_hold_is_refused(bad):
    with pytest.raises(parse.GarbageError):
        form(bad)


@pytest.mark.parametrize(("pasted", "meant"), PASTED.items(), ids=ascii)
def test_what_was_pasted_is_read_as_it_was_meant(pasted, meant):
    assert form(field("text", pasted))[1] == (("field", (meant,) if meant else ()),)


def test_a_text_that_is_too_long_is_left_to_its_field():
    assert form(field("text", "x" * 3000))[1] == (("field", ("x" * 3000,)),)


def test_a_form_has_no_field_twice_and_not_too_many():
    with pytest.raises(parse.GarbageError):
        form(field("text", "a"), field("text", "b"))
    with pytest.raises(parse.GarbageError):
        form(*(field("text", "a", name=f"field_{number}") for number in range(41)))


@pytest.mark.parametrize("bad", ["", "a b", "a/b", "é", "x" * 16385, 3, None, ["a"]])
def test_a_token_is_a_url_safe_text(bad):
    with pytest.raises(parse.GarbageError):
        parse.token({"token": bad})


@pytest.mark.parametrize("posted", [{}, {"token": "a", "more": 1}, {"action": "a"}])
def test_a_press_holds_a_token_and_nothing_else(posted):
    with pytest.raises(parse.GarbageError):
        parse.token(posted)


def test_the_clock_moves_by_an_hour_a_day_or_to_the_next_thing():
    steps = [parse.step({"step": step}) for step in ("hour", "day", "next")]
    assert steps == [timedelta(hours=1), timedelta(days=1), None]
    for bad in ("week", "", None, 3, ["day"]):
        with pytest.raises(parse.GarbageError):
            parse.step({"step": bad})


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"3", b"{", b"\xff", b'{"a":1', b"[" * 60_000])
def test_a_body_is_one_json_object(raw):
    with pytest.raises(parse.GarbageError):
        parse.body(raw)
    assert parse.body(json.dumps({"token": "a"}).encode()) == {"token": "a"}
