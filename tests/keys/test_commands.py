"""`peersupport keys`: what an administrator reads and what happens; never a byte of a key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.__main__ import command
from bot.domain.errors import ConfigurationError
from bot.domain.people import Address, Role
from store.opening import open_store
from store.sealing import Keyring, SealedTokens, key_number
from store.sealing.folder import KeyFolder
from store.tables import addresses, roster
from tests.store.examples import ANA, BEN, CODE, a_case, a_member, move_on, save


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """A platform is configured, and its keys lie beside its database."""
    monkeypatch.chdir(tmp_path)
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1-2-abc",
        "SLACK_SIGNING_SECRET": "0123456789abcdef",
        "PEERSUPPORT_DATABASE_URL": f"sqlite:///{tmp_path}/data/peersupport.db",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "data"


def typed(*words):
    done = CliRunner().invoke(command, ["keys", *words])
    return done.output if done.exception is None else f"{type(done.exception).__name__}: {done.exception}"


def test_without_keys_it_says_how_to_make_them(configured):
    assert "make one with `peersupport keys init`" in typed("status")
    assert not (configured / "keys").exists()


def test_the_first_key_is_made_once(configured):
    assert "The first key is in" in typed("init")
    before = (configured / "keys" / "0001.key").read_bytes()
    assert "never replaced" in typed("init")
    assert (configured / "keys" / "0001.key").read_bytes() == before


def test_the_playground_needs_no_init(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEERSUPPORT_DATABASE_URL", f"sqlite:///{tmp_path}/data/x.db")
    assert "the playground makes its own" in typed("init")


def test_status_tells_ages_and_counts_and_no_key(configured):
    typed("init")
    filled(configured)
    told = typed("status")
    assert "0001.key" in told
    assert "2 entries of roster, addresses and directory, seals what is new" in told
    assert "1 rows; destroyed from" in told
    secrets = [path.read_text().strip() for path in (configured / "keys").rglob("*.key")]
    assert len(secrets) >= 2
    assert not any(secret[:8] in told for secret in secrets)


def test_a_dry_run_changes_nothing(configured):
    typed("init")
    filled(configured)
    assert "Would add 0002.key and seal 2 entries" in typed("rotate", "--dry-run")
    assert not (configured / "keys" / "0002.key").exists()


def test_rotation_seals_everything_lasting_anew_and_finds_it_as_before(configured):
    typed("init")
    filled(configured)
    assert "0002.key seals from now on" in typed("rotate")
    told = typed("status")
    assert "0001.key" in told
    assert ": 0 entries" in told
    assert ": 2 entries of roster, addresses and directory, seals what is new" in told


def filled(folder):
    store = open_store(f"sqlite:///{folder}/peersupport.db", Keyring(KeyFolder(folder / "keys")))
    store.run_now(lambda unit: unit.roster.save(a_member()))
    store.run_now(lambda unit: unit.people.link(Address("slack", "T/U1"), ANA))
    store.run_now(save(a_case()))
    store.close()


def numbers(store):
    columns = (roster.c.identity, addresses.c.canonical)
    read = lambda unit: [value for column in columns for value in unit.cases.scope.execute(select(column)).scalars()]  # noqa: E731
    return {key_number(value) for value in store.read_now(read)}


def test_after_a_rotation_all_is_found_by_the_first_keys_index(store, keys):
    token = SealedTokens(keys).seal(a_button(), Address("slack", "T/U1"))
    store.run_now(lambda unit: unit.roster.save(a_member(BEN, Role.DIRECTOR)))
    store.run_now(lambda unit: unit.people.link(Address("slack", "T/U1"), ANA))
    assert store.rotate() == 2
    assert numbers(store) == {2}
    assert store.read_now(lambda unit: unit.roster.get(BEN)) == replace(a_member(BEN, Role.DIRECTOR), version=1)
    assert store.read_now(lambda unit: unit.people.canonical(Address("slack", "T/U1"))) == ANA
    assert SealedTokens(keys).open(token, Address("slack", "T/U1")) == a_button()


def test_a_token_of_another_process_opens_after_a_rotation(keys, key_folder):
    """Whoever only opens tokens begins no transaction, and so would not look for new keys."""
    theirs = Keyring(KeyFolder(key_folder.path))
    theirs.add_programme_key()
    token = SealedTokens(theirs).seal(a_button(), Address("slack", "T/U1"))
    assert SealedTokens(keys).open(token, Address("slack", "T/U1")) == a_button()


def a_button():
    from bot.ui import Action  # noqa: PLC0415

    return Action("take", CODE, 1)


async def test_a_rotation_that_was_interrupted_is_finished_by_the_walk(store, keys):
    store.run_now(lambda unit: unit.roster.replace_all([a_member(f"web:{n}") for n in range(120)]))
    keys.add_programme_key()
    await store.tidy()
    assert numbers(store) == {2}


@pytest.mark.postgres
def test_on_postgres_it_works_beside_the_running_programme(empty_postgres_url, keys, key_folder):
    """The other process takes the new key as soon as it is there, and no decision of it is lost."""
    programme = open_store(empty_postgres_url, keys)
    administrator = open_store(empty_postgres_url, Keyring(KeyFolder(key_folder.path)))
    programme.run_now(save(a_case()))
    programme.run_now(lambda unit: unit.roster.save(a_member(BEN)))

    def save_again(unit):
        member = unit.roster.lock(BEN)
        assert member is not None
        unit.roster.save(replace(member, name=f"{member.name}."))

    def decide(_):
        programme.run_now(move_on)
        programme.run_now(save_again)

    with ThreadPoolExecutor(2) as threads:
        decided = threads.map(decide, range(60))
        rotated = [administrator.rotate() for _ in range(3)]
        list(decided)
    assert rotated == [2, 3, 4]
    assert numbers(programme) == {4}
    member, case = programme.read_now(lambda unit: (unit.roster.get(BEN), unit.cases.get(CODE)))
    assert member is not None
    assert case is not None
    assert (member.version, case.turn) == (61, 60)
    for store in (programme, administrator):
        store.close()


def test_a_row_that_was_sealed_meanwhile_with_a_newer_key_opens(empty_postgres_url, keys, key_folder):
    programme = open_store(empty_postgres_url, keys)
    administrator = open_store(empty_postgres_url, Keyring(KeyFolder(key_folder.path)))
    programme.run_now(lambda unit: unit.roster.save(a_member(BEN)))

    def rotated_meanwhile(unit):
        administrator.rotate()
        return unit.roster.get(BEN).person

    assert programme.run_now(rotated_meanwhile) == BEN
    for store in (programme, administrator):
        store.close()


def test_a_key_that_is_missing_after_a_rotation_is_named(store, database_url, key_folder, real_clock):
    store.rotate()
    store.close()
    (key_folder.path / "0001.key").unlink()
    with pytest.raises(ConfigurationError, match=r"0001\.key is missing"):
        open_store(database_url, Keyring(key_folder), now=real_clock)
