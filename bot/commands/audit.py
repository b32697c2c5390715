"""`peersupport audit`: read who looked at whose case, as pseudonyms, and prove that nothing of it was changed."""

from __future__ import annotations

from typing import Annotated

import typer

audit = typer.Typer(help="Who looked at whose case: by role and pseudonym, kept for a year.")


@audit.command()
def verify(
    *, head: Annotated[str, typer.Option(help="The head that a weekly overview printed, to compare with.")] = ""
) -> None:
    """Say whether the chain is whole; exit with 1 if it is not."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.oversight import audit_of, verify_audit  # noqa: PLC0415

    configured = settings.load()
    if problems := verify_audit(configured, head):
        typer.echo("\n".join(problems), err=True)
        raise typer.Exit(code=1)
    entries, end = audit_of(configured)
    typer.echo(f"The audit is whole: {len(entries)} entries, the last is {end.short if end else 'none'}.")


@audit.command()
def show() -> None:
    """Print every entry: number, day, what was done, as which role, by whom, about which case, and why."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.oversight import audit_of  # noqa: PLC0415

    for one in audit_of(settings.load())[0]:
        who, case = one.actor.hex() or "-", one.case_mark.hex() or "-"
        typer.echo(f"{one.sequence:>6}  {one.day}  {one.kind:<10}  {one.role:<11}  {who:<16}  {case:<16}  {one.reason}")
