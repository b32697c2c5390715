"""Ledgers: what was published, appended to and never changed."""
