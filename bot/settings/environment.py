"""Settings from the environment and ``.env``; what is wrong or unsafe is refused before anything starts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import ConfigurationError
from bot.domain.policy import Policy
from bot.settings.addresses import is_loopback
from bot.settings.lines import missing_lines
from bot.settings.policy_file import read_policy
from bot.settings.rotas import PREFIX as ROTA_PREFIX
from bot.settings.rotas import read_addresses
from bot.settings.slack import SlackSettings, read_slack
from bot.settings.teams import DEV, TeamsSettings, read_teams
from bot.settings.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PREFIX = "PEERSUPPORT_"
_PLATFORMS = ("SLACK_", "MICROSOFT_", "TEAMS_", DEV)
_TEST_SWITCHES = {"PEERSUPPORT_PROOF", "PEERSUPPORT_UPDATE", DEV}
_SECRETS = {"database_url"}
_SQLITE = "sqlite:///"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one installation runs with.

    ``folder``, which only its owner may enter, is where the SQLite database lies; the playground keeps its mailbox and
    clock there too. ``playground``: no platform is configured, and whoever is at this computer acts as anybody.
    ``backup_dir``: where a daily backup goes; None for none. ``metrics``: host and port of their own; None for none.
    ``rotas``: the secret address of each rota by its name.
    ``log``: ``json``, ``text``, or empty for text on a terminal and JSON elsewhere.
    """

    database_url: str = field(repr=False)
    key_dir: Path
    folder: Path
    host: str
    port: int
    policy: Policy
    policy_path: Path | None
    playground: bool
    backup_dir: Path | None = None
    log: str = ""
    metrics: tuple[str, int] | None = None
    slack: SlackSettings | None = None
    teams: TeamsSettings | None = None
    rotas: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


class Environment(BaseSettings):
    """The variables as they are read; a description completes the sentence "it must be …"."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: str | None = Field(
        default=None,
        pattern=r"^(sqlite:///[^:?]|postgresql(\+psycopg)?://.)",
        description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE",
    )
    key_dir: Path | None = Field(default=None, description="a folder")
    host: str = Field(default="127.0.0.1", pattern=r"^[\w.:-]+$", description="an address to listen on")
    port: int = Field(default=3000, ge=0, le=65535, description="a number from 0 (any free port) to 65535")
    policy: Path | None = Field(default=None, description="a TOML file")
    backup_dir: Path | None = Field(default=None, description="a folder")
    log: str | None = Field(default=None, pattern=r"^(json|text)$", description="json or text")
    metrics: str | None = Field(default=None, pattern=r"^[\w.:\[\]-]+:\d{1,5}$|^off$", description="HOST:PORT, or off")


def load(env_file: Path | None = Path(".env"), data: Path | None = None, *, serves: bool = False) -> Settings:
    """Read all settings and create the folder; ConfigurationError lists every mistake, one a line.

    ``data`` takes the place of the user's own data folder. ``serves`` is for whoever starts a platform, which needs an
    emergency line and a crisis line; a backup, a key or an import can be made without them.
    """
    variables = Variables.read(env_file)
    problems = list(_unknown(variables))
    policy = _policy(variables, problems)
    slack = read_slack(variables, problems)
    try:
        # Pyright takes the model's fields for all that its constructor knows.
        given = Environment(_env_file=env_file, _env_file_encoding="utf-8")  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        raise ConfigurationError("\n".join([*problems, *_wrong(error, variables)])) from None
    playground = not variables.beginning(*_PLATFORMS)
    policy = replace(policy, is_trial=not playground and not policy.confidence.is_signed)
    problems += _lineless(policy, variables) if serves and not playground and not problems else ()
    settings = _fill_in(given, policy, data, playground=playground)
    settings = replace(settings, slack=slack, teams=read_teams(variables, settings.host, problems))
    settings = replace(settings, rotas=read_addresses(policy.rota, variables, problems))
    problems += [*_unsafe(settings, variables, _data(data)), *_unusable(settings.folder)]
    if problems:
        raise ConfigurationError("\n".join(problems))
    return settings


def throw_away(folder: Path, *, port: int = 3000) -> Settings:
    """A playground with the default policy in a folder that somebody else clears up, whatever is configured."""
    return Settings(
        database_url=f"{_SQLITE}{folder / 'peersupport.db'}",
        key_dir=folder / "keys",
        folder=folder,
        host="127.0.0.1",
        port=port,
        policy=Policy(),
        policy_path=None,
        playground=True,
    )


def _fill_in(given: Environment, policy: Policy, data: Path | None, *, playground: bool) -> Settings:
    """Fill in what was left open: a SQLite database in the data folder, and keys beside the database."""
    home = _playground(_data(data)) if playground else _data(data)
    url = given.database_url or f"{_SQLITE}{home / 'peersupport.db'}"
    folder = _file_of(url).parent if url.startswith(_SQLITE) else home
    return Settings(
        database_url=url,
        key_dir=given.key_dir or folder / "keys",
        folder=folder,
        host=given.host,
        port=given.port,
        policy=policy,
        policy_path=given.policy,
        playground=playground,
        backup_dir=given.backup_dir,
        log=given.log or "",
        metrics=_metrics(given.metrics or ""),
    )


def _metrics(given: str) -> tuple[str, int] | None:
    """An address of their own, where no platform's public door leads."""
    if given in {"", "off"}:
        return None
    host, _, port = given.rpartition(":")
    return host.strip("[]"), int(port)


