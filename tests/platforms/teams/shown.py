"""The gallery's people moved into a tenant, and readers whose buttons can be read in a golden file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.teams.reader import Reader
from bot import language
from bot.domain.people import Address, PersonId
from tests import golden
from tests.platforms.teams.issuer import TENANT, object_id

if TYPE_CHECKING:
    from bot.ui import Action

T = TypeVar("T")
GOLDEN = Path(__file__).parent / "golden"


class Marks:
    """Tokens that say what they are, and open for whoever they were made for."""

    def __init__(self) -> None:
        self.sealed: dict[tuple[str, Address], Action] = {}

    def seal(self, action: Action, reader: Address) -> str:
        token = "-".join(["token", action.name, *([action.case] if action.case else []), str(action.turn)])
        self.sealed[token, reader] = action
        return token

    def open(self, token: str, reader: Address) -> Action | None:
        return self.sealed.get((token, reader))


def person(name: str) -> PersonId:
    return PersonId(f"teams:{TENANT}/{object_id(name)}")


def reader(locale: str = "en", name: str = "reader", **more: Any) -> Reader:
    address = Address.parse(person(name))
    return Reader(
        address=address,
        locale=locale,
        zone="America/New_York",
        tokens=Marks(),
        speak=language.speak,
        **more,
    )


def in_teams(item: T) -> T:
    """The same with everybody at their Teams address."""
    if isinstance(item, str):
        return person(item[4:]) if item.startswith("web:") else item  # pyright: ignore[reportReturnType]
    if isinstance(item, tuple):
        return tuple(in_teams(one) for one in item)  # pyright: ignore[reportReturnType]
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        fields = {one.name: in_teams(getattr(item, one.name)) for one in dataclasses.fields(item)}
        return dataclasses.replace(item, **fields)
    return item


def check_golden(name: str, shown: dict[str, Any]) -> None:
    """Held against a file that people read."""
    golden.check(GOLDEN / f"{name}.json", json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
