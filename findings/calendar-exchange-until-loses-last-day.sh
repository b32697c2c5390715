#!/usr/bin/env bash
# recurring-ical-events 3.8.2 on icalendar 7.3.0: the last day of Exchange's all-day series is lost east of Greenwich.
# Exchange writes UNTIL of an all-day series as the last day's local midnight in UTC: 20260817T220000Z is Tuesday
# 18 August in Berlin, the last day that Outlook shows. Read as a UTC date it is the 17th.
# Guess: UNTIL is turned into the calendar's zone before its date is taken. The rota's last day has nobody.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$dir" 'recurring-ical-events==3.8.2' 'icalendar==7.3.0'
PYTHONPATH="$dir" python3 - <<'PY'
import recurring_ical_events
from icalendar import Calendar

lines = (
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:Microsoft Exchange Server 2010", "X-WR-TIMEZONE:Europe/Berlin",
    "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260218T053639Z", "DTSTART;VALUE=DATE:20260811", "DTEND;VALUE=DATE:20260812",
    "RRULE:FREQ=WEEKLY;UNTIL=20260817T220000Z;INTERVAL=1;BYDAY=TU,TH;WKST=MO", "SUMMARY:On call", "END:VEVENT",
    "END:VCALENDAR", "")
calendar = Calendar.from_ical("\r\n".join(lines))
found = [str(one["DTSTART"].dt) for one in recurring_ical_events.of(calendar).between("20260810", "20260825")]
print(sorted(found))
assert sorted(found) == ["2026-08-11", "2026-08-13"], "18 August is no longer lost"
PY
# Seen: ['2026-08-11', '2026-08-13']
