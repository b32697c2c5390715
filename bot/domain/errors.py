"""Our exceptions; the docstring is the message, and no message ever carries a name, an id or a text."""

from __future__ import annotations


class PeerSupportError(Exception):
    """Something the bot can't do."""

    def __str__(self) -> str:
        """The first argument, else the class's own docstring."""
        return str(self.args[0]) if self.args else (type(self).__doc__ or "")


class BadAddressError(PeerSupportError):
    """An address must look like web:PERSON, slack:TEAM/USER, teams:TENANT/OBJECT-ID or phone:NUMBER."""


class BadHoursError(PeerSupportError):
    """Hours must look like 'Mon-Fri 08:00-18:00', several joined by ';'."""


class BadZoneError(PeerSupportError):
    """There is no time zone of this name."""


class StaleWriteError(PeerSupportError):
    """The row changed since it was read; read it again and decide again."""


class NotSavedError(PeerSupportError):
    """The store could not make the change durable; nothing was saved."""


class KeysAwayError(NotSavedError):
    """The key folder is away, or holds other keys than those in use: what is saved now could never be read again."""


class SealBrokenError(PeerSupportError):
    """A sealed value does not open: the key, the place or the bytes are not the ones it was sealed with."""


class ConfigurationError(PeerSupportError):
    """The configuration can't be used as it is."""
