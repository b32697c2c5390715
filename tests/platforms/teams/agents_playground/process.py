"""Starts Microsoft 365 Agents Playgrounds beside the tests, one for each person, reachable from this computer alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests import npm

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

HERE = Path(__file__).parent
BY_HAND = Path(__file__).parents[4] / "docs" / "how-to" / "agents-playground"
"""Who sits where, and the roster, as the how-to page has them: what newcomers are told to start is what is tested."""
_ALONE = {"NODE_OPTIONS": "", "NO_PROXY": "*", "no_proxy": "*", "TEAMSAPPTESTER_BROWSER": "none"}
_PATIENCE = 10.0  # seconds for it to end by itself


@dataclass(frozen=True)
class Instance:
    """One that runs: everything is below ``address``, and ``user`` sits there, in ``chat`` with the bot."""

    address: str
    user: str
    chat: str
    account: str
    """The same person as our own addresses have it: TENANT/OBJECT-ID."""


@contextmanager
def instances(people: Iterable[str], endpoint: str, folder: Path) -> Generator[dict[str, Instance]]:
    """One for each of them, all talking to the bot at ``endpoint``; they end with the tests, however those end."""
    tool = npm.installed(HERE) / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
    with ExitStack() as stack:
        started = {who: stack.enter_context(_started(tool, who, endpoint, folder)) for who in people}
        yield {who: _listening(who, process) for who, process in started.items()}


@contextmanager
def _started(tool: Path, who: str, endpoint: str, folder: Path) -> Generator[subprocess.Popen[str]]:
    paths = {
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(BY_HAND / f"{who}.json"),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / f"{who}.log"),
    }
    loaded = ("--require", BY_HAND / "loopback.cjs", "--require", HERE / "ends_with_the_tests.cjs")
    with subprocess.Popen(
        [npm.node(), *loaded, tool, "start", "-e", endpoint, "-c", "msteams", "-p", "0", "--dt"],
        cwd=folder,
        env={**os.environ, **_ALONE, **paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """It and whatever it has started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_PATIENCE)
            return


def _listening(who: str, process: subprocess.Popen[str]) -> Instance:
    """Where it listens: it takes any free port, and says which."""
    assert process.stdout is not None
    said = next((line for line in process.stdout if line.startswith("Listening on ")), "")
    assert said, "the Agents Playground did not start"
    config = json.loads((BY_HAND / f"{who}.json").read_text(encoding="utf-8"))
    user = config["currentUser"]
    return Instance(
        address=f"http://127.0.0.1:{said.split()[-1]}",
        user=user["id"],
        chat=config["personalChat"]["id"],
        account=f"{config['tenantId']}/{user['aadObjectId']}",
    )
