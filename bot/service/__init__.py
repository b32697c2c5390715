"""load, decide, save: what happens to everything people do and everything that comes due."""

from bot.service.gathering import World
from bot.service.handling import Service

__all__ = ["Service", "World"]
