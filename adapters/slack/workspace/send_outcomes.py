"""Send outcomes: what each of Slack's answers means for a message, by ``refusals.csv`` beside this module."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from adapters import refusals
from adapters.refusals import Meaning, Table
from adapters.slack.workspace.web_api import NoClearAnswer, Refused, Said
from bot import log
from bot.ports import Delivered, TryLater, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.workspace.web_api import Answer
    from bot.ports import Outcome

TABLE = Table.load("adapters.slack.workspace", "refusals.csv")
"""Every word that Slack documents for the methods that are called here."""
log.know(TABLE.words)
_EDITS = frozenset({"chat.update", "chat.delete"})
_UNKNOWN_EDIT = 3600.0  # seconds; what is shown already can wait
OTHER = "other"
"""What stands for a word that the table does not know."""


def meaning(method: str, refused: Refused) -> Meaning:
    """What a refusal of a method means; a word that Slack invents tomorrow is not yet proof of anything."""
    row = TABLE.find(_look_up(method, refused))
    return row.meaning if row else Meaning.PROBATION


def of(method: str, answer: Answer) -> Outcome:
    """The outcome of sending, editing or deleting one message."""
    match answer:
        case Said():
            return Delivered("")
        case NoClearAnswer():
            return Unknown()
        case Refused():
            if TABLE.find(_look_up(method, answer)) is None and method in _EDITS:
                return TryLater(answer.after or _UNKNOWN_EDIT)
            word = answer.error if answer.error in TABLE.words else OTHER
            return refusals.outcome(meaning(method, answer), word, after=answer.after)
        case _:
            assert_never(answer)


def _look_up(method: str, refused: Refused) -> refusals.Answer:
    return refusals.Answer(operation=method, words=frozenset({refused.error}))


def takes_the_token(refused: Refused) -> bool:
    """Whether this is about the token itself, if auth.test says so, too."""
    return meaning("auth.test", refused) is Meaning.TOKEN


def text(data: Mapping[str, object], name: str) -> str:
    """A text in Slack's answer; empty if it is not one."""
    found = data.get(name)
    return found if isinstance(found, str) else ""
