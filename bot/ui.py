"""What a message, a form or a home view can contain, on any platform.

Only what every platform can show; the tightest platform limit is checked at construction, so an over-long label fails
in an engine test. Sentences are ``Words``: a catalogue key with its values, put into the reader's language only when
somebody reads them. What a person typed is never a catalogue key: it travels as a value and renderers escape it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.errors import PeerSupportError

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.case import CaseCode
    from bot.domain.people import PersonId

LABEL, TITLE, OPTION, TEXT, CHOICES, BLOCKS, BUTTONS, FACTS, ROWS = 30, 24, 75, 3000, 100, 40, 5, 10, 100
"""Characters of a button, a title, an option, a text; counts of options, blocks of a message, buttons, facts, rows."""


class TooMuchError(PeerSupportError):
    """A label, text or list is longer than the tightest platform shows."""


@dataclass(frozen=True)
class Words:
    """A sentence in the catalogue: its English text is the key, ``values`` fill its {fields} when it is read.

    ``plural`` and ``count`` select the plural form; ``{count}`` is filled in.
    """

    text: str
    values: tuple[tuple[str, Value], ...] = ()
    plural: str = ""
    count: int = 0


Value: TypeAlias = "str | int | date | datetime | Words"
"""What may fill a field: a datetime is shown in the reader's own zone, a date as it is."""


def say(text: str, **values: Value) -> Words:
    """Mark an English sentence for the catalogue (Babel extracts calls of this name) and bind its values."""
    return Words(text, tuple(sorted(values.items())))


def say_count(one: str, many: str, count: int, **values: Value) -> Words:
    """As ``say``, for a sentence that changes with a number."""
    return Words(one, tuple(sorted(values.items())), many, count)


def literal(text: str) -> Words:
    """Text that belongs to the site or a person, shown as it is in every language."""
    return Words("{text}", (("text", text),))


@dataclass(frozen=True)
class Action:
    """What a button or a form does when it comes back: sealed with its reader's identity, so foreign ones don't open.

    ``turn`` is the case's turn, or the offer's number, when it was shown; an older one changes nothing.
    ``draft`` carries what a form of several pages knows so far.
    """

    name: str
    case: CaseCode | None = None
    turn: int = 0
    draft: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Plain:
    """Words as they are."""

    words: Words


@dataclass(frozen=True)
class Strong:
    """Words that matter."""

    words: Words


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere: https, or tel for a number to call."""

    words: Words
    url: str


@dataclass(frozen=True)
class Mention:
    """A person's name, resolved by the platform or the directory; only ever inside a Form."""

    person: PersonId = field(repr=False)


Span: TypeAlias = Plain | Strong | Link | Mention


def apart(*spans: Span) -> tuple[Span, ...]:
    """Spans that are no sentence together, with a dot between them."""
    return tuple(one for span in spans for one in (Plain(literal("·")), span))[1:]


@dataclass(frozen=True)
class Heading:
    """What the next blocks are about."""

    words: Words


@dataclass(frozen=True)
class Paragraph:
    """Running text; renderers put one space between spans. ``quiet`` text is for the reader who wants to know more.

    ``code``: for a machine, shown letter for letter.
    """

    spans: tuple[Span, ...]
    quiet: bool = False
    code: bool = False


@dataclass(frozen=True)
class Notice:
    """A framed line that has to be seen: the crisis line, the trial banner, something overdue."""

    spans: tuple[Span, ...]
    tone: str = "info"  # info · warning · crisis


@dataclass(frozen=True)
class Facts:
    """Pairs of a label and what is so."""

    rows: tuple[tuple[Words, tuple[Span, ...]], ...]

    def __post_init__(self) -> None:
        _at_most(FACTS, self.rows)


@dataclass(frozen=True)
class Button:
    """Something a person can do. ``opens``: the press is answered by a form (Teams must know beforehand)."""

    label: Words
    action: Action
    style: str = "plain"  # primary · plain · danger
    opens: bool = False

    def __post_init__(self) -> None:
        _short(LABEL, self.label)


@dataclass(frozen=True)
class Buttons:
    """What can be done here."""

    buttons: tuple[Button, ...]

    def __post_init__(self) -> None:
        _at_most(BUTTONS, self.buttons)


@dataclass(frozen=True)
class Table:
    """Rows under a head; every row has the head's width."""

    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]

    def __post_init__(self) -> None:
        _at_most(ROWS, self.rows)
        if any(len(row) != len(self.head) for row in self.rows):
            raise TooMuchError


