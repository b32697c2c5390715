"""load, decide, save: what happens to everything people do and everything that comes due."""

from bot.service.context import Context
from bot.service.service import Service

__all__ = ["Context", "Service"]
