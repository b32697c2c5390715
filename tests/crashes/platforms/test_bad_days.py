"""Slack asks for pauses, is away, or is slow: nothing is lost, and soon after all has arrived (T15)."""

from __future__ import annotations


