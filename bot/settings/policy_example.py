"""The default policy as a commented TOML file: docs/policy.example.toml, and what ``peersupport policy`` prints."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, cast

from bot.domain.policy import Policy
from bot.settings.duration import write_duration
from bot.settings.lines import draw_line
from bot.settings.lines.rows import KEYS as LINE_KEYS
from bot.settings.policy_rules import KEYS, TABLES
from bot.settings.presets import PRESETS, WHAT_TO_IMPORT
from bot.settings.rotas import KEYS as ROTA_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.lines import Call
    from bot.domain.policy import Resource, Rota
    from bot.settings.presets import Chosen, Preset

_HEAD = """\
# How your organisation runs its programme. Every setting stands here with its default; keep those you change.
# Lengths of time are written like 10m, 4h, 2d or 1d12h, times of day like 07:00.
"""


_PRESETS_HEAD = """\
# Presets

`preset = "ubc"` in the policy file makes the settings of that programme hold where the file itself says nothing. Drawn
from `bot/settings/presets.py`; `peersupport policy --presets` prints it. A dot is our own default. These are the few
rules that the programmes tell in public; where a source gives no number, the number is ours and says so.
"""


_EMPTY = {
    "resources": ("topic", "name", "about", "url", "name_fr", "about_fr", "off"),
    "crisis_lines": LINE_KEYS,
}
"""The fields of each row, for a list that has none yet."""
_BESIDE = {
    "crisis_lines": """\
# The packs of the countries have the public lines. Add what only you know, such as:
#   [[crisis_lines]]
#   purpose = "support"
#   name = "Employee assistance"
#   number = "+1 617 555 0100"
#   hours = "Mon-Fri 08:00-20:00 America/New_York"
# Sites elsewhere have tables of their own, under their codes of the roster:
#   [sites.paris]
#   country = "FR"
#   [[sites.paris.crisis_lines]]""",
    "resources": "# name_fr and about_fr say the same in French, where the words are the site's own.",
}


_NOT_DRAWN = {
    "limits_of_confidence_in",
    "lines",
    "site_lines",
    "home_lines",
    "is_trial",
    "crisis_lines",
    "sites",
    "lines_called",
    "resources",
    "rota",
}


def draw_policy(policy: Policy | None = None) -> str:
    """The TOML text of a policy, each setting under its meaning and range; reading it gives the policy again."""
    shown = policy or Policy()
    whole = {one.name: getattr(shown, one.name) for one in fields(shown) if one.name not in _NOT_DRAWN}
    if not shown.crisis_reviewed_on:
        del whole["crisis_reviewed_on"]
    tables = {name: _as_table(value) for name, value in whole.items() if name in TABLES}
    plain = {name: value for name, value in whole.items() if name not in TABLES}
    blocks = [_HEAD, *_settings(plain, "")]
    for name, table in tables.items():
        blocks += [f"\n# {TABLES[name]}\n[{name}]\n", *_settings(table, f"{name}.")]
    blocks += _lines(shown)
    blocks += _rows("resources", shown.resources)
    blocks += _rotas(shown.rota)
    return "\n".join(blocks)


def draw_differences(policy: Policy) -> str:
    """What differs from the defaults, as a policy file: each with its default, and with its source if a preset set it.

    Empty if nothing does.
    """
    defaults = Policy()
    changed = {
        one.name: value
        for one in fields(policy)
        if one.name not in _NOT_DRAWN and (value := getattr(policy, one.name)) != getattr(defaults, one.name)
    }
    blocks = list(_changed({name: value for name, value in changed.items() if name not in TABLES}, policy, ""))
    for name in (name for name in changed if name in TABLES):
        before = _as_table(getattr(defaults, name))
        table = {key: value for key, value in _as_table(changed[name]).items() if value != before[key]}
        blocks += [f"[{name}]", *_changed(table, policy, f"{name}.")]
    if policy.crisis_lines or policy.sites or policy.lines_called or policy.limits_of_confidence_in:
        blocks += [line for block in _lines(policy) for line in block.splitlines() if not line.startswith("#")]
    if policy.resources != defaults.resources:
        blocks += _rows("resources", policy.resources)
    if policy.rota:
        blocks += _rotas(policy.rota)
    return "\n".join(blocks)


def _changed(values: Mapping[str, object], policy: Policy, path: str) -> Iterator[str]:
    preset = PRESETS.get(policy.preset)
    for name, value in values.items():
        chosen = preset.chosen(path + name) if preset else None
        own = "" if chosen is None or _literal(value) != _literal(chosen.value) else f" {_preset_note(chosen)}"
        table = path.removesuffix(".")
        before = _as_table(getattr(Policy(), table))[name] if table else getattr(Policy(), name)
        yield f"# Default: {_literal(before)}.{own}\n{name} = {_literal(value)}\n"


