"""The directory from other systems' files: joined by id and mail, with the reporting line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.domain.people import Listed, PersonId, Traits
from bot.roster_file.cells import WrongCellError
from bot.roster_file.columns import BY_NAME
from bot.roster_file.csv_reading import Problem, RosterFileError, left_out, open_sheet, shorten
from bot.roster_file.entries import address_of
from bot.roster_file.json_people import looks_like_json, people_of
from bot.roster_file.reporting_line import Named, resolve
from bot.roster_file.shapes import FIELDS, mapped, recognised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.roster_file.csv_reading import Sheet
    from bot.roster_file.reporting_line import Lines

_TRAITS = ("profession", "level", "specialty", "department", "site", "languages")
_KEYS = ("id", "entra_id", "slack_id", "address", "mail", "user_name")
_GONE = ("no", "false", "0", "faux", "non", "f", "n")
_GONE_WORDS = ("terminated", "inactive", "deactivated", "left", "retired", "disabled", "inactif", "parti")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One line of a file, by the names of ``shapes.FIELDS``; ``file`` is its number among the files, from 0."""

    file: int
    line: int
    cells: Mapping[str, str] = field(repr=False)

    def says(self, name: str) -> str:
        """The cell; empty where the file has none."""
        return self.cells.get(name, "")

    @property
    def name(self) -> str:
        """The person's name, put together where it stands in two columns."""
        return self.says("name") or " ".join(filter(None, (self.says("first"), self.says("last"))))

    @property
    def key(self) -> str:
        """What the person is known by: an id of the file, else the address, else the mail."""
        return next((text for name in _KEYS if (text := self.says(name))), "")

    @property
    def mails(self) -> tuple[str, ...]:
        """In small letters; the main one first."""
        found = (self.says(name).strip().lower() for name in ("mail", "user_name"))
        return tuple(dict.fromkeys(one for one in found if "@" in one))

    @property
    def left(self) -> bool:
        """Whether the file says that they are gone."""
        state = self.says("active").casefold()
        return state in _GONE or state.startswith(_GONE_WORDS)


@dataclass(frozen=True)
class Source:
    """One file as it was read. ``sheet`` is None for JSON."""

    found: list[Found]
    problems: tuple[Problem, ...] = ()
    sheet: Sheet | None = None


@dataclass(frozen=True)
class Foreign:
    """All that other systems' files say. ``people`` are those with an address; ``found`` everybody."""

    people: list[Listed]
    found: list[Found]
    lines: Lines
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    left_out: str = ""


def is_ours(raw: bytes) -> bool:
    """Whether a file is the product's own: CSV with a column ``address``."""
    return not looks_like_json(raw) and "address" in open_sheet(raw, ("address", "name")).head


def read_foreign(files: Sequence[bytes], *, mapping: str = "", tenant: str = "", team: str = "") -> Foreign:
    """Everybody of these files; raises RosterFileError for what concerns a whole file.

    ``tenant`` and ``team``: where ids of Entra and Slack belong. ``mapping``: a mapping file's text.
    """
    sources = _sources(files, mapping)
    found = [one for source in sources for one in source.found]
    whole, problems = _each_once(found)
    problems = [*(one for source in sources for one in source.problems), *problems]
    lines = resolve([_named(one) for one in found if one.key])
    notes = [*lines.notes, *(note for one in whole for note in _left_out(one))]
    people: list[Listed] = []
    addresses = {one.key: address for one in whole if (address := _address(one, tenant, team))}
    for one in _taken(whole):
        if one.key in addresses:
            listed, wrong = _listed(one, addresses, lines)
            people.append(listed)
            notes += wrong
    without = sum(1 for one in _taken(whole) if one.key not in addresses)
    if without:
        said = (
            "have no Slack or Teams id, so the bot can't know them: name a second file that has ids and the same mails"
        )
        notes.append(Problem(0, "", f"{without} people {said}"))
    sheet = next((source.sheet for source in sources if source.sheet), None)
    return Foreign(people, whole, lines, tuple(problems), tuple(notes), left_out(sheet, problems) if sheet else "")


def _sources(files: Sequence[bytes], mapping: str) -> list[Source]:
    pages = [raw for raw in files if looks_like_json(raw)]
    read = [_sheet(number, raw, mapping) for number, raw in enumerate(files) if not looks_like_json(raw)]
    if pages:
        people, problems = people_of(pages)
        read.append(Source([Found(file=len(files), line=line, cells=cells) for line, cells in people], tuple(problems)))
    return read


