"""Slack's side of the line: calls and what became of them, the installation, its people, and pauses."""
