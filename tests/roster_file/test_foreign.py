"""Files of other systems: who is taken, who reports to whom, and what is said of every doubtful line."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from bot.roster_file.csv_reading import RosterFileError
from bot.roster_file.directory_csv import take_listing
from bot.roster_file.foreign import is_ours, read_foreign
from bot.roster_file.reporting_line import Named, below, chain, folded_name, resolve

HERE = Path(__file__).parent / "people"
TENANT = "00000000-0000-4000-8000-0000000000aa"
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))["files"]
OWN, REFUSED = "directory-with-manager.csv", "graph-users-expand-manager.json"
NAMES = [name for name in EXPECTED if name not in {OWN, REFUSED}]


def content(name):
    if name == "rh-excel-cp1252.csv":
        lines = (
            (HERE / "rh-excel-utf8.csv").read_text(encoding="utf-8-sig").splitlines()[1:5]
        )  # those without Vietnamese letters
        return "\r\n".join(lines).encode("cp1252")
    return (HERE / name.strip()).read_bytes()


@cache
def read(name):
    return read_foreign([content(one) for one in name.split("+")], tenant=TENANT)


@pytest.mark.parametrize("name", NAMES)
def test_everybody_and_whom_they_report_to(name):
    found, wanted = read(name), EXPECTED[name]
    assert len(found.found) == wanted["people"]
    assert {key: list(above) for key, above in found.lines.managers.items()} == wanted["managers"]
    assert [list(ring) for ring in found.lines.cycles] == wanted["cycles"]
    unknown = {one.key for one in found.found} - found.lines.known
    assert sorted(unknown) == wanted.get("unknown_relation", sorted(unknown))
    for key, line in wanted["chain"].items():
        assert chain(found.lines.managers, key) == line["up"]
        assert below(found.lines.managers, key) == line["down"]


def test_every_bad_line_is_named():
    found = read("workday-like.csv")
    assert sorted({one.line for one in found.problems}) == EXPECTED["workday-like.csv"]["refused_lines"]


@pytest.mark.parametrize(
    "said",
    [
        "line 7, manager: lines 7, 8: they manage each other",
        "line 9, manager: 10008 is their own manager",
        "line 10, manager: '19999' is nobody's id",
        "line 11, manager: 2 people are called 'Jane Doe' (lines 2, 11): unknown",
        "line 12, manager: the manager's name says 'Ana Roy', the id '10003': both count",
        "line 13, manager: no manager besides line 2",
        "line 14, manager: lines 5, 14 name different managers",
        "line 16, manager: the manager has left",
        "line 17, manager: '010003' is nobody's id in this file: unknown; did you mean 10003?",
    ],
)
def test_every_doubt_about_a_manager_is_named_by_its_line(said):
    assert any(str(note).startswith(said) for note in read("workday-like.csv").notes)


def test_another_numbering_is_said_once():
    said = [str(note) for note in read("hr-dataset-like.csv").notes]
    assert sum("no manager id" in one for one in said) == 1


def test_pay_and_birth_dates_are_never_read_or_written():
    found = read("workday-like.csv")
    canary = EXPECTED["workday-like.csv"]["canary"]
    assert canary not in repr(found.found)
    assert canary not in found.left_out
    assert "1980-01-01" not in found.left_out
    assert "10004" in found.left_out


def test_who_is_taken_from_entra():
    wanted = EXPECTED["entra-users-export.csv"]
    found = read("entra-users-export.csv")
    assert [one.person for one in found.people] == [f"teams:{TENANT}/{one}" for one in wanted["people_to_take"]]
    assert {one.line for one in found.notes if "left out" in one.what} == {4, 5, 6}
    surgeon = found.people[0]
    assert (surgeon.traits.department, surgeon.traits.written("department")) == ("surgery_trauma", "Surgery & Trauma")
    assert not any(one.line_known for one in found.people)


def test_a_second_file_gives_addresses_to_the_first():
    """HR knows managers, Entra knows ids; the mail is the same in both, whatever its case."""
    found = read_foreign([content("workday-like.csv"), content("entra-users-export.csv")], tenant=TENANT)
    by_name = {one.name: one for one in found.people}
    ana, jane = by_name["Ana Roy"], f"teams:{TENANT}/00000000-0000-4000-8000-000000000001"
    assert ana.person == f"teams:{TENANT}/00000000-0000-4000-8000-000000000002"
    assert (ana.managers, ana.line_known) == ((jane,), True)


def test_managers_without_an_address_are_gone_through():
    """A bot can't know the one in between, but the one above them is in line all the same."""
    head = "Employee ID,Legal Name,Manager ID,objectId"
    ids = [f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 3)]
    rows = (f"1,Ana Roy,,{ids[0]}", "2,Bo Chen,1,", f"3,Ida Holm,2,{ids[1]}")
    found = read_foreign(["\n".join((head, *rows)).encode()], tenant=TENANT)
    assert [one.managers for one in found.people] == [(), (f"teams:{TENANT}/{ids[0]}",)]


@pytest.mark.parametrize("files", [("scim-page-1-of-2.json",), ("scim-page-2-of-2.json",), (REFUSED,)])
def test_a_page_that_is_one_of_several_is_refused(files):
    with pytest.raises(RosterFileError, match="page"):
        read_foreign([content(one) for one in files], tenant=TENANT)


def test_graphs_last_page():
    whole = json.loads(content(REFUSED))
    del whole["@odata.nextLink"]
    found = read_foreign([json.dumps(whole).encode()], tenant=TENANT)
    jane, _, max_weber = found.people
    assert (jane.line_known, max_weber.line_known, max_weber.managers) == (True, False, ())


def test_a_mapping_file_names_the_columns_of_any_other_system():
    raw = b"Pers.-Nr.,Wer,Arbeitsmail,Chef\n7,Ana Roy,a@example.org,\n8,Bo Chen,b@example.org,7\n"
    with pytest.raises(RosterFileError, match="mapping file"):
        read_foreign([raw])
    mapping = 'id = "Pers.-Nr."\nname = "Wer"\nmail = "Arbeitsmail"\nmanager_id = "Chef"'
    assert read_foreign([raw], mapping=mapping).lines.managers == {"8": ("7",)}
    with pytest.raises(RosterFileError, match="which the file doesn't have"):
        read_foreign([raw], mapping=mapping.replace("Wer", "Who"))


def test_the_products_own_file_with_a_manager_column():
    raw = content(OWN)
    assert is_ours(raw)
    found = take_listing(raw)
    assert [one.line for one in found.problems] == EXPECTED[OWN]["refused_lines"]
    people = {str(one.person): one for one in found.people}
    jane, ana, bo = (f"slack:T0000TEST/{one}" for one in ("U000JANE1", "U000ANAR2", "U000BOCH3"))
    assert people[jane].managers == (ana,)
    assert people[ana].managers == (bo,)  # line 7 is refused, and counts all the same
    assert people[bo].managers == (jane,)
    said = [str(note) for note in found.notes]
    assert any("they manage each other" in one for one in said)
    assert "line 6, manager: 'ana.roy@example.org' is nobody of this file" in said


@pytest.mark.parametrize("name", ["Holm, Ida  K", "Ida K. Holm", "ida holm", "  Ida   Holm "])
def test_names_are_compared_as_people_read_them(name):
    assert folded_name(name) == "ida holm"


def test_a_file_without_managers_leaves_every_line_open():
    assert resolve([Named(line=2, key="1", name="Ana"), Named(line=3, key="2", name="Bo")]).known == frozenset()
