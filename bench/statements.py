"""What a statement costs beside the database's own work: run by us and by SQLAlchemy, in turn on one connection."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from bench import processes, report
from store.opening import connect
from store.schema_version import bring_up_to_date
from store.tables import cases, roster

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.databases.kinds import Database

ROUNDS, TIMES = 7, 500
BY_PERSON = select(roster).where(roster.c.person_index == bindparam("person"))
BY_RECIPIENT = select(cases.c.code, cases.c.body).where(
    cases.c.recipient_index.in_(bindparam("recipient", expanding=True))
)
LOOK_UPS = (
    ("one entry of the roster", BY_PERSON, {"person": b"nobody"}),
    ("a case, under 14 days' indexes", BY_RECIPIENT, {"recipient": [bytes([day]) * 32 for day in range(14)]}),
)


def measure(name: str, database: Database) -> None:
    """Microseconds of each, and how many times as long SQLAlchemy's own execution takes."""
    with database.reading.connect() as connection, connection.begin():
        for what, statement, values in LOOK_UPS:

            def ours(statement=statement, values=values) -> None:
                database.statements.run(connection, statement, values).first()

            def theirs(statement=statement, values=values) -> None:
                connection.execute(statement, values).first()

            pairs = [(seconds(theirs), seconds(ours)) for _ in range(ROUNDS)]
            found = " / ".join(f"{sorted(one)[ROUNDS // 2] / TIMES * 1e6:.0f} µs" for one in zip(*pairs, strict=True))
            report.line(f"{what}, {name}: SQLAlchemy / ours", found)
            report.at_least("  times as quick", report.ratio(pairs), 2)


def seconds(run: Callable[[], None]) -> float:
    """Of so many runs."""
    begun = time.perf_counter()
    for _ in range(TIMES):
        run()
    return time.perf_counter() - begun


def main() -> None:
    """On SQLite and on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder, processes.postgres(Path(folder) / "server") as server:
        for name, url in (
            ("SQLite", f"sqlite:///{folder}/bench.db"),
            ("PostgreSQL", processes.new_database(server, "statements")),
        ):
            database = connect(url)
            bring_up_to_date(database)
            measure(name, database)
            database.close()


if __name__ == "__main__":
    main()
