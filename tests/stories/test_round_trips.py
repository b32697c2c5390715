"""How often PostgreSQL is asked while somebody waits: on a network, that is what they wait for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from psycopg.pq import Trace
from sqlalchemy import event

from store.databases.postgres import PostgresDatabase

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.cast import Clinic

MOST = 7
"""BEGIN with the transaction's number; the address, the role; how often lately; both tallies; the entry on the agenda;
COMMIT. A platform that delivers again has its delivery marked besides. That a connection prepares a statement is not
counted: it does so once, and then never again.
"""


@pytest.mark.postgres
@pytest.mark.only_in("playground")
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_suggestion_is_durable_after_few_round_trips(clinic: Clinic, tmp_path: Path) -> None:
    noor = clinic.person("noor-haddad")
    await noor.opens()
    await noor.presses("Suggest a colleague")
    await noor.fills(colleague="Tomasz Wilk")
    await noor.sends()
    with traced(clinic, tmp_path / "trace"):
        await noor.presses("Yes, suggest")
    noor.sees("Thank you.")
    found = transactions((tmp_path / "trace").read_text())
    assert [asked(one) <= MOST for one in found if "matures" in one] == [True]


@contextmanager
def traced(clinic: Clinic, path: Path) -> Generator[None]:
    """What goes over the wire, by the driver's own trace."""
    database = clinic.programme.store._database
    assert isinstance(database, PostgresDatabase)
    engine = database.engine
    with path.open("wb") as file:

        def follow(driver, *_) -> None:
            driver.pgconn.trace(file.fileno())
            driver.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

        def let_go(driver, *_) -> None:
            driver.pgconn.untrace()

        event.listen(engine, "checkout", follow)
        event.listen(engine, "checkin", let_go)
        try:
            yield
        finally:
            event.remove(engine, "checkout", follow)
            event.remove(engine, "checkin", let_go)


def asked(transaction: str) -> int:
    """Round trips, without those that prepared a statement."""
    return transaction.count("ReadyForQuery") - transaction.count("ParseComplete")


def transactions(trace: str) -> list[str]:
    """Each as it went over the wire; the server is ready once for every round trip."""
    return trace.split("BEGIN ISOLATION LEVEL")[1:]
