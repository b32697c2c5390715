"""The guided tour as the page gets it: each step's sentences; what a step points at and waits for is in tour.js."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.web import phrases
from adapters.web.markup import Html, element, join
from adapters.web.playground import PLAYGROUND
from bot.conversation.lasting import lasting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapters.web.reader import Reader
    from bot.domain.policy import Clocks
    from bot.ui import Words


def steps(reader: Reader, clocks: Clocks) -> Html:
    """One list item for each step: what to do, why it is so, and the label of the tour's own button."""
    set_by_policy = {phrases.UNDO: lasting(clocks.undo), phrases.PURGE: lasting(clocks.purge)}
    filled = {name: [_fill_words(one, set_by_policy) for one in words] for name, words in phrases.TOUR.items()}
    return join(*(_step(name, words, reader) for name, words in filled.items()))


def _fill_words(words: Words, lengths: Mapping[str, Words]) -> Words:
    values = ((name, lengths.get(value, value) if isinstance(value, str) else value) for name, value in words.values)
    return replace(words, values=tuple(values))


async def cast(request: web.Request) -> web.Response:
    """Who plays it next, by their slugs; empty if nobody can be suggested any more."""
    free = await request.app[PLAYGROUND].casting.free()
    return web.json_response({"referrer": free.referrer, "colleague": free.colleague} if free else {})


def _step(name: str, words: Sequence[Words], reader: Reader) -> Html:
    do, why, *button = words
    return element(
        "li",
        element("b", reader.say(do)),
        element("p", reader.say(why)),
        data_step=name,
        data_button=reader.say(button[0]) if button else None,
    )
