#!/usr/bin/env bash
# icalendar 7.3.0: a calendar that defines a zone under a name that an earlier calendar of the same process defined
# otherwise is read with the EARLIER calendar's rules. Outlook calls every custom zone "Customized Time Zone", so two
# hospitals' feeds read by one process share one of the two clocks.
# Guess: each file is read with the VTIMEZONE that stands in it (RFC 5545, 3.6.5: a TZID is unique within its object).
# Seen: the second file, which says -08:00, comes out at -05:00.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$dir" 'icalendar==7.3.0'
PYTHONPATH="$dir" python3 - <<'PY'
from icalendar import Calendar

def file(offset):
    return "\r\n".join((
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", "BEGIN:VTIMEZONE", "TZID:Customized Time Zone",
        "BEGIN:STANDARD", "DTSTART:16010101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD",
        "END:VTIMEZONE", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260901T000000Z",
        "DTSTART;TZID=Customized Time Zone:20261201T080000", "DTEND;TZID=Customized Time Zone:20261201T200000",
        "SUMMARY:Shift", "END:VEVENT", "END:VCALENDAR", "")).encode()

def offset(raw):
    return Calendar.from_ical(raw).walk("VEVENT")[0]["DTSTART"].dt.utcoffset().total_seconds() / 3600

east, west = offset(file("-0500")), offset(file("-0800"))
print(f"first file says -05:00, read as {east:+.0f}; second says -08:00, read as {west:+.0f}")
assert (east, west) == (-5, -5), "icalendar now reads each file by its own definition"
PY
# Seen: first file says -05:00, read as -5; second says -08:00, read as -5
