"""Sealed values fail closed; indexes don't join; tokens open for their reader; keys lie where only we can read them."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.case import CaseCode
from bot.domain.errors import ConfigurationError, SealBrokenError
from bot.domain.people import Address
from bot.ui import Action
from store.sealing import SIZES, Box, Keyring, Place, SealedTokens, key_number, open_keys

RING = Keyring({1: bytes(range(32))})
OTHERS = Keyring({1: bytes(32)})
BOX, PLACE = RING.current, Place("cases", "body", "K7F3")
TOKENS, BEN = SealedTokens(RING), Address("slack", "T1/U1")
PARTS = st.text(max_size=8)
DRAFTS = st.lists(st.tuples(st.text(max_size=12), st.lists(st.text(max_size=80), max_size=4).map(tuple)), max_size=4)
ACTIONS = st.builds(
    Action, st.text(max_size=20), st.none() | st.text(max_size=6), st.integers(0, 10**6), DRAFTS.map(tuple)
)


@given(st.binary(max_size=20_000))
def test_what_is_sealed_opens_in_its_place(plain):
    assert BOX.open(BOX.seal(plain, PLACE), PLACE) == plain


@given(st.binary(max_size=64), st.builds(Place, PARTS, PARTS, PARTS), st.builds(Place, PARTS, PARTS, PARTS))
def test_a_value_moved_to_another_place_does_not_open(plain, here, there):
    sealed = BOX.seal(plain, here)
    if here != there:
        with pytest.raises(SealBrokenError):
            BOX.open(sealed, there)


@given(st.data())
def test_one_wrong_bit_and_it_does_not_open(data):
    sealed = bytearray(BOX.seal(b"secret", PLACE))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBrokenError):
        RING.box(bytes(sealed)).open(bytes(sealed), PLACE)


@given(st.integers(0, 2081), st.binary(max_size=20))
def test_a_cut_or_lengthened_value_does_not_open(length, more):
    sealed = BOX.seal(b"secret", PLACE)
    for spoiled in (sealed[:length], sealed + b"\0" + more, more):
        with pytest.raises(SealBrokenError):
            RING.box(spoiled).open(spoiled, PLACE)


def test_another_key_does_not_open_it():
    sealed = BOX.seal(b"secret", PLACE)
    with pytest.raises(SealBrokenError):
        OTHERS.box(sealed).open(sealed, PLACE)
    with pytest.raises(SealBrokenError):
        Keyring({2: bytes(32)}).box(sealed)


def test_a_field_is_what_the_format_says(monkeypatch):
    """The known answer: version, algorithm, key id, nonce, then AES-GCM over the length, the value and zeros."""
    monkeypatch.setattr("store.sealing.box.secrets.token_bytes", lambda count: bytes(range(count)))
    sealed = Box(bytes(32), 7).seal(b"secret", PLACE)
    assert sealed[:18] == b"\2\1\0\0\0\7" + bytes(range(12))
    bound = b"\2\1\0\0\0\7\0\0\0\5cases\0\0\0\4body\0\0\0\4K7F3"
    plain = (b"\0\0\0\6secret").ljust(SIZES[0], b"\0")
    assert AESGCM(bytes(32)).decrypt(bytes(range(12)), sealed[18:], bound) == plain
    assert key_number(sealed) == 7


@pytest.mark.parametrize(("length", "size"), [(0, 2048), (2044, 2048), (2045, 8192), (8188, 8192), (8189, 16384)])
def test_lengths_are_hidden_in_two_sizes(length, size):
    assert len(BOX.seal(bytes(length), PLACE)) - 34 == size


def test_the_same_value_never_looks_the_same():
    assert BOX.seal(b"secret", PLACE) != BOX.seal(b"secret", PLACE)


def test_rotation_seals_with_the_newest_key_and_opens_with_all():
    rotated = Keyring({1: bytes(range(32)), 2: bytes(32)})
    old, new = BOX.seal(b"secret", PLACE), rotated.current.seal(b"secret", PLACE)
    assert [key_number(old), key_number(new)] == [1, 2]
    assert [rotated.box(sealed).open(sealed, PLACE) for sealed in (old, new)] == [b"secret", b"secret"]
    assert rotated.index("roster", "web:ana") == RING.index("roster", "web:ana")


@given(PARTS, PARTS, st.text(min_size=1))
def test_an_index_is_of_one_column_and_one_installation(purpose, other, text):
    assert RING.index(purpose, text) == RING.index(purpose, text) != OTHERS.index(purpose, text)
    assert (RING.index(purpose, text) == RING.index(other, text)) is (purpose == other)


@given(ACTIONS)
def test_a_token_opens_for_its_reader_and_nobody_else(action):
    token = TOKENS.seal(action, BEN)
    assert TOKENS.open(token, BEN) == action
    for reader in (Address("slack", "T1/U2"), Address("teams", "T1/U1"), Address("slack", "T1")):
        assert TOKENS.open(token, reader) is None
    assert SealedTokens(OTHERS).open(token, BEN) is None


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_rubbish_is_no_token_and_no_error(text):
    assert TOKENS.open(text, BEN) is None


@given(st.data())
def test_a_changed_token_does_not_open(data):
    token = TOKENS.seal(Action("take", turn=1), BEN)
    place, letter = data.draw(st.integers(0, len(token) - 1)), data.draw(st.characters(max_codepoint=255))
    changed = token[:place] + letter + token[place + 1 :]
    assert (TOKENS.open(changed, BEN) is None) is (changed != token)
    assert TOKENS.open(token[:place], BEN) is None


def test_a_token_is_short_url_safe_and_says_nothing_by_its_length():
    plain = [
        TOKENS.seal(Action(name, CaseCode("K7F3"), 1), BEN)
        for name in ("take", "pass", "details", "coordinator.assign")
    ]
    assert {len(token) for token in plain} == {131}
    assert all(character.isalnum() or character in "-_" for token in plain for character in token)
    people = tuple(f"teams:5f0c1f6e-2c4b-4b7a-9d0e-1d2f3a4b5c6d/{n:08x}-2c4b-4b7a-9d0e-1d2f3a4b5c6d" for n in range(20))
    assert len(TOKENS.seal(Action("suggest", draft=(("not_these", people),)), BEN)) < 1_000


def test_a_sealed_field_is_no_token():
    """Fields and tokens have keys of their own: neither can be passed off as the other."""
    with pytest.raises(SealBrokenError):
        RING.current_token.open(BOX.seal(b"[]", PLACE), PLACE)


def test_keys_are_made_once_and_kept_private(tmp_path):
    folder = tmp_path / "keys"
    first, second = open_keys(folder, create=True), open_keys(folder, create=True)
    assert first.index("x", "y") == second.index("x", "y")
    assert [path.name for path in folder.iterdir()] == ["0001.key"]
    assert (folder.stat().st_mode & 0o777, (folder / "0001.key").stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_missing_key_is_never_made_up(tmp_path):
    with pytest.raises(ConfigurationError, match="no key folder"):
        open_keys(tmp_path / "keys", create=False)
    (tmp_path / "keys").mkdir(mode=0o700)
    with pytest.raises(ConfigurationError, match="holds no key"):
        open_keys(tmp_path / "keys", create=False)


def spoil(content):
    return lambda folder: (folder / "0001.key").write_text(content)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (spoil(""), "empty or damaged"),
        (spoil("00" * 31), "empty or damaged"),
        (spoil("not hexadecimal"), "empty or damaged"),
        (lambda folder: (folder / "0001.key").chmod(0o644), "Others can read"),
        (lambda folder: folder.chmod(0o755), "Others can read"),
        (lambda folder: (folder / "current.key").touch(0o600), "not named like a key"),
        (lambda folder: (folder / "0002.key").symlink_to(folder / "0001.key"), "is a link"),
        (lambda folder: (folder / "0002.key").mkdir(0o700), "can't be read"),
    ],
)
def test_a_key_that_is_damaged_or_open_to_others_is_refused(tmp_path, damage, words):
    open_keys(tmp_path / "keys", create=True)
    damage(tmp_path / "keys")
    with pytest.raises(ConfigurationError, match=words):
        open_keys(tmp_path / "keys", create=True)
