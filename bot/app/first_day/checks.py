"""What is wrong with an answer: told at its question, before anything is written."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.app.first_day.people import Named, UnknownPersonError, is_roster_file, read_roster_file
from bot.app.first_day.present import BACKUP_DIR, KEY_DIR
from bot.app.first_day.questions import LIMITS, OFFICES, PLATFORMS
from bot.conversation.views.lines import not_a_phone
from bot.domain.errors import ConfigurationError, PeerSupportError
from bot.domain.lines.reading import Beside, read_ways
from bot.domain.people import Role
from bot.domain.typed.phone import phone_problem
from bot.settings import read_policy, throw_away
from bot.settings.lines import choose_pack, pack_names
from bot.settings.place import UnknownRegionError, place_of
from bot.settings.policy_values import country_code
from bot.settings.slack import read_slack
from bot.settings.teams import read_teams
from bot.settings.variables import Variables
from bot.ui import Words, literal, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.app.first_day.people import Colleagues
    from bot.app.first_day.present import Present
    from bot.app.first_day.questions import Draft, Field, Question
    from bot.domain.policy import Policy
    from bot.settings import Settings

Problems = list[tuple[str, Words]]
"""A field, and what is wrong with it."""
LEAST_SUPPORTERS = 2


@dataclass(frozen=True)
class Checking:
    """What answers are held against. ``ask``: whether Slack and Microsoft are asked now."""

    present: Present
    today: date
    colleagues: Colleagues
    ask: bool = True


def check(question: Question, draft: Draft, at: Checking) -> Problems:
    """Everything that is wrong with the answer to one question; nothing if it is right."""
    try:
        return list(_CHECKS[question.name](draft, at))
    except PeerSupportError as error:
        return [(question.fields[0].name, literal(str(error)))]


def country_and_region(draft: Draft) -> tuple[str, str]:
    """As ISO writes them, however they were typed."""
    return country_code(draft.get("country", "")), draft.get("region", "").strip().upper()


def _place(draft: Draft, _at: Checking) -> Iterator[tuple[str, Words]]:
    country, region = country_and_region(draft)
    if country not in {name.partition("-")[0] for name in pack_names()}:
        yield "country", say("There are lines for {packs}. No number is guessed.", packs=", ".join(pack_names()))
        return
    try:
        place_of(country, region)
        choose_pack(country, region)
    except UnknownRegionError as error:
        yield "region", say("Please write one of these: {regions}", regions=str(error))
    except ConfigurationError as error:
        yield "region", literal(str(error))


def _policy_key(key: str) -> Callable[[Draft, Checking], Iterator[tuple[str, Words]]]:
    """A key that the policy's own reader checks."""

    def checked(draft: Draft, _at: Checking) -> Iterator[tuple[str, Words]]:
        try:
            read_policy(f"{key} = {json.dumps(draft.get(key, ''))}", "")
        except ConfigurationError as error:
            yield key, literal(str(error).removeprefix(": "))

    return checked


def _phone(draft: Draft, _at: Checking) -> Iterator[tuple[str, Words]]:
    text, (country, _) = draft.get("phone", "").strip(), country_and_region(draft)
    if problem := phone_problem(text, country):
        yield "phone", not_a_phone(problem, country)


def _platform(draft: Draft, at: Checking) -> Iterator[tuple[str, Words]]:
    if draft.get("platform") not in PLATFORMS:
        yield "platform", _CHOOSE
        return
    problems: list[str] = []
    configured = platforms_of(draft, at.present, problems)
    names = [field.name for field in PLATFORMS[draft["platform"]][1]]
    for problem in problems:
        yield next((name for name in names if name in problem), names[0]), literal(problem)
    if at.ask and not problems:
        yield from ((names[0], literal(said)) for said in _refused(configured))


_CHOOSE = say("Please choose one.")


def variables_of(draft: Draft, present: Present) -> dict[str, str]:
    """The platforms' variables as they would be: what is there, and what was answered."""
    typed = {name: draft.get(name, "").strip() for name in (one.name for one in _chosen(draft))}
    return {**present.variables.values, **{name: value for name, value in typed.items() if value}}


def _chosen(draft: Draft) -> tuple[Field, ...]:
    return PLATFORMS[draft["platform"]][1] if draft.get("platform") in PLATFORMS else ()


def platforms_of(draft: Draft, present: Present, problems: list[str]) -> Settings:
    """Slack and Teams as they would be set up; what is wrong is added to the problems, without any secret."""
    values = variables_of(draft, present)
    variables = Variables(values, {name: present.variables.sources.get(name, "your answer") for name in values})
    with TemporaryDirectory() as folder:
        nothing = throw_away(Path(folder))
    wanted = draft.get("platform", "")
    slack = read_slack(variables, problems) if wanted in {"slack", "both"} else None
    teams = read_teams(variables, nothing.host, problems) if wanted in {"teams", "both"} else None
    if slack is None and wanted in {"slack", "both"}:
        problems.append("SLACK_BOT_TOKEN is missing.")
    if teams is None and wanted in {"teams", "both"}:
        problems.append("MICROSOFT_APP_ID is missing.")
    return replace(nothing, playground=False, slack=slack, teams=teams)


