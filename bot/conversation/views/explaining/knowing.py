"""The form “Who can know?”: what each kind of person could know of what a form is about; and the button to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import ui
from bot.conversation.facts import Facts
from bot.conversation.lasting import lasting
from bot.conversation.views.crisis import crisis_notice
from bot.conversation.who_can_know import Item, Matter, Reader, cells
from bot.ui import Action, Button, Buttons, Form, Paragraph, Plain, say

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.case import Case, CaseCode
    from bot.domain.policy import Policy
    from bot.ui import Words

_READERS: dict[Reader, Words] = {
    Reader.COORDINATOR: say("The coordinator"),
    Reader.BOSS: say("Your boss"),
    Reader.PERSONNEL: say("Human resources"),
    Reader.ADMINISTRATOR: say("Who runs Slack or Teams"),
    Reader.SUPPORTER: say("A supporter"),
    Reader.COURT: say("A court"),
}
_ABOUT: dict[Matter, Words] = {
    Matter.REQUEST: say("If you ask for support. Nothing is kept before you press the button."),
    Matter.SUGGESTION: say("If you suggest somebody: of them, and of you."),
    Matter.CASE: say("Of this case, as it stands now."),
    Matter.DESK: say("Of the cases that you look after, and of your looking."),
    Matter.ENTRY: say("Of you as a supporter."),
    Matter.OWN: say("Of what is kept about you."),
    Matter.SESSION: say("Of who comes to a group session."),
    Matter.LINK: say("Of which accounts are yours."),
    Matter.CALL: say("Of a call that is asked for here. Only whoever is to call reads the name."),
    Matter.ANSWERS: say("Of your three answers."),
    Matter.READING: say("Of what you read here. The bot keeps nothing of it."),
}


def who_knows(matter: Matter, sight: Sight, *, case: Case | None = None, back: Action | None = None) -> Form:
    """One row for each kind of person. Made from the policy alone, unless it is about a case."""
    found = cells(matter, case, Facts(now=sight.now, policy=sight.policy))
    rows = tuple(
        (_READERS[who], tuple(Plain(_said(one, sight.policy)) for one in items)) for who, items in found.items()
    )
    return Form(
        title=say("Who can know?"),
        blocks=(
            Paragraph((Plain(_ABOUT[matter]),)),
            ui.Facts(rows),
            Paragraph(
                (Plain(say("Whoever also has a role here reads what that role reads, and no more.")),), quiet=True
            ),
            *((Buttons((Button(say("Back"), back, opens=True),)),) if back else ()),
            crisis_notice(sight.policy),
        ),
    )


def _said(item: Item, policy: Policy) -> Words:
    if item in _SENTENCES:
        return _SENTENCES[item]
    clocks = policy.clocks
    if item is Item.KEPT_CASE:
        return say(
            "Whom it is about, how to reach them, who was asked, who supports, and dates: until {purge} after it ends.",
            purge=lasting(clocks.purge),
        )
    if item is Item.KEPT_REFERRER:
        return say(
            "Who suggested it: until the first outreach, {referrer} at most; if it may be known, until it ends; "
            "if it is not to be stored, never.",
            referrer=lasting(clocks.referrer),
        )
    assert item is Item.KEPT_CALL  # noqa: S101 - the last one whose sentence has a number
    return say("Who asked, until {purge} after the call was passed on.", purge=lasting(clocks.purge))


_SENTENCES: dict[Item, Words] = {
    Item.NOTHING: say("Nothing."),
    Item.CODE: say("A code such as K7F3, and where it stands."),
    Item.HOLD_CODE: say("A code, with which it can be kept by law. No name."),
    Item.NAME_FOR_A_REASON: say(
        "The name, only for a reason from a list. Whom it is about and the director read who looked, when and why."
    ),
    Item.WHOM_TO_CALL: say("The supporter's name, to call them if the case waits."),
    Item.NAME_ONCE_TAKEN: say("Whom it is about, only after they take it."),
    Item.NAME: say("Whom it is about and how to reach them: the one who took it, nobody else."),
    Item.OWN_CASES: say("Only the case that they took."),
    Item.USED: say("That this app was opened, and when, if their platform records it. No form, and nothing in it."),
    Item.WRITTEN: say("That the bot wrote to somebody with a role or a place, when, and what. It names nobody."),
    Item.ON_ROSTER: say("Your name, how many cases you have, and when you can be asked. Not whom you can't support."),
    Item.HOW_MANY: say("How many come. Not who."),
    Item.COUNTED: say("How many said what, in a count. Nobody can tell whose answers they were."),
    Item.KEPT_EXCLUDED: say("Who is not to be asked, until it ends."),
    Item.KEPT_CATEGORY: say(
        "What kind of event: a colleague's word until the first outreach, one's own as long as the case."
    ),
    Item.KEPT_ENTRY: say("All of your entry, also whom you can't support, for as long as you have a role."),
    Item.KEPT_OWN: say("What stands under “What is kept about me”, for as long as it stands there."),
    Item.KEPT_PLACE: say("Who has a place, until the session begins."),
    Item.KEPT_LINK: say("Which accounts are yours, until you disconnect them."),
    Item.KEPT_LOOKS: say("What you looked up, under a pseudonym, for a year."),
}


def knowing_button(matter: Matter, case: CaseCode | None = None, back: Action | None = None) -> Button:
    """Opens the table; ``back``: the button that leads to the form again, where pressing it changes nothing."""
    draft = (("matter", (matter.value,)), *((("back", (back.name,)), *back.draft) if back else ()))
    return Button(
        say("Who can know?"),
        Action("who_knows_case" if case else "who_knows", case, back.turn if back else 0, draft),
        opens=True,
    )
