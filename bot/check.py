"""What `peersupport check` looks at: settings, keys, database, people, policy; each with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot import app
from bot.app.listening import runs_here, unusable_host, unusable_port
from bot.domain.errors import PeerSupportError
from bot.domain.people import Address, Role

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy
    from bot.settings import Settings

_REVIEW_EVERY = timedelta(days=365)


@dataclass(frozen=True)
class Finding:
    """One line for the administrator; ``fine`` is False where there is something to mend."""

    fine: bool
    what: str


def findings(settings: Settings, today: date) -> Iterator[Finding]:
    """Everything worth knowing before people rely on it, in the order in which to mend it."""
    yield Finding(fine=True, what=_surface(settings))
    runs = yield from _listening(settings)
    members = yield from _stored(settings, beside=runs)
    yield from _place(settings, today)
    people = [one.person for one in members or ()]
    unreachable = {*(yield from _slack(settings, people)), *(yield from _teams(settings, people))}
    if members is not None:
        yield from people_findings(settings, members, unreachable)
    yield from _policy(settings.policy, today)


def _surface(settings: Settings) -> str:
    where = settings.policy_path or "the built-in defaults (PEERSUPPORT_POLICY is not set)"
    kind = "Playground only: no Slack or Teams is configured" if settings.playground else "Platforms are configured"
    return f"{kind}. Policy: {where}."


def _listening(settings: Settings) -> Generator[Finding, None, bool]:
    """Returns whether the programme runs there now."""
    where = f"{settings.host}:{settings.port}"
    if trouble := unusable_host(settings.host):
        yield Finding(fine=False, what=trouble)
    elif not (trouble := unusable_port(settings)):
        yield Finding(fine=True, what=f"Listens on {where}.")
    elif runs_here(settings):
        yield Finding(fine=True, what=f"It runs here, and listens on {where}.")
        return True
    else:
        yield Finding(fine=False, what=trouble)
    return False


def _stored(settings: Settings, *, beside: bool) -> Generator[Finding, None, Sequence[Member] | None]:
    """Returns who is on the roster; None if that can't be read."""
    try:
        members = app.look(settings, beside=beside)
    except PeerSupportError as error:
        yield Finding(fine=False, what=str(error))
        return None
    state = "is read beside the programme" if beside else "is up to date"
    yield Finding(fine=True, what=f"The keys open, and the database {state}.")
    return members


def _place(settings: Settings, today: date) -> Iterator[Finding]:
    try:
        yield from (Finding(fine=fine, what=what) for fine, what in app.survey(settings, today))
    except PeerSupportError as error:
        yield Finding(fine=False, what=str(error))


def _slack(settings: Settings, people: Sequence[PersonId]) -> Generator[Finding, None, Sequence[PersonId]]:
    """Returns whom of these people the bot can't write to."""
    if settings.slack is None:
        return ()
    from bot.app.slack.checking import examine_slack  # noqa: PLC0415 - Slack's libraries load only where it is set up

    lines, unreachable = examine_slack(settings, people)
    yield from (Finding(fine=fine, what=what) for fine, what in lines)
    return unreachable


def _teams(settings: Settings, people: Sequence[PersonId]) -> Generator[Finding, None, Sequence[PersonId]]:
    """Returns whom of these people the bot can't write to."""
    if settings.teams is None:
        return ()
    from bot.app.teams import examine_teams  # noqa: PLC0415 - its libraries load only where it is set up

    lines, unreachable = examine_teams(settings, people)
    yield from (Finding(fine=fine, what=what) for fine, what in lines)
    return unreachable


def people_findings(
    settings: Settings, members: Sequence[Member], unreachable: AbstractSet[PersonId]
) -> Iterator[Finding]:
    """Whose addresses the roster holds, and who fills its roles; whom the bot can't write to fills none.

    ``unreachable``: those whom a configured platform disowned.
    """
    missing = _not_configured(settings)
    platforms = {one.person: Address.parse(one.person).platform for one in members}
    for name, problem in missing.items():
        if count := sum(1 for platform in platforms.values() if platform == name):
            yield Finding(fine=False, what=f"Roster: {count} address(es) begin with {name}:, {problem}")
    reached = [one for one in members if one.person not in unreachable and platforms[one.person] not in missing]
    for role, least in ((Role.COORDINATOR, 1), (Role.DEPUTY, 1), (Role.SUPPORTER, 2)):
        count = sum(1 for one in reached if one.has(role))
        enough = count >= least
        advice = "" if enough else f" At least {least} should be on the roster, where the bot can write to them."
        yield Finding(fine=enough, what=f"Roster: {count} with the role {role}.{advice}")


def _not_configured(settings: Settings) -> dict[str, str]:
    """Where nobody can be written to, each with what to do about it; a playground pretends to write to everybody."""
    if settings.playground:
        return {}
    other = "set it up, or correct them in the roster's file and import that with --remove-missing."
    problems = {"web": f"which is only for the playground; {other.removeprefix('set it up, or ')}"}
    for name, title, configured in (("slack", "Slack", settings.slack), ("teams", "Teams", settings.teams)):
        if configured is None:
            problems[name] = f"but {title} is not configured; {other}"
    return problems


def _policy(policy: Policy, today: date) -> Iterator[Finding]:
    if policy.limits_of_confidence:
        yield Finding(fine=True, what=f"Limits of confidence: signed on {policy.limits_signed_on}.")
    else:
        missing = "Limits of confidence: none signed; every form says that this is a trial. Set limits_of_confidence."
        yield Finding(fine=False, what=missing)
    yield _crisis_lines(policy, today)


def _crisis_lines(policy: Policy, today: date) -> Finding:
    if not policy.crisis_reviewed_on:
        return Finding(fine=False, what="Crisis lines: never reviewed. Call each one, then set crisis_reviewed_on.")
    old = today - date.fromisoformat(policy.crisis_reviewed_on) > _REVIEW_EVERY
    what = f"Crisis lines: reviewed on {policy.crisis_reviewed_on}."
    return Finding(fine=not old, what=f"{what} That is more than a year ago; call each one." if old else what)
