"""Ready: seven lights that say whether an installation may be relied on by a real person, and what each still lacks."""

from __future__ import annotations

from bot.domain.readiness.gaps import PRACTICE, Gap, Installation, Light, Missing, Standing
from bot.domain.readiness.lights import lights

__all__ = ["PRACTICE", "Gap", "Installation", "Light", "Missing", "Standing", "lights"]
