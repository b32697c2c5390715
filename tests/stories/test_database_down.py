"""With the database down: the crisis lines still show, "not saved" is said, and it recovers without a restart."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.cast import Clinic


@contextmanager
def database_down(clinic: Clinic) -> Generator[None]:
    """No transaction can begin, to read or to write."""

    def refuse(_connection: object) -> None:
        raise OperationalError("begin", None, ConnectionError())

    database: Any = clinic.programme.store._database
    engines = (database.engine, database.reading)
    for engine in engines:
        event.listen(engine, "begin", refuse)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "begin", refuse)


async def test_the_door_and_the_crisis_lines_open(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    with database_down(clinic):
        await noor.opens()
        noor.sees("Call 988")
        await noor.presses("Someone may be in danger")
        noor.sees("Nobody reads along here, and this page keeps no record.")
        noor.closes()
        await noor.sees_at_home("Your page can't be shown right now.")
        await noor.sees_at_home("Call 988")


async def test_a_request_that_could_not_be_kept_says_so_and_the_next_one_is_kept(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    with database_down(clinic):
        await noor.opens()
        await noor.presses("I'd like support")
        noor.sees("Sorry, this could not be saved.")
        noor.sees("Call 988")
        noor.sees_not("Thank you")
    await noor.opens()
    await noor.presses("I'd like support")
    noor.sees("It is saved.")
    assert len(await clinic.who_sees("Someone could use a peer.")) == 1


async def test_what_was_confirmed_before_is_carried_out_after(clinic: Clinic) -> None:
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    with database_down(clinic):
        clinic.clock.hold(clinic.clock.now().replace(minute=30))
        await clinic.settles()
        clinic.clock.release()
    assert await clinic.who_sees("Someone could use a peer.") == []
    await clinic.settles()
    assert len(await clinic.who_sees("Someone could use a peer.")) == 1


async def test_taking_while_it_is_down_shows_no_name(clinic: Clinic) -> None:
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    [peer] = await clinic.who_sees("Someone could use a peer.")
    with database_down(clinic):
        button = peer.pane.messages[-1].buttons[0]
        await peer.presses_handle(button.handle)
        peer.sees("Sorry, this could not be saved.")
        peer.sees_not("Tomasz")
    await peer.presses_handle(button.handle)
    peer.sees("Who: Tomasz Wilk")
