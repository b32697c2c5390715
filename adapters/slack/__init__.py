"""Slack: slash command, shortcut, App Home, modals and direct messages, over HTTP or Socket Mode."""
