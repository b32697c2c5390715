"""One clinic a story: on every adapter that has a driver and on both databases; then all that was said is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cast import START, Clinic, settings_for
from tests.playground import PlaygroundDriver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(params=[PlaygroundDriver], ids=["playground"])
async def clinic(
    request: pytest.FixtureRequest, tmp_path: Path, database_url: str, no_power_cut: None
) -> AsyncIterator[Clinic]:
    """A programme that has just started, on a Monday at 10:00."""
    clinic = Clinic(settings_for(tmp_path, database_url), request.param())
    await clinic.starts(at=START)
    yield clinic
    await clinic.names_nobody()
    await clinic.stops()