def _refused(configured: Settings) -> Iterator[str]:
    """What Slack and Microsoft say of it, where that is not well."""
    if configured.slack is not None:
        from bot.app.slack.checking import examine_slack  # noqa: PLC0415 - its libraries load only where it is set up

        yield from (said for fine, said in examine_slack(configured, ())[0] if not fine)
    if configured.teams is not None:
        from bot.app.teams import examine_teams  # noqa: PLC0415 - the same

        yield from (said for fine, said in examine_teams(configured, ())[0] if not fine)


def _limits(draft: Draft, at: Checking) -> Iterator[tuple[str, Words]]:
    texts = {name: text for name, text in draft.items() if name.startswith(LIMITS) and name not in _SIGNED}
    written = [name for name, text in texts.items() if text.strip()]
    if not written:
        return
    for name in (name for name in texts if name not in written):
        yield name, say("Please give the text in this language too.")
    for name in written:
        policy = _policy_with(texts[name])
        if left := policy.confidence.placeholders:
            yield name, say("The text still has gaps: {gaps}", gaps=", ".join(left))
    if not draft.get("limits_signed_by", "").strip():
        yield "limits_signed_by", say("Please say who signed it.")
    yield from _a_day(draft, "limits_signed_on", at, needed=True)


_SIGNED = ("limits_signed_by", "limits_signed_on")


def _policy_with(text: str) -> Policy:
    """A policy with this text alone; ConfigurationError if it is too long."""
    keys = ("limits_of_confidence", *_SIGNED)
    values = (text, "counsel", "2026-01-01")
    return read_policy("\n".join(f"{key} = {json.dumps(value)}" for key, value in zip(keys, values, strict=True)), "")


def _a_day(draft: Draft, name: str, at: Checking, *, needed: bool) -> Iterator[tuple[str, Words]]:
    text = draft.get(name, "").strip()
    if not text and not needed:
        return
    try:
        day = at.today.fromisoformat(text)
    except ValueError:
        yield name, say("Please write the day like this: {example}", example=at.today.isoformat())
        return
    if day > at.today:
        yield name, say("That day is still to come.")


def _office(name: str) -> Callable[[Draft, Checking], Iterator[tuple[str, Words]]]:
    """Somebody, and nobody who has an office before this one: each level must be another person."""

    def checked(draft: Draft, at: Checking) -> Iterator[tuple[str, Words]]:
        try:
            found = at.colleagues.find(draft.get(name, ""))
            earlier = [at.colleagues.find(draft[one]) for one in OFFICES[: OFFICES.index(name)] if draft.get(one)]
        except UnknownPersonError as unknown:
            yield name, unknown.why
            return
        if any(one.address == found.address for one in earlier):
            yield name, say("Please name somebody else: whoever comes next must not be the same person.")

    return checked


def supporters_named(draft: Draft, at: Checking) -> Sequence[Named]:
    """Those who are named one by one. UnknownPersonError for the first that can't be told."""
    text = draft.get("supporters", "")
    if not text.strip() or is_roster_file(text):
        return ()
    return [at.colleagues.find(one) for one in text.replace(";", "\n").splitlines() if one.strip()]


def _supporters(draft: Draft, at: Checking) -> Iterator[tuple[str, Words]]:
    text = draft.get("supporters", "")
    try:
        named = supporters_named(draft, at)
        entries = read_roster_file(text, at.today) if is_roster_file(text) else ()
    except UnknownPersonError as unknown:
        yield "supporters", unknown.why
        return
    addresses = {str(one.address) for one in named}
    addresses |= {str(one.address) for one in entries if Role.SUPPORTER in one.roles}
    addresses |= {one.person for one in at.present.members if one.has(Role.SUPPORTER)}
    if len(addresses) < LEAST_SUPPORTERS:
        yield "supporters", say("Two at least: one may be away, or the one it is about.")
    if named:
        yield from _a_day(draft, "trained_on", at, needed=True)


def _line(draft: Draft, at: Checking) -> Iterator[tuple[str, Words]]:
    name, number = (draft.get(key, "").strip() for key in ("line_name", "line_number"))
    if not name and not number:
        return
    if not name:
        yield "line_name", say("Please write what it is called.")
    try:
        read_ways(number, Beside(region=country_and_region(draft)[0]))
    except PeerSupportError as error:
        yield "line_number", literal(str(error))
    yield from _a_day(draft, "line_called", at, needed=False)


def _folders(draft: Draft, _at: Checking) -> Iterator[tuple[str, Words]]:
    keys, backups = (Path(draft.get(name, "").strip()).expanduser() for name in (KEY_DIR, BACKUP_DIR))
    for name, folder in ((KEY_DIR, keys), (BACKUP_DIR, backups)):
        if not folder.is_absolute():
            yield name, say("Please write the whole path, beginning with /.")
        elif folder.exists() and not folder.is_dir():
            yield name, say("That is no folder.")
    if keys == backups or keys in backups.parents or backups in keys.parents:
        yield BACKUP_DIR, say("Please choose a folder apart from the keys: whoever finds both can read everything.")


_CHECKS: Mapping[str, Callable[[Draft, Checking], Iterator[tuple[str, Words]]]] = MappingProxyType(
    {
        "place": _place,
        "name": _policy_key("name"),
        "phone": _phone,
        "platform": _platform,
        "preset": _policy_key("preset"),
        "limits": _limits,
        **{name: _office(name) for name in OFFICES},
        "supporters": _supporters,
        "line": _line,
        "folders": _folders,
    }
)
