"""The crisis lines of each reader's site, remembered in memory so that they are known with the database down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import PersonId

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.lines import HelpLines
    from bot.domain.people import Address, Member
    from bot.domain.policy import Policy
    from bot.ports import Directory, UnitOfWork


class SiteLines:
    """Which policy somebody reads, by their site: the roster's word first, then the directory's, then the platform's.

    Nothing is read or remembered in a programme without sites of their own. Somebody whose site is not known reads the
    programme's lines; their danger card has those of all countries.
    """

    def __init__(self, policy: Policy, directory: Directory) -> None:
        self._policy, self._directory = policy, directory
        self._sites: dict[str, str] = {}

    def learn(self, work: UnitOfWork) -> None:
        """Read once at start whose site has lines of its own; the rest need not be remembered."""
        if not self._policy.site_lines:
            return
        after: int | None = 0
        while after is not None:
            listed, after = work.directory.page(after)
            for one in listed:
                self._remember(one.person, one.traits.site)
        for member in work.roster.everybody():
            self._remember(member.person, _site_of(member))

    def seen(self, work: UnitOfWork, sight: Sight) -> Policy:
        """The policy of whoever looks; what it says of their site is remembered under both their addresses."""
        if not self._policy.site_lines:
            return self._policy
        listed = work.directory.of(sight.person)
        site = _site_of(sight.member) or (listed.traits.site if listed else "")
        site = site or self._directory.traits(sight.person).site
        for address in {sight.person, sight.address or sight.person}:
            self._sites.pop(address, None)
            self._remember(address, site)
        return self._policy.at(site)

    def policy_of(self, address: Address | PersonId) -> Policy:
        """The same from memory alone."""
        if not self._policy.site_lines:
            return self._policy
        site = self._sites.get(str(address)) or self._directory.traits(PersonId(str(address))).site
        return self._policy.at(site)

    def lines_of(self, address: Address | PersonId) -> HelpLines:
        """The lines that belong on whatever is shown to them."""
        return self.policy_of(address).lines

    def _remember(self, address: str, site: str) -> None:
        if site in self._policy.site_lines:
            self._sites[address] = site


def _site_of(member: Member | None) -> str:
    return member.supporter.traits.site if member and member.supporter else ""
