"""What a person can see and touch, on any platform, and the driver that shows it for one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app import Programme
    from bot.domain.people import Address
    from bot.settings import Settings


@dataclass(frozen=True)
class Button:
    """Something to press: ``handle`` is what the platform sends back."""

    label: str
    handle: str = field(repr=False)


@dataclass(frozen=True)
class Question:
    """A field of a form. ``choices`` are pairs of what is read and what is sent; a field to type in has none."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    given: tuple[str, ...] = ()

    def value(self, answer: str) -> str:
        """What is sent for a choice that reads like this, or begins with it; what is typed goes as it is."""
        if not self.choices:
            return answer
        fits = [value for label, value in self.choices if label == answer]
        fits += [value for label, value in self.choices if label.startswith(answer)]
        assert fits, f"“{self.label}” offers no “{answer}”, only: {', '.join(label for label, _ in self.choices)}"
        return fits[0]


@dataclass(frozen=True)
class Page:
    """A home, a message or a form as it is read: the words, the buttons, the questions, and how to send it."""

    text: str
    buttons: tuple[Button, ...] = ()
    questions: tuple[Question, ...] = ()
    send: Button | None = None

    def drawn(self) -> str:
        """The page for an assertion's message."""
        asked = [f"? {one.label}" for one in self.questions]
        pressed = [f"[{one.label}]" for one in (*self.buttons, *([self.send] if self.send else []))]
        return "\n".join(f"    {line}" for line in (*self.text.splitlines(), *asked, " ".join(pressed)) if line)


@dataclass(frozen=True)
class Pane:
    """All that waits for one person when they look: their home and their direct messages, oldest first."""

    home: Page
    messages: tuple[Page, ...]


@dataclass(frozen=True)
class Answer:
    """What a gesture is answered with: a form, or a passing sentence, or errors by field, or nothing.

    ``stays``: the form that was open lies beneath the passing sentence, unharmed.
    """

    form: Page | None = None
    toast: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    stays: bool = True


Values: TypeAlias = "Mapping[str, tuple[str, ...]]"


class Driver(Protocol):
    """One platform as its people use it, over the same wire as in earnest: whatever is pressed was shown before.

    ``missing``: what is read at a question that has to be answered, where the platform itself says so.
    """

    missing: str

    def compose(self, settings: Settings) -> Programme:
        """Put the programme together for this platform."""
        ...

    def address(self, slug: str) -> Address:
        """Where somebody of the hospital is on this platform."""
        ...

    async def start(self, programme: Programme) -> None:
        """Open the programme to this platform's people."""
        ...

    async def stop(self) -> None:
        """Close the connection; the programme stops by itself."""
        ...

    async def looks(self, who: str) -> Pane:
        """What this person sees now."""
        ...

    async def letters(self, who: str) -> tuple[Page, ...]:
        """Only this person's direct messages, oldest first."""
        ...

    async def opens(self, who: str) -> Answer:
        """Type the command."""
        ...

    async def presses(self, who: str, handle: str) -> Answer:
        """Press a button, one's own or a foreign one."""
        ...

    async def submits(self, who: str, form: Page, values: Values) -> Answer:
        """Send a form."""
        ...

    async def outbound(self) -> list[str]:
        """Everything that has left for anybody's messages and stored homes so far, as it left."""
        ...

    async def windows(self) -> list[str]:
        """Every modal or dialog that a platform was given to show so far, as it left."""
        ...
