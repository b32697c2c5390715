"""Writes what was answered: the policy file, the variables, the first key and the roster; all of it, or nothing.

What stands in a file already stays, with its comments. Nobody loses a role, and a key is never replaced.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from dotenv import set_key

from bot import settings
from bot.app.administration.roster_changes import enrol
from bot.app.first_day.checks import country_and_region, supporters_named, variables_of
from bot.app.first_day.people import entry_of, is_roster_file, read_roster_file
from bot.app.first_day.present import BACKUP_DIR, KEY_DIR, POLICY
from bot.app.first_day.questions import LIMITS, OFFICES
from bot.app.keys import init as make_first_key
from bot.domain.errors import ConfigurationError
from bot.domain.lines import Purpose
from bot.domain.people import Role
from bot.roster_file.diff import Choices, compare
from bot.settings.place import place_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from bot.app.first_day.checks import Checking
    from bot.app.first_day.present import Present
    from bot.app.first_day.questions import Draft
    from bot.domain.people import Address
    from bot.ports import UnitOfWork
    from bot.roster_file.diff import Comparison
    from bot.roster_file.entries import Entry
    from bot.settings import Settings

_HEAD = "Written by `peersupport init`. `peersupport policy` shows what differs from the defaults, `--all` the rest."


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was done. ``made_key``: the first key was made, and has to be copied to a safe place."""

    settings: Settings
    roster: Comparison
    made_key: bool


def write(draft: Draft, at: Checking) -> Written:
    """Write everything. ConfigurationError or RosterFileError if something refuses: then both files are as before."""
    present = at.present
    text = policy_text(draft, present)
    settings.read_policy(text, str(present.policy_file))
    entries = entries_of(draft, at)
    with _as_before_if_it_fails(present.policy_file, present.env_file):
        _replace(present.policy_file, text)
        _write_variables(draft, present)
        configured = settings.load(present.env_file, serves=True)
        made_key = not any(configured.key_dir.glob("*.key"))
        if made_key:
            _make_folder(configured.key_dir.parent)
            make_first_key(configured)
        if configured.backup_dir is not None:
            _make_folder(configured.backup_dir)
        choices = Choices(timezone=configured.policy.timezone)
        found = enrol(configured, lambda work: compare(work, _with_held(entries, work), choices), apply=True)
    return Written(settings=configured, roster=found, made_key=made_key)


def policy_text(draft: Draft, present: Present) -> str:
    """The policy file with what was answered; everything else in it stays as it is written."""
    document: Any = tomlkit.parse(present.text)
    if not present.text.strip():
        document.add(tomlkit.comment(_HEAD))
    country, region = country_and_region(draft)
    place = place_of(country, region)
    moved = (country, region) != (present.raw.get("country"), present.raw.get("region", ""))
    plain = {"country": country, "region": region, "name": draft["name"].strip(), "phone": draft["phone"].strip()}
    if moved:  # a zone that was corrected by hand stays
        plain["timezone"] = place.timezone
    plain |= {key: draft.get(key, "").strip() for key in ("preset", "limits_signed_by", "limits_signed_on")}
    plain["limits_of_confidence"] = draft.get(f"{LIMITS}en", "").strip()
    _set(document, plain)
    if moved:
        _set(_table(document, "holidays"), {"country": country, "region": place.holidays_region})
    others = {code: draft.get(f"{LIMITS}{code}", "").strip() for code in place.languages if code != "en"}
    if any(others.values()):
        _set(_table(document, "limits_of_confidence_in"), others)
    if draft.get("line_name", "").strip():
        _set_line(document, draft)
    return tomlkit.dumps(document)


def _set(table: Any, values: Mapping[str, str]) -> None:  # noqa: ANN401 - a document, or a table of it
    """An empty answer empties what is there, and adds nothing."""
    for key, value in values.items():
        if value or key in table:
            multiline = "\n" in value
            table[key] = tomlkit.string(value, multiline=multiline) if multiline else value


def _table(document: Any, name: str) -> Any:  # noqa: ANN401 - tomlkit's own types
    if name not in document:
        document[name] = tomlkit.table()
    return document[name]


