"""Long lists: page by page, with a search; what is not shown is said, and one press away."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.ui import Action, Button, Buttons, Paragraph, Plain, ShortText, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.ui import Block, Submitted, Words

T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """Which page of a list, from 0, and what its entries must contain."""

    page: int = 0
    find: str = ""


@dataclass(frozen=True)
class Page(Generic[T]):
    """The entries of one page; ``total`` counts all that were found."""

    items: tuple[T, ...]
    total: int
    size: int
    wanted: Wanted

    @property
    def is_last(self) -> bool:
        """Whether nothing follows."""
        return (self.wanted.page + 1) * self.size >= self.total


FIRST = Wanted()
"""The first page of the whole list."""


def wanted_of(form: Submitted) -> Wanted:
    """What a press or a search asks for. A search that was typed begins at its first page."""
    drafts = {name: values[0] for name, values in form.action.draft if values}
    typed = form.one("find").strip()
    page = drafts.get("page", "")
    if typed and typed != drafts.get("find", ""):
        return Wanted(find=typed)
    return Wanted(page=int(page) if page.isdecimal() else 0, find=typed or drafts.get("find", ""))


def page_of(every: Sequence[T], wanted: Wanted, *, size: int, texts: Callable[[T], Iterable[str]]) -> Page[T]:
    """The page that is wanted, or the last there is. ``texts``: what an entry is found by."""
    words = _plain(wanted.find).split()
    found = [one for one in every if _has(words, texts(one))] if words else [*every]
    number = min(wanted.page, max(len(found) - 1, 0) // size)
    return Page(tuple(found[number * size : (number + 1) * size]), len(found), size, Wanted(number, wanted.find))


def _has(words: Iterable[str], texts: Iterable[str]) -> bool:
    whole = " ".join(map(_plain, texts))
    return all(one in whole for one in words)


def _plain(text: str) -> str:
    """Without case and accents: who looks for ``gomez`` finds ``Gómez``."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def turning(page: Page[T], action: str) -> tuple[Block, ...]:
    """How much of the list is shown, and the way to the rest; nothing where all of it is."""
    found = page.wanted.find
    if page.total <= page.size and not found:
        return ()
    first = page.wanted.page * page.size
    shown = say(
        "{first} to {last} of {total}",
        first=min(first + 1, page.total),
        last=min(first + page.size, page.total),
        total=page.total,
    )
    back, on = say("Earlier in the list"), say("Further in the list")
    turns = [
        *([_turn(back, action, Wanted(page.wanted.page - 1, found))] if page.wanted.page else []),
        *([] if page.is_last else [_turn(on, action, Wanted(page.wanted.page + 1, found))]),
        *([_turn(say("The whole list"), action, FIRST)] if found else []),
    ]
    searched = (Plain(say("Searched for: {what}", what=found)),) if found else ()
    return (Paragraph((*searched, Plain(shown))), *((Buttons(tuple(turns)),) if turns else ()))


def _turn(label: Words, action: str, wanted: Wanted) -> Button:
    draft = (("page", (str(wanted.page),)), *((("find", (wanted.find,)),) if wanted.find else ()))
    return Button(label, Action(action, draft=draft), opens=True)


def find_field(label: Words, page: Page[T]) -> ShortText:
    """Where a search is typed."""
    return ShortText(name="find", label=label, value=page.wanted.find)
