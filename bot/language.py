"""Words into a sentence: in the reader's language, with dates and times on the reader's own clock.

Catalogues are the translators' own ``bot/locale/<language>/LC_MESSAGES/peersupport.po``. They are compiled in memory
when the first reader of that language comes, so English starts at once and no compiled file can go stale.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.domain.errors import BadZoneError
from bot.domain.hours import day_in, local
from bot.ui import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.ui import Value

_CATALOGUES = Path(__file__).parent / "locale"
_ENGLISH = Locale("en", "GB")  # "Mon 3 Aug"; a reader's own en-US writes "Mon, Aug 3"
_NOTHING = "…"
_FIELD = re.compile(r"\{(\w+)\}")


def languages() -> tuple[str, ...]:
    """The languages that people read, English first: those with a catalogue of their own that somebody has reviewed.

    A catalogue of a country, such as fr_CA, stands beside its language's and has only what differs.
    """
    names = (file.parent.parent.name for file in _CATALOGUES.glob("*/LC_MESSAGES/peersupport.po"))
    return ("en", *sorted(name for name in names if "_" not in name and _is_reviewed(name)))


def _is_reviewed(name: str) -> bool:
    """Off is a catalogue whose header says so: people in distress read no sentence that nobody has checked."""
    header = _file_of(name).read_text(encoding="utf-8").split("\n\n", 1)[0]
    return '"X-Reviewed: no' not in header


def _file_of(name: str) -> Path:
    return _CATALOGUES / name / "LC_MESSAGES" / "peersupport.po"


def speak(words: Words, locale: str, zone: str) -> str:
    """The sentence as plain text for a reader with this locale (such as ``fr-CA``) and IANA zone; never raises.

    A sentence without translation is English, and so is all of it in a language without catalogue. A field without
    value shows "…". A field that has a second value for the reader's language, such as ``text_fr`` beside ``text``,
    shows that one; fields called ``language`` and ``territory`` hold a code and show its name. A datetime reads
    "Mon 3 Aug, 11:00", without "today": a message is read later than it is written.
    """
    place = _place(locale)
    translated = _translate(words, _catalogue(str(place)))
    if "{" not in translated:
        return translated
    values: dict[str, Value] = dict(words.values)
    if words.plural:
        values["count"] = words.count
    own = {name: values.get(f"{name}_{place.language}", value) for name, value in values.items()}
    if isinstance(code := own.get("language"), str):
        own["language"] = cast("Mapping[str, str]", place.languages).get(code.replace("-", "_"), code)
    if isinstance(code := own.get("territory"), str):
        own["territory"] = cast("Mapping[str, str]", place.territories).get(code, code)
    return _FIELD.sub(lambda found: _show(own.get(found[1], _NOTHING), locale, zone), translated)


def _translate(words: Words, catalogue: NullTranslations) -> str:
    if words.plural:
        return catalogue.ngettext(words.text, words.plural, words.count)
    return catalogue.gettext(words.text) if words.text else ""  # an empty key is the catalogue's own header


def _show(value: Value, locale: str, zone: str) -> str:
    match value:
        case Words():
            return speak(value, locale, zone)
        case datetime():
            return _moment(value, _place(locale), zone)
        case date():
            return _day(value, _place(locale))
        case int():
            return format_decimal(value, locale=_place(locale))
        case _:
            return value


def _day(day: date, place: Locale) -> str:
    return format_skeleton("MMMEd", datetime(day.year, day.month, day.day, tzinfo=UTC), locale=place)


def _moment(moment: datetime, place: Locale, zone: str) -> str:
    """Day and time on the reader's clock; with its zone's short name where the clock shows that time twice."""
    try:
        here, own = local(moment, zone), zone
    except BadZoneError:  # better in UTC, and said so, than not at all
        here, own = moment.astimezone(UTC), "UTC"
    twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    suffix = f" {here.tzname()}" if twice or here.tzinfo is UTC else ""
    clock = format_skeleton("Hm", here, tzinfo=here.tzinfo, locale=place)
    return f"{_day(day_in(moment, own), place)}, {clock}{suffix}"


@cache
def _place(locale: str) -> Locale:
    """The reader's locale if we speak its language, else English."""
    try:
        place = Locale.parse(locale, sep="-" if "-" in locale else "_")
    except (UnknownLocaleError, ValueError, TypeError):
        return _ENGLISH
    if place.language not in languages() or (place.language == "en" and not place.territory):
        return _ENGLISH
    return place


@cache
def _catalogue(place: str) -> NullTranslations:
    """The catalogue of a country, then that of its language."""
    language, _, country = place.partition("_")
    spoken = _read(language)
    if not country or not _file_of(place).is_file() or not _is_reviewed(place):
        return spoken
    own = _read(place)
    own.add_fallback(spoken)
    return own


def _read(name: str) -> NullTranslations:
    if not _file_of(name).is_file():
        return NullTranslations()
    compiled = BytesIO()
    with _file_of(name).open("rb") as source:
        write_mo(compiled, read_po(source, locale=name))
    compiled.seek(0)
    return GNUTranslations(compiled)
