"""Reads a number as people write it into ways to reach a line; what could be dialled wrong is refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from bot.domain.lines.line import Kind, Purpose, Way, WrongLineError, digits
from bot.domain.lines.opening_hours import UNKNOWN, OpeningHours
from bot.domain.typed import phone

_ADDRESS = re.compile(
    r"(?:chat\s*(?:at|on|:)?\s*)?((?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:[/?#:]\S*)?)", re.IGNORECASE
)
_VERBS = re.compile(
    r"(call or text|text or call|call/text|call|phone|dial|tel\.?|text|sms|texto|appel ou texto|appel)"
    r"(?:\s*:\s*|\s+)(.*)",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"(?:send\s+)?[“\"'«]?\s*([A-Za-z]{2,12})\s*[”\"'»]?\s+(?:to|au)\s+([0-9+][0-9 +().-]*)", re.IGNORECASE
)
_BEHIND = re.compile(r"([0-9+][0-9 +().-]*?)[\s,]+(?:keyword|with)\s+[“\"']?([A-Za-z]{2,12})[”\"']?", re.IGNORECASE)
_OPTION = re.compile(
    r"(.*?[0-9)])[\s,;]*(?:\(|and |then |et )?\s*(?:choose|press|select|option|opt\.?|choice|choix|choisir|choisissez)"
    r"\s*(?:option\s*)?#?\s*([0-9])\)?",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(.*?[0-9)])[\s,;]*(?:\(|then )?(?:extension|extn?\.?|x|poste|post|#)\s*:?\s*([0-9]{1,7})\)?", re.IGNORECASE
)
_PLAIN = re.compile(r"\+?[0-9() .\-]+")
_KEYS = {
    letter: str(2 + index)
    for index, letters in enumerate(("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"))
    for letter in letters
}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a row says beside its number. ``region``: the country in which the number is dialled, as two letters."""

    region: str
    purpose: Purpose | None = None
    hours: OpeningHours = UNKNOWN
    languages: tuple[str, ...] = ()
    unlisted: bool = False


def read_ways(text: str, beside: Beside) -> tuple[Way, ...]:
    """The ways that a number, a text code or an address of a chat stands for.

    ``111, option 2``, ``1-800-555-0100 ext. 3``, ``text HELLO to 50808``, ``call or text 988`` and ``https://suicide.ca``
    are understood: option, extension and keyword become words. WrongLineError says which sign can't stand there.
    """
    plain = _settled(text)
    if found := _ADDRESS.fullmatch(plain):
        return (_chat(found[1], beside),)
    kinds, rest = _kinds(plain)
    way = _numbered(rest, beside, kinds[0])
    if way.keyword:
        kinds = (Kind.TEXT,)
    ways = tuple(replace(way, kind=kind, option=way.option if kind is Kind.CALL else "") for kind in kinds)
    for one in ways:
        check_way(one, beside)
    return ways


def check_way(way: Way, beside: Beside) -> None:
    """WrongLineError if the number is none of that country, or dials an emergency service by accident."""
    if way.kind is Kind.CHAT:
        return
    reaches = phone.calls_emergency(way.number, beside.region)
    if beside.purpose is Purpose.EMERGENCY and not way.unlisted:
        if not phone.is_emergency(way.number, beside.region):
            raise WrongLineError(
                f"{way.text} is no emergency number of {beside.region}; where it is one, add unlisted = true"
            )
    elif beside.purpose not in {None, Purpose.EMERGENCY} and reaches:
        raise WrongLineError(f'{way.text} calls the emergency services; such a row has purpose = "emergency"')
    if way.kind is Kind.CALL and not way.unlisted and phone.only_texts(way.number, beside.region):
        raise WrongLineError(
            f"{way.text} is for text messages in {beside.region}; one that rings needs unlisted = true"
        )
    if not way.unlisted and not phone.is_dialled(way.number, beside.region):
        raise WrongLineError(f"{way.text} is no number that a phone in {beside.region} dials")


