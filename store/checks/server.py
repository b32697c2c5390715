"""Whether a PostgreSQL server keeps values out of its log, and whether the bot's role may do no more than it must."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import make_url

from store.opening import snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_ADVICE = "docs/how-to/set-up-postgresql.md says how."


class Found(NamedTuple):
    """One line for the administrator; ``fine`` is False where there is something to mend."""

    fine: bool
    what: str


QUIET = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "log_error_verbosity": ("terse",),
}
"""Settings of the server's log, and the values under which nothing that people wrote gets into it."""

_SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
_ROLE = text("SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user")
_OWNED = text("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user")
_TLS = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
_LOCAL = {"", "localhost", "127.0.0.1", "::1"}


def examine_server(url: str) -> Iterator[Found]:
    """What to mend on the server, one line each; ConfigurationError if it does not answer."""
    with snapshot(url) as connection:
        yield from (*_log(connection), *_role(connection), *_wire(connection, url))


def _log(connection: Connection) -> Iterator[Found]:
    found = {row.name: row.setting for row in connection.execute(_SETTINGS, {"names": list(QUIET)})}
    loud = [name for name, quiet in QUIET.items() if found.get(name, quiet[0]) not in quiet]
    for name in loud:
        yield Found(
            fine=False, what=f"PostgreSQL: set {name} to {QUIET[name][0]}, or values get into its log. {_ADVICE}"
        )
    if not loud:
        yield Found(fine=True, what="PostgreSQL's log holds no values.")


def _role(connection: Connection) -> Iterator[Found]:
    rights = connection.execute(_ROLE).one()
    if any(rights):
        yield Found(fine=False, what=f"The bot's role may do too much on the server (superuser or alike). {_ADVICE}")
    elif connection.execute(_OWNED).scalar_one():
        yield Found(fine=True, what=f"The bot's role owns its tables; a role that doesn't is safer. {_ADVICE}")
    else:
        yield Found(fine=True, what="The bot's role can read and write rows, and nothing else.")


def _wire(connection: Connection, url: str) -> Iterator[Found]:
    host = make_url(url).host or ""
    if host in _LOCAL or host.startswith("/") or connection.execute(_TLS).scalar():
        yield Found(fine=True, what="The way to PostgreSQL is local or encrypted.")
    else:
        yield Found(fine=False, what="The way to PostgreSQL is not encrypted: add ?sslmode=verify-full to the address.")
