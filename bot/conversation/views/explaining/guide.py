"""The supporter's guide: eleven short cards, from the first call to the referral; the limits of confidence come first.

The nine components are the ones that the Brigham programme named (Shapiro & Galowitz 2016); the sentences are our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.conversation.views.crisis import confidence, danger_button
from bot.ui import Action, Button, Buttons, Form, Heading, Paragraph, Plain, Strong, Words, say

if TYPE_CHECKING:
    from bot.domain.policy import Policy


class Page(NamedTuple):
    """One card: its name, what it is for, and what may help."""

    title: Words
    aim: Words
    tips: tuple[Words, ...]


PAGES: tuple[Page, ...] = (
    Page(
        say("The first call"),
        say("You reach out, so that they don't have to."),
        (
            say("Say who you are, and that you are a peer."),
            say("Offer a time, and a way out: “No is fine, too.”"),
            say("Write a neutral subject line. Others may see the screen."),
        ),
    ),
    Page(
        say("Opening"),
        say("They know what stays between you, and what can't."),
        (
            say("Say the limits of confidence before they tell you anything."),
            say("“How are you doing with all this?”"),
            say("You don't need the clinical facts. Leave them to the review."),
        ),
    ),
    Page(
        say("What can't stay between you"),
        say("They know it before they tell you, and so do you."),
        (
            say("Danger to them or to others, harm to a child, what the law asks: then you get help."),
            say("A court can ask you. Leave out names and the facts of the case."),
            say("If you have to tell somebody, tell them first, if it is safe."),
        ),
    ),
    Page(
        say("Listening"),
        say("Being there is most of the help."),
        (
            say("Let pauses be. Count to five before you speak."),
            say("Don't fix, don't judge, don't say it was nothing."),
            say("Follow what they feel more than what took place."),
        ),
    ),
    Page(
        say("Reflecting"),
        say("They hear that you heard them."),
        (
            say("Name the feeling you heard, and check it."),
            say("“It sounds as if you keep going back to it. Is that so?”"),
            say("If you got it wrong, they will tell you. That helps, too."),
        ),
    ),
    Page(
        say("Reframing"),
        say("What they feel is a sign that they care."),
        (
            say("Many good clinicians feel just this way."),
            say("An outcome is not the same as a person."),
            say("Share that you have been there only if it helps them."),
        ),
    ),
    Page(
        say("Making sense"),
        say("Over time, it can become part of their story."),
        (
            say("“What does this mean to you as a clinician?”"),
            say("Don't look for causes or blame. That is for others."),
            say("There may be no answer yet. That is fine."),
        ),
    ),
    Page(
        say("Coping"),
        say("They know best what has helped before."),
        (
            say("“What got you through hard times before?”"),
            say("Ask about sleep, food, and who is at home."),
            say("One small thing for today is enough."),
        ),
    ),
    Page(
        say("Closing"),
        say("They know how it goes on."),
        (
            say("Sum up in a sentence or two. Thank them."),
            say("“May I check in with you next week?”"),
            say("A no is fine. The door stays open."),
        ),
    ),
    Page(
        say("Asking about suicide"),
        say("To ask does not plant the idea. It opens the door."),
        (
            say("Ask in plain words: “Are you thinking of killing yourself?”"),
            say("If yes: stay, listen, and call the crisis line together."),
            say("In danger now: don't leave them alone, and call the emergency number."),
        ),
    ),
    Page(
        say("Other help"),
        say("About one in ten wants more than a peer."),
        (
            say("Name one or two places, and offer to go along."),
            say("In danger: stay, call, and page the clinical back-up."),
            say("You are not alone with this. Ask for support, too."),
        ),
    ),
)


def guide(policy: Policy, number: int) -> Form:
    """One page of the guide; ``number`` counts from 0 and wraps around."""
    at = number % len(PAGES)
    page = PAGES[at]
    first = confidence(policy) if at == 0 else ()
    return Form(
        title=say("Guide {page} of {pages}", page=at + 1, pages=len(PAGES)),
        blocks=(
            *first,
            Heading(page.title),
            Paragraph((Strong(page.aim),)),
            *(Paragraph((Plain(tip),)) for tip in page.tips),
            Buttons(
                (
                    Button(say("Next"), Action("guide", turn=at + 1), style="primary", opens=True),
                    Button(say("Back"), Action("guide", turn=at - 1), opens=True),
                    danger_button(),
                )
            ),
        ),
    )
