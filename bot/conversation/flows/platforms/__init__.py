"""Flows for people who use the programme in more than one place."""
