"""The policy file: TOML to Policy, with every mistake named at once in words for the administrator."""

from __future__ import annotations

import json
import tomllib
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast, get_type_hints

from bot.domain.errors import ConfigurationError
from bot.domain.policy import CrisisLine, Plan, Policy, Resource
from bot.settings.policy_rules import KEYS, conflicts
from bot.settings.policy_values import READERS, WrongValueError, read_addresses, read_codes, read_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MOST_LINES = 6
_MOST_RESOURCES = 100
_MOST_SHOWN = 60  # characters


def read_policy(text: str, source: str) -> Policy:
    """The policy that a text describes; ``source`` is its file's name. ConfigurationError lists every mistake."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{source}: this is not TOML: {error}.") from error
    reader = _Reader()
    policy = reader.table(Policy, raw)
    problems = reader.problems or list(conflicts(policy))
    if problems:
        raise ConfigurationError("\n".join(f"{source}: {problem}." for problem in problems))
    return policy


@dataclass(frozen=True)
class _Reader:
    """Reads tables into dataclasses; notes what is wrong and goes on, so that all of it is reported."""

    problems: list[str] = field(default_factory=list[str])

    def table(self, kind: type[Any], raw: dict[str, object], path: str = "") -> Any:  # noqa: ANN401 - a ``kind``
        """The dataclass that a TOML table describes; a value that is wrong or missing keeps its default."""
        needed = [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
        self.problems.extend(f"{path}{name} is missing" for name in needed if name not in raw)
        hints = get_type_hints(kind)
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
            self.problems.append(f"{key} is {_shown(raw)}; it must be {wrong}")
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
            self.problems.append(f"{key} is {_shown(raw)}; it must be {wrong}")
            return ()

    def lines(self, raw: object) -> tuple[CrisisLine, ...]:
        """The crisis lines: at least one, so that nobody in danger finds an empty list."""
        rows = cast("list[object]", raw) if isinstance(raw, list) else []
        if not 1 <= len(rows) <= _MOST_LINES:
            raise WrongValueError(f"1 to {_MOST_LINES} tables that begin with [[crisis_lines]]")
        return tuple(
            self.table(CrisisLine, _table(row), f"crisis_lines[{number}].") for number, row in enumerate(rows, start=1)
        )

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

    def specialties(self, raw: object) -> tuple[str, ...]:
        """The groups of the report that are large enough."""
        return read_codes(raw, "report.specialties")

    def _name_unknown(self, raw: Iterable[str], known: Iterable[str], path: str) -> None:
        names = list(known)
        for name in raw:
            if name not in names:
                self.problems.append(f"{path}{name} is not a setting{_suggestion(name, names, path)}")


_COMPOUND: dict[str, Callable[[_Reader, object], object]] = {
    "plans": _Reader.plans,
    "crisis_lines": _Reader.lines,
    "resources": _Reader.resources,
    "urgent.on_call": _Reader.on_call,
    "report.specialties": _Reader.specialties,
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


def _shown(raw: object) -> str:
    """A value as it stands in the file, shortened."""
    text = json.dumps(raw, ensure_ascii=False, default=str)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
