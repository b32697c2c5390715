"""The wheel that `pipx install` takes: it is built, and works from an empty folder with nothing of this repository."""

from __future__ import annotations

import http.client
import json
import os
import signal
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel, and what it depends on from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = [str(Path(sys.executable).parent / "uv")]
    build = [*uv, "build", "--wheel", "--no-build-isolation", "--offline", "--quiet", "--out-dir", str(folder)]
    subprocess.run([*build, "--python", sys.executable, str(ROOT)], check=True)
    [wheel] = folder.glob("peersupport-*.whl")
    venv.create(folder / "venv")
    python = str(folder / "venv/bin/python")
    subprocess.run([*uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel], check=True)
    [packages] = (folder / "venv/lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return folder / "venv/bin/peersupport"


def run(command: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([command, *words], cwd=folder, env=env(folder), capture_output=True, text=True, check=False)


def env(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


def answer(address: str, path: str) -> bytes:
    host, port = address.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    connection.request("GET", path)
    found = connection.getresponse().read()
    connection.close()
    return found


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path):
    code = "import bot, store, adapters; print(bot.__file__, store.__file__, adapters.__file__)"
    done = subprocess.run(
        [installed.parent / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert str(ROOT) not in done.stdout


@pytest.mark.parametrize("words", [("--help",), ("policy",), ("manifest", "slack", "--socket-mode"), ("migrate",)])
def test_its_commands_work_from_an_empty_folder(words: tuple[str, ...], installed: Path, tmp_path: Path):
    done = run(installed, tmp_path, *words)
    assert (done.returncode, done.stderr) == (0, "")


def test_two_commands_from_nothing_to_a_running_bot(installed: Path, tmp_path: Path):
    """The page, its files, the catalogues and the migrations are in the wheel."""
    with subprocess.Popen(
        [installed, "demo", "--port", "0"], cwd=tmp_path, env=env(tmp_path), stdout=subprocess.PIPE, text=True
    ) as bot:
        assert bot.stdout is not None
        address = next(line for line in bot.stdout if "http://" in line).split()[-1]
        assert json.loads(answer(address, "/readyz")) == {"status": "ok"}
        assert b"<script" in answer(address, "/")
        bot.send_signal(signal.SIGTERM)
        bot.stdout.read()
    assert bot.returncode == 0
