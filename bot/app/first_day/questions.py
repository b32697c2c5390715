"""The twelve questions: what each asks for, in which fields, and in whose words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from bot.settings.lines import pack_names
from bot.settings.presets import PRESETS
from bot.ui import Words, literal, say

if TYPE_CHECKING:
    from collections.abc import Iterable

Draft: TypeAlias = Mapping[str, str]
"""What was answered so far, by the fields' names; an empty secret keeps the one that is there."""


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    CHOICE = "choice"
    SECRET = "secret"  # noqa: S105 - a kind of field
    LONG = "long"  # a text of several lines; the terminal asks for its file
    DAY = "day"
    PERSON = "person"  # a name, or an address and a name
    PEOPLE = "people"  # several, or a roster file
    FOLDER = "folder"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. ``name``: a key of the policy, a variable of the environment, or what is asked."""

    name: str
    label: Words
    kind: Kind = Kind.TEXT
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, which is right or wrong as a whole; ``why``: what it is for, in one or two sentences."""

    name: str
    title: Words
    why: Words
    fields: tuple[Field, ...]


SLACK = (
    Field(name="SLACK_BOT_TOKEN", label=say("Bot User OAuth Token (xoxb-…)"), kind=Kind.SECRET),
    Field(name="SLACK_SIGNING_SECRET", label=say("Signing Secret, for HTTPS"), kind=Kind.SECRET),
    Field(name="SLACK_APP_TOKEN", label=say("or App-Level Token (xapp-…), for Socket Mode"), kind=Kind.SECRET),
)
TEAMS = (
    Field(name="MICROSOFT_APP_ID", label=say("Microsoft App ID")),
    Field(name="MICROSOFT_APP_TENANT_ID", label=say("App Tenant ID")),
    Field(name="MICROSOFT_APP_PASSWORD", label=say("Client secret, its Value"), kind=Kind.SECRET),
)
PLATFORMS = {
    "slack": (say("Slack"), SLACK),
    "teams": (say("Microsoft Teams"), TEAMS),
    "both": (say("Slack and Microsoft Teams"), (*SLACK, *TEAMS)),
}
"""Each choice, and what then has to be known."""
LIMITS = "limits_"
"""What the fields of the limits of confidence begin with; then the language."""
OFFICES = ("coordinator", "deputy", "director")


def questions(draft: Draft, languages: Iterable[str]) -> tuple[Question, ...]:
    """All twelve, in their order. What some of them ask for follows from earlier answers.

    ``languages``: in which the limits of confidence are asked for.
    """
    return (
        _place(),
        _name(),
        _phone(),
        _platform(draft),
        _preset(),
        _limits(languages),
        *_people(),
        _own_line(),
        _folders(),
    )


def _place() -> Question:
    return Question(
        name="place",
        title=say("Where is your hospital?"),
        why=say(
            "This sets the time zone, the languages, the crisis lines and the public holidays. There are lines for "
            "{packs}.",
            packs=", ".join(pack_names()),
        ),
        fields=(
            Field(name="country", label=say("Country, as two letters such as US")),
            Field(name="region", label=say("State, province or region, such as MA, QC or ENG")),
        ),
    )


def _name() -> Question:
    return Question(
        name="name",
        title=say("What is your programme called?"),
        why=say("People read it in messages and forms."),
        fields=(Field(name="name", label=say("Name")),),
    )


def _phone() -> Question:
    return Question(
        name="phone",
        title=say("Which number can people call?"),
        why=say("The programme's own telephone. It is shown when a request could not be saved."),
        fields=(Field(name="phone", label=say("Telephone")),),
    )


def _platform(draft: Draft) -> Question:
    _, needed = PLATFORMS.get(draft.get("platform", ""), (None, ()))
    return Question(
        name="platform",
        title=say("Where do your people chat?"),
        why=say(
            "docs/install-slack.md and docs/install-teams.md say where each of these stands. What is secret goes into "
            "the file .env, which only you can read, and is never shown again."
        ),
        fields=(
            Field(
                name="platform",
                label=say("Platform"),
                kind=Kind.CHOICE,
                choices=tuple((name, label) for name, (label, _) in PLATFORMS.items()),
            ),
            *needed,
        ),
    )


def _preset() -> Question:
    return Question(
        name="preset",
        title=say("Whose rules do you follow?"),
        why=say("docs/presets.md compares them, each rule with its source. You can change every rule later."),
        fields=(
            Field(
                name="preset",
                label=say("Rules"),
                kind=Kind.CHOICE,
                choices=(
                    ("", say("Our own defaults")),
                    *((name, literal(preset.programme)) for name, preset in PRESETS.items()),
                ),
            ),
        ),
    )


def _limits(languages: Iterable[str]) -> Question:
    return Question(
        name="limits",
        title=say("What are the limits of confidence?"),
        why=say(
            "Your counsel signs this text; docs/how-to/write-the-limits-of-confidence.md has an example. Leave it "
            "empty for a trial: then no real request is taken."
        ),
        fields=(
            *(
                Field(
                    name=f"{LIMITS}{code}",
                    label=say("The text in {language}", language=code),
                    kind=Kind.LONG,
                )
                for code in languages
            ),
            Field(name="limits_signed_by", label=say("Who signed it")),
            Field(name="limits_signed_on", label=say("When, such as 2026-08-03"), kind=Kind.DAY),
        ),
    )


def _people() -> tuple[Question, ...]:
    return (
        _office(
            "coordinator",
            say("Who coordinates?"),
            say("They read what needs somebody, and the overview each week."),
        ),
        _office(
            "deputy",
            say("Who is the deputy?"),
            say("They hear when the coordinator does not answer, or is the one it is about."),
        ),
        _office(
            "director",
            say("Who is the director?"),
            say("They see who looked up a name, and are the last to hear of a case that nobody took."),
        ),
        Question(
            name="supporters",
            title=say("Who are your supporters?"),
            why=say(
                "Trained peers, two at least. In Slack their names are enough; elsewhere an address and a name, one "
                "person a line. Or a roster file (docs/how-to/import-the-roster.md), with their departments and hours."
            ),
            fields=(
                Field(name="supporters", label=say("Supporters, or a file"), kind=Kind.PEOPLE),
                Field(name="trained_on", label=say("When those were trained who are named here"), kind=Kind.DAY),
            ),
        ),
    )


def _office(name: str, title: Words, why: Words) -> Question:
    return Question(name=name, title=title, why=why, fields=(Field(name=name, label=say("Name"), kind=Kind.PERSON),))


def _own_line() -> Question:
    return Question(
        name="line",
        title=say("Which help line does your site have?"),
        why=say(
            "Such as the employee assistance programme. Call it before you name it: people in distress will. It may "
            "stay empty, and Ready stays red until it is there."
        ),
        fields=(
            Field(name="line_name", label=say("What it is called")),
            Field(name="line_number", label=say("Its number")),
            Field(name="line_called", label=say("When you called it, such as 2026-08-03"), kind=Kind.DAY),
        ),
    )


def _folders() -> Question:
    return Question(
        name="folders",
        title=say("Where do keys and backups go?"),
        why=say("Two folders apart from each other: a backup opens for nobody without its keys."),
        fields=(
            Field(name="PEERSUPPORT_KEY_DIR", label=say("Folder of the keys"), kind=Kind.FOLDER),
            Field(name="PEERSUPPORT_BACKUP_DIR", label=say("Folder of the daily backups"), kind=Kind.FOLDER),
        ),
    )
