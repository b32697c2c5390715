"""Every card and dialog that the gallery can show in Teams, in one language, by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.teams import forms, render
from bot.conversation import gallery_examples
from bot.insight import examples as insight
from bot.ui import FieldErrors, literal
from tests.platforms.teams.shown import in_teams, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.teams.forms import Dialog


@dataclass(frozen=True)
class Shown:
    """A card, and the title of the dialog that it stands in; a message has none."""

    name: str
    card: dict[str, Any]
    title: str = ""


def every(locale: str) -> Iterator[Shown]:
    """The golden set, and what the adapter shows by itself."""
    eyes = reader(locale)
    for name, message in {**gallery_examples.MESSAGES, **insight.MESSAGES}.items():
        yield Shown(f"messages/{name}", render.message_card(in_teams(message), eyes))
    for name, home in gallery_examples.HOMES.items():
        yield _dialog(f"homes/{name}", forms.home(in_teams(home), eyes))
    for name, form in gallery_examples.FORMS.items():
        yield _dialog(f"forms/{name}", forms.form(in_teams(form), eyes))
    yield _dialog("sorry", forms.sorry(eyes))
    yield _dialog("mended", _with_errors(locale))


def _with_errors(locale: str) -> Dialog:
    """A form that comes back with everything to mend."""
    eyes = reader(locale)
    asked = in_teams(gallery_examples.FORMS["supporting.plan_form"])
    whole = forms.with_copy(forms.form(asked, eyes), eyes)
    copy = whole.card["actions"][0]["data"]["peersupport"]["copy"]  # pyright: ignore[reportIndexIssue]
    errors = FieldErrors(tuple((field.name, literal("This can't be.")) for field in asked.fields))
    return forms.again(copy, {}, errors, reader=eyes)


def _dialog(name: str, dialog: Dialog) -> Shown:
    return Shown(name, dialog.card, dialog.title)
