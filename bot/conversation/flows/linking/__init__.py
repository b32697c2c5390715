"""Linking: one person on two platforms, by a one-time code."""
