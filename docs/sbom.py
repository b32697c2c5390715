"""Writes what runs at a clinic as a CycloneDX list: ``make sbom``, from the lock file alone, without a network.

The tool reads the lock; what it adds besides (addresses of a package index, the lock's own lines) is left out, so that
the list is the same wherever it is made. The hashes that pip insists on stay where pip reads them: in the lock.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK, PROJECT = ROOT / "requirements.lock", ROOT / "pyproject.toml"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def drawn() -> dict[str, Any]:
    """The list: every locked package with its version and package URL, and which of them we use directly."""
    reader = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", "--output-reproducible"]
    options = ["--pyproject", str(PROJECT), "--no-validate", "--output-file", "-", str(LOCK)]
    read = subprocess.run([*reader, *options], check=True, capture_output=True)  # noqa: S603 - only what is named here
    return _plain(json.loads(read.stdout))


def _plain(read: dict[str, Any]) -> dict[str, Any]:
    """Without addresses, and with packages called by their package URL."""
    for one in [*read["components"], *read["metadata"]["tools"]["components"]]:
        one.pop("externalReferences", None)
    for one in read["components"]:
        del one["description"]
        one["bom-ref"] = one["purl"]
    own, wanted = read["metadata"]["component"]["bom-ref"], _direct()
    used = sorted(one["purl"] for one in read["components"] if _key(one["name"]) in wanted)
    return read | {"dependencies": [{"ref": own, "dependsOn": used}]}


def _direct() -> set[str]:
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return {_key(found[0]) for one in project["dependencies"] if (found := _NAME.match(one))}


def _key(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(drawn(), indent=2, sort_keys=True) + "\n", encoding="utf-8")
