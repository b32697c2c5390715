"""What is there before the questions are asked: the policy file, the variables, and who is on the roster."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from platformdirs import user_data_path

from bot import settings
from bot.app.administration.database import look
from bot.app.first_day.questions import LIMITS, OFFICES, SLACK, TEAMS, Kind
from bot.app.port_check import runs_here
from bot.domain.errors import ConfigurationError
from bot.domain.lines import Purpose
from bot.domain.people import Role
from bot.settings.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.people import Member

KEY_DIR, BACKUP_DIR, POLICY = "PEERSUPPORT_KEY_DIR", "PEERSUPPORT_BACKUP_DIR", "PEERSUPPORT_POLICY"


@dataclass(frozen=True, kw_only=True)
class Present:
    """What is there. ``raw``: the policy file as TOML gives it; ``members``: who is on the roster."""

    env_file: Path
    policy_file: Path
    variables: Variables = field(repr=False)
    text: str = ""
    raw: Mapping[str, object] = field(default_factory=dict[str, object])
    members: Sequence[Member] = field(default=(), repr=False)

    def has(self, name: str) -> bool:
        """Whether a secret is set."""
        return name in self.variables.values

    def answers(self) -> dict[str, str]:
        """What the questions begin with: what is there already, and never a secret."""
        return {**self._of_policy(), **self._of_variables(), **dict(self._of_roster())}

    def _of_policy(self) -> dict[str, str]:
        keys = ("country", "region", "name", "phone", "preset", "limits_signed_by", "limits_signed_on")
        found = {key: str(self.raw[key]) for key in keys if key in self.raw}
        texts = cast("Mapping[str, object]", self.raw.get("limits_of_confidence_in", {}))
        found |= {f"{LIMITS}{code}": str(text) for code, text in texts.items()}
        if "limits_of_confidence" in self.raw:
            found[f"{LIMITS}en"] = str(self.raw["limits_of_confidence"])
        rows = cast("Sequence[Mapping[str, object]]", self.raw.get("crisis_lines", ()))
        own = next((row for row in rows if row.get("purpose") == Purpose.SUPPORT), None)
        if own is not None:
            given = {"line_name": "name", "line_number": "number", "line_called": "checked_on"}
            found |= {name: str(own[key]) for name, key in given.items() if key in own}
        return found

    def _of_variables(self) -> dict[str, str]:
        values = self.variables.values
        known = {one.name: values.get(one.name, "") for one in TEAMS if one.kind is not Kind.SECRET}
        slack, teams = (any(self.has(one.name) for one in of) for of in (SLACK, TEAMS))
        platform = "both" if slack and teams else "slack" if slack else "teams" if teams else ""
        home = user_data_path("peersupport", appauthor=False)
        return {
            **{name: value for name, value in known.items() if value},
            **({"platform": platform} if platform else {}),
            KEY_DIR: values.get(KEY_DIR, str(home / "keys")),
            BACKUP_DIR: values.get(BACKUP_DIR, str(home.with_name("peersupport-backups"))),
        }

    def _of_roster(self) -> Iterator[tuple[str, str]]:
        for office in OFFICES:
            holder = next((one for one in self.members if one.has(Role(office))), None)
            if holder is not None:
                yield office, f"{holder.person} {holder.name}"


def read_present(env_file: Path) -> Present:
    """What is there now. ConfigurationError if a file is there and can't be read, so that nothing of it is lost."""
    variables = Variables.read(env_file)
    policy_file = Path(variables.values.get(POLICY, env_file.with_name("policy.toml"))).absolute()
    text = _read(policy_file)
    if text:
        settings.read_policy(text, str(policy_file))
    return Present(
        env_file=env_file.absolute(),
        policy_file=policy_file,
        variables=variables,
        text=text,
        raw=tomllib.loads(text),
        members=_members(env_file),
    )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} can't be read.") from error


def _members(env_file: Path) -> Sequence[Member]:
    """Nobody before there are keys, or while what is set can't be used: then it is asked for anew."""
    try:
        configured = settings.load(env_file)
    except ConfigurationError:
        return ()
    if configured.playground or not any(configured.key_dir.glob("*.key")):
        return ()
    return look(configured, beside=runs_here(configured))
