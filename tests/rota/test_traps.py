"""What calendars hold beyond the samples: each by the letter of RFC 5545, or as the program that writes it means it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.rota.ical.calendar import read_calendar
from bot.rota.reading import Busy, UnreadableCalendarError, Window

NEW_YORK = "America/New_York"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(*lines, zone=NEW_YORK, window=("2026-11-01", "2026-12-31"), head=()):
    text = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *head, *lines, "END:VCALENDAR", ""))
    return read_calendar(text.encode(), Window(starts=at(window[0]), ends=at(window[1]), zone=zone))


def event(*lines, uid="a"):
    return ("BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Ana Roy", *lines, "END:VEVENT")


def spans(found):
    return [(f"{one.starts:%m-%dT%H:%M}", f"{one.ends:%m-%dT%H:%M}") for one in found.entries]


def starts(found):
    return [f"{one.starts:%m-%dT%H:%M}" for one in found.entries]


def said(found):
    return [str(problem) for problem in found.problems]


NINE = ("DTSTART;TZID=America/New_York:20261102T090000", "DTEND;TZID=America/New_York:20261102T170000")


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=3", ["02", "03", "04"]),
        ("freq=daily;count=3", ["02", "03", "04"]),
        ("FREQ=DAILY;UNTIL=20261104", ["02", "03", "04"]),
        ("FREQ=DAILY;UNTIL=20261104T140000Z", ["02", "03", "04"]),
        ("FREQ=DAILY;UNTIL=20261104T135959Z", ["02", "03"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3;", ["02", "04", "09"]),
        ("FREQ=WEEKLY;BYDAY=1MO;COUNT=2", ["02", "09"]),
        ("FREQ=MONTHLY;BYDAY=-1MO;UNTIL=20261130T235959Z", ["02", "30"]),
        ("RSCALE=GREGORIAN;FREQ=DAILY;COUNT=2;SKIP=OMIT", ["02", "03"]),
        ("FREQ=DAILY;X-OWN=1;COUNT=2", ["02", "03"]),
        ("FREQ=HOURLY;INTERVAL=24;COUNT=2", ["02", "03"]),
    ],
)
def test_rules(rule, days):
    assert [one.starts.strftime("%d") for one in read(*event(*NINE, f"RRULE:{rule}")).entries] == days


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;UNTIL=None",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;BYMINUTE=0,10,20,30,40,50",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "FREQ=YEARLY;BYEASTER=1",
        "COUNT=3",
        "",
    ],
)
def test_a_rule_without_bounds_or_sense_costs_its_event_alone(rule):
    found = read(*event(*NINE, f"RRULE:{rule}"), *event(*NINE, uid="b"))
    assert len(found.entries) == 1
    assert said(found)[0].startswith("line 8: ")


def test_the_first_day_counts_though_the_rule_leaves_it_out():
    """RFC 5545, 3.8.5.3: DTSTART is the first instance, and COUNT counts it."""
    assert starts(read(*event(*NINE, "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3"))) == [
        "11-02T14:00",
        "11-03T14:00",
        "11-10T14:00",
    ]


def test_a_series_that_began_long_ago_is_as_quick_and_the_same():
    old = ("DTSTART;TZID=America/New_York:19970105T090000", "DTEND;TZID=America/New_York:19970105T170000")
    for rule in ("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU", "FREQ=DAILY;INTERVAL=5", "FREQ=MONTHLY;BYDAY=2MO"):
        near = read(*event(*old, f"RRULE:{rule}"), window=("2026-11-01", "2026-12-31"))
        far = read(*event(*old, f"RRULE:{rule}"), window=("1997-01-01", "2026-12-31"))
        assert near.entries
        assert near.entries == tuple(one for one in far.entries if one.ends > at("2026-11-01"))


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("DTSTART:20261102T090000Z", "DURATION:P1D"), ("11-02T09:00", "11-03T09:00")),
        (("DTSTART;VALUE=DATE:20261031", "DURATION:P1W"), ("10-31T04:00", "11-07T05:00")),
        (("DTSTART;TZID=America/New_York:20261031T190000", "DURATION:P1D"), ("10-31T23:00", "11-02T00:00")),
        (("DTSTART;TZID=America/New_York:20261031T190000", "DURATION:PT24H"), ("10-31T23:00", "11-01T23:00")),
        (("DTSTART;VALUE=DATE:20261102",), ("11-02T05:00", "11-03T05:00")),
        (("DTSTART:20261102T090000-0500", "DTEND:20261102T170000-0500"), ("11-02T14:00", "11-02T22:00")),
        (("DTSTART:2026-11-02T09:00:00", "DTEND:2026-11-02T17:00:00"), ("11-02T14:00", "11-02T22:00")),
        (
            ("DTSTART;TZID=America/New_York:20261102T090000", "DTEND;TZID=Europe/London:20261102T220000"),
            ("11-02T14:00", "11-02T22:00"),
        ),
        (
            ("DTSTART;TZID=America/New_York:20261102T090000", "DTEND;VALUE=DATE:20261103"),
            ("11-02T14:00", "11-03T05:00"),
        ),
        (
            ("DTSTART;TZID=America/New_York:20261101T013000", "DTEND;TZID=America/New_York:20261101T023000"),
            ("11-01T05:30", "11-01T07:30"),
        ),
    ],
)
def test_lengths_and_ends(lines, wanted):
    assert spans(read(*event(*lines))) == [wanted]


@pytest.mark.parametrize(
    ("name", "starts_at"),
    [
        ("America/New_York", "14:00"),
        ("america/new_york", "14:00"),
        ("Eastern Standard Time", "14:00"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "14:00"),
        ("(GMT-05.00) Eastern Time (US & Canada)", "14:00"),
        ("Eastern Time (US & Canada)", "14:00"),
        ("/mozilla.org/20070129_1/America/New_York", "14:00"),
        ("/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires", "12:00"),
        ("/citadel.org/20210210_1/Europe/London", "09:00"),
        ("tzone://Microsoft/Utc", "09:00"),
        ("Etc/UTC", "09:00"),
        ("(UTC) Co-ordinated Universal Time", "09:00"),
        ("W. Europe Standard Time", "08:00"),
        ("US/Pacific", "17:00"),
    ],
)
def test_names_of_zones(name, starts_at):
    found = read(*event(f'DTSTART;TZID="{name}":20261102T090000', f'DTEND;TZID="{name}":20261102T170000'))
    assert [f"{one.starts:%H:%M}" for one in found.entries] == [starts_at]
    assert not found.problems


def test_a_series_of_nights_ends_by_the_clock_on_every_date():
    night = ("DTSTART;TZID=America/New_York:20261030T190000", "DTEND;TZID=America/New_York:20261031T070000")
    found = read(*event(*night, "RRULE:FREQ=DAILY;COUNT=3"), window=("2026-10-30", "2026-11-05"))
    assert [(one.ends - one.starts).total_seconds() / 3600 for one in found.entries] == [12, 13, 12]


def test_an_end_in_utc_beside_a_zoned_start_moves_with_the_clock():
    night = ("DTSTART;TZID=America/New_York:20261030T190000", "DTEND:20261031T110000Z", "RRULE:FREQ=DAILY;COUNT=3")
    found = read(*event(*night), window=("2026-10-30", "2026-11-05"))
    assert [f"{one.ends:%H:%M}" for one in found.entries] == ["11:00", "12:00", "12:00"]


@pytest.mark.parametrize(
    ("named", "gone"),
    [
        ("RECURRENCE-ID;TZID=America/New_York:20261103T090000", "11-03T14:00"),
        ("RECURRENCE-ID:20261103T140000Z", "11-03T14:00"),
        ("RECURRENCE-ID:20261103T090000", "11-03T14:00"),
        ("RECURRENCE-ID;VALUE=DATE:20261103", "11-03T14:00"),
        ("RECURRENCE-ID;TZID=Eastern Standard Time:20261103T090000", "11-03T14:00"),
    ],
)
def test_an_edited_day_by_every_spelling_of_its_name(named, gone):
    moved = ("DTSTART:20261205T200000Z", "DTEND:20261205T210000Z", named)
    found = read(*event(*NINE, "RRULE:FREQ=DAILY;COUNT=3"), *event(*moved))
    assert gone not in starts(found)
    assert starts(found) == ["11-02T14:00", "11-04T14:00", "12-05T20:00"]
    assert not found.problems


def test_this_and_all_that_follow():
    """RFC 5545, 3.2.13: all that follow are moved by as much, and get the new length; one edited alone stays."""
    later = (
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20261104T090000",
        "DTSTART;TZID=America/New_York:20261104T110000",
        "DTEND;TZID=America/New_York:20261104T120000",
    )
    alone = ("RECURRENCE-ID:20261105T140000Z", "DTSTART:20261105T010000Z", "DTEND:20261105T020000Z")
    found = read(*event(*NINE, "RRULE:FREQ=DAILY;COUNT=5"), *event(*later), *event(*alone))
    assert spans(found) == [
        ("11-02T14:00", "11-02T22:00"),
        ("11-03T14:00", "11-03T22:00"),
        ("11-04T16:00", "11-04T17:00"),
        ("11-05T01:00", "11-05T02:00"),
        ("11-06T16:00", "11-06T17:00"),
    ]


def test_of_two_edits_of_one_day_the_newer_holds():
    old = ("SEQUENCE:1", "RECURRENCE-ID:20261103T140000Z", "DTSTART:20261103T010000Z", "DTEND:20261103T020000Z")
    new = ("SEQUENCE:2", "RECURRENCE-ID:20261103T140000Z", "DTSTART:20261103T030000Z", "DTEND:20261103T040000Z")
    found = read(*event(*new), *event(*NINE, "RRULE:FREQ=DAILY;COUNT=2"), *event(*old))
    assert starts(found) == ["11-02T14:00", "11-03T03:00"]


def test_an_edit_that_cant_be_read_leaves_nobody_on_call_as_planned():
    broken = ("RECURRENCE-ID:20261103T140000Z", "DTSTART:tomorrow", "DTEND:20261103T020000Z")
    found = read(*event(*NINE, "RRULE:FREQ=DAILY;COUNT=2"), *event(*broken))
    assert starts(found) == ["11-02T14:00"]
    assert "'tomorrow' is not a time" in said(found)[0]


def test_an_edit_without_its_series_is_a_shift():
    found = read(*event("RECURRENCE-ID:20261103T140000Z", "DTSTART:20261103T010000Z", "DTEND:20261103T020000Z"))
    assert starts(found) == ["11-03T01:00"]


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ("EXDATE:20261103T140000Z", ["11-02T14:00", "11-04T14:00"]),
        ("EXDATE;TZID=America/New_York:20261103T090000,20261104T090000", ["11-02T14:00"]),
        ("EXDATE:20261103T090000", ["11-02T14:00", "11-04T14:00"]),
        ("EXDATE;VALUE=DATE:20261103", ["11-02T14:00", "11-04T14:00"]),
        ("EXDATE;TZID=America/New_York:20261102T090000", ["11-03T14:00", "11-04T14:00"]),
        ("EXDATE:", ["11-02T14:00", "11-03T14:00", "11-04T14:00"]),
        ("EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2", ["11-03T14:00"]),
    ],
)
def test_what_takes_days_off_a_series(taken, left):
    assert starts(read(*event(*NINE, "RRULE:FREQ=DAILY;COUNT=3", taken))) == left


@pytest.mark.parametrize("value", ["20261103T050000Z", "20261103", "20261103T000000"])
def test_an_all_day_series_loses_a_day_by_every_spelling(value):
    days = ("DTSTART;VALUE=DATE:20261102", "RRULE:FREQ=DAILY;COUNT=3", f"EXDATE:{value}")
    assert starts(read(*event(*days))) == ["11-02T05:00", "11-04T05:00"]


def test_further_dates_and_periods():
    found = read(
        *event(
            *NINE,
            "RDATE;TZID=America/New_York:20261110T090000",
            "RDATE;VALUE=PERIOD:20261112T140000Z/PT1H,20261113T140000Z/20261113T143000Z",
        )
    )
    assert spans(found) == [
        ("11-02T14:00", "11-02T22:00"),
        ("11-10T14:00", "11-10T22:00"),
        ("11-12T14:00", "11-12T15:00"),
        ("11-13T14:00", "11-13T14:30"),
    ]


def test_what_is_cancelled_is_no_shift():
    assert not read(*event(*NINE, "STATUS:CANCELLED")).entries
    assert not read(*event(*NINE), head=("METHOD:CANCEL",)).entries


def test_events_of_one_uid_that_nothing_orders_are_all_kept_and_named():
    """Some programs give every event one UID: nobody vanishes."""
    found = read(*event(*NINE), *event("DTSTART:20261105T140000Z", "DTEND:20261105T150000Z"))
    assert starts(found) == ["11-02T14:00", "11-05T14:00"]
    assert "all are kept" in said(found)[0]


def test_events_without_uid_are_not_taken_for_one():
    two = [("BEGIN:VEVENT", f"SUMMARY:{name}", *NINE, "END:VEVENT") for name in ("Ana Roy", "Bo Chen")]
    assert [one.summary for one in read(*two[0], *two[1]).entries] == ["Ana Roy", "Bo Chen"]


@pytest.mark.parametrize(
    "lines",
    [
        ("BEGIN:VEVENT", "SUMMARY:no start", "END:VEVENT"),
        ("BEGIN:VEVENT", "DTSTART:20261301T090000", "END:VEVENT"),
        ("BEGIN:VEVENT", "DTSTART:20261102T990000", "END:VEVENT"),
        ("BEGIN:VEVENT", "DTSTART:99991231T000000Z", "DTEND:99991231T010000Z", "END:VEVENT"),
        ("BEGIN:VEVENT", "DTSTART:20261102T090000Z", "DURATION:soon", "END:VEVENT"),
        ("BEGIN:VEVENT", "DTSTART;TZID=Mars/Olympus:20261102T090000", "END:VEVENT"),
        ("BEGIN:VEVENT", "DTSTART:20261102T090000Z", "DTEND:20261102T080000Z", "END:VEVENT"),
        ("BEGIN:VEVENT", "DTSTART:20261102T090000Z", "DTEND:20291102T080000Z", "END:VEVENT"),
        ("BEGIN:VEVENT", "DTSTART:20261102T090000Z", "DTEND:20261102T100000Z", "RDATE:x", "what is this"),
        ("a line without sense",),
        ("END:VALARM",),
    ],
)
def test_one_bad_event_never_ends_a_calendar(lines):
    found = read(*event(*NINE, uid="first"), *lines, *event("DTSTART:20261105T140000Z", "DURATION:PT1H", uid="last"))
    assert {"11-02T14:00", "11-05T14:00"} <= set(starts(found))
    assert found.problems


def test_an_alarm_inside_is_not_the_event():
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT5M", "SUMMARY:Wake up", "END:VALARM")
    (one,) = read(*event(*NINE, *alarm)).entries
    assert one.summary == "Ana Roy"


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_line_ends_and_encodings(ending, encoding):
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Zoë", " Côté", *NINE, "END:VEVENT", "END:VCALENDAR")
    found = read_calendar(ending.join(lines).encode(encoding), Window(starts=at("2026-11-01"), ends=at("2026-12-01")))
    assert [one.summary for one in found.entries] == ["ZoëCôté"]


@pytest.mark.parametrize("lines", [(), ("BEGIN:VEVENT",), (*event(*NINE),)])
def test_a_file_that_was_cut_off_is_refused(lines):
    text = "\n".join(("BEGIN:VCALENDAR", *lines))
    with pytest.raises(UnreadableCalendarError, match="cut off"):
        read_calendar(text.encode(), Window(starts=at("2026-11-01"), ends=at("2026-12-01")))


@pytest.mark.parametrize(
    ("line", "mails"),
    [
        ("ATTENDEE:mailto:a@example.org", ("a@example.org",)),
        ("ATTENDEE:MAILTO:a@example.org", ("a@example.org",)),
        ("ATTENDEE:a@example.org", ("a@example.org",)),
        ('ATTENDEE;CN="Roy, Ana: MD";ROLE=REQ-PARTICIPANT:mailto:a@example.org', ("a@example.org",)),
        ("ATTENDEE;EMAIL=a@example.org:urn:uuid:1", ("a@example.org",)),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:a@example.org", ()),
        ("ATTENDEE;PARTSTAT=DELEGATED:mailto:a@example.org", ()),
        ("ATTENDEE;CUTYPE=ROOM:mailto:room@example.org", ()),
        ("ATTENDEE;ROLE=NON-PARTICIPANT:mailto:a@example.org", ()),
        ("ATTENDEE:invalid:nomail", ()),
    ],
)
def test_who_is_meant_by_an_attendee(line, mails):
    (one,) = read(*event(*NINE, line)).entries
    assert one.mails == mails


@pytest.mark.parametrize(
    ("line", "busy"),
    [
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", Busy.LEAVE),
        ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", Busy.FREE),
        ("TRANSP:TRANSPARENT", Busy.FREE),
        ("STATUS:TENTATIVE", Busy.TENTATIVE),
        ("STATUS:CONFIRMED", Busy.BUSY),
    ],
)
def test_busy_or_not(line, busy):
    assert [one.busy for one in read(*event(*NINE, line)).entries] == [busy]


def test_without_a_zone_of_its_own_the_calendars_holds():
    floating = event("DTSTART:20261102T090000", "DTEND:20261102T100000")
    assert starts(read(*floating, zone="", head=("X-WR-TIMEZONE:Europe/London",))) == ["11-02T09:00"]
    assert starts(read(*floating, zone=NEW_YORK, head=("X-WR-TIMEZONE:Europe/London",))) == ["11-02T14:00"]
    assert starts(read(*floating, zone="")) == ["11-02T09:00"]


def test_several_calendars_in_one_file():
    text = (
        "BEGIN:VCALENDAR",
        *event(*NINE),
        "END:VCALENDAR",
        "BEGIN:VCALENDAR",
        *event(*NINE, "X-A:1"),
        "END:VCALENDAR",
    )
    found = read_calendar("\n".join(text).encode(), Window(starts=at("2026-11-01"), ends=at("2026-12-01")))
    assert len(found.entries) == 2
