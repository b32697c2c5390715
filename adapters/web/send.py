"""Delivers one message to one person of the playground: the Platform port, filled by the mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports import Delivered, Gone, Unreachable

if TYPE_CHECKING:
    from adapters.web.inboxes import Mailbox
    from adapters.web.invented_hospital import Hospital
    from bot.domain.people import Address
    from bot.ports import Clock, Outcome
    from bot.ui import Home, Message


class WebPlatform:
    """The playground as a platform: instant, never in doubt, and only for people of the hospital."""

    def __init__(self, hospital: Hospital, mailbox: Mailbox, *, clock: Clock) -> None:
        self._hospital, self._mailbox, self._clock = hospital, mailbox, clock

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:
        if not self._knows(to):
            return Unreachable()
        return Delivered(self._mailbox.post(to.account, message, token=token, at=self._clock.now()))

    async def find(self, to: Address, *, token: str) -> Outcome | None:
        if not self._knows(to):
            return Unreachable()
        found = self._mailbox.find(to.account, token=token)
        return Delivered(found) if found else None

    async def replace(self, to: Address, reference: str, message: Message) -> Outcome:
        if self._knows(to) and self._mailbox.replace(to.account, reference, message):
            return Delivered(reference)
        return Gone()

    async def withdraw(self, to: Address, reference: str) -> Outcome:
        self._mailbox.withdraw(to.account, reference)
        return Delivered(reference)

    async def publish_home(self, to: Address, home: Home) -> Outcome:  # noqa: ARG002 - the page asks for it itself
        """Say that the pane is out of date; it reads the home when it is looked at."""
        self._mailbox.changes.announce(to.account)
        return Delivered("")

    def _knows(self, to: Address) -> bool:
        return to.platform == "web" and self._hospital.get(to.account) is not None
