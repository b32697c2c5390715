"""What came with the bot is read in every language; what a site wrote is read as it wrote it, or in its own French."""

from __future__ import annotations

import pytest

from adapters.web.invented_hospital import Hospital
from bot.domain.errors import BadHoursError
from bot.domain.policy import Policy
from bot.domain.typed.hours import parse_hours, write_hours
from bot.language import speak
from bot.language_shipped import SHIPPED, code_words, language_words, site_text


def french(words) -> str:
    return speak(words, "fr-CA", "America/Toronto")


def english(words) -> str:
    return speak(words, "en", "America/Toronto")


def test_every_word_of_the_default_policy_is_in_the_catalogue():
    policy = Policy()
    entries = [text for one in policy.resources if not one.off for text in (one.name, one.about)]
    assert [text for text in entries if text not in SHIPPED] == []


def test_every_specialty_and_cluster_of_the_playground_is_in_the_catalogue():
    traits = [one.traits for one in Hospital().people.values()]
    codes = {code.replace("_", " ") for one in traits for code in (one.specialty, one.cluster) if code}
    assert sorted(codes - set(SHIPPED)) == []


def test_what_was_shipped_is_read_in_ones_own_language():
    assert (english(site_text("Chaplaincy")), french(site_text("Chaplaincy"))) == ("Chaplaincy", "Soins spirituels")
    assert (english(code_words("general_surgery")), french(code_words("general_surgery"))) == (
        "general surgery",
        "chirurgie générale",
    )


def test_what_the_site_wrote_stays_as_it_is():
    own = site_text("Night desk {24}")
    assert english(own) == french(own) == "Night desk {24}"
    assert french(code_words("burns_unit")) == "burns unit"


def test_the_sites_own_french_is_for_those_who_read_french():
    own = site_text("Night desk", "Bureau de nuit")
    assert (english(own), french(own)) == ("Night desk", "Bureau de nuit")


@pytest.mark.parametrize(
    ("code", "in_english", "in_french"), [("pt", "Portuguese", "portugais"), ("zz-zz", "zz-zz", "zz-zz")]
)
def test_a_language_is_read_by_its_name(code, in_english, in_french):
    assert (english(language_words(code)), french(language_words(code))) == (in_english, in_french)


@pytest.mark.parametrize("text", ["lun-ven 08:00-18:00; sam 09:00-12:00", "dim 09:00-24:00"])
def test_hours_are_written_and_read_in_french(text):
    assert write_hours(parse_hours(text), "fr-CA") == text
    assert parse_hours(write_hours(parse_hours(text))) == parse_hours(text)


@pytest.mark.parametrize("text", ["lon-ven 08:00-18:00", "lunid 08:00-18:00"])
def test_hours_that_no_language_writes_are_refused(text):
    with pytest.raises(BadHoursError):
        parse_hours(text)
