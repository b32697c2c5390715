"""What is stored, as a thief would see it: every kind of value, the search for names, and the real database."""

from __future__ import annotations

import re

import pytest

from adapters.web.playground import StoredTable
from adapters.web.visit.database_view import names_found
from tests.cast import START, Clinic, settings_for
from tests.platforms.web.test_app import seen
from tests.playground import PlaygroundDriver


async def test_rows_are_shown_by_code_date_and_the_size_of_what_is_sealed(client):
    shown = (await seen(client, "/api/stored"))["stored"]
    text = re.sub(r"<[^>]+>", "|", shown)
    assert "cases |5 rows" in text
    assert "and 2 more rows like these" in text
    assert "40 bytes: 00 01 02 03 04 05 06 07 08 09 …" in text
    assert "2026-03-02" in text
    assert "Tue 02:05" in text
    assert "lease_token" not in text
    assert f"{'x' * 39}…" in text
    assert "Empty: inbox" in text


async def test_the_search_for_names_says_what_it_found(client, stage):
    assert "all 44 people: none" in (await seen(client, "/api/stored"))["stored"]
    stage.vault.tables = [StoredTable("cases", ("body",), ((b"..Tomasz Wilk..",), ("web:noor-haddad",)))]
    assert "2 of this hospital’s people can be told" in (await seen(client, "/api/stored"))["stored"]


@pytest.mark.parametrize("sign", ["Noor Haddad", "noor-haddad", "Haddad"])
def test_a_name_is_found_in_bytes_and_in_text(sign, stage):
    for cell in (sign, f"\0{sign}\0".encode()):
        assert names_found([StoredTable("t", ("c",), ((cell,),))], stage.hospital) == 1


async def test_the_real_database_has_rows_and_no_name(tmp_path):
    """The whole way from the tables to the page, with a case in them."""
    driver = PlaygroundDriver()
    clinic = Clinic(settings_for(tmp_path, f"sqlite:///{tmp_path / 'test.db'}"), driver)
    await clinic.starts(at=START)
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    assert driver._client is not None
    shown = (await seen(driver._client, "/api/stored"))["stored"]
    assert "all 44 people: none" in shown
    assert '<h3 translate="no">cases <small>1 row</small></h3>' in shown
    await clinic.stops()
