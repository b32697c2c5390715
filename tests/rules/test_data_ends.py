"""Retention schedule: the rows of every table have their end in docs/retention.md, and reach whom they are about.

A table that is added without a row here fails; so does a line of the page that nothing stands behind. The fields of
what is sealed are walked by `tests/engine/test_kept_fields.py`; what `disclose` prints is compared with its page by
`tests/engine/test_disclosure_print.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from bot.conversation.privacy_export import WITHHELD, export_data
from bot.domain.case import Case, Hold, Reveal
from bot.domain.people import Listed, Member, Person
from bot.ui import Action
from store.tables import metadata
from tests.engine.world import RITA, clinic

PAGE = Path(__file__).parents[2] / "docs" / "retention.md"


@dataclass(frozen=True)
class End:
    """Where the end of a table's rows is told. ``rows``: how lines of docs/retention.md begin.

    ``shown``: the key of the export under which a person finds what is theirs; else ``because`` says why they don't.
    """

    rows: tuple[str, ...]
    shown: str = ""
    because: str = ""


ENDS = {
    "cases": End(
        (
            "a referrer's identity, confidential",
            "a referrer's identity, named",
            "a referrer's identity, unlinkable",
            "who is not to be asked",
            "a colleague's or a notifier's category",
            "recipient, supporter, contact wishes",
        ),
        "cases",
    ),
    "offer_index": End(("recipient, supporter, contact wishes",), because="it finds the offers that cases hold"),
    "roster": End(
        ("the roster: who has a role", "the entry of whoever left", "whom somebody who left can't support"), "roster"
    ),
    "loads": End(("a supporter's load",), "roster"),
    "roster_head": End(("a mark of the roster",), because="random bytes, others after each change"),
    "people": End(("a no: colleagues' suggestions rest", "that a case named somebody who left"), "about_me"),
    "opt_outs": End(("an opt-out",), "opted_out"),
    "addresses": End(("which addresses are one person",), "connected_platforms"),
    "agenda": End(
        ("a wish to be called by the director", "a place in a group session", "a group session: time"),
        "asked_the_director_to_call",
    ),
    "outbox": End(
        (
            "a message that can't be delivered",
            "that a message could not be delivered",
            "the bot's own messages about a case",
            "when a waiting message was due first",
        ),
        because="what it said stands in the chat that it was sent to",
    ),
    "inbox": End(("that a delivery was handled",), because="a keyed mark of a delivery, which names nobody"),
    "counters": End(
        (
            "category, origin, closing, specialty",
            "shares of the service",
            "the sums of a week",
        ),
        because="sums of a quarter, of which nothing leads back to anybody",
    ),
    "slots": End(("that a daily or weekly job ran",), because="a date"),
    "releases": End(("a report that was released",), because="sums that were published"),
    "key_checks": End(("a check value for each key",), because="a constant"),
    "audit": End(("the audit, by role",), because="`peersupport disclose` prints it, by pseudonym"),
    "audit_head": End(("the audit, by role",), because="where the chain ends"),
    "limits": End(
        ("how often somebody suggested", "how often somebody was suggested", "who looked at which case lately"),
        because="keyed counts, which end within days",
    ),
    "holds": End(("that a platform is to be left alone",), because="about a platform or a tenant, not a person"),
    "directory": End(("the hospital's directory",), "hospital_directory"),
    "directory_head": End(("the hospital's directory",), because="a number"),
    "unreachable": End(
        ("that a platform can't write to somebody",), because="of people with a role; their desk tells it"
    ),
    "heartbeats": End(("that a process could write",), because="random bytes and a number"),
    "conversations": End(("where somebody's chat with the bot is",), "chat_with_the_bot"),
}
ELSEWHERE = {
    "a name that a platform told": "in memory",
    "the journal for restores": "a file beside the keys",
    "a request to disclose": "sealed in the agenda, without a name that opens for a reader",
}
"""Lines of the page about what no table holds."""
HIDDEN_BECAUSE = {
    Case: "who suggested, who is not asked, who was offered it and who supports it are other people's",
    Member: "it is the reader's own name and address",
    Person: "it is the reader's own address",
    Listed: "it is the reader's own name and address",
    Hold: "which officers held it is in the audit, by role",
    Reveal: "which officer looked is in the audit, by role",
}


def page_rows() -> list[str]:
    """The first column of each line of the schedule."""
    found = re.findall(r"^\| (.+?) \| .+ \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [one for one in found if one != "what"]


def test_every_table_has_its_end():
    assert set(ENDS) == set(metadata.tables)


@pytest.mark.parametrize("table", ENDS)
def test_the_page_tells_it(table: str):
    rows = page_rows()
    for begins in ENDS[table].rows:
        assert [one for one in rows if one.startswith(begins)], f"{table}: docs/retention.md has no line {begins!r}"


def test_every_line_of_the_page_is_about_something_that_is_kept():
    told = {*ELSEWHERE, *(begins for end in ENDS.values() for begins in end.rows)}
    assert [row for row in page_rows() if not row.startswith(tuple(told))] == []


def test_who_asks_what_is_kept_finds_it_or_there_is_a_reason():
    shown = set(
        export_data(clinic().sight(RITA, Action("about")).also(kept=(), listed=Listed(person=RITA, name="Rita")))
    )
    for table, end in ENDS.items():
        assert bool(end.shown) != bool(end.because), table
        assert not end.shown or end.shown in shown, table


@pytest.mark.parametrize("kind", list(WITHHELD), ids=lambda kind: kind.__name__)
def test_a_field_that_the_export_leaves_out_exists_and_has_a_reason(kind: type):
    assert WITHHELD[kind] <= {one.name for one in fields(kind)}
    assert HIDDEN_BECAUSE[kind]