def _sheet(number: int, raw: bytes, mapping: str) -> Source:
    sheet = open_sheet(raw, FIELDS)
    columns = mapped(mapping, sheet.head) if mapping else recognised(sheet.head)
    if not {"name", "first", "last"} & columns.keys() or not set(_KEYS) & columns.keys():
        raise RosterFileError(
            f"The columns {', '.join(map(shorten, sheet.head))} are not known. "
            f'Name them in a mapping file (--mapping): lines such as mail = "Work e-mail", for {", ".join(FIELDS)}.'
        )
    found = [
        Found(file=number, line=line.number, cells={name: line.cells[header] for name, header in columns.items()})
        for line in sheet.lines
    ]
    needs_id = "id" in columns or "entra_id" in columns
    problems = [
        Problem(one.line, "id", "is empty: nothing tells this person from another")
        for one in found
        if not (one.says("id") or one.says("entra_id") if needs_id else one.key)
    ]
    bad = {one.line for one in problems}
    wanted = [place for place, header in enumerate(sheet.head) if header in columns.values()]
    known = {line: [cells[at] for at in wanted if at < len(cells)] for line, cells in sheet.raw.items()}
    read = replace(sheet, raw=known)  # what is no business of ours is not written into a further file
    return Source([one for one in found if one.line not in bad], (*sheet.problems, *problems), read)


def _each_once(found: Iterable[Found]) -> tuple[list[Found], list[Problem]]:
    """Everybody once: further files add what is empty, matched by id or by a mail that one person of a file has."""
    whole: dict[str, Found] = {}
    problems: list[Problem] = []
    by_mail: dict[str, set[str]] = {}
    for one in found:
        before = whole.get(one.key) or _of_mail(one, whole, by_mail)
        if before is None:
            whole[one.key] = one
            for mail in one.mails:
                by_mail.setdefault(mail, set()).add(one.key)
        elif before.file == one.file:
            said = f"{shorten(one.key)} stands on line {before.line} already"
            problems.append(Problem(one.line, "id", said))
        else:
            more = {name: text for name, text in one.cells.items() if text and not before.says(name)}
            whole[before.key] = replace(before, cells={**before.cells, **more, "id": before.key})
    return list(whole.values()), problems


def _of_mail(one: Found, whole: Mapping[str, Found], by_mail: Mapping[str, set[str]]) -> Found | None:
    keys = {key for mail in one.mails for key in by_mail.get(mail, ())}
    other = [key for key in keys if whole[key].file != one.file]
    return whole[other[0]] if len(other) == 1 else None


def _named(one: Found) -> Named:
    return Named(
        line=one.line,
        key=one.key,
        name=one.name,
        mails=one.mails,
        manager=one.says("manager"),
        manager_id=one.says("manager_id"),
        left=one.left,
        said=bool(one.says("manager_said")),
    )


def _taken(whole: Iterable[Found]) -> Iterator[Found]:
    return (one for one in whole if not one.left and not list(_left_out(one)))


def _left_out(one: Found) -> Iterator[Problem]:
    """Whoever is no colleague: a guest, or an account that nothing names as a person's; each is told of."""
    if one.says("kind").casefold() == "guest":
        yield Problem(one.line, "", "a guest of another organisation: left out")
    elif "first" in one.cells and not (one.says("first") or one.says("last")):
        yield Problem(one.line, "", "no first or last name, so perhaps a room or a service: left out")


def _address(one: Found, tenant: str, team: str) -> PersonId | None:
    written = [one.says("address")]
    if tenant and one.says("entra_id"):
        written.append(f"teams:{tenant}/{one.says('entra_id')}")
    slack = one.says("slack_id") or one.says("id")
    if team and slack:
        written.append(f"slack:{team}/{slack.upper()}")
    for text in filter(None, written):
        try:
            return PersonId(str(address_of(text, pretended=False)))
        except WrongCellError:
            continue
    return None


def _listed(one: Found, addresses: Mapping[str, PersonId], lines: Lines) -> tuple[Listed, list[Problem]]:
    """The person; a trait that can't be read is left empty and told of."""
    traits, problems, zone = Traits(), list[Problem](), ""
    for name in (*_TRAITS, "timezone"):
        text = one.says(name)
        try:
            value = BY_NAME[name].value(text) if text else None
        except WrongCellError as error:
            problems.append(Problem(one.line, name, f"{shorten(text)} is left out; it must be {error}"))
            continue
        if name == "timezone":
            zone = str(value or "")
        elif value is not None:
            traits = BY_NAME[name].into(traits, value)
    managers, whole = _addressed(one.key, addresses, lines)
    known = one.key in lines.known and whole
    return Listed(
        person=addresses[one.key], name=one.name, traits=traits, timezone=zone, managers=managers, line_known=known
    ), problems


def _addressed(key: str, addresses: Mapping[str, PersonId], lines: Lines) -> tuple[tuple[PersonId, ...], bool]:
    """The nearest managers who have an address, through those who have none, and whether no line broke on the way."""
    found: dict[PersonId, None] = {}
    seen, level, whole = {key}, [*lines.managers.get(key, ())], True
    while level:
        one = level.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if one in addresses:
            found[addresses[one]] = None
        else:
            whole = whole and one in lines.known
            level += lines.managers.get(one, ())
    return tuple(found), whole
