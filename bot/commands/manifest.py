"""`peersupport manifest`: what to paste where the app is created."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.domain.errors import ConfigurationError

manifest = typer.Typer(help="Print the manifest of the app, to paste where it is created.", no_args_is_help=True)


@manifest.callback()
def _group() -> None:
    """Print the manifest of the app, to paste where it is created."""


@manifest.command()
def slack(
    url: Annotated[str, typer.Option(help="Where Slack reaches the bot, such as https://peers.example.org.")] = "",
    *,
    socket_mode: Annotated[
        bool, typer.Option("--socket-mode", help="The bot opens the connection; nothing has to reach it.")
    ] = False,
    name: Annotated[str, typer.Option(help="What people see, up to 35 characters.")] = "Peer support",
    reconcile: Annotated[
        bool,
        typer.Option("--reconcile", help="Also im:history: after a doubtful send, look before sending again."),
    ] = False,
) -> None:
    """Print it for Slack (api.slack.com/apps, “From a manifest”)."""
    from bot.app.manifests import Wishes, draw  # noqa: PLC0415 - it loads only here

    typer.echo(draw(Wishes(url=url, socket_mode=socket_mode, name=name, reconcile=reconcile)), nl=False)


@manifest.command()
def teams(  # noqa: PLR0913 - one for each option
    app_id: Annotated[str, typer.Option(help="The bot's “Microsoft App ID”.")],
    domain: Annotated[str, typer.Option(help="The bot's public name, such as peers.example.org.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The package to write, such as app.zip.")],
    *,
    name: Annotated[str, typer.Option(help="What people see, up to 30 characters.")] = "Peer support",
    about: Annotated[str, typer.Option(help="Your page about the programme, instead of the domain's first.")] = "",
    older: Annotated[
        bool, typer.Option("--older", help="For tenants that do not know slash commands yet (schema 1.19).")
    ] = False,
) -> None:
    """Write the package for Microsoft Teams, to upload in the Teams admin center."""
    from bot.app.manifests import TeamsWishes, pack  # noqa: PLC0415 - it loads only here

    packed = pack(TeamsWishes(app_id=app_id, domain=domain, name=name, about=about, older=older))
    try:
        output.write_bytes(packed)
    except OSError as error:
        raise ConfigurationError(f"{output} can't be written: {error.strerror}.") from None
    typer.echo(f"{output} is written. Upload it in the Teams admin center (Teams apps > Manage apps).")
