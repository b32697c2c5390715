"""The policy file: TOML to Policy, with every mistake named at once in words for the administrator."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast, get_type_hints

from bot.domain.errors import ConfigurationError
from bot.domain.lines import Call, Line, WrongLineError
from bot.domain.policy import Plan, Policy, Resource, Site
from bot.settings.lines import LineReader, with_lines
from bot.settings.lines.rows import KEYS as LINE_KEYS
from bot.settings.policy_rules import KEYS, conflicts
from bot.settings.policy_values import (
    READERS,
    WrongValueError,
    country_code,
    read_addresses,
    read_call,
    read_codes,
    read_country,
    read_days,
    read_region,
)
from bot.settings.presets import with_preset
from bot.settings.rotas import read_rotas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.domain.policy import Rota

_MOST_LINES = 20
_MOST_SITES = 100
_MOST_RESOURCES = 100
_MOST_SHOWN = 60  # characters


def read_policy(text: str, source: str) -> Policy:
    """The policy that a text describes; ``source`` is its file's name. ConfigurationError lists every mistake."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{source}: this is not TOML: {error}.") from error
    reader = _Reader(_lines_here(raw))
    policy = reader.table(Policy, with_preset(raw))
    problems = reader.problems or [*conflicts(policy)]
    if not problems:
        try:
            policy = with_lines(policy)
        except ConfigurationError as error:
            problems = str(error).splitlines()
    if problems:
        raise ConfigurationError("\n".join(f"{source}: {problem}." for problem in problems))
    return policy


