"""What `peersupport check` looks at: settings, keys, database, people, policy; each with what to do about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import app
from bot.app import rotas
from bot.app.administration.roster_changes import clock_of
from bot.app.port_check import runs_here, unusable_host, unusable_port
from bot.domain.errors import PeerSupportError
from bot.domain.hours import RELEASE, has_place, suggestion
from bot.domain.lines.calls import VALID_FOR, overdue
from bot.domain.people import Address, Role
from bot.language import languages
from bot.settings.lines import pretend_place
from bot.settings.lines.calls import still_needed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.domain.lines import HelpLines
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy
    from bot.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One line for the administrator; ``fine`` is False where there is something to mend."""

    fine: bool
    what: str


def findings(settings: Settings, today: date, *, links: bool = False) -> Iterator[Finding]:
    """Everything worth knowing before people rely on it, in the order in which to mend it."""
    yield Finding(fine=True, what=_surface(settings))
    yield Finding(fine=True, what=f"Time zones: release {RELEASE}, from the locked tzdata.")
    runs = yield from _listening(settings)
    members = yield from _check_store(settings, beside=runs)
    yield from _place(settings, today)
    people = [one.person for one in members or ()]
    unreachable = {*(yield from _slack(settings, people)), *(yield from _teams(settings, people))}
    if members is not None:
        yield from people_findings(settings, members, unreachable)
        yield from _rotas(settings, members)
    found = policy_findings(settings.policy, today)
    yield from _for_later(found) if settings.playground and settings.policy_path is None else found
    if links:
        from bot.app.link_check import check_links  # noqa: PLC0415 - an HTTP client, which loads for this alone

        yield from (Finding(fine=fine, what=what) for fine, what in check_links(pretend_place(settings.policy)))


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


def _check_store(settings: Settings, *, beside: bool) -> Generator[Finding, None, Sequence[Member] | None]:
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
    yield from _homeless(members)
    reached = [one for one in members if one.person not in unreachable and platforms[one.person] not in missing]
    for role, least in ((Role.COORDINATOR, 1), (Role.DEPUTY, 1), (Role.SUPPORTER, 2)):
        count = sum(1 for one in reached if one.has(role))
        enough = count >= least
        advice = "" if enough else f" At least {least} should be on the roster, where the bot can write to them."
        yield Finding(fine=enough, what=f"Roster: {count} with the role {role}.{advice}")


def _rotas(settings: Settings, members: Sequence[Member]) -> Iterator[Finding]:
    """Only where there are any."""
    if settings.policy.rota:
        now = clock_of(settings).now()
        yield from (Finding(fine=fine, what=what) for fine, what in rotas.survey(settings, members, now))


def _homeless(members: Sequence[Member]) -> Iterator[Finding]:
    """Zones without a place, which an earlier release took: their clocks don't change in summer."""
    found = Counter(one.timezone for one in members if not has_place(one.timezone))
    for name, count in sorted(found.items()):
        meant = f"people live by a place such as {suggestion(name)}: correct it in the roster's file"
        yield Finding(fine=False, what=f"Roster: {count} with the time zone {name}; {meant}.")


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


def _for_later(found: Iterator[Finding]) -> Iterator[Finding]:
    """What the defaults lack: nobody real reads them in a playground, so there is nothing to mend yet."""
    for one in found:
        yield one if one.fine else replace(one, fine=True, what=f"Before real people use it: {one.what}")


def policy_findings(policy: Policy, today: date) -> Iterator[Finding]:
    """What the policy lacks before people may rely on it: signed limits of confidence, and lines that were called."""
    text = policy.confidence
    if not text.texts:
        missing = "Limits of confidence: none signed; every form says that this is a trial. Set limits_of_confidence."
        yield Finding(fine=False, what=missing)
    elif text.placeholders:
        left = ", ".join(dict.fromkeys(text.placeholders))
        what = f"Limits of confidence: every form says that this is a trial, because your text still has {left}."
        yield Finding(fine=False, what=what)
    else:
        yield Finding(fine=True, what=f"Limits of confidence: signed on {policy.limits_signed_on}.")
    if text.texts and (without := [one for one in languages() if one not in dict(text.texts)]):
        what = f"Limits of confidence: not in {', '.join(without)}, so its readers get another language."
        yield Finding(fine=False, what=f"{what} See limits_of_confidence_in.")
    policy = pretend_place(policy)
    for code, place in policy.places.items():
        yield from _lines(policy, code, place, today=today)


def _lines(policy: Policy, code: str, place: HelpLines, *, today: date) -> Iterator[Finding]:
    """Which lines of a place nobody has called lately, and which only the site knows."""
    where = (
        f"Crisis lines of {code or 'the programme'} ({'-'.join(filter(None, (place.country, place.region))) or '?'})"
    )
    late = [one.name for one in overdue(place, today)]
    if late:
        advice = "Print the sheet with `peersupport lines`, call them, and record each call."
        yield Finding(fine=False, what=f"{where}: not called in {VALID_FOR.days} days: {', '.join(late)}. {advice}")
    elif place.lines:
        yield Finding(fine=True, what=f"{where}: all were called.")
    own = policy.sites[code].crisis_lines if code else policy.crisis_lines
    if needed := still_needed(place, own):
        yield Finding(fine=False, what=f"{where}: add [[crisis_lines]] rows with {'; '.join(needed)}.")
