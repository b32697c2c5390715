"""Phone numbers as people write them, read into the one form that can be dialled from anywhere."""

from __future__ import annotations

import phonenumbers


def read_phone(text: str, region: str) -> str | None:
    """The number as ``+16175550100``; None for what can't be dialled. ``region``: where one without a country is."""
    if not text.isascii():
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
