"""Wires the programme that the settings describe: playground, Slack, Teams or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.app.programme import Programme
    from bot.ports import Clock
    from bot.settings import Settings


def compose(settings: Settings, *, clock: Clock | None = None) -> Programme:
    """The programme that these settings describe; ConfigurationError says what an administrator must mend.

    ``clock`` takes the place of the real one; the playground always has its own.
    """
    if settings.slack is not None and settings.teams is not None:
        from bot.app.teams.wiring_both import compose_both  # noqa: PLC0415 - as below

        return compose_both(settings, settings.slack, settings.teams, clock=clock)
    if settings.slack is not None:
        from bot.app.slack import compose_slack  # noqa: PLC0415 - Slack's libraries load only where it is configured

        return compose_slack(settings, settings.slack, clock=clock)
    if settings.teams is not None:
        from bot.app.teams import compose_teams  # noqa: PLC0415 - its libraries load only where it is configured

        return compose_teams(settings, settings.teams, clock=clock)
    from bot.app.playground import compose_playground  # noqa: PLC0415 - its page loads only where it is shown

    return compose_playground(settings)
