"""Slack asks for pauses, is away, or is slow: nothing is lost, and soon after all has arrived (T15)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.crashes.platforms.crowd import Crowd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.crashes.platforms.conftest import Clinic
    from tests.crashes.platforms.house import House
