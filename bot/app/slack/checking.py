"""What `peersupport check` asks of Slack: token, scopes, clock, socket, people; each with what to do about it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.slack.manifest import PATH, RECONCILING, SCOPES
from adapters.slack.workspace import send_outcomes
from adapters.slack.workspace.installation import ORG_WIDE, Installation, InstallationLookup
from adapters.slack.workspace.web_api import Calls, NoClearAnswer, Refused
from bot.clock import RealClock
from bot.domain.people import Address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adapters.slack.workspace.web_api import Answer
    from bot.domain.people import PersonId
    from bot.settings import Settings, SlackSettings

Line = tuple[bool, str]
"""Whether it is fine, and the sentence about it."""

_SKEW = timedelta(seconds=60)
_AGAIN = "Copy the “Bot User OAuth Token” again (OAuth & Permissions), and install the app anew if it was removed."
_ONE_WORKSPACE = (
    "Slack: the token is for a whole Enterprise Grid organisation, which is not supported. Make the app anew from the "
    "manifest, without “Org Level Apps”, install the app in one workspace, and set its token (docs/install-slack.md)."
)
_REASONS = {
    "missing_scope": "The token has not the scope connections:write.",
    "not_allowed_token_type": "SLACK_APP_TOKEN is a token of another kind.",
}


def examine_slack(settings: Settings, people: Sequence[PersonId]) -> tuple[Sequence[Line], Sequence[PersonId]]:
    """Ask Slack once for everything: what to say, and whom of these people the bot can't write to.

    Nothing if Slack is not configured. No token and no person is ever part of a sentence.
    """
    return asyncio.run(_examine(settings.slack, settings, people)) if settings.slack else ((), ())


async def _examine(
    slack: SlackSettings, settings: Settings, people: Sequence[PersonId]
) -> tuple[list[Line], list[PersonId]]:
    calls = Calls(slack.bot_token, slack.api_url)
    whereabouts = InstallationLookup(calls)
    try:
        installation = await whereabouts.learn()
    finally:
        await calls.close()
    lines = [_ways_in(slack, settings)]
    if installation is None:
        return [*lines, (False, _why(whereabouts.refusal, slack))], []
    others = strangers(installation, people)
    lines += [*_check_installation(installation, whereabouts), *await _socket(slack), *_told(others, installation)]
    return lines, others


def strangers(installation: Installation, people: Iterable[PersonId]) -> list[PersonId]:
    """Those with an address in Slack that is not of this place: the bot can't write to them."""
    addresses = {one: Address.parse(one) for one in people}
    return [one for one, at in addresses.items() if at.platform == "slack" and not installation.user(at.account)]


def _told(others: Sequence[PersonId], installation: Installation) -> Iterator[Line]:
    if others:
        what = f"Roster: {len(others)} address(es) are of another Slack workspace, where the bot can't write."
        mend = "correct them in the roster's file and import that with --remove-missing."
        yield False, f"{what} Here they begin with slack:{installation.key}/; {mend}"


def _ways_in(slack: SlackSettings, settings: Settings) -> Line:
    if not slack.signing_secret:
        return True, "Slack: Socket Mode only; nothing has to reach this machine."
    address = f"http://{settings.host}:{settings.port}{PATH}"
    also = " and by Socket Mode" if slack.app_token else ""
    return True, f"Slack: over HTTPS{also}; your proxy must pass https://YOUR-NAME{PATH} on to {address}."


def _why(refusal: str, slack: SlackSettings) -> str:
    if refusal == ORG_WIDE:
        return _ONE_WORKSPACE
    if refusal and send_outcomes.takes_the_token(Refused(refusal)):
        return f"Slack refuses SLACK_BOT_TOKEN ({refusal}). {_AGAIN}"
    if refusal:
        return f"Slack answers “{refusal}” to SLACK_BOT_TOKEN. {_AGAIN}"
    return (
        f"Slack does not answer at {slack.api_url}. Is this machine allowed to reach it, or does it need HTTPS_PROXY?"
    )


def _check_installation(installation: Installation, whereabouts: InstallationLookup) -> Iterator[Line]:
    if installation.org_wide:
        yield False, _ONE_WORKSPACE
    else:
        yield True, f"Slack: the token opens one workspace, {installation.key}."
    yield from _scopes(installation.scopes)
    if whereabouts.answered_at is not None:
        skew = abs(RealClock().now() - whereabouts.answered_at)
        fine = skew < _SKEW
        advice = "" if fine else " Slack's requests are refused from five minutes on; set the clock (NTP)."
        yield fine, f"Clock: {skew.total_seconds():.0f} seconds from Slack's.{advice}"


def _scopes(granted: frozenset[str]) -> Iterator[Line]:
    if not granted:
        yield True, "Slack did not say which scopes the token has."
        return
    missing = sorted(set(SCOPES) - granted)
    extra = sorted(granted - {*SCOPES, RECONCILING})
    if missing:
        yield False, f"Scopes missing: {', '.join(missing)}. Paste the manifest again, then reinstall the app."
    if extra:
        yield False, f"Scopes that are not needed: {', '.join(extra)}. Take them away; the bot should not have them."
    if not missing and not extra:
        looks = "after a doubtful send it looks first" if RECONCILING in granted else "a nudge may rarely come twice"
        yield True, f"Scopes: the least that are needed ({looks})."


async def _socket(slack: SlackSettings) -> list[Line]:
    if not slack.app_token:
        return []
    calls = Calls(slack.app_token, slack.api_url)
    try:
        return [_check_answer(await calls.call("apps.connections.open"))]
    finally:
        await calls.close()


def _check_answer(answer: Answer) -> Line:
    match answer:
        case Refused():
            known = _REASONS.get(answer.error, "Make an “App-Level Token” with connections:write (Basic Information).")
            return False, f"Socket Mode: Slack refuses SLACK_APP_TOKEN ({answer.error}). {known}"
        case NoClearAnswer():
            return False, "Socket Mode: Slack did not answer."
        case _:
            return True, "Socket Mode: Slack opens a connection."