def _data(data: Path | None) -> Path:
    return data or user_data_path("peersupport", appauthor=False)


def _playground(data: Path) -> Path:
    return data / "playground"


def _file_of(url: str) -> Path:
    return Path(url.removeprefix(_SQLITE).partition("?")[0]).absolute()


def _policy(variables: Variables, problems: list[str]) -> Policy:
    name = _PREFIX + "POLICY"
    if name not in variables.values:
        return Policy()
    path = Path(variables.values[name])
    try:
        return read_policy(path.read_text(encoding="utf-8"), str(path))
    except ConfigurationError as error:
        problems.append(str(error))
    except (OSError, UnicodeDecodeError):
        problems.append(f"{variables.shown(name)}; it must be a TOML file that can be read.")
    return Policy()


def _lineless(policy: Policy, variables: Variables) -> Iterator[str]:
    """Nobody in danger may read another country's numbers, or none: real people are behind a configured platform."""
    name = _PREFIX + "POLICY"
    where = variables.shown(name) if name in variables.values else f"{name} is not set"
    yield from (f"{where}: {one}." for one in missing_lines(policy))


def _unknown(variables: Variables) -> Iterator[str]:
    """A misspelt variable would silently leave the default in force."""
    known = [_PREFIX + name.upper() for name in Environment.model_fields]
    for name in variables.beginning(_PREFIX):
        if name not in known and name not in _TEST_SWITCHES and not name.startswith(ROTA_PREFIX):
            near = get_close_matches(name, known, 1) or known
            yield f"{name} (from {variables.sources[name]}) is not a setting; did you mean {' or '.join(near)}?"


def _wrong(error: ValidationError, variables: Variables) -> Iterator[str]:
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        name = str(one["loc"][0])
        allowed = Environment.model_fields[name].description
        shown = variables.shown(_PREFIX + name.upper(), secret=name in _SECRETS)
        yield f"{shown}; it must be {allowed}."


def _unsafe(settings: Settings, variables: Variables, data: Path) -> Iterator[str]:
    if settings.playground and not is_loopback(settings.host):
        yield (
            f"{variables.shown(_PREFIX + 'HOST')}; it must be 127.0.0.1, ::1 or localhost as long as neither Slack nor "
            "Teams is configured: in the playground everybody can act as anybody."
        )
    if settings.playground:
        return
    own = _playground(data).resolve()  # nor by way of a link
    platform = variables.beginning(*_PLATFORMS)[0]
    used = {"DATABASE_URL": settings.folder.resolve(), "KEY_DIR": settings.key_dir.resolve()}
    for name, path in used.items():
        if path.is_relative_to(own):
            yield f"{_PREFIX}{name} leads into the playground's folder; that is refused because {platform} is set."


def _unusable(folder: Path) -> Iterator[str]:
    """Create the folder, and those above it, for their owner only."""
    try:
        for one in (*reversed(folder.parents), folder):
            if not one.is_dir():
                one.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        yield f"The folder {folder} can't be created: {error.strerror}."
