"""The playground as its people use it: the real HTTP API on 127.0.0.1, and its fragments of HTML read back."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestClient, TestServer

from bot.app import PlaygroundProgramme, compose_playground
from bot.domain.people import Address
from tests.screen import Answer, Button, Page, Pane, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.app import Programme
    from bot.settings import Settings
    from bot.ui import Message
    from tests.screen import Values

_VOID = frozenset({"br", "hr", "img", "input"})
_OWN_LINE = frozenset({"article", "button", "dd", "div", "form", "h2", "h3", "li", "p", "section", "td", "tr"})


class Node:
    """One element of a page: only what a test asks for."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Node | str] = []

    def all(self, fits: Callable[[Node], bool]) -> Iterator[Node]:
        """Every element below that fits, in reading order."""
        for child in self.children:
            if isinstance(child, Node):
                if fits(child):
                    yield child
                yield from child.all(fits)

    def one(self, fits: Callable[[Node], bool]) -> Node | None:
        """The first that fits."""
        return next(self.all(fits), None)

    def words(self) -> str:
        """What is read here, one line a paragraph; what is hidden from readers is left out."""
        return "\n".join(line for line in (" ".join(row.split()) for row in self._rows().splitlines()) if line)

    def _rows(self) -> str:
        if "hidden" in self.attributes or self.attributes.get("aria-hidden") == "true":
            return ""
        inner = "".join(child if isinstance(child, str) else child._rows() for child in self.children)
        return f"\n{inner}\n" if self.tag in _OWN_LINE else f"{inner} " if self.tag in {"dt", "th"} else inner


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs})
        self.stack[-1].children.append(node)
        if tag not in _VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].children.append(Node(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        closed = self.stack.pop()
        assert closed.tag == tag, f"<{closed.tag}> was closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def read(html: str) -> Node:
    """A fragment as a tree; it must be well formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.stack) == 1, "an element was left open"
    return reader.stack[0]


def page(node: Node) -> Page:
    """A fragment as a person reads it."""
    pressable = node.all(lambda one: one.tag == "button" and "data-token" in one.attributes)
    fields = node.all(lambda one: "data-field" in one.attributes)
    form = node.one(lambda one: one.tag == "form")
    submit = node.one(lambda one: one.tag == "button" and one.attributes.get("type") == "submit")
    send = Button(submit.words(), form.attributes["data-token"]) if form and submit else None
    return Page(
        text=node.words(),
        buttons=tuple(Button(one.words(), one.attributes["data-token"]) for one in pressable),
        questions=tuple(_question(one) for one in fields),
        send=send,
    )


def _question(node: Node) -> Question:
    caption = node.one(lambda one: one.attributes.get("class") == "caption")
    label = "".join(child for child in caption.children if isinstance(child, str)).strip() if caption else ""
    choices, given = _choices(node)
    return Question(node.attributes["data-field"], label, node.attributes["data-type"], choices, given)


def _choices(node: Node) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    ticks = list(node.all(lambda one: one.attributes.get("class") == "tick"))
    boxes = [box for tick in ticks if (box := tick.one(lambda one: one.tag == "input"))]
    options = list(node.all(lambda one: one.tag == "option"))
    labels = [one.words() for one in (*ticks, *options)]
    values = [one.attributes["value"] for one in (*boxes, *options)]
    chosen = [one.attributes["value"] for one in (*boxes, *options) if {"checked", "selected"} & set(one.attributes)]
    if not values:
        typed = node.one(lambda one: one.tag == "input" and "name" in one.attributes)
        chosen = [typed.attributes.get("value", "")] if typed else []
    return tuple(zip(labels, values, strict=True)), tuple(value for value in chosen if value)


class PlaygroundDriver:
    """Fills screen.Driver."""

    missing = "Please pick a colleague."

    def __init__(self) -> None:
        self._client: TestClient[Any, Any] | None = None
        self._outbound: list[str] = []

    def compose(self, settings: Settings) -> Programme:
        return compose_playground(settings)

    def address(self, slug: str) -> Address:
        return Address("web", slug)

    async def start(self, programme: Programme) -> None:
        assert isinstance(programme, PlaygroundProgramme)
        self._watch(programme)
        self._client = TestClient(TestServer(programme.site, host="127.0.0.1"))
        await self._client.start_server()

    async def stop(self) -> None:
        if self._client is not None:
            await self._client.close()

    async def looks(self, who: str) -> Pane:
        assert self._client is not None, "the programme is not running"
        async with self._client.get(f"/api/people/{who}") as response:
            assert response.status == 200, f"{response.status}: {await response.text()}"
            seen = await response.json()
        letters = read(seen["messages"]).all(lambda one: one.tag == "article")
        return Pane(page(read(seen["home"])), tuple(page(one) for one in letters))

    async def letters(self, who: str) -> tuple[Page, ...]:
        return (await self.looks(who)).messages

    async def opens(self, who: str) -> Answer:
        return await self._posts(who, "command", {})

    async def presses(self, who: str, handle: str) -> Answer:
        return await self._posts(who, "press", {"token": handle})

    async def submits(self, who: str, form: Page, values: Values) -> Answer:
        assert form.send is not None, f"there is nothing to send:\n{form.drawn()}"
        given = {one.name: list(values.get(one.name, one.given)) for one in form.questions}
        fields = [{"name": one.name, "type": one.kind, "values": given[one.name]} for one in form.questions]
        return await self._posts(who, "submit", {"token": form.send.handle, "fields": fields})

    async def outbound(self) -> list[str]:
        return self._outbound

    async def windows(self) -> list[str]:
        """None: the page's own forms go through nobody else's hands."""
        return []

    async def _posts(self, who: str, kind: str, body: object) -> Answer:
        assert self._client is not None, "the programme is not running"
        async with self._client.post(f"/api/people/{who}/{kind}", json=body) as response:
            assert response.status in {200, 503}, f"{response.status}: {await response.text()}"
            said = await response.json()
        form = page(read(said["html"])) if said["reply"] == "show" else None
        return Answer(form, said.get("text", ""), tuple(said.get("errors", {}).items()))

    def _watch(self, programme: PlaygroundProgramme) -> None:
        """Keep what is put into anybody's box, also what is replaced before they look."""
        encode = programme.mailbox._encode

        def keep(message: Message) -> str:
            written = encode(message)
            self._outbound.append(written)
            return written

        programme.mailbox._encode = keep
