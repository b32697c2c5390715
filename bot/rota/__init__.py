"""Rotas: calendars (RFC 5545) and Amion's reports, read as the shifts of named people."""
