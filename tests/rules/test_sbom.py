"""The CycloneDX list that `make sbom` writes: valid, whole, and without an address of any package index."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[2]
LOCKED = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("sbom") / "new" / "sbom.cdx.json"
    subprocess.run([sys.executable, str(ROOT / "docs/sbom.py"), str(target)], check=True)
    return target.read_text(encoding="utf-8")


def test_every_locked_package_is_in_it_and_nothing_else(written):
    locked = LOCKED.findall((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert len(locked) > 20
    assert sorted((one["name"], one["version"]) for one in json.loads(written)["components"]) == sorted(locked)


def test_it_is_what_cyclonedx_says(written):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None


def test_it_names_no_package_index(written):
    """The only address is the one of the format itself."""
    assert set(re.findall(r"https?://[^/\"]+", written)) == {"http://cyclonedx.org"}


def test_what_we_use_directly_hangs_on_us(written):
    found = json.loads(written)
    (own,) = found["dependencies"]
    assert own["ref"] == found["metadata"]["component"]["bom-ref"]
    assert {"pkg:pypi/cryptography", "pkg:pypi/sqlalchemy"} <= {one.partition("@")[0] for one in own["dependsOn"]}
