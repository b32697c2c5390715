"""The container: built on a small Debian, it runs as nobody in particular; a stop, a kill and an update lose nothing.

It needs root, buildah and debootstrap, and takes minutes: `.ci/run` runs it, `make test` does not.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.platforms.slack.fake.workspace import User
from tests.platforms.slack.process import ControlRoom, fake_slack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

ROOT = Path(__file__).parents[2]
BEFORE = "106950a"
"""The release before this one."""
BASE, IMAGE, IMAGE_BEFORE = "localhost/peersupport-base", "localhost/peersupport", "localhost/peersupport-before"
NOBODY = 10001
SECRET = "0123456789abcdef0123456789abcdef"
ROSTER = """\
address,name,role,profession,level,languages,hours,timezone,trained_on
slack:T0CLINIC/U0MARION,Marion Castellan,coordinator,,,,,America/New_York,
slack:T0CLINIC/U0ANA,Ana Duarte,supporter,physician,attending,en,Mon-Sun 00:00-24:00,America/New_York,2026-01-15
"""
POLICY_BEFORE = '[clocks]\nundo = "2s"\n'
POLICY = f'country = "US"\n{POLICY_BEFORE}'
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.xdist_group("container"),
    pytest.mark.skipif(
        not (os.environ.get("PEERSUPPORT_PROOF") and shutil.which("buildah") and shutil.which("debootstrap")),
        reason="an image is built for it, with buildah and debootstrap; .ci/run runs it",
    ),
]


def buildah(*words: str | Path) -> str:
    """What buildah says. It isolates by chroot, which needs nothing that a container itself may not do."""
    command = ["buildah", *map(str, words)]
    done = subprocess.run(command, env=_env(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout.strip()


def _env() -> dict[str, str]:
    return {**os.environ, "BUILDAH_ISOLATION": "chroot"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Debian with Python and nothing else, as a public slim image is."""
    tree = tmp_path_factory.mktemp("base") / "tree"
    python = "--include=python3,python3-venv,ca-certificates"
    subprocess.run(
        ["debootstrap", "--variant=minbase", python, "bookworm", tree], check=True, stdout=subprocess.DEVNULL
    )
    container = buildah("from", "scratch")
    buildah("add", "-q", container, tree, "/")
    buildah("commit", "-q", container, BASE)
    buildah("rm", container)
    shutil.rmtree(tree)
    return BASE


def built(source: Path, wheels: Path, tag: str) -> str:
    """The image of this source, from wheels that were fetched beforehand, so that the build needs no network."""
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    lock = ["-r", str(source / "requirements.lock"), "--dest", str(wheels)]
    subprocess.run([*fetch, *lock], check=True, stderr=subprocess.DEVNULL)
    arguments = [f"BASE={BASE}", "PIP_OPTIONS=--no-index --find-links /wheels"]
    words = [word for one in arguments for word in ("--build-arg", one)]
    buildah("build", "-q", "--format", "docker", "--volume", f"{wheels}:/wheels:ro", *words, "-t", tag, source)
    return tag


