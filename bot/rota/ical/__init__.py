"""iCalendar (RFC 5545): content lines, values, zones, recurrence, and the calendar that they make."""
