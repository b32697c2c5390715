"""The playground, put together: a pretend hospital, a mailbox, a clock that can be moved, and a tour."""

from __future__ import annotations

from bot.app.playground.composing import PlaygroundProgramme, compose_playground

__all__ = ["PlaygroundProgramme", "compose_playground"]
