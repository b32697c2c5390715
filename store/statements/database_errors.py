"""Database errors for an administrator: the likely cause, never the driver's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

_WHERE = "PEERSUPPORT_DATABASE_URL"


def refusal(error: DBAPIError, *, sqlite: bool) -> str:
    """One sentence about the error and one about what to do; no address, no password, no value."""
    kind = type(error.orig).__name__
    if sqlite:
        return f"The database can't be used ({kind}). {_of_a_file(error)}"
    return f"The database can't be used ({kind}). {_of_a_server(error)}"


def _of_a_file(error: DBAPIError) -> str:
    match getattr(error.orig, "sqlite_errorname", ""):
        case "SQLITE_NOTADB" | "SQLITE_CORRUPT":
            return f"The file is no SQLite database, or is damaged. Compare {_WHERE}, or restore a backup."
        case "SQLITE_FULL":
            return "The disk is full. Make room."
        case "SQLITE_BUSY":
            return "Something else holds it for too long. Stop that, and try again."
        case _:
            return f"Can the bot's user read and write the file in {_WHERE}, and its folder?"


def _of_a_server(error: DBAPIError) -> str:
    """A connection that failed has no SQLSTATE; with one, the server was there."""
    if getattr(error.orig, "sqlstate", None):
        return f"The server answers, but refuses this. Does the role in {_WHERE} own its tables, and is nothing locked?"
    return (
        f"The server does not answer, or turns the bot away. Does it run, and are host, port, role, password and "
        f"database in {_WHERE} right?"
    )
