"""The site's own rows of crisis lines: from TOML to a line and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar, cast

from bot.domain.errors import PeerSupportError
from bot.domain.lines import Audience, Cost, Kind, Line, Purpose, Way, WrongLineError, read_opening_hours
from bot.domain.lines.opening_hours import write_opening_hours
from bot.domain.lines.reading import Beside, read_ways
from bot.domain.typed.phone import is_emergency

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AChoice = TypeVar("AChoice", Purpose, Audience, Cost)
NAME, OTHER = 60, 200
"""The longest name, and the longest other text, in characters."""
KEYS = (
    "purpose",
    "name",
    "name_fr",
    "number",
    "hours",
    "hours_fr",
    "languages",
    "audience",
    "cost",
    "anonymous",
    "unlisted",
    "source",
    "checked_on",
)


@dataclass(frozen=True)
class LineReader:
    """Reads one row. ``country``: where its number is dialled; ``zone``: of hours that name none."""

    country: str
    zone: str

    def read(self, row: Mapping[str, object]) -> Line:
        """The line; WrongLineError says which key is wrong, and how."""
        name, given = _text(row, "name", NAME, needed=True), _numbers(row)
        purpose = _choice(row, "purpose", Purpose) or self._purpose(given)
        try:
            hours = read_opening_hours(_text(row, "hours", NAME), note_fr=_text(row, "hours_fr", NAME), zone=self.zone)
            beside = Beside(
                region=self.country,
                purpose=purpose,
                hours=hours,
                languages=_languages(row),
                unlisted=_flag(row, "unlisted"),
            )
            ways = tuple(way for text in given for way in read_ways(text, beside))
            return Line(
                purpose=purpose,
                name=name,
                ways=ways,
                name_fr=_text(row, "name_fr", NAME),
                audience=_choice(row, "audience", Audience) or Audience.EVERYBODY,
                cost=_choice(row, "cost", Cost) or Cost.UNKNOWN,
                anonymous=_flag(row, "anonymous"),
                country=self.country,
                source=_text(row, "source", OTHER),
                checked_on=_day(row),
            )
        except PeerSupportError as error:
            raise WrongLineError(f"a line that can be reached: {error}") from error

    def _purpose(self, given: tuple[str, ...]) -> Purpose:
        """A row that does not say so is an emergency line if its number is one, else a crisis line."""
        plain = "".join(sign for sign in given[0] if sign.isdigit())
        return Purpose.EMERGENCY if is_emergency(plain, self.country) else Purpose.CRISIS


def _numbers(row: Mapping[str, object]) -> tuple[str, ...]:
    raw = row.get("number", "")
    texts = cast("list[object]", raw) if isinstance(raw, list) else [raw]
    numbers = tuple(one.strip() for one in texts if isinstance(one, str) and 0 < len(one.strip()) <= OTHER)
    if not numbers or len(numbers) < len(texts) or len(numbers) > len(Kind) + 1:
        raise WrongLineError('a table with number = "988", or up to four in brackets')
    return numbers


def _text(row: Mapping[str, object], key: str, longest: int, *, needed: bool = False) -> str:
    raw = row.get(key, "")
    if not isinstance(raw, str) or len(raw.strip()) > longest or (needed and not raw.strip()):
        raise WrongLineError(f"a table whose {key} is a text of {int(needed)} to {longest} characters")
    return raw.strip()


def _choice(row: Mapping[str, object], key: str, kind: type[AChoice]) -> AChoice | None:
    raw = row.get(key, "")
    if raw == "":
        return None
    try:
        return kind(cast("str", raw))
    except ValueError as error:
        raise WrongLineError(f"a table whose {key} is one of {', '.join(kind)}") from error


def _flag(row: Mapping[str, object], key: str) -> bool:
    raw = row.get(key, False)
    if isinstance(raw, bool):
        return raw
    raise WrongLineError(f"a table whose {key} is true or false")


def _languages(row: Mapping[str, object]) -> tuple[str, ...]:
    raw = row.get("languages", [])
    texts = cast("list[object]", raw) if isinstance(raw, list) else [None]
    codes = tuple(
        one for one in texts if isinstance(one, str) and one.isalpha() and one.islower() and len(one) in {2, 3}
    )
    if len(codes) < len(texts):
        raise WrongLineError('a table whose languages are codes in brackets, such as ["en", "fr"]')
    return codes


def _day(row: Mapping[str, object]) -> date | None:
    raw = row.get("checked_on", "")
    if raw == "":
        return None
    try:
        return raw if isinstance(raw, date) else date.fromisoformat(cast("str", raw))
    except (TypeError, ValueError) as error:
        raise WrongLineError("a table whose checked_on is a date such as 2026-08-03") from error


def draw_line(line: Line, table: str) -> Iterator[str]:
    """The row as TOML; it reads as the same line again."""
    yield f"[[{table}]]"
    yield f"purpose = {_quoted(line.purpose)}"
    yield f"name = {_quoted(line.name)}"
    numbers = [_written(one) for one in line.ways]
    shown = ", ".join(map(_quoted, numbers))
    yield f"number = {shown if len(numbers) == 1 else f'[{shown}]'}"
    first = line.ways[0]
    texts = {
        "name_fr": line.name_fr,
        "hours": write_opening_hours(first.hours),
        "hours_fr": first.hours.note_fr,
        "audience": line.audience,
        "cost": line.cost,
        "source": line.source,
    }
    yield from (f"{key} = {_quoted(text)}" for key, text in texts.items() if text and text not in _USUAL)
    if first.languages:
        yield f"languages = [{', '.join(map(_quoted, first.languages))}]"
    flags = {"anonymous": line.anonymous, "unlisted": first.unlisted}
    yield from (f"{key} = true" for key, is_so in flags.items() if is_so)
    if line.checked_on:
        yield f"checked_on = {line.checked_on.isoformat()}"


_USUAL = {"always", Audience.EVERYBODY, Cost.UNKNOWN}


def _written(way: Way) -> str:
    match way.kind:
        case Kind.CHAT:
            return way.url
        case Kind.TEXT:
            return f"text {way.keyword} to {way.text}" if way.keyword else f"text {way.text}"
        case Kind.CALL:
            behind = f", option {way.option}" if way.option else ""
            return way.text + (f" ext. {way.extension}" if way.extension else behind)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
