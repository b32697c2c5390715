"""The guided tour as the page gets it: each step's sentences; what a step points at and waits for is in tour.js."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.web import phrases
from adapters.web.markup import Html, element, join

if TYPE_CHECKING:
    from adapters.web.render import Reader


def steps(reader: Reader) -> Html:
    """One list item for each step: what to do, why it is so, and the label of the tour's own button."""
    return join(*(_step(name, reader) for name in phrases.TOUR))


def _step(name: str, reader: Reader) -> Html:
    do, why, *button = phrases.TOUR[name]
    return element(
        "li",
        element("b", reader.say(do)),
        element("p", reader.say(why)),
        data_step=name,
        data_button=reader.say(button[0]) if button else None,
    )
