"""The service's context: store, clock, directory and policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.policy import RotaState
from bot.domain.readiness import Installation

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.policy import Policy
    from bot.ports import Clock, Directory, Store


@dataclass(frozen=True)
class Context:
    """What the service works with; one per process."""

    store: Store
    clock: Clock
    directory: Directory
    policy: Policy
    platforms: tuple[str, ...] = ()
    rota_state: Callable[[], RotaState] = RotaState
    installation: Callable[[], Installation] = Installation
