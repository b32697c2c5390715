"""The default policy as a commented TOML file: docs/policy.example.toml, and what ``peersupport policy`` prints."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, cast

from bot.domain.policy import Policy
from bot.settings.duration import write_duration
from bot.settings.policy_rules import KEYS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.policy import CrisisLine, Resource

_HEAD = """\
# How your organisation runs its programme. Every setting stands here with its default; keep those you change.
# Lengths of time are written like 10m, 4h, 2d or 1d12h, times of day like 07:00.
"""


_EMPTY = {
    "resources": ("topic", "name", "about", "url", "name_fr", "about_fr"),
    "crisis_lines": ("name", "number", "hours", "name_fr", "hours_fr"),
}
"""The fields of each row, for a list that has none yet."""
_BESIDE = {
    "crisis_lines": """\
# name_fr and hours_fr say the same in French, where the words are the site's own.
# In Canada take these in the place of 988 and the Physician Support Line:
#   [[crisis_lines]]
#   name = "Suicide Crisis Helpline (call or text)"
#   number = "9-8-8"
#   name_fr = "Ligne d'aide en cas de crise de suicide (appel ou texto)"
# It answers in English and in French, day and night; 911 is the same.""",
    "resources": "# name_fr and about_fr say the same in French, where the words are the site's own.",
}


def draw_policy(policy: Policy | None = None) -> str:
    """The TOML text of a policy, each setting under its meaning and range; reading it gives the policy again."""
    shown = policy or Policy()
    whole = {one.name: getattr(shown, one.name) for one in fields(shown)}
    tables = {name: _as_table(value) for name, value in whole.items() if name in TABLES}
    lists = {name: whole.pop(name) for name in ("crisis_lines", "resources")}
    plain = {name: value for name, value in whole.items() if name not in TABLES}
    blocks = [_HEAD, *_settings(plain, "")]
    for name, table in tables.items():
        blocks += [f"\n# {TABLES[name]}\n[{name}]\n", *_settings(table, f"{name}.")]
    for name, rows in lists.items():
        blocks += _rows(name, rows)
    return "\n".join(blocks)


def _as_table(value: object) -> Mapping[str, object]:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return {str(key): days for key, days in cast("Mapping[object, object]", value).items()}


def _settings(table: Mapping[str, object], path: str) -> Iterator[str]:
    for name, value in table.items():
        rule = KEYS[path + name]
        about = "\n# ".join(rule.about.splitlines())
        allowed = f" {rule.allowed.capitalize()}." if _has_range(value) and rule.most else ""
        yield f"# {about}{allowed}\n{name} = {_literal(value)}\n"


def _has_range(value: object) -> bool:
    return isinstance(value, int | timedelta | tuple) and not isinstance(value, bool)


def _rows(key: str, rows: tuple[CrisisLine, ...] | tuple[Resource, ...]) -> Iterator[str]:
    yield f"\n# {KEYS[key].about}"
    yield _BESIDE[key]
    if not rows:
        yield from (f"# {name}: {KEYS[f'{key}.{name}'].about}" for name in _EMPTY[key])
    for row in rows:
        yield f"[[{key}]]"
        yield from (f"{name} = {_literal(value)}" for name, value in asdict(row).items() if _worth(name, value))
        yield ""


def _worth(name: str, value: object) -> bool:
    """The site's own French stands there only once there is some."""
    return bool(value) or not name.endswith("_fr")


def _literal(value: object) -> str:
    """A value as TOML writes it; its basic strings are escaped as in JSON."""
    if isinstance(value, timedelta):
        return json.dumps(write_duration(value))
    if isinstance(value, time):
        return json.dumps(value.isoformat("minutes"))
    return json.dumps(value, ensure_ascii=False)
