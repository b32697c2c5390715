"""Phone numbers as people write them, read into the one form that can be dialled from anywhere."""

from __future__ import annotations

import re
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, shortnumberinfo

_NATIONAL_ONLY = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.PREMIUM_RATE,
}
_NORTH_AMERICA = 1  # country code of the North American plan, whose freephone numbers are dialled with it
_TEXT_CODE = range(5, 7)


class PhoneProblem(StrEnum):
    """Why a text is no phone number that can be called directly."""

    EXTENSION = "extension"
    LETTERS = "letters"
    SEVERAL = "several"
    UNKNOWN = "unknown"


def read_phone(text: str, region: str) -> str | None:
    """The number as ``+16175550100``; None for what can't be dialled. ``region``: where one without a country is."""
    if not text.isascii():
        return None
    number = _parse_number(text, region)
    if number is None or number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def phone_problem(text: str, region: str) -> PhoneProblem | None:
    """What is wrong with a number; None if it can be called."""
    if read_phone(text, region) is not None:
        return None
    number = _parse_number(text, region)
    if (number is not None and number.extension) or re.search(r"(?i)\d\s*(?:,|;|#|x|ext\b|poste\b)", text):
        return PhoneProblem.EXTENSION
    if re.search(r"[/&]|\d\s*(?:or|ou|and|et)\s*[+\d]", text):
        return PhoneProblem.SEVERAL
    return PhoneProblem.LETTERS if re.search(r"[^\W\d_]", text) else PhoneProblem.UNKNOWN


def example_phone(region: str) -> str:
    """A number as somebody in that country would give it to be called from anywhere; it belongs to nobody."""
    found = phonenumbers.example_number(region) or phonenumbers.example_number("US")
    return phonenumbers.format_number(found, PhoneNumberFormat.INTERNATIONAL) if found else ""


def _parse_number(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def is_short_number(number: str, region: str) -> bool:
    """Whether these digits are a short number of that country, such as 988, 3114 or 116123."""
    parsed = _parse_number(number, region)
    return parsed is not None and shortnumberinfo.is_valid_short_number_for_region(parsed, region)


def only_texts(number: str, region: str) -> bool:
    """Whether these digits are a code for text messages: in North America those of five and six digits."""
    parsed = _parse_number(number, region)
    if parsed is None or number.startswith("+"):
        return False
    return parsed.country_code == _NORTH_AMERICA and len(number) in _TEXT_CODE and is_short_number(number, region)


def calls_emergency(number: str, region: str) -> bool:
    """Whether these digits reach the emergency services of that country, also with more digits behind them."""
    return shortnumberinfo.connects_to_emergency_number(number, region)


def is_emergency(number: str, region: str) -> bool:
    """Whether this is an emergency number of that country."""
    return shortnumberinfo.is_emergency_number(number, region)


def digits_to_dial(written: str, region: str) -> str | None:
    """The digits that a phone in that country dials; None for no number of that country.

    Short numbers stay as they are. Freephone, shared-cost and 03xx numbers keep their national form, since nobody
    promises that they work from abroad; the rest is E.164.
    """
    plain = re.sub(r"[^0-9+]", "", written)
    if not plain.startswith("+") and is_short_number(plain, region):
        return plain
    number = _parse_number(written, region)
    if number is None or not phonenumbers.is_valid_number(number):
        return None
    if _is_national(number):
        return re.sub(r"[^0-9]", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_dialled(number: str, region: str) -> bool:
    """Whether a phone in that country dials exactly these digits: as ``dialled`` writes them, or in national form."""
    if number == digits_to_dial(number, region):
        return True
    parsed = _parse_number(number, region)
    if parsed is None or not phonenumbers.is_valid_number_for_region(parsed, region):
        return False
    return number == re.sub(r"[^0-9]", "", phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL))


def group_digits(number: str, region: str) -> str:
    """The same digits in groups for the eye: ``+16175550100`` reads 1-617-555-0100 in North America."""
    parsed = _parse_number(number, region)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return number
    form = PhoneNumberFormat.INTERNATIONAL if number.startswith("+") else PhoneNumberFormat.NATIONAL
    text = phonenumbers.format_number(parsed, form)
    return text[1:].replace(" ", "-") if parsed.country_code == _NORTH_AMERICA and text.startswith("+") else text


def _is_national(number: phonenumbers.PhoneNumber) -> bool:
    """A number that need not work in E.164 form; all of North America dials its numbers with the country code."""
    if number.country_code == _NORTH_AMERICA:
        return False
    return phonenumbers.number_type(number) in _NATIONAL_ONLY or not phonenumbers.can_be_internationally_dialled(number)
