"""The button “Who can know?”: what it opens, and how it comes onto every form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.actions.rows import Press, View, drafted
from bot.conversation.needs import See
from bot.conversation.views import asking, supporting
from bot.conversation.views.explaining import knowing
from bot.conversation.who_can_know import MATTER_OF, Matter
from bot.domain.policy import Policy
from bot.ui import BLOCKS, BUTTONS, Action, Buttons, Form, Reply, Show, Submitted

if TYPE_CHECKING:
    from bot.conversation.actions.rows import Deed
    from bot.conversation.facts import Sight
    from bot.domain.case import Case
    from bot.ui import Block, Button

_INSTEAD = {asking.entry(Policy()).title: Matter.REQUEST, supporting.moved_on().title: Matter.READING}
"""What is read in place of a form that somebody has no right to, or that is no longer there."""
_OWN_NAMES = frozenset({"who_knows", "who_knows_case"})


def explained(reply: Reply | None, press: Press) -> Reply | None:
    """The reply with the button, if it is a form; a form that can be opened again gets a way back to it."""
    if not isinstance(reply, Show) or press.form.action.name in _OWN_NAMES:
        return reply
    return Show(_with_button(reply.form, _button(reply.form, press)))


def _button(form: Form, press: Press) -> Button:
    action = press.form.action
    back = action if isinstance(press.row, View) and not press.form.values else None
    matter = _INSTEAD.get(form.title) or MATTER_OF.get(action.name, Matter.REQUEST)
    return knowing.knowing_button(matter, action.case if matter is Matter.CASE else None, back)


def _with_button(form: Form, button: Button) -> Form:
    """In a row of its own at the end; where no row fits, among the others."""
    if len(form.blocks) < BLOCKS * 2:
        return replace(form, blocks=(*form.blocks, Buttons((button,))))
    at, row = next(
        (at, one) for at, one in enumerate(form.blocks) if isinstance(one, Buttons) and len(one.buttons) < BUTTONS
    )
    blocks: list[Block] = [*form.blocks]
    blocks[at] = Buttons((*row.buttons, button))
    return replace(form, blocks=tuple(blocks))


def _who_knows(sight: Sight, form: Submitted) -> Reply:
    found = drafted(form, "matter")
    matter = Matter(found[0]) if found and found[0] in set(Matter) else Matter.READING
    return Show(knowing.who_knows(matter, sight, case=_theirs(sight), back=_back(form)))


def _theirs(sight: Sight) -> Case | None:
    """The case of the button, for whoever has a part in it."""
    case = sight.case if sight.has("case") else None
    if case is None:
        return None
    has_part = sight.person in {case.recipient, case.supporter, *case.asked} or sight.may_act(case)
    return case if has_part else None


def _back(form: Submitted) -> Action | None:
    names = drafted(form, "back")
    draft = tuple(one for one in form.action.draft if one[0] not in {"matter", "back"})
    return Action(names[0], form.action.case, form.action.turn, draft) if names else None


ROWS: dict[str, View | Deed] = {
    "who_knows": View(_who_knows),
    "who_knows_case": View(_who_knows, See.CASE),
}
