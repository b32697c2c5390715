"""`peersupport check` beside a running bot: that it runs is fine, and the roster is looked at all the same."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot import app
from bot.__main__ import command
from bot.check import findings
from bot.domain.errors import ConfigurationError
from bot.domain.people import Member, PersonId, Role
from bot.settings import throw_away
from store.opening import open_store
from store.sealing import open_keys
from tests.roster_file.examples import TODAY

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from bot.settings import Settings

CORA = Member(
    person=PersonId("web:cora"), name="Cora", roles=frozenset({Role.COORDINATOR}), timezone="America/New_York"
)


@contextmanager
def listening(body: bytes) -> Generator[int]:
    """The port of something that answers with this, whatever it is asked."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body if self.path == "/healthz" else b"?")

        def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running(settings: Settings) -> Generator[None]:
    """Another process's hold on the database, with somebody on the roster."""
    store = open_store(settings.database_url, open_keys(settings.key_dir, create=True))
    try:
        store.run_now(lambda work: work.roster.save(CORA))
        yield
    finally:
        store.close()


def told(settings: Settings) -> str:
    return "\n".join(f"{'ok' if one.fine else 'MEND'} {one.what}" for one in findings(settings, TODAY))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])  # noqa: S104 - all of them
def test_beside_the_running_bot_check_reads_the_roster(host: str, tmp_path: Path):
    with listening(b'{"status": "ok"}') as port:
        settings = replace(throw_away(tmp_path, port=port), host=host)
        with running(settings):
            said = told(settings)
    assert f"ok It runs here, and listens on {host}:{port}." in said
    assert "ok Roster: 1 with the role coordinator." in said
    assert "Another process" not in said


@pytest.mark.parametrize("body", [b"It works!", b'{"status": "up"}', b"[1]", b"\xff"])
def test_what_else_listens_there_is_to_be_stopped(body: bytes, tmp_path: Path):
    with listening(body) as port:
        said = told(throw_away(tmp_path, port=port))
    assert f"MEND PEERSUPPORT_PORT: port {port} on 127.0.0.1 is in use by another program." in said


def test_a_database_that_something_else_uses_is_named(tmp_path: Path):
    """An import that hangs, for example: then nothing listens."""
    settings = throw_away(tmp_path, port=0)
    with running(settings):
        assert "MEND Another process is using" in told(settings)


def test_reading_beside_the_bot_refuses_another_installations_keys(tmp_path: Path):
    settings = throw_away(tmp_path, port=0)
    with running(settings):
        open_keys(tmp_path / "other", create=True)
        with pytest.raises(ConfigurationError, match="don't belong together"):
            app.look(replace(settings, key_dir=tmp_path / "other"), beside=True)


@pytest.mark.parametrize(
    ("host", "why"), [("no.such.host.invalid", "no address is known"), ("192.0.2.7", "is no address")]
)
def test_a_host_that_is_not_this_machine_is_not_blamed_on_the_port(host: str, why: str, tmp_path: Path):
    settings = replace(throw_away(tmp_path, port=0), host=host, playground=False)
    said = told(settings)
    assert "MEND PEERSUPPORT_HOST: " in said
    assert why in said
    assert "PEERSUPPORT_PORT" not in said


def test_run_says_so_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.toml").write_text('country = "US"', encoding="utf-8")
    given = {"HOST": "no.such.host.invalid", "DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "POLICY": "policy.toml"}
    for name, value in given.items():
        monkeypatch.setenv(f"PEERSUPPORT_{name}", value)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "0123456789abcdef")
    refused = CliRunner().invoke(command, ["run"]).exception
    assert isinstance(refused, ConfigurationError)
    assert str(refused).startswith("PEERSUPPORT_HOST: no address is known for no.such.host.invalid.")


async def test_beside_a_running_playground_nothing_has_to_be_mended(tmp_path: Path):
    """What the invented hospital's policy still lacks is told, and waits until real people use it."""
    with listening(b'{"status": "ok"}') as port:
        settings = throw_away(tmp_path, port=port)
        programme = app.compose_playground(settings)
        try:
            await programme.start()
            said = told(settings)
        finally:
            await programme.stop()
    assert "MEND" not in said
    assert "ok Before real people use it: Limits of confidence: none signed" in said


def test_a_policy_of_ones_own_is_examined_in_the_playground_too(tmp_path: Path):
    assert "MEND Limits of confidence" in told(replace(throw_away(tmp_path), policy_path=tmp_path / "policy.toml"))
