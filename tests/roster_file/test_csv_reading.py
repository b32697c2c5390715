"""Whatever is wrong with a file is named by its line and column; whatever is only written differently is taken."""

from __future__ import annotations

import pytest

from bot.domain.people import Address, Role
from bot.domain.typed.hours import parse_hours
from bot.roster_file.csv_reading import MOST_BYTES, RosterFileError
from bot.roster_file.entries import read_entries
from tests.roster_file.examples import CORA, HEAD, TODAY, a_file, entries

ANA = "web:ana,Ana Duarte,supporter,{},{},{},{},{},{}"


def row(**cells: str) -> str:
    names = ("profession", "hours", "timezone", "trained_on", "cap_open", "languages")
    return ANA.format(*(cells.get(name, "") for name in names))


def mistakes(raw: bytes) -> list[str]:
    with pytest.raises(RosterFileError) as refused:
        read_entries(raw, TODAY)
    return str(refused.value).splitlines()


@pytest.mark.parametrize(
    ("cells", "column", "allowed"),
    [
        ({"hours": "8-18"}, "hours", "Mon-Fri 08:00-18:00"),
        ({"hours": "Fri-Mon 08:00"}, "hours", "Mon-Fri 08:00-18:00"),
        ({"timezone": "Europe/Lundon"}, "timezone", "Europe/London"),
        ({"timezone": "../etc/passwd"}, "timezone", "IANA"),
        ({"trained_on": "05/01/2026"}, "trained_on", "2026-01-31"),
        ({"trained_on": "2026-02-30"}, "trained_on", "2026-01-31"),
        ({"trained_on": "2026-08-04"}, "trained_on", "a day that has been"),
        ({"cap_open": "0"}, "cap_open", "from 1 to 99"),
        ({"cap_open": "½"}, "cap_open", "from 1 to 99"),
        ({"languages": "englisch"}, "languages", "names of languages"),
        ({"profession": "?!"}, "profession", "words such as"),
        ({"timezone": "-"}, "timezone", "IANA"),
    ],
)
def test_a_wrong_cell_is_named_with_line_column_and_what_is_allowed(cells, column, allowed):
    (mistake,) = mistakes(a_file(CORA, row(**cells)))
    assert mistake.startswith(f"line 3, {column}: ")
    assert allowed in mistake


@pytest.mark.parametrize(
    "address",
    ["ana", "slack:U024", "slack:T024BE7LD", "slack:t/u", "teams:a@b.org", "phone:+16175550100", "web:", "web:a b"],
)
def test_an_address_is_one_that_a_platform_gives(address):
    assert "slack:T0123ABCD/U0456EFGH" in mistakes(a_file(f"{address},Ana,supporter,,,,,,"))[0]


def test_ids_are_kept_as_the_platforms_write_them():
    guid = "6F1C0A52-3F0E-4C8E-9A51-0D8A5A3F7B10"
    found = entries("slack:T024BE7LD/U024BE7LH,Ana,supporter,,,,,,", f"teams:{guid}/{guid},Ben,director,,,,,,")
    addresses = [Address("slack", "T024BE7LD/U024BE7LH"), Address("teams", f"{guid}/{guid}".lower())]
    assert [one.address for one in found] == addresses


def test_every_mistake_is_named_at_once():
    rows = ("web:ana,,suporter,,,,,,", "web:ben,Ben,,,8-18,,,,", CORA, CORA)
    found = mistakes(a_file(*rows))
    assert [one.split(":")[0] for one in found] == [
        "line 2, name",
        "line 2, role",
        "line 3, role",
        "line 3, hours",
        "line 5, address",
    ]
    assert "did you mean supporter" in found[1]


def test_one_person_stands_there_once():
    (mistake,) = mistakes(a_file(CORA, row(), row()))
    assert mistake == "line 4, address: stands on line 3 already"


@pytest.mark.parametrize(
    ("head", "mistake"),
    [
        ("address,name,rolle", "line 1, 'rolle': is not a column; did you mean role?"),
        ("address,name,role,name", "line 1, name: stands there twice"),
        ("name,role", "line 1, address: this column is missing"),
    ],
)
def test_the_first_line_names_columns_that_there_are(head, mistake):
    assert mistake in mistakes(a_file(head=head))


@pytest.mark.parametrize(
    ("raw", "mistake"),
    [
        (b"", "The file is empty"),
        (b"\n \n,,\n", "The file is empty"),
        (HEAD.encode(), "nobody in it"),
        (a_file("web:a,Zo,director,,,,,,").replace(b"Zo", b"Zo\x81"), "line 2: the file is neither UTF-8 nor"),
        (b"PK\x03\x04 and the rest of a workbook", "a workbook"),
        (a_file('web:ana,"Ana,supporter'), "line 2: a quote is opened"),
        (a_file("web:ana,Duarte, Ana,supporter,,,,,,"), "line 2: has 10 cells where the first line has 9"),
        (b"x" * (MOST_BYTES + 1), "is it the right one?"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(raw, mistake):
    (found,) = mistakes(raw)
    assert mistake in found


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_spreadsheets_write_is_taken(separator, ends, mark):
    rows = [HEAD, row(profession="nurse", cap_open="2")]
    text = mark + ends.join(one.replace(",", separator) for one in rows) + ends * 2
    (found,) = read_entries(text.encode(), TODAY)
    assert (found.line, found.roles, found.given["cap_open"]) == (2, {Role.SUPPORTER}, 2)


def test_excels_own_first_line_counts_as_a_line():
    text = "sep=;\r\n" + a_file(row(hours="never")).decode().replace(",", ";")
    assert mistakes(text.encode())[0].startswith("line 3, hours")


def test_a_line_is_numbered_as_an_editor_does_it():
    """A cell over two lines does not shift what follows."""
    rows = ('web:ana,"Ana', ' Duarte",supporter,,,,,,', row(cap_open="none").replace("ana", "bea"))
    assert [one.split(":")[0] for one in mistakes(a_file(*rows))] == ["line 4, cap_open"]


def test_roles_are_separated_by_semicolon_or_space():
    one, other = entries("web:a,Ana,supporter;deputy,,,,,,", "web:b,Ben,Supporter deputy,,,,,,")
    assert one.roles == other.roles == {Role.SUPPORTER, Role.DEPUTY}


def test_words_become_codes():
    (found,) = entries(row(profession="Nurse - Theatre", hours="Mon–Fri 08:00 – 18:00", languages="fr;en"))
    assert found.given["profession"] == ("nurse_theatre", "Nurse - Theatre")
    assert found.given["languages"] == {"en", "fr"}
    assert found.given["hours"] == parse_hours("Mon-Fri 08:00-18:00")


def test_a_terminal_is_not_sent_what_it_would_obey():
    assert "\x1b" not in "".join(mistakes(a_file("web:a,A,director,,,\x1b[2J,,,")))