def _preset_note(chosen: Chosen) -> str:
    """Why a preset sets this, and where that was read."""
    return f"By the preset: {chosen.says} ({chosen.source})."


def draw_presets() -> str:
    """The presets beside each other, as a page: each setting with what its source says, and what has to be imported."""
    keys = list(dict.fromkeys(one.key for preset in PRESETS.values() for one in preset.settings))
    head = ("setting", "default", *PRESETS)
    rows = [(f"`{key}`", f"`{_default_of(key)}`", *(_cell(preset, key) for preset in PRESETS.values())) for key in keys]
    lines = [_PRESETS_HEAD, *(" | ".join(("", *row, "")).strip() for row in (head, ["---"] * len(head), *rows))]
    for preset in PRESETS.values():
        lines += ["", f"## `{preset.name}`: {preset.programme}", ""]
        lines += [
            f"- `{one.key} = {_literal(one.value)}`: {one.says} <https://{one.source}>" for one in preset.settings
        ]
        lines += [f"- To import: {WHAT_TO_IMPORT[one]}." for one in preset.imports]
    return "\n".join((*lines, ""))


def _default_of(key: str) -> str:
    table, _, name = key.rpartition(".")
    return _literal(_as_table(getattr(Policy(), table))[name] if table else getattr(Policy(), name))


def _cell(preset: Preset, key: str) -> str:
    chosen = preset.chosen(key)
    return f"`{_literal(chosen.value)}`" if chosen else "·"


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


def _lines(policy: Policy) -> Iterator[str]:
    yield f"\n# {KEYS['crisis_lines'].about}"
    yield _BESIDE["crisis_lines"]
    yield from (f"# {name}: {KEYS[f'crisis_lines.{name}'].about}" for name in _EMPTY["crisis_lines"])
    for line in policy.crisis_lines:
        yield from (*draw_line(line, "crisis_lines"), "")
    for code, site in policy.sites.items():
        yield f"[sites.{code}]"
        yield from (f"{name} = {_literal(value)}" for name in ("country", "region") if (value := getattr(site, name)))
        for line in site.crisis_lines:
            yield from (*draw_line(line, f"sites.{code}.crisis_lines"), "")
    yield f"\n# {KEYS['lines_called'].about}\n[lines_called]"
    yield from (f"{_literal(key)} = {_call(call)}" for key, call in policy.lines_called.items())
    yield f"\n# {KEYS['limits_of_confidence_in'].about}\n[limits_of_confidence_in]"
    yield from (f"{code} = {_literal(text)}" for code, text in policy.limits_of_confidence_in.items())


def _call(call: Call) -> str:
    return _literal(call.on.isoformat() if call.works else f"wrong {call.on.isoformat()}")


def _rows(key: str, rows: tuple[Resource, ...]) -> Iterator[str]:
    yield f"\n# {KEYS[key].about}"
    yield _BESIDE[key]
    if not rows:
        yield from (f"# {name}: {KEYS[f'{key}.{name}'].about}" for name in _EMPTY[key])
    for row in rows:
        yield f"[[{key}]]"
        yield from (f"{name} = {_literal(value)}" for name, value in asdict(row).items() if _worth(name, value))
        yield ""


def _rotas(rotas: tuple[Rota, ...]) -> Iterator[str]:
    yield f"\n# {KEYS['rota'].about}"
    yield from (f"# {name}: {about}" for name, about in ROTA_KEYS.items())
    yield ""
    for one in rotas:
        yield "[[rota]]"
        for name in ROTA_KEYS:
            value: object = getattr(one, name)
            written = _inline(cast("object", value)) if isinstance(value, tuple) else _literal(value)
            yield f"{name} = {written}"
        yield ""


def _inline(pairs: object) -> str:
    """A table on one line."""
    rows = cast("tuple[tuple[str, str], ...]", pairs)
    return "{ " + ", ".join(f"{_literal(name)} = {_literal(str(value))}" for name, value in rows) + " }"


def _worth(name: str, value: object) -> bool:
    """The site's own French stands there only once there is some."""
    return bool(value) or not name.endswith(("_fr", "off"))


def _literal(value: object) -> str:
    """A value as TOML writes it; its basic strings are escaped as in JSON."""
    if isinstance(value, timedelta):
        return json.dumps(write_duration(value))
    if isinstance(value, time):
        return json.dumps(value.isoformat("minutes"))
    return json.dumps(value, ensure_ascii=False)
