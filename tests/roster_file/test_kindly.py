"""Cells as hospitals write them, and what is done with lines that can't be read."""

from __future__ import annotations

from datetime import date

import pytest

from bot.roster_file.cells import Spelled
from bot.roster_file.columns import BY_NAME, WrongCellError
from bot.roster_file.directory_csv import read_listing, write_listing
from bot.roster_file.entries import read_entries, take_entries

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("specialty", "OB/GYN", "ob_gyn"),
        ("specialty", "ob-gyn", "ob_gyn"),
        ("specialty", "Obstetrics & Gynecology", "obstetrics_gynecology"),
        ("department", "Women's Health", "womens_health"),
        ("department", "Women\u2019s  Health", "womens_health"),
        ("department", "Médecine d\u2019urgence", "médecine_durgence"),
        ("department", "Soins intensifs (USI)", "soins_intensifs_usi"),
        ("department", "Direction ; générale", "direction_générale"),
        ("site", "Bldg. 4, 3rd floor", "bldg_4_3rd_floor"),
        ("profession", "General Surgery", "general_surgery"),
    ],
)
def test_codes_are_folded_from_any_words(column, cell, code):
    assert isinstance(found := BY_NAME[column].value(cell), Spelled)
    assert found.code == code


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        *((one, date(2026, 1, 31)) for one in ("2026-01-31", "2026-01-31 00:00:00", "2026-01-31T00:00:00Z")),
        *((one, date(2026, 1, 31)) for one in ("31/01/2026", "1/31/2026", "31.1.2026", "2026/01/31", "46053")),
        *((one, date(2026, 1, 31)) for one in ("31 Jan 2026", "Jan 31, 2026", "31 janvier 2026", "31-Jan-2026")),
        ("05.01.2026", date(2026, 1, 5)),
        ("5 juillet 2026", date(2026, 7, 5)),
        ("5 juin 2026", date(2026, 6, 5)),
    ],
)
def test_other_programs_dates(cell, wanted):
    assert BY_NAME["trained_on"].value(cell) == wanted


@pytest.mark.parametrize("cell", ["05/01/2026", "31/31/2026", "2026-13-01", "soon", "99999", "31 Foo 2026"])
def test_a_date_that_could_be_two_days_or_none_is_refused(cell):
    with pytest.raises(WrongCellError, match="2026-01-31"):
        BY_NAME["trained_on"].value(cell)


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [("VRAI", True), ("Faux", False), ("Oui", True), ("TRUE", True), ("Y", True), ("n", False), ("1", True)],
)
def test_other_programs_yes_and_no(cell, wanted):
    assert BY_NAME["reviews_events"].value(cell) is wanted


@pytest.mark.parametrize("cell", ["fr-ca, en", "FR;EN", "French; English", "français / anglais"])
def test_languages_by_code_or_name(cell):
    assert BY_NAME["languages"].value(cell) == {"en", "fr"}


@pytest.mark.parametrize(("cell", "wanted"), [("fr-ca", "fr-CA"), ("FR_CA", "fr-CA"), ("French", "fr"), ("EN", "en")])
def test_the_language_of_the_bot(cell, wanted):
    assert BY_NAME["locale"].value(cell) == wanted


def test_a_no_break_space_in_a_name():
    raw = "address,name,role\nweb:ana,Ana\u00a0Maria\u200b  Roy,director\n".encode()
    assert read_entries(raw, TODAY)[0].given["name"] == "Ana Maria Roy"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding, separator):
    raw = f"address{separator}name{separator}role\r\nweb:zoe{separator}Zoë Côté{separator}director\r\n".encode(encoding)
    assert read_entries(raw, TODAY)[0].given["name"] == "Zoë Côté"


def test_the_words_of_a_code_are_kept_and_written_back():
    (one,) = read_listing(b"address,name,department\nweb:ana,Ana,Women's Health\n")
    assert (one.traits.department, one.traits.written("department")) == ("womens_health", "Women's Health")
    assert read_listing("".join(write_listing([one])).encode()) == [one]


def test_lines_that_are_right_are_taken_and_the_others_written_out():
    raw = (
        "address,name,role,hours\nweb:ana,Ana,supporter,Mon 8-17\nweb:bo,Bo,suporter,\n"
        "web:ida,Ida,supporter\nweb:ana,Ana,supporter,\nweb:max,Max,director,\n"
    )
    taken = take_entries(raw.encode(), TODAY)
    assert [one.address.account for one in taken.entries] == ["ana", "max"]
    assert sorted(one.line for one in taken.problems) == [3, 4, 5]
    rows = taken.left_out.splitlines()
    assert rows[0] == "problem,address,name,role,hours"
    assert [row.split(",web:")[1].split(",")[0] for row in rows[1:]] == ["bo", "ida", "ana"]
