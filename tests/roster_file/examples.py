"""Files of an administrator, and what is on the roster before them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.hours import Leave
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.domain.typed.hours import parse_hours
from bot.roster_file.entries import read_entries

TODAY = date(2026, 8, 3)
HEAD = "address,name,role,profession,hours,timezone,trained_on,cap_open,languages"
CORA = "web:cora,Cora Blake,coordinator,,,,,,"
ANA = PersonId("web:ana")


def a_file(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def entries(*rows: str, head: str = HEAD):
    return read_entries(a_file(*rows, head=head), TODAY)


def ana() -> Member:
    """A supporter who has set all that one can set."""
    about = Supporter(
        traits=Traits(profession="nurse", specialty="theatre", languages=frozenset({"en"})),
        hours=parse_hours("Mon-Fri 09:00-17:00"),
        leave=(Leave(date(2026, 9, 1), date(2026, 9, 9)),),
        cap_open=1,
        avoid=frozenset({PersonId("web:otto")}),
        trained_on=date(2026, 1, 15),
        accepted_on=(date(2026, 7, 1),),
        rest_until=datetime(2026, 8, 9, tzinfo=UTC),
        informal_support=3,
    )
    return Member(person=ANA, name="Ana", roles=frozenset({Role.SUPPORTER}), timezone="Europe/London", supporter=about)


def cora() -> Member:
    return Member(
        person=PersonId("web:cora"),
        name="Cora Blake",
        roles=frozenset({Role.COORDINATOR}),
        timezone="America/New_York",
    )
