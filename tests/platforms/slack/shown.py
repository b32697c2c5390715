"""The gallery's people moved into a workspace, and readers whose buttons can be read in a golden file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.slack.reader import Reader
from bot import language
from bot.domain.lines import NOWHERE
from bot.domain.people import Address, PersonId
from tests import golden

if TYPE_CHECKING:
    from bot.domain.lines import HelpLines
    from bot.ui import Action

T = TypeVar("T")
GOLDEN = Path(__file__).parent / "golden"
TEAM = "T0CLINIC"


class Marks:
    """Tokens that say what they are."""

    def seal(self, action: Action, reader: Address) -> str:  # noqa: ARG002 - golden files name no reader
        return "-".join(["token", action.name, *([action.case] if action.case else []), str(action.turn)])

    def open(self, token: str, reader: Address) -> Action | None:  # noqa: ARG002 - nothing is pressed here
        return None


def reader(locale: str = "en", user: str = "U0READER", lines: HelpLines = NOWHERE) -> Reader:
    address = Address("slack", f"{TEAM}/{user}")
    return Reader(
        address=address, locale=locale, zone="America/New_York", tokens=Marks(), speak=language.speak, lines=lines
    )


def user_of(slug: str) -> str:
    return "U0" + slug.upper().replace("-", "")


def in_slack(item: T) -> T:
    """The same with everybody at their Slack address."""
    if isinstance(item, str):
        return PersonId(f"slack:{TEAM}/{user_of(item[4:])}") if item.startswith("web:") else item  # pyright: ignore[reportReturnType]
    if isinstance(item, tuple):
        return tuple(in_slack(one) for one in item)  # pyright: ignore[reportReturnType]
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        fields = {one.name: in_slack(getattr(item, one.name)) for one in dataclasses.fields(item)}
        return dataclasses.replace(item, **fields)
    return item


def check_golden(name: str, shown: dict[str, Any]) -> None:
    """Held against a file that people read."""
    golden.check(GOLDEN / f"{name}.json", json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
