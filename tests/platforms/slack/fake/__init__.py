"""Slack as an app meets it, for tests: its own process, its limits and its bad days, and what a person sees."""
