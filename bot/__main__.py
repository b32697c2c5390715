"""The command `peersupport`: what starts and checks the programme, and every group of commands beside it.

Heavy libraries load only in the command that needs them.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.audit import audit
from bot.commands.backup import backup, restore
from bot.commands.directory import directory
from bot.commands.disclose import disclose
from bot.commands.init import init
from bot.commands.keys import keys
from bot.commands.lines import lines
from bot.commands.links import links
from bot.commands.manifest import manifest
from bot.commands.report import report
from bot.commands.roster import roster
from bot.commands.rota import rota
from bot.domain.errors import ConfigurationError, PeerSupportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

command = typer.Typer(
    help="A confidential peer-support programme for clinicians.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
command.add_typer(audit, name="audit")
command.add_typer(directory, name="directory")
command.add_typer(keys, name="keys")
command.add_typer(lines, name="lines")
command.add_typer(links, name="links")
command.add_typer(manifest, name="manifest")
command.add_typer(roster, name="roster")
command.add_typer(rota, name="rota")
command.command()(backup)
command.command()(disclose)
command.command()(init)
command.command()(report)
command.command()(restore)


@command.command()
def run() -> None:
    """Start what is configured; with nothing configured, the playground in your browser."""
    from bot import settings  # noqa: PLC0415

    _serve(settings.load(serves=True), "What you do here is kept between starts, in a database of its own.")


@command.command()
def demo(
    port: Annotated[int, typer.Option(help="0 takes any free port.", min=0, max=65535)] = 3000,
) -> None:
    """Start the playground with throw-away data, whatever is configured."""
    from bot import settings  # noqa: PLC0415

    with TemporaryDirectory(prefix="peersupport-demo-") as folder:
        _serve(settings.throw_away(Path(folder), port=port), "Everything you do here is gone when you stop it.")


@command.command()
def check(
    *,
    ready: Annotated[
        bool, typer.Option("--ready", help="Only seven lights: whether a real person may rely on it.")
    ] = False,
    links: Annotated[bool, typer.Option("--links", help="Also ask each page that people can open.")] = False,
    people: Annotated[
        bool, typer.Option("--people", help="Ask Slack about every address of the roster, too: a minute for a hundred.")
    ] = False,
) -> None:
    """Say what is configured, what is missing, and how to mend it."""
    if ready:
        _show_lights()
        return
    from bot import log, settings  # noqa: PLC0415
    from bot.check import findings  # noqa: PLC0415
    from bot.clock import RealClock  # noqa: PLC0415
    from bot.domain.hours import day_in  # noqa: PLC0415

    problems = 0
    with log.quiet():
        configured = settings.load(serves=True)
        today = day_in(RealClock().now(), configured.policy.timezone)
        for finding in findings(configured, today, links=links):
            typer.echo(f"{'ok  ' if finding.fine else 'MEND'}  {finding.what}")
            problems += not finding.fine
        if people:
            problems += _addresses(configured)
    if problems:
        raise typer.Exit(code=1)


def _show_lights() -> None:
    from bot import log, settings  # noqa: PLC0415
    from bot.app.first_day.lights import lights_of  # noqa: PLC0415
    from bot.conversation.views.ready import LIGHTS, how_to_mend  # noqa: PLC0415
    from bot.language import speak  # noqa: PLC0415

    with log.quiet():
        found = lights_of(settings.load())
    for light, missing in found.items():
        typer.echo(f"{'MEND' if missing else 'ok  '}  {speak(LIGHTS[light], 'en', 'UTC')}")
        for one in missing:
            typer.echo(f"      {speak(how_to_mend(one), 'en', 'UTC')}")
    if any(found.values()):
        raise typer.Exit(code=1)


def _addresses(configured: Settings) -> int:
    """How many addresses of the roster need mending; each is named, because only whoever runs this reads it."""
    from bot.app.administration.roster_changes import everybody  # noqa: PLC0415
    from bot.commands.addresses import verify  # noqa: PLC0415

    return verify(configured, [one.person for one in everybody(configured)])


@command.command()
def migrate() -> None:
    """Bring the database's tables up to date. Starting does it too; this is for doing it beforehand."""
    from bot import app, settings  # noqa: PLC0415

    app.migrate(settings.load())
    typer.echo("The database is up to date.")


@command.command()
def policy(
    *,
    every: Annotated[bool, typer.Option("--all", help="Every setting, each with its meaning and range.")] = False,
    presets: Annotated[bool, typer.Option("--presets", help="The known programmes beside each other.")] = False,
) -> None:
    """Print what differs from the defaults, as a file to edit and name in PEERSUPPORT_POLICY."""
    from bot import settings  # noqa: PLC0415

    if presets:
        typer.echo(settings.draw_presets())
        return
    current = settings.load().policy
    differs = "" if every else settings.draw_differences(current)
    typer.echo(settings.draw_policy(current) if every else differs or _NO_DIFFERENCE)


_NO_DIFFERENCE = "# Nothing differs from the defaults. `peersupport policy --all` prints every setting."


def _serve(settings: Settings, promise: str) -> None:
    from bot import app, log  # noqa: PLC0415 - the web server and the database load here
    from bot.app.port_check import unusable_host  # noqa: PLC0415

    if trouble := unusable_host(settings.host):
        raise ConfigurationError(trouble)
    log.set_up(settings.log)
    if not settings.playground:
        log.refuse_debugging()
    greet = _greeting if settings.playground else _ready
    asyncio.run(app.serve(settings, announce=lambda address: typer.echo("\n".join(greet(address, promise)))))


def _ready(address: str, _promise: str) -> Iterator[str]:
    yield f"\n  The programme runs; it listens at {address}.\n"
    yield "  Stop it with Ctrl+C.\n"


def _greeting(address: str, promise: str) -> Iterator[str]:
    yield f"\n  The playground is open:  {address}\n"
    yield "  A pretend hospital: nothing leaves this computer, and nobody real is in it."
    yield f"  {promise}"
    yield "  Stop it with Ctrl+C.\n"


def main() -> None:
    """Run a command; what an administrator can mend is said in one line each, without a traceback."""
    from bot import log  # noqa: PLC0415

    log.set_up()  # also for what a command does not foresee: no value of it reaches the terminal
    try:
        typer.main.get_command(command)()  # by itself, typer shows what nobody handles with all it says
    except ConfigurationError as error:
        typer.echo(f"{error}", err=True)
        sys.exit(2)
    except PeerSupportError as error:
        typer.echo(f"{error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