@pytest.fixture(scope="module")
def image(base: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    assert base
    return built(ROOT, tmp_path_factory.mktemp("wheels"), IMAGE)


@pytest.fixture(scope="module")
def image_before(base: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The release before, in a container made the same way."""
    assert base
    source = tmp_path_factory.mktemp("before")
    archive = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip(f"this checkout has no history back to {BEFORE}")
    subprocess.run(["tar", "-x", "-C", source], input=archive.stdout, check=True)
    for name in ("Containerfile", ".containerignore"):
        shutil.copy(ROOT / name, source / name)
    return built(source, tmp_path_factory.mktemp("wheels-before"), IMAGE_BEFORE)


@dataclass
class Container:
    """Containers of one image after another over one folder, which outlives them as a volume does."""

    volume: Path
    settings: dict[str, str]
    port: int
    names: list[str] = field(default_factory=list[str])
    bot: subprocess.Popen[bytes] | None = None

    def of(self, image: str) -> Container:
        """From here on a container of this image."""
        self.names.append(buildah("from", image))
        # Buildah, unlike an engine, would lay a copy of the image's own /data over the volume that it is given.
        buildah("config", "--volume", "/data-", self.names[-1])
        return self

    def command(self, *words: str) -> list[str]:
        settings = [word for name, value in self.settings.items() for word in ("--env", f"{name}={value}")]
        return ["run", "--volume", f"{self.volume}:/data:rw", *settings, self.names[-1], "--", *words]

    def says(self, *words: str) -> str:
        return buildah(*self.command(*words))

    def starts(self) -> None:
        """As `podman run` would; returns once it is ready."""
        self.bot = subprocess.Popen(["buildah", *self.command("peersupport", "run")], env=_env())
        for _ in range(600):
            assert self.bot.poll() is None, "it ended at its start"
            if self.answers("/readyz") == 200:
                return
            time.sleep(0.1)
        pytest.fail("it is never ready")

    def answers(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except OSError:
            return 0

    def ends(self, how: signal.Signals) -> int:
        """The signal goes to the bot itself, as an engine sends it to the first process; returns how buildah ended."""
        assert self.bot is not None
        pid = next(one for one in _below(self.bot.pid) if _is_ours(one))
        os.kill(pid, how)
        return self.bot.wait(timeout=30)

    def gone(self) -> None:
        if self.bot is not None and self.bot.poll() is None:
            self.ends(signal.SIGKILL)
        for name in self.names:
            buildah("rm", name)


def _below(pid: int) -> Iterator[int]:
    """Every process that this one began, directly or not."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            yield child
            yield from _below(child)


def _is_ours(pid: int) -> bool:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return words[0].startswith(b"/srv/peersupport/bin/python")


@pytest.fixture
def container(tmp_path: Path, unused_tcp_port: int, slack: str) -> Iterator[Container]:
    """Set up for Slack, with a policy that gives two seconds to undo."""
    volume = tmp_path / "volume"
    volume.mkdir(mode=0o700)
    (volume / "policy.toml").write_text(POLICY)
    (volume / "roster.csv").write_text(ROSTER)
    for one in (volume, *volume.iterdir()):
        os.chown(one, NOBODY, NOBODY)
    settings = {
        "PEERSUPPORT_HOST": "127.0.0.1",
        "PEERSUPPORT_PORT": str(unused_tcp_port),
        "PEERSUPPORT_POLICY": "/data/policy.toml",
        "SLACK_BOT_TOKEN": "xoxb-bot",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{slack}/api/",
    }
    made = Container(volume, settings, unused_tcp_port)
    yield made
    made.gone()


@pytest.fixture(scope="module")
def slack() -> Iterator[str]:
    with fake_slack() as address:
        yield address


@pytest.fixture
async def people(slack: str, container: Container) -> AsyncIterator[ControlRoom]:
    """Marion coordinates, Ana supports, Noor suggests Ben."""
    room = ControlRoom(slack)
    names = {"U0MARION": "Marion Castellan", "U0ANA": "Ana Duarte", "U0NOOR": "Noor Haddad", "U0BEN": "Ben Achterberg"}
    await room.reset([User(one, name) for one, name in names.items()], patience=3.0, trigger_life=3.0)
    url = f"http://127.0.0.1:{container.port}/slack/events"
    await room.order("rules", request_url=url, signing_secret=SECRET, socket_mode=False)
    yield room
    await room.close()


async def presses(people: ControlRoom, who: str, label: str, view: dict[str, Any]) -> dict[str, Any]:
    """The button of a view that reads so."""
    block, button = next(
        (block, button)
        for block in view["blocks"]
        for button in block.get("elements", ())
        if button.get("type") == "button" and button["text"]["text"] == label
    )
    action = {"block_id": block["block_id"], **{key: button[key] for key in ("action_id", "value", "type")}}
    place = {"ts": view["ts"]} if "ts" in view else {"view": view["id"]}
    return await people.person(who, "press", action=action, place=place)


async def suggests(people: ControlRoom) -> None:
    """All the way to the thanks."""
    seen = await people.person("U0NOOR", "command")
    await presses(people, "U0NOOR", "Suggest a colleague", seen["modals"][-1])
    await people.person("U0NOOR", "submit", values={"colleague": {"person": ["U0BEN"]}})
    seen = await people.person("U0NOOR", "submit", values={})
    assert "Thank you." in str(seen["modals"][-1]["blocks"])


async def question(people: ControlRoom) -> dict[str, Any]:
    """The message that asks the supporter, as soon as it is there."""
    for _ in range(300):
        messages = (await people.order("look", who="U0ANA"))["messages"]
        if messages and "Take it" in str(messages[-1]):
            return messages[-1]
        await asyncio.sleep(0.1)
    pytest.fail("nobody is asked")


def prepared(container: Container) -> None:
    """What an installation does once: keys, people, and a look at what is missing."""
    container.says("peersupport", "keys", "init")
    container.says("peersupport", "roster", "import", "/data/roster.csv", "--apply")


def test_it_is_small_and_can_write_nowhere_but_to_its_volume(image: str, container: Container):
    sizes = dict(line.split(" ", 1) for line in buildah("images", "--format", "{{.Name}} {{.Size}}").splitlines())
    assert _megabytes(sizes[IMAGE]) - _megabytes(sizes[BASE]) < 250
    container.of(image)
    assert container.says("id", "-u") == str(NOBODY)
    places = ["/srv", "/usr", "/etc", "/home", "/opt", "/root", "/var/lib"]
    assert container.says("sh", "-c", f"find {' '.join(places)} -writable ! -type l 2>/dev/null; true") == ""
    assert container.says("sh", "-c", "command -v pip pip3 gcc; true") == ""


def _megabytes(size: str) -> float:
    number, unit = size.split()
    return float(number) * {"KB": 0.001, "MB": 1.0, "GB": 1000.0}[unit]


async def test_a_stop_is_clean_and_a_kill_loses_nothing(image: str, container: Container, people: ControlRoom):
    prepared(container.of(image))
    container.starts()
    await suggests(people)
    container.ends(signal.SIGKILL)
    assert container.answers("/healthz") == 0
    container.starts()
    await presses(people, "U0ANA", "Take it", await question(people))
    container.says(*_health_check(image))
    assert container.ends(signal.SIGTERM) == 0


def _health_check(image: str) -> list[str]:
    """What the image itself says that an engine has to run."""
    found = json.loads(buildah("inspect", "--type", "image", image))
    [kind, *words] = found["Docker"]["config"]["Healthcheck"]["Test"]
    assert kind == "CMD"
    return words


async def test_an_update_keeps_what_the_release_before_held(
    image_before: str, image: str, container: Container, people: ControlRoom
):
    """The same volume and the next image, once the policy has the country that it needs now: the open case goes on."""
    policy = container.volume / "policy.toml"
    policy.write_text(POLICY_BEFORE)
    prepared(container.of(image_before))
    container.starts()
    await suggests(people)
    await question(people)
    assert container.ends(signal.SIGTERM) == 0
    policy.write_text(POLICY)
    container.of(image).starts()
    card = await presses(people, "U0ANA", "Take it", await question(people))
    assert "U0BEN" in str(card["modals"][-1]["blocks"])
    assert container.ends(signal.SIGTERM) == 0
