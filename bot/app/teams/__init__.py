"""Puts the programme together for Microsoft Teams, and says what an administrator must mend there."""

from __future__ import annotations

from bot.app.teams.checking import examine_teams
from bot.app.teams.wiring import TeamsLine, compose_teams

__all__ = ["TeamsLine", "compose_teams", "examine_teams"]