@dataclass(frozen=True)
class Chart:
    """Counts side by side; a Table with the same figures always stands beneath."""

    title: Words
    labels: tuple[Words, ...]
    series: tuple[tuple[Words, tuple[int, ...]], ...]


Block: TypeAlias = Heading | Paragraph | Notice | Facts | Buttons | Table | Chart


@dataclass(frozen=True)
class Choice:
    """One option: ``value`` is a code without a comma, ``label`` what is read."""

    value: str
    label: Words

    def __post_init__(self) -> None:
        _short(OPTION, self.label)


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """Choose one."""

    name: str
    label: Words
    choices: tuple[Choice, ...]
    value: str = ""
    required: bool = False

    def __post_init__(self) -> None:
        _at_most(CHOICES, self.choices)


@dataclass(frozen=True, kw_only=True)
class ManyOf:
    """Choose any."""

    name: str
    label: Words
    choices: tuple[Choice, ...]
    values: tuple[str, ...] = ()
    required: bool = False

    def __post_init__(self) -> None:
        _at_most(CHOICES, self.choices)


@dataclass(frozen=True, kw_only=True)
class PersonField:
    """Pick one person of the organisation; picked, never typed."""

    name: str
    label: Words
    value: PersonId | None = field(default=None, repr=False)
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class PeopleField:
    """Pick any number of people."""

    name: str
    label: Words
    values: tuple[PersonId, ...] = field(default=(), repr=False)
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class DayField:
    """Pick a day."""

    name: str
    label: Words
    value: date | None = None
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class TimeField:
    """Pick a time of day, HH:MM in the reader's own zone."""

    name: str
    label: Words
    value: str = ""
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class ShortText:
    """A phone number or the like; never a place for a story."""

    name: str
    label: Words
    value: str = field(default="", repr=False)
    hint: Words | None = None
    longest: int = 40
    required: bool = False


Field: TypeAlias = OneOf | ManyOf | PersonField | PeopleField | DayField | TimeField | ShortText


@dataclass(frozen=True)
class Message:
    """A nudge in the direct messages: constant text and buttons, no name, no case.

    ``notification`` is the lock screen's text.
    """

    notification: Words
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        _at_most(BLOCKS, self.blocks)


@dataclass(frozen=True, kw_only=True)
class Form:
    """Private content in a modal or dialog, kept by nobody; with ``submit`` it can be sent back.

    A card is a form without fields. A question's yes is its ``submit``: Slack is answered at once, without a call.
    ``saved``: what it thanks for is saved already, so that leaving it is *Close* and never *Cancel*.
    """

    title: Words
    blocks: tuple[Block, ...] = ()
    fields: tuple[Field, ...] = ()
    submit: Button | None = None
    saved: bool = False

    def __post_init__(self) -> None:
        _short(TITLE, self.title)
        _at_most(BLOCKS * 2, self.blocks)


@dataclass(frozen=True)
class Home:
    """App Home, or the Teams home dialog: codes, dates and counts, never a recipient's name."""

    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        _at_most(BLOCKS * 2, self.blocks)


@dataclass(frozen=True)
class Show:
    """Open this form, or put it in the place of the one that is open."""

    form: Form


@dataclass(frozen=True)
class FieldErrors:
    """What has to be mended, by field; everything typed is kept."""

    errors: tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class Toast:
    """One passing sentence. Nothing a person must keep may be one."""

    words: Words


Reply: TypeAlias = Show | FieldErrors | Toast


@dataclass(frozen=True)
class Opened:
    """Somebody typed the command or used the shortcut: they get the entry form."""


@dataclass(frozen=True)
class Pressed:
    """Somebody pressed a button whose sealed action opened for them."""

    action: Action


@dataclass(frozen=True)
class Submitted:
    """Somebody sent a form: its action, and what each field held."""

    action: Action
    values: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)

    def one(self, name: str) -> str:
        """The single value of a field, or the empty string."""
        many = self.many(name)
        return many[0] if many else ""

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return next((values for key, values in self.values if key == name), ())


Gesture: TypeAlias = Opened | Pressed | Submitted


def _short(limit: int, words: Words) -> None:
    if len(words.text) > limit:
        raise TooMuchError


def _at_most(limit: int, items: tuple[object, ...]) -> None:
    if len(items) > limit:
        raise TooMuchError
