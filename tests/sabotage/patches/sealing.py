"""Bad patches to what makes the stored bytes unreadable: keys, sealing, blind indexes, buttons."""

from __future__ import annotations

from tests.sabotage.patch import Patch

_BOX, _KEYRING, _FOLDER = "store/sealing/box.py", "store/sealing/keyring.py", "store/sealing/folder.py"

PATCHES = (
    Patch(
        name="sealing without associated data",
        why="Whoever can write the database could put one person's case in the place of another's.",
        file=_BOX,
        before='return header + b"".join(_LENGTH.pack(len(part)) + part for part in parts)',
        after="return header",
        tests=("tests/store/test_sealing.py::test_a_value_moved_to_another_place_does_not_open",),
    ),
    Patch(
        name="one index key for every purpose",
        why="A thief of the file could follow one person from table to table.",
        file=_BOX,
        before='derive_key(self._root, f"{self._prefix} {purpose}")',
        after="derive_key(self._root, self._prefix)",
        tests=("tests/store/test_privacy.py::test_one_person_is_another_in_every_table",),
    ),
    Patch(
        name="recipients and supporters found under one purpose",
        why="Two columns that share a purpose show that a supporter is supported, too.",
        file="store/repositories/cases.py",
        before='_RECIPIENT, _SUPPORTER, _OFFER = "cases recipient", "cases supporter", "offer_index"',
        after='_RECIPIENT, _SUPPORTER, _OFFER = "cases recipient", "cases recipient", "offer_index"',
        tests=("tests/keys/test_thief.py::test_t8_no_person_can_be_followed_from_one_column_to_another",),
    ),
    Patch(
        name="fields without padding",
        why="The length of a sealed field tells whether somebody wrote a lot.",
        file=_BOX,
        before="return with_length(plain, small if needed <= small else -(-needed // large) * large)",
        after="return with_length(plain, needed if needed <= small else -(-needed // large) * large)",
        tests=("tests/store/test_sealing.py::test_lengths_are_hidden_in_two_sizes",),
    ),
    Patch(
        name="buttons without padding",
        why="The length of a button in a chat names its action to whoever exports the chat.",
        file="store/sealing/tokens.py",
        before="size = -(-(_LENGTH_BYTES + len(plain)) // _TOKEN_STEP) * _TOKEN_STEP",
        after="size = _LENGTH_BYTES + len(plain)",
        tests=("tests/store/test_sealing.py::test_a_token_is_short_url_safe_and_says_nothing_by_its_length",),
    ),
    Patch(
        name="a button opens for any reader",
        why="Whoever is shown somebody else's message could take a case with its button.",
        file="store/sealing/tokens.py",
        before='return Place("token", reader.platform, reader.account)',
        after='return Place("token", reader.platform, "")',
        tests=("tests/store/test_sealing.py::test_a_token_opens_for_its_reader_and_nobody_else",),
    ),
    Patch(
        name="the key of a day is never destroyed",
        why="Every old backup would stay readable for as long as it lies anywhere.",
        file="store/resealing.py",
        before="            scope.keyring.destroy(day)\n",
        after="            pass\n",
        tests=("tests/keys/test_days.py::test_a_key_is_destroyed_when_fourteen_days_have_passed_and_no_sooner",),
    ),
    Patch(
        name="the key of a day is destroyed too early",
        why="A backup of last week could not be restored.",
        file="store/resealing.py",
        before="if day <= today - WINDOW and not _is_needed(unit, used, day)}",
        after="if day < today - 1 and not _is_needed(unit, used, day)}",
        tests=("tests/keys/test_days.py::test_a_key_is_destroyed_when_fourteen_days_have_passed_and_no_sooner",),
    ),
    Patch(
        name="a key is destroyed although a row needs it",
        why="An open case would be lost, and nobody would reach out.",
        file="store/resealing.py",
        before="if day <= today - WINDOW and not _is_needed(unit, used, day)}",
        after="if day <= today - WINDOW}",
        tests=("tests/keys/test_days.py::test_a_key_that_a_row_needs_stays",),
    ),
    Patch(
        name="a key is deleted without being overwritten",
        why="Its bytes would stay on the disk, and with them what the backups hold.",
        file=_FOLDER,
        before="file.write(bytes(path.stat().st_size))",
        after='file.write(b"")',
        tests=("tests/keys/test_folder.py::test_a_destroyed_key_is_overwritten_before_it_is_deleted",),
    ),
    Patch(
        name="a key is used before it is on the disk",
        why="A power cut would leave rows that no key in the world opens.",
        file=_FOLDER,
        before="        file.write(text)\n        file.flush()\n        os.fsync(file.fileno())\n",
        after="        file.write(text)\n",
        tests=("tests/keys/test_folder.py::test_a_key_is_on_the_disk_before_anybody_can_use_it",),
    ),
    Patch(
        name="a day's key that the disk refused is used all the same",
        why="After a restart nothing of that day could be read.",
        file=_KEYRING,
        before="        refused = NotSavedError()\n"
        '        refused.add_note("The key of this day can\'t be kept.")\n'
        "        raise refused\n",
        after="        made = {day: Period(secrets.token_bytes(KEY_BYTES), day) for day in days}\n"
        "        self._held = Held(held.programme, {**made, **held.periods})\n"
        "        return self._held\n",
        tests=("tests/keys/test_days.py::test_a_disk_that_refuses_the_key_of_the_day_is_said",),
    ),
    Patch(
        name="keys that everybody can read are accepted",
        why="Whoever has an account on the machine would have the keys.",
        file=_FOLDER,
        before="if stat.S_IMODE(mode) & 0o077:",
        after="if stat.S_IMODE(mode) & 0o020:",
        tests=("tests/store/test_sealing.py::test_a_key_that_is_damaged_or_open_to_others_is_refused",),
    ),
    Patch(
        name="the playground's key for a real clinic",
        why="A key that was made for a try is known to whoever tried.",
        file=_KEYRING,
        before="if not create and any(keys.is_playground(number) for number in programme):",
        after="if create and any(not number for number in programme):",
        tests=("tests/keys/test_folder.py::test_the_playgrounds_keys_are_refused_for_a_platform",),
    ),
    Patch(
        name="what stands in the clear on the roster is believed",
        why="Whoever can write the database could bring back somebody who has left.",
        file="store/repositories/roster.py",
        before="        if member.active != row.active:\n            raise SealBrokenError\n        return member\n",
        after="        return replace(member, active=row.active)\n",
        tests=("tests/keys/test_tampering.py::test_what_stands_in_the_clear_on_the_roster_must_agree",),
    ),
)