def _set_line(document: Any, draft: Draft) -> None:  # noqa: ANN401 - tomlkit's own types
    """The site's first support line; others stay."""
    if "crisis_lines" not in document:
        document["crisis_lines"] = tomlkit.aot()
    rows: Any = document["crisis_lines"]
    purposes = [row.get("purpose") for row in rows]
    if Purpose.SUPPORT not in purposes:
        rows.append(tomlkit.item({"purpose": str(Purpose.SUPPORT)}))
    own: Any = rows[purposes.index(Purpose.SUPPORT) if Purpose.SUPPORT in purposes else -1]
    own["name"], own["number"] = draft["line_name"].strip(), draft["line_number"].strip()
    if called := draft.get("line_called", "").strip():
        own["checked_on"] = date.fromisoformat(called)


def entries_of(draft: Draft, at: Checking) -> Sequence[Entry]:
    """Everybody who was named, each once with all the roles that they were named for."""
    text = draft.get("supporters", "")
    from_file = read_roster_file(text, at.today) if is_roster_file(text) else ()
    given: dict[str, object] = {"locale": place_of(*country_and_region(draft)).languages[0]}
    on = draft.get("trained_on", "").strip()
    trained = {**given, **({"trained_on": date.fromisoformat(on)} if on else {})}
    people = [*(entry_of(at.colleagues.find(draft[one]), [Role(one)], given) for one in OFFICES)]
    people += [entry_of(one, [Role.SUPPORTER], trained) for one in supporters_named(draft, at)]
    merged: dict[Address, Entry] = {}
    for one in (*from_file, *people):
        merged[one.address] = _merged(merged.get(one.address), one)
    return list(merged.values())


def _with_held(entries: Sequence[Entry], work: UnitOfWork) -> Sequence[Entry]:
    """Nobody loses a role that they have."""
    held = {one.person: one.roles for one in work.roster.everybody() if one.active}
    people = [(one, work.people.canonical(one.address)) for one in entries]
    return [_with_roles(one, one.roles | held.get(person, frozenset())) for one, person in people]


def _merged(first: Entry | None, second: Entry) -> Entry:
    """What a file says of somebody goes before what follows from the answers."""
    if first is None:
        return second
    return _with_roles(replace(first, given={**second.given, **first.given}), first.roles | second.roles)


def _with_roles(entry: Entry, roles: frozenset[Role]) -> Entry:
    return replace(entry, roles=roles, given={**entry.given, "role": roles})


def _write_variables(draft: Draft, present: Present) -> None:
    """In one step, for its owner only; what the environment itself says is not repeated."""
    wanted = variables_of(draft, present)
    changed = {name: value for name, value in wanted.items() if present.variables.values.get(name) != value}
    folders = {name: str(Path(draft[name].strip()).expanduser()) for name in (KEY_DIR, BACKUP_DIR)}
    changed |= {POLICY: str(present.policy_file), **folders}
    beside = present.env_file.with_name(f"{present.env_file.name}.new")
    before = present.env_file.read_text(encoding="utf-8") if present.env_file.exists() else ""
    try:
        _write_for_owner(beside, before)
        for name, value in changed.items():
            set_key(beside, name, value, quote_mode="auto", encoding="utf-8")
        beside.chmod(0o600)
        os.replace(beside, present.env_file)  # noqa: PTH105 - one call that is atomic
    finally:
        beside.unlink(missing_ok=True)


def _replace(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.new")
    try:
        _write_for_owner(beside, text)
        if file.exists():
            beside.chmod(file.stat().st_mode & 0o777)
        os.replace(beside, file)  # noqa: PTH105 - one call that is atomic
    except OSError as error:
        raise ConfigurationError(f"{file} can't be written: {error.strerror}.") from error
    finally:
        beside.unlink(missing_ok=True)


def _write_for_owner(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"The folder {folder} can't be created: {error.strerror}.") from error


@contextmanager
def _as_before_if_it_fails(*files: Path) -> Generator[None]:
    before = {file: file.read_bytes() if file.exists() else None for file in files}
    try:
        yield
    except BaseException:
        for file, text in before.items():
            if text is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(text)
        raise
