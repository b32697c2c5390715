"""Lines of help: what is shown is what is dialled, for every pack and for whatever a site writes."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.views import crisis
from bot.conversation.views.lines import not_a_phone
from bot.domain.errors import ConfigurationError
from bot.domain.lines import (
    ALWAYS,
    Kind,
    Line,
    OpeningHours,
    Period,
    Purpose,
    Way,
    WrongLineError,
    read_opening_hours,
)
from bot.domain.lines.opening_hours import WrongHoursError, write_opening_hours
from bot.domain.lines.reading import Beside, read_ways
from bot.domain.policy import Policy
from bot.domain.typed import phone
from bot.language import languages, speak
from bot.settings import draw_policy, load, read_policy
from bot.settings.lines import pack_names, pretend_place, read_pack
from bot.ui import Block, Form, Link, Mention, Notice, Paragraph

PACKS = pack_names()
WANTED = [
    "AT",
    "AU",
    "BE",
    "CA",
    "CA-QC",
    "CH",
    "DE",
    "FR",
    "GB-ENG",
    "GB-NIR",
    "GB-SCT",
    "GB-WLS",
    "IE",
    "NL",
    "NZ",
    "US",
]


def policy_of(pack: str) -> Policy:
    country, _, region = pack.partition("-")
    return read_policy(f'country = "{country}"\nregion = "{region}"', "policy.toml")


def own(number: str, country: str = "GB", more: str = "") -> Policy:
    row = f'[[crisis_lines]]\nname = "Our line"\npurpose = "support"\nnumber = "{number}"\n{more}'
    return read_policy(f'country = "{country}"\nregion = "ENG"\n{row}', "policy.toml")


def spans_of(blocks: tuple[Block, ...]):
    return [one for block in blocks if isinstance(block, Notice | Paragraph) for one in block.spans]


def shown(policy: Policy, locale: str) -> list[tuple[str, str]]:
    """The words of each span of the sentence, the danger card and the apology, with its link."""
    forms: tuple[Form, ...] = (crisis.crisis_card(policy), crisis.not_saved(policy))
    blocks = (crisis.crisis_notice(policy), *(block for form in forms for block in form.blocks))
    return [
        (speak(one.words, locale, "UTC"), one.url if isinstance(one, Link) else "")
        for one in spans_of(blocks)
        if not isinstance(one, Mention)
    ]


def digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def assert_links_dial_what_they_show(policy: Policy) -> None:
    for locale in (*languages(), "fr-CA"):
        spans = shown(policy, locale)
        plain = [digits(words) for words, url in spans if not url]
        for words, url in spans:
            if url.startswith(("tel:", "sms:")):
                assert re.fullmatch(r"(tel|sms):\+?[0-9]{2,15}", url)
                assert digits(words) == digits(url)
                assert any(digits(words) in one for one in plain), "the number is plain text, too"
            elif url:
                assert re.fullmatch(r"https://[a-z0-9.-]+(/[^?#]*)?", url)
                assert words in url


def test_there_is_a_pack_for_every_country_and_region():
    assert list(PACKS) == WANTED


@pytest.mark.parametrize("pack", PACKS)
def test_every_link_of_a_pack_dials_exactly_what_it_shows(pack: str):
    policy = policy_of(pack)
    assert policy.lines.is_whole
    assert_links_dial_what_they_show(policy)


@pytest.mark.parametrize("pack", PACKS)
def test_no_line_of_a_pack_calls_the_emergency_services_by_accident(pack: str):
    country = pack.partition("-")[0]
    for line in read_pack(pack).lines:
        for way in (one for one in line.ways if one.kind is not Kind.CHAT):
            emergency = line.purpose is Purpose.EMERGENCY
            assert phonenumbers.is_emergency_number(way.number, country) == emergency
            assert phonenumbers.connects_to_emergency_number(way.number, country) == emergency
            assert way.unlisted or phone.is_dialled(way.number, country)


@pytest.mark.parametrize("pack", PACKS)
def test_no_shipped_line_claims_that_somebody_called_it(pack: str):
    lines = read_pack(pack).lines
    assert not [one.name for one in lines if one.checked_on]
    assert not [one.name for one in lines if not one.source.startswith("http") or one.read_on is None]
    assert read_pack(pack).needs


@pytest.mark.parametrize("pack", PACKS)
def test_a_support_line_is_never_in_the_sentence(pack: str):
    support = {way.link for one in policy_of(pack).lines.of(Purpose.SUPPORT) for way in one.ways}
    links = {one.url for one in crisis.crisis_notice(policy_of(pack)).spans if isinstance(one, Link)}
    assert not support & links


@pytest.mark.parametrize(
    ("written", "country", "text", "link", "beside"),
    [
        ("111, option 2", "GB", "111", "tel:111", "2"),
        ("811 option 2", "CA", "811", "tel:811", "2"),
        ("111 and choose 2", "GB", "111", "tel:111", "2"),
        ("111 (choix 2)", "GB", "111", "tel:111", "2"),
        ("1-800-555-0100 ext. 3", "US", "1-800-555-0100", "tel:+18005550100", "3"),
        ("617-726-2000 x4521", "US", "1-617-726-2000", "tel:+16177262000", "4521"),
        ("1 866 277-3553, poste 12", "CA", "1 866 277-3553", "tel:+18662773553", "12"),
        ("text HELLO to 50808", "IE", "50808", "sms:50808", "HELLO"),
        ("85258, keyword SHOUT", "GB", "85258", "sms:85258", "SHOUT"),
        ("texto 535353", "CA", "535353", "sms:535353", ""),
        ("https://suicide.ca", "CA", "suicide.ca", "https://suicide.ca", ""),
        ("chat: www.143.ch", "CH", "143.ch", "https://www.143.ch", ""),
        ("9-8-8", "CA", "9-8-8", "tel:988", ""),
        ("116\N{NO-BREAK SPACE}123", "GB", "116 123", "tel:116123", ""),
        ("0300 0303 300", "GB", "0300 0303 300", "tel:03000303300", ""),
        ("0805 23 23 36", "FR", "0805 23 23 36", "tel:0805232336", ""),
        ("13 11 14", "AU", "13 11 14", "tel:131114", ""),
        ("(617) 726\N{NON-BREAKING HYPHEN}2000", "US", "1-617-726-2000", "tel:+16177262000", ""),
        ("01 297 0356", "IE", "+353 1 297 0356", "tel:+35312970356", ""),
    ],
)
def test_option_extension_and_keyword_are_words_and_never_dialled(written, country, text, link, beside):
    [way] = read_ways(written, Beside(region=country))
    assert (way.text, way.link, way.option or way.extension or way.keyword) == (text, link, beside)


@pytest.mark.parametrize(
    ("written", "country", "why"),
    [
        ("1-866-APPELLE", "CA", "write the digits, such as 1-866-2773553"),
        ("1 800 273 TALK", "US", "write the digits, such as 1 800 273 8255"),
        ("999 / 112", "GB", "more than one number"),
        ("999 or 112", "GB", "more than one number"),
        ("988 988", "US", "more than one number"),
        ("15 112", "FR", "more than one number"),
        ("111,2", "GB", "or a pause"),
        ("+33 (0)805 23 23 36", "FR", "“(0)” is never dialled"),
        ("1112", "GB", "no number of GB"),
        ("5-1234", "US", "needs unlisted = true"),
        ("113", "NL", "needs unlisted = true"),
        ("http://suicide.ca", "CA", "begins with https://"),
        ("https://suicide.ca/?body=x", "CA", "without ? or #"),
        ("9112", "US", "calls the emergency services"),
        ("\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT ONE}", "GB", "can't stand in a number"),
        ("call the desk", "GB", "letters are not dialled"),
    ],
)
def test_what_could_be_dialled_wrong_is_refused_with_the_reason(written: str, country: str, why: str):
    with pytest.raises(ConfigurationError, match=re.escape(why)):
        read_policy(
            f'country = "{country}"\nregion = "ENG"\n[[crisis_lines]]\nname = "x"\nnumber = "{written}"', "policy.toml"
        )


@pytest.mark.parametrize(("number", "country"), [("911", "US"), ("112", "DE"), ("999", "GB"), ("144", "CH")])
def test_a_row_that_says_it_is_no_emergency_line_dials_none(number: str, country: str):
    with pytest.raises(ConfigurationError, match="calls the emergency services"):
        own(number, country)


_PARTS = st.one_of(
    st.from_regex(r"[+]?[0-9 ().-]{2,18}", fullmatch=True),
    st.sampled_from(["911", "988", "116 123", "111", "1-800-555-0100", "0300 0303 300", "85258", "+1 617 555 0100"]),
    st.sampled_from(
        [", option 2", " ext. 3", " x4521", " / ", " or ", ",", ";", "#", "APPELLE", "text HELLO to ", " (0)"]
    ),
    st.sampled_from(["https://suicide.ca", "www.113.nl", "?x=1", "call ", "SMS "]),
)


@given(
    st.lists(_PARTS, min_size=1, max_size=4).map("".join), st.sampled_from(["US", "GB", "CA", "FR", "DE", "AU", "NL"])
)
def test_whatever_a_site_writes_dials_what_is_shown_or_is_refused(written: str, country: str):
    """A line that was read dials one number of its country, with the digits that it shows, and no emergency service."""
    try:
        ways = read_ways(written, Beside(region=country, purpose=Purpose.CRISIS))
    except WrongLineError as refused:
        assert str(refused)  # noqa: PT017 - both ends are the example's
        return
    for way in ways:
        if way.kind is Kind.CHAT:
            assert way.link.startswith("https://")
        else:
            assert digits(way.text) == digits(way.link)
            assert phone.is_dialled(way.number, country)
            assert not phonenumbers.connects_to_emergency_number(way.number, country)
    line = Line(purpose=Purpose.CRISIS, name="Ours", ways=ways)
    assert_links_dial_what_they_show(Policy(lines=policy_of("US").lines.__class__(country=country, lines=(line,))))


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "988", "shown": "989"},
        {"number": "1-866"},
        {"number": "988,2"},
        {"number": "988", "option": "12"},
        {"number": "988", "keyword": "HOME"},
        {"number": "988", "url": "https://988lifeline.org"},
        {"number": ""},
    ],
)
def test_no_way_can_be_made_whose_link_differs_from_its_text(wrong: Any):
    with pytest.raises(WrongLineError):
        Way(kind=Kind.CALL, **wrong)


def test_a_sites_row_takes_the_place_of_the_packs_row_of_its_name_and_nothing_merges():
    policy = read_policy(
        'country = "DE"\n[[crisis_lines]]\nname = "TelefonSeelsorge"\nnumber = "0800 1110222"\n', "policy.toml"
    )
    [line] = [one for one in policy.lines.lines if one.name == "TelefonSeelsorge"]
    assert [one.link for one in line.ways] == ["tel:08001110222"]
    assert len(policy.lines.lines) == len(read_pack("DE").lines)


def test_a_line_that_is_off_is_shown_once_the_site_has_called_it_and_no_more_when_it_did_not_answer():
    key, text = "US Physician Support Line", 'country = "US"\n[lines_called]\n"US Physician Support Line" = '
    names = [one.name for one in policy_of("US").lines.of(Purpose.SUPPORT)]
    [called] = read_policy(f"{text}2026-11-01", "x").lines.of(Purpose.SUPPORT)
    wrong = read_policy(f'{text}"wrong 2026-11-02"', "x")
    assert (names, called.key, called.checked_on) == ([], key, date(2026, 11, 1))
    assert not wrong.lines.of(Purpose.SUPPORT)
    assert read_policy(draw_policy(wrong), "x") == wrong


def test_a_site_in_another_country_has_its_own_lines():
    policy = read_policy(
        'country = "US"\n[sites.paris]\ncountry = "FR"\n[sites.montreal]\ncountry = "CA"\nregion = "QC"', "x"
    )
    links = [crisis.crisis_notice(policy.at(site)).spans for site in ("", "paris", "montreal", "elsewhere")]
    first = [next(one.url for one in spans if isinstance(one, Link)) for spans in links]
    assert first == ["tel:988", "tel:3114", "tel:+18662773553", "tel:988"]
    assert policy.at("paris").numbers_of == "FR"
    assert read_policy(draw_policy(policy), "x") == policy


def test_the_danger_card_of_several_countries_has_the_lines_of_all_of_them():
    policy = read_policy('country = "US"\n[sites.paris]\ncountry = "FR"', "x")
    for site in ("", "paris"):
        links = [url for _, url in shown(policy.at(site), "en")]
        assert {"tel:988", "tel:911", "tel:3114", "tel:15"} <= set(links)


SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-1-a", "SLACK_SIGNING_SECRET": "a" * 32}


@pytest.mark.parametrize(
    ("policy", "missing"),
    [
        ("", "no emergency and no crisis line"),
        ('timezone = "Europe/Paris"\nphone_region = "FR"', "no emergency and no crisis line"),
        ('country = "PT"', "no emergency and no crisis line"),
        ('country = "GB"', "GB needs a region: one of ENG, SCT, WLS, NIR"),
        ('country = "PT"\n[[crisis_lines]]\nname = "SNS"\nnumber = "112"', "no crisis line"),
        ('country = "US"\n[sites.lisbon]\ncountry = "PT"', "no emergency and no crisis line for sites.lisbon"),
        ('country = "DE"\n[lines_called]\n"DE TelefonSeelsorge" = "wrong 2026-11-01"', "no crisis line"),
    ],
)
def test_a_configured_platform_without_lines_refuses_to_start(policy, missing, tmp_path, monkeypatch):
    file = tmp_path / "policy.toml"
    file.write_text(policy, encoding="utf-8")
    for name, value in {**SLACK, "PEERSUPPORT_POLICY": str(file)}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=missing):
        load(None, tmp_path / "data", serves=True)


def test_a_backup_or_a_key_can_be_made_without_lines(tmp_path, monkeypatch):
    for name, value in SLACK.items():
        monkeypatch.setenv(name, value)
    assert load(None, tmp_path / "data").slack is not None


def test_own_lines_are_enough_for_a_country_without_a_pack(tmp_path, monkeypatch):
    rows = '[[crisis_lines]]\nname = "SOS"\nnumber = "112"\n[[crisis_lines]]\nname = "SNS 24"\nnumber = "808 24 24 24"'
    file = tmp_path / "policy.toml"
    file.write_text(f'country = "PT"\n{rows}', encoding="utf-8")
    for name, value in {**SLACK, "PEERSUPPORT_POLICY": str(file)}.items():
        monkeypatch.setenv(name, value)
    assert load(None, tmp_path / "data").policy.lines.is_whole


@pytest.mark.parametrize(
    ("zone", "first"), [("America/New_York", "tel:988"), ("Europe/Paris", "tel:3114"), ("Europe/Lisbon", "")]
)
def test_the_playground_takes_the_lines_of_its_zone(zone: str, first: str):
    """It is no configured platform; in Paris nobody reads 911 either."""
    policy = pretend_place(read_policy(f'timezone = "{zone}"', "x"))
    links = [one.url for one in crisis.crisis_notice(policy).spans if isinstance(one, Link)]
    assert (links or [""])[0] == first


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("always", ALWAYS),
        ("24/7", ALWAYS),
        (
            "Mon-Fri 08:00-20:00, Sat 08:00-14:00 Europe/London, closed on public holidays",
            OpeningHours(
                periods=(Period(0, 4, time(8), time(20)), Period(5, 5, time(8), time(14))),
                zone="Europe/London",
                closed_on_holidays=True,
            ),
        ),
        (
            "daily 08:00-01:00 America/New_York",
            OpeningHours(periods=(Period(0, 6, time(8), time(1)),), zone="America/New_York"),
        ),
        ("limited hours", OpeningHours(note="limited hours")),
    ],
)
def test_hours_are_read_and_written(text: str, hours: OpeningHours):
    assert read_opening_hours(text) == hours
    assert read_opening_hours(write_opening_hours(hours)) == hours


@pytest.mark.parametrize(
    "text", ["Mon-Fri 8:00-20:00 Europe/London", "Mon-Fri 08:00-20:00 Europe/Londn", "Mon-Fri 08:00-20:00"]
)
def test_hours_with_a_time_that_cannot_be_read_are_refused(text: str):
    with pytest.raises(WrongHoursError):
        read_opening_hours(text)


@pytest.mark.parametrize(
    ("written", "region", "said"),
    [
        ("617-726-2000 x4521", "US", "An extension can't be kept here."),
        ("+1 617 726 2000, ext. 12", "US", "An extension can't be kept here."),
        ("01 297 0356 poste 7", "IE", "An extension can't be kept here."),
        ("617-726-2000 / 2001", "US", "Please give one number"),
        ("617-726-2000 or 617-726-2001", "US", "Please give one number"),
        ("617-HELP", "US", "in digits only"),
        ("my mobile", "US", "in digits only"),
        ("4521", "US", "no number that can be called from here"),
        ("06 12 34", "FR", "no number that can be called from here"),
    ],
)
def test_the_phone_field_says_what_is_wrong_with_a_number(written: str, region: str, said: str):
    """And gives an example of the reader's own country."""
    words = speak(not_a_phone(phone.phone_problem(written, region), region), "en", "UTC")
    assert said in words
    assert phone.example_phone(region) in words
