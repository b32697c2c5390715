"""Everything that people can come to see has an example, so that the gallery and the golden files are whole."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

import pytest

from bot.conversation import gallery_examples, views
from bot.conversation.actions import ROWS
from bot.conversation.views import reports
from bot.ui import Form, Show
from tests.engine.test_views import JOURNEY, VIEWERS, at, sent


def makers(kind: str) -> set[str]:
    """Every public function of the views and the releases that returns a form, or a home."""
    modules = [import_module(one.name) for one in pkgutil.walk_packages(views.__path__, f"{views.__name__}.")]
    functions = [
        found
        for module in {import_module(reports.released_form.__module__), *modules}
        for found in vars(module).values()
        if inspect.isfunction(found)
    ]
    made = [one for one in functions if one.__annotations__.get("return") == kind and not one.__name__.startswith("_")]
    return {f"{one.__module__.rpartition('.')[2]}.{one.__name__}" for one in made}


@pytest.mark.parametrize(("kind", "shown"), [("Form", gallery_examples.FORMS), ("Home", gallery_examples.HOMES)])
def test_every_view_has_an_example(kind, shown):
    """An example's name begins with the view that made it: ``supporting.details-urgent``."""
    assert makers(kind) == {name.partition("-")[0] for name in shown}


@pytest.mark.parametrize("step", JOURNEY)
def test_every_answer_to_a_button_has_an_example(step):
    """Whoever presses whatever at whatever step: the form that comes has a title that is on show."""
    titles = {form.title.text for form in gallery_examples.FORMS.values()}
    for person in VIEWERS:
        before = at(step)
        for name in ROWS:
            reply = sent(before.fork(), person, name)
            form = reply.form if isinstance(reply, Show) else None
            assert form is None or (isinstance(form, Form) and form.title.text in titles), name
