"""The lines of docs/how-to/set-up-postgresql.md on a real server: the app's role runs a story and can do no more."""

from __future__ import annotations

import os
import re
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from bot.app import back_up, restore_from, survey
from bot.domain.errors import ConfigurationError, PeerSupportError
from store.checks.server import QUIET, examine_server
from store.opening import open_store
from store.sealing import open_keys
from tests.cast import START, Clinic, settings_for
from tests.playground import PlaygroundDriver

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
PAGE = Path(__file__).parents[2] / "docs/how-to/set-up-postgresql.md"
NAME = f"{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_roles"


def steps() -> list[list[str]]:
    """The statements of each step of the page, under names of this test's own."""
    blocks = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    renamed = (block.replace("peersupport", NAME) for block in blocks)
    return [[one.strip() for one in block.split(";") if one.strip()] for block in renamed]


def run(url: str, statements: list[str]) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def as_role(server: str, role: str | None = None) -> str:
    """The address of the new database for one of the roles, or for the superuser."""
    url = make_url(server).set(database=NAME)
    return (url.set(username=f"{NAME}_{role}") if role else url).render_as_string(hide_password=False)


@pytest.fixture
def server(postgres_server) -> Iterator[str]:
    first, *later = steps()
    run(postgres_server, first)
    for statements in later:
        run(as_role(postgres_server), statements)
    yield postgres_server
    run(postgres_server, [f"DROP DATABASE {NAME} WITH (FORCE)", f"DROP ROLE {NAME}_owner", f"DROP ROLE {NAME}_app"])


@pytest.fixture
def tables(server, tmp_path) -> str:
    """Made by the owner."""
    open_store(as_role(server, "owner"), open_keys(tmp_path / "keys", create=True)).close()
    return as_role(server, "app")


async def test_the_app_runs_a_story_and_can_do_no_more(tables, tmp_path):
    clinic = Clinic(settings_for(tmp_path, tables), PlaygroundDriver())
    await clinic.starts(at=START)
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(days=2)
    assert len(await clinic.who_sees("Someone could use a peer.")) >= 1
    await clinic.stops()
    for forbidden in ("DROP TABLE cases", "CREATE TABLE mine (x int)", "ALTER TABLE cases ADD x int", "TRUNCATE cases"):
        with pytest.raises(ProgrammingError):
            run(tables, [forbidden])


def test_the_check_finds_it_well(tables, tmp_path):
    assert [one.what for one in examine_server(tables) if not one.fine] == []
    settings = settings_for(tmp_path, tables)
    assert [what for fine, what in survey(settings, START.date()) if not fine] == []


@pytest.mark.parametrize(
    ("setting", "loud"),
    [
        *((name, "1") for name in QUIET if "length" in name or "duration" in name),
        ("log_statement", "all"),
        ("log_error_verbosity", "verbose"),
    ],
)
def test_the_check_finds_what_would_log_values(setting, loud, tables, server):
    run(as_role(server), [f"ALTER DATABASE {NAME} SET {setting} = '{loud}'"])
    [found] = [one for one in examine_server(tables) if not one.fine]
    assert found.what.startswith(f"PostgreSQL: set {setting} to {QUIET[setting][0]}")


def test_the_check_finds_a_superuser(server):
    assert any("may do too much" in one.what for one in examine_server(as_role(server)) if not one.fine)


@pytest.mark.parametrize("bot", ["owner", "app"])
@pytest.mark.parametrize("administrator", ["owner", "app", None])
def test_a_restore_under_a_living_bot_is_refused_whichever_role_each_has(bot, administrator, tables, server, tmp_path):
    """A role sees of another's session neither what it does nor what kind it is."""
    settings = settings_for(tmp_path, as_role(server, administrator))
    keys = open_keys(tmp_path / "keys", create=True)
    open_keys(settings.key_dir, create=True)
    living = open_store(as_role(server, bot), keys)
    back_up(settings_for(tmp_path, tables), tmp_path / "a.backup")
    with pytest.raises(ConfigurationError, match="Stop the bot first"):
        restore_from(settings, tmp_path / "a.backup", replace=True)
    living.close()


def test_a_bot_that_lost_its_sessions_comes_back_before_a_restore_is_done(tables, server, tmp_path):
    owner = settings_for(tmp_path, as_role(server, "owner"))
    living = open_store(tables, open_keys(owner.key_dir, create=True))
    back_up(owner, tmp_path / "a.backup")
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = "
    run(as_role(server), [f"{others}'{NAME}_app'"])
    ended = threading.Event()

    def ticks() -> None:
        while not ended.wait(0.5):
            with suppress(PeerSupportError):
                living.read_now(lambda work: work.slots.latest("none"))

    ticking = threading.Thread(target=ticks)
    ticking.start()
    try:
        with pytest.raises(ConfigurationError, match="Stop the bot first"):
            restore_from(owner, tmp_path / "a.backup", replace=True)
    finally:
        ended.set()
        ticking.join()
        living.close()


def test_the_owner_restores_while_nobody_is_there(tables, server, tmp_path):
    owner = settings_for(tmp_path, as_role(server, "owner"))
    open_keys(owner.key_dir, create=True)
    back_up(owner, tmp_path / "a.backup")
    assert restore_from(owner, tmp_path / "a.backup", replace=True).open_cases == ()
