"""Microsoft's own models of Adaptive Cards, asked about every element of a card; unknown ones are wrong."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

import microsoft_teams.cards as models
from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator


def _models() -> dict[str, type[BaseModel]]:
    found = {}
    for model in vars(models).values():
        if isinstance(model, type) and issubclass(model, BaseModel) and "type" in model.model_fields:
            for name in get_args(model.model_fields["type"].annotation):
                found[name] = model
    return found


MODELS = _models()


def wrong(card: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a card, by Microsoft's models, and by what they do not look at: ids that stand twice."""
    for element in elements(card):
        yield from _odd(element)
    ids = Counter(element["id"] for element in elements(card) if "id" in element)
    yield from (f"id {name} stands {times} times" for name, times in ids.items() if times > 1)


def elements(node: object) -> Iterator[dict[str, Any]]:
    """Everything in a card that has a type; what a button carries is no element."""
    if isinstance(node, list):
        for one in node:
            yield from elements(one)
    elif isinstance(node, dict):
        if "type" in node:
            yield node
        for name, one in node.items():
            if name != "data" or node.get("type", "").startswith("Chart."):
                yield from elements(one)


def _odd(element: dict[str, Any]) -> Iterator[str]:
    model = MODELS.get(element["type"])
    if model is None:
        yield f"unknown type {element['type']}"
        return
    fields = {field.alias or field.serialization_alias or name for name, field in model.model_fields.items()}
    known = fields | {_camel(name) for name in model.model_fields} | {"$schema", "choices.data"}
    yield from (f"{element['type']} has no {name}" for name in element if name not in known)
    try:
        model.model_validate(element)
    except ValidationError as error:
        yield f"{element['type']}: {error.errors()[0]['loc']} {error.errors()[0]['msg']}"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