def _settled(text: str) -> str:
    """One kind of space, of dash and of digit."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(
        r"[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]", "-", plain
    )
    return " ".join(plain.split())


def _chat(address: str, beside: Beside) -> Way:
    if address.lower().startswith("http://"):
        raise WrongLineError("a chat has an address that begins with https://")
    url = address if address.lower().startswith("https://") else f"https://{address}"
    return Way(kind=Kind.CHAT, url=url, hours=beside.hours, languages=beside.languages)


def _kinds(text: str) -> tuple[tuple[Kind, ...], str]:
    """What one does with the number, and the rest."""
    found = _VERBS.fullmatch(text)
    if found is None:
        return (Kind.CALL,), text
    verb = found[1].lower()
    if verb in {"call or text", "text or call", "call/text", "appel ou texto"}:
        return (Kind.CALL, Kind.TEXT), found[2]
    return ((Kind.TEXT,) if verb in {"text", "sms", "texto"} else (Kind.CALL,)), found[2]


def _numbered(text: str, beside: Beside, kind: Kind) -> Way:
    if found := _SENT.fullmatch(text):
        return replace(_way(found[2], beside, Kind.TEXT), keyword=found[1].upper())
    if found := _BEHIND.fullmatch(text):
        return replace(_way(found[1], beside, Kind.TEXT), keyword=found[2].upper())
    if found := _OPTION.fullmatch(text):
        return replace(_way(found[1], beside, Kind.CALL), option=found[2])
    if found := _EXTENSION.fullmatch(text):
        return replace(_way(found[1], beside, Kind.CALL), extension=found[2])
    return _way(text, beside, kind)


def _way(written: str, beside: Beside, kind: Kind) -> Way:
    number, shown = _number(written.strip(" ,;"), beside)
    return Way(
        kind=kind,
        number=number,
        shown=shown,
        hours=beside.hours,
        languages=beside.languages,
        unlisted=beside.unlisted,
    )


def _number(written: str, beside: Beside) -> tuple[str, str]:
    """The digits to dial, and how they are shown: as they were written, where these are the same digits."""
    _refuse_signs(written)
    if _are_several(written, beside.region):
        raise WrongLineError("there is more than one number; write one number in each row")
    number = phone.digits_to_dial(written, beside.region)
    if number is None and beside.unlisted:
        number = re.sub(r"[^0-9+]", "", written)
    if number is None:
        raise WrongLineError(
            f"{written} is no number of {beside.region}; one that only works there needs unlisted = true"
        )
    same = digits(written) == digits(number) and written[0] in "+0123456789"
    return number, written if same else phone.group_digits(number, beside.region)


def _are_several(written: str, region: str) -> bool:
    """Whether these are short numbers side by side, such as 911 988, which together may be a number of their own."""
    parts = re.findall(r"[0-9]+", written)
    return len(parts) > 1 and all(phone.is_short_number(part, region) for part in parts)


def _refuse_signs(written: str) -> None:
    if re.search(r"\(0\)", written):
        raise WrongLineError("“(0)” is never dialled together with the country code; write the number as it is dialled")
    if re.search(r"[/|&]|\b(?:or|ou|and|et)\b|[0-9]\s*[,;]\s*[0-9]|.\+", written, re.IGNORECASE):
        raise WrongLineError("there is more than one number, or a pause; write one number in each row")
    if re.search(r"[A-Za-z]", written):
        suggested = "".join(_KEYS.get(sign.upper(), sign) for sign in written)
        raise WrongLineError(f"letters are not dialled on every phone; write the digits, such as {suggested}")
    if not _PLAIN.fullmatch(written):
        wrong = next((sign for sign in written if not _PLAIN.fullmatch(sign)), written)
        raise WrongLineError(f"“{wrong}” can't stand in a number")
