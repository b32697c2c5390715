"""The systemd unit that we ship is one that systemd understands, and it gives the bot no more than it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "peersupport.service"
INSTALLED = "/srv/peersupport/.venv/bin"
MOST_EXPOSED = 2.0
"""Of ten; systemd calls everything below 2.5 fine."""

systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze on the PATH: apt-get install systemd"
)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """As if the program lay where the unit expects it."""
    here = tmp_path / "peersupport.service"
    here.write_text(UNIT.read_text(encoding="utf-8").replace(INSTALLED, str(Path(sys.executable).parent)))
    return here


def analyse(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60)


@systemd
def test_systemd_understands_every_line(unit: Path) -> None:
    verdict = analyse("verify", str(unit))
    assert (verdict.returncode, verdict.stdout + verdict.stderr) == (0, "")


@systemd
def test_systemd_notices_a_line_that_means_nothing(unit: Path) -> None:
    unit.write_text(unit.read_text().replace("ProtectSystem=strict", "ProtectSystem=everything"))
    assert "protect system" in analyse("verify", str(unit)).stderr


@systemd
def test_the_bot_is_hardly_exposed(unit: Path) -> None:
    grade = analyse("security", "--offline=true", "--no-pager", str(unit)).stdout
    found = re.search(r"exposure level for peersupport.service: (\d+\.\d+)", grade)
    assert found is not None
    assert float(found[1]) <= MOST_EXPOSED


def test_the_page_and_the_unit_speak_of_the_same_places() -> None:
    page = (ROOT / "docs" / "how-to" / "run-as-a-service.md").read_text(encoding="utf-8")
    unit = UNIT.read_text(encoding="utf-8")
    folder = re.search(r"^WorkingDirectory=(.+)$", unit, re.MULTILINE)
    assert folder is not None
    assert f"--home-dir {folder[1]} " in page
    assert f"{INSTALLED}/peersupport run" in unit
    assert "(cd /srv/peersupport && sudo make setup)" in page
