"""Ready: the page with the seven lights, for those who run the programme, each with how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import Role
from bot.domain.readiness import Gap, Light
from bot.ui import Action, Button, Form, Heading, Notice, Paragraph, Plain, Table, Words, say, say_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.conversation.facts import Sight
    from bot.domain.readiness import Missing
    from bot.ui import Block

LIGHTS: Mapping[Light, Words] = {
    Light.PLATFORM: say("Slack or Teams"),
    Light.PEOPLE: say("People"),
    Light.LINES: say("Lines called"),
    Light.LIMITS: say("Limits signed"),
    Light.KEYS: say("Keys and backup"),
    Light.HOURS: say("Hours or rotas"),
    Light.PRACTICE: say("Practice"),
}
_ROLES: Mapping[Role, Words] = {
    Role.COORDINATOR: say("the coordinator"),
    Role.DEPUTY: say("the deputy"),
    Role.DIRECTOR: say("the director"),
    Role.SUPPORTER: say("supporters"),
}


def ready_button() -> Button:
    """For those who run the programme."""
    return Button(say("Is it ready?"), Action("ready"), opens=True)


def ready_page(sight: Sight) -> Form:
    """What is in order, what is not, and how to mend it."""
    return Form(title=say("Is it ready?"), blocks=tuple(_blocks(sight.ready)))


def _blocks(found: Mapping[Light, tuple[Missing, ...]]) -> Iterator[Block]:
    red = sum(1 for missing in found.values() if missing)
    told = say_count("{count} light is red.", "{count} lights are red.", red)
    yield Notice((Plain(say("All seven are green: real people can rely on it.") if not red else told),), "info")
    rows = tuple((LIGHTS[light], state(missing)) for light, missing in found.items())
    yield Table((say("What"), say("How it is")), rows)
    if red:
        yield Paragraph((Plain(say("Commands are for whoever runs the server.")),), quiet=True)
    for light, missing in found.items():
        if missing:
            yield Heading(LIGHTS[light])
            yield from (Paragraph((Plain(how_to_mend(one)),)) for one in missing)


def state(missing: tuple[Missing, ...]) -> Words:
    """One light, in a word and not only in a colour."""
    return say("Red: to mend") if missing else say("Green")


def how_to_mend(missing: Missing) -> Words:
    """What a light lacks, and what to do about it."""
    return _MEND[missing.gap](missing)


def _named(missing: Missing) -> str:
    return ", ".join(missing.names)


_MEND: Mapping[Gap, Callable[[Missing], Words]] = {
    Gap.NO_PLATFORM: lambda _: say("This is the playground: nobody real is here. Run `peersupport init`."),
    Gap.PLATFORM_TROUBLE: lambda one: say("{platform}: {trouble}", platform=one.names[0].title(), trouble=one.names[1]),
    Gap.ROLE_EMPTY: lambda one: say(
        "Too few can be written to for {role}. Run `peersupport init`.", role=_ROLES[Role(one.names[0])]
    ),
    Gap.UNREACHABLE: lambda one: say_count(
        "{count} supporter can't be written to. The roster says who, `peersupport check --people` why.",
        "{count} supporters can't be written to. The roster says who, `peersupport check --people` why.",
        one.count,
    ),
    Gap.NO_LINES: lambda _: say(
        "An emergency line or a crisis line is missing. Set the country: run `peersupport init`."
    ),
    Gap.NOT_CALLED: lambda one: say(
        "Not called yet, or not for half a year: {names}. Print `peersupport lines` and call.", names=_named(one)
    ),
    Gap.NO_OWN_LINE: lambda _: say("Your site's own help line is missing. Run `peersupport init`."),
    Gap.NOT_SIGNED: lambda _: say(
        "Nobody has signed them, so this is a trial. Your counsel signs; then run `peersupport init`."
    ),
    Gap.PLACEHOLDERS: lambda one: say(
        "Your text still has gaps: {names}. Until then this is a trial.", names=_named(one)
    ),
    Gap.KEYS_TROUBLE: lambda one: say("The keys: {trouble}", trouble=_named(one)),
    Gap.NO_BACKUP: lambda _: say(
        "There is no daily backup yet. It comes with the first start, once its folder is set."
    ),
    Gap.OLD_BACKUP: lambda _: say("The last backup is older than two days. `peersupport check` says why."),
    Gap.BESIDE_KEYS: lambda _: say(
        "Backups lie beside the keys: whoever finds both reads everything. Run `peersupport init`."
    ),
    Gap.NOT_TRAINED: lambda one: say_count(
        "{count} supporter has no valid training, and is not asked. Give the day in the roster's file.",
        "{count} supporters have no valid training, and are not asked. Give the days in the roster's file.",
        one.count,
    ),
    Gap.NOBODY_ON_A_DAY: lambda one: say_count(
        "On {count} day of the next seven nobody can be asked. Supporters set their hours on their home.",
        "On {count} days of the next seven nobody can be asked. Supporters set their hours on their home.",
        one.count,
    ),
    Gap.STALE_ROTA: lambda one: say(
        "Not read for a day: {names}. `peersupport rota show` says why.", names=_named(one)
    ),
    Gap.NO_ROTA: lambda one: say(
        "The rules of {preset} need a calendar of who is on call: docs/presets.md.", preset=_named(one)
    ),
    Gap.NO_DEPARTMENTS: lambda _: say(
        "Your rules compare departments, and nobody's is known: docs/presets.md says what to import."
    ),
    Gap.NO_PRACTICE: lambda _: say("No practice case was taken, contacted and closed yet. The coordinator sends one."),
}