@dataclass(frozen=True)
class _Reader:
    """Reads tables into dataclasses; notes what is wrong and goes on, so that all of it is reported."""

    own_lines: LineReader
    problems: list[str] = field(default_factory=list[str])

    def table(self, kind: type[Any], raw: dict[str, object], path: str = "") -> Any:  # noqa: ANN401 - a ``kind``
        """The dataclass that a TOML table describes; a value that is wrong or missing keeps its default."""
        needed = [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
        self.problems.extend(f"{path}{name} is missing" for name in needed if name not in raw)
        hints = {name: hint for name, hint in get_type_hints(kind).items() if name not in _DERIVED}
        self._name_unknown(raw, hints, path)
        values = {name: self._value(hints[name], raw[name], path + name) for name in hints if name in raw}
        right = {name: value for name, value in values.items() if value is not None}
        return replace(kind(**dict.fromkeys(needed, "")), **right)

    def _value(self, hint: Any, raw: object, key: str) -> object:  # noqa: ANN401 - a type, or an alias of one
        try:
            if is_dataclass(hint):
                return self.table(cast("type[object]", hint), _table(raw), f"{key}.")
            return _COMPOUND[key](self, raw) if key in _COMPOUND else READERS[hint](raw, key)
        except WrongValueError as wrong:
            self.problems.append(f"{key} is {_shorten(raw)}; it must be {wrong}")
            return None

    def plans(self, raw: object) -> dict[Plan, tuple[int, ...]]:
        """Every plan; one that is not given keeps its days."""
        table, plans = _table(raw), Policy().plans
        self._name_unknown(table, [plan.value for plan in Plan], "plans.")
        for name in (name for name in table if name in plans):
            plans[Plan(name)] = self._days(table[name], f"plans.{name}")
        return plans

    def _days(self, raw: object, key: str) -> tuple[int, ...]:
        try:
            return read_days(raw, key)
        except WrongValueError as wrong:
            self.problems.append(f"{key} is {_shorten(raw)}; it must be {wrong}")
            return ()

    def crisis_lines(self, raw: object) -> tuple[Line, ...]:
        """The site's own lines, where the programme is."""
        return self._lines(raw, "crisis_lines", "")

    def _lines(self, raw: object, key: str, country: str) -> tuple[Line, ...]:
        rows = cast("list[object]", raw) if isinstance(raw, list) else []
        if not 1 <= len(rows) <= _MOST_LINES:
            raise WrongValueError(f"1 to {_MOST_LINES} tables that begin with [[{key}]]")
        reader = replace(self.own_lines, country=country) if country else self.own_lines
        return tuple(
            line for number, row in enumerate(rows, 1) if (line := self._line(reader, row, f"{key}[{number}]"))
        )

    def _line(self, reader: LineReader, raw: object, path: str) -> Line | None:
        try:
            row = _table(raw)
            self._name_unknown(row, LINE_KEYS, f"{path}.")
            self.problems.extend(f"{path}.{name} is missing" for name in ("name", "number") if name not in row)
            return reader.read(row) if "name" in row and "number" in row else None
        except (WrongValueError, WrongLineError) as wrong:
            self.problems.append(f"{path} is {_shorten(raw)}; it must be {wrong}")
            return None

    def sites(self, raw: object) -> dict[str, Site]:
        """The sites that have lines of their own, each under its code of the roster."""
        table = _table(raw)
        if len(table) > _MOST_SITES or not all(re.fullmatch(r"[a-z0-9_]{1,40}", code) for code in table):
            raise WrongValueError(f"at most {_MOST_SITES} tables such as [sites.paris], under the roster's codes")
        return {code: self._site(code, _table(row)) for code, row in table.items()}

    def _site(self, code: str, row: dict[str, object]) -> Site:
        self._name_unknown(row, ("country", "region", "crisis_lines"), f"sites.{code}.")
        given = [self._code(row.get(key, ""), key, f"sites.{code}.{key}") for key in ("country", "region")]
        site = Site(country=given[0], region=given[1])
        path = f"sites.{code}.crisis_lines"
        rows = self._lines(row["crisis_lines"], path, site.country) if "crisis_lines" in row else ()
        return replace(site, crisis_lines=rows)

    def _code(self, raw: object, key: str, path: str) -> str:
        try:
            return read_country(raw) if key == "country" else read_region(raw)
        except WrongValueError as wrong:
            self.problems.append(f"{path} is {_shorten(raw)}; it must be {wrong}")
            return ""

    def confidence(self, raw: object) -> dict[str, str]:
        """The limits of confidence by language."""
        rule = KEYS["limits_of_confidence_in"]
        texts = {code: text.strip() for code, text in _table(raw).items() if isinstance(text, str)}
        right = all(re.fullmatch(r"[a-z]{2}", code) and 1 <= len(text) <= rule.most for code, text in texts.items())
        if not right or len(texts) < len(_table(raw)) or "en" in texts:
            raise WrongValueError(f'texts of at most {rule.most} characters under codes of languages, such as fr = "…"')
        return texts

    def calls(self, raw: object) -> dict[str, Call]:
        """What came of the site's own calls, each under its line's country and name."""
        return {key: read_call(value) for key, value in _table(raw).items()}

    def resources(self, raw: object) -> tuple[Resource, ...]:
        """The catalogue; it may be empty."""
        rows = cast("list[object]", raw) if isinstance(raw, list) else [None]
        if len(rows) > _MOST_RESOURCES or not all(isinstance(row, dict) for row in rows):
            raise WrongValueError(f"at most {_MOST_RESOURCES} tables that begin with [[resources]]")
        return tuple(
            self.table(Resource, _table(row), f"resources[{number}].") for number, row in enumerate(rows, start=1)
        )

    def on_call(self, raw: object) -> tuple[str, ...]:
        """Who may be asked at any hour."""
        return read_addresses(raw, "urgent.on_call")

    def rotas(self, raw: object) -> tuple[Rota, ...]:
        """The calendars that say when people work, or are away."""
        return read_rotas(raw)

    def specialties(self, raw: object) -> tuple[str, ...]:
        """The groups of the report that are large enough."""
        return read_codes(raw, "report.specialties")

    def _name_unknown(self, raw: Iterable[str], known: Iterable[str], path: str) -> None:
        names = list(known)
        for name in raw:
            if name not in names and path + name not in _GONE:
                self.problems.append(f"{path}{name} is not a setting{_suggestion(name, names, path)}")


def _lines_here(raw: dict[str, object]) -> LineReader:
    """How the site's own lines are read: by values that stand beside them, which say themselves what is wrong."""
    texts = [value for key in ("country", "phone_region") if isinstance(value := raw.get(key), str) and value]
    zone = raw.get("timezone", Policy().timezone)
    return LineReader(country_code(texts[0]) if texts else "US", zone if isinstance(zone, str) else "")


_GONE = frozenset({"urgent.second_channel_tested_on", "urgent.test_page_weekday"})
"""What an earlier release printed, and what never did anything: a file that has it is still read."""
_DERIVED = {"lines", "site_lines", "home_lines", "is_trial"}
_COMPOUND: dict[str, Callable[[_Reader, object], object]] = {
    "plans": _Reader.plans,
    "crisis_lines": _Reader.crisis_lines,
    "sites": _Reader.sites,
    "lines_called": _Reader.calls,
    "limits_of_confidence_in": _Reader.confidence,
    "resources": _Reader.resources,
    "urgent.on_call": _Reader.on_call,
    "report.specialties": _Reader.specialties,
    "rota": _Reader.rotas,
}


def _table(raw: object) -> dict[str, object]:
    if isinstance(raw, dict):
        return cast("dict[str, object]", raw)
    raise WrongValueError("a table of settings")


def _suggestion(name: str, names: list[str], path: str) -> str:
    """The nearest key of this table, or the same key in another: lines are easily put under the wrong head."""
    near = [path + match for match in get_close_matches(name, names, 1)]
    elsewhere = [key for key in KEYS if key.rpartition(".")[2] == name]
    found = (near or elsewhere)[:1]
    return f" (did you mean {found[0]}?)" if found else ""


def _shorten(raw: object) -> str:
    """A value as it stands in the file, shortened."""
    text = json.dumps(raw, ensure_ascii=False, default=str)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
