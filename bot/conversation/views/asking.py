"""Forms for asking: for oneself in one tap, for a colleague, or the crisis lines at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.conversation.lasting import lasting
from bot.conversation.views.crisis import confidence, crisis_notice, resources_button, with_danger
from bot.conversation.views.lines import number
from bot.domain.case import Category, Reach, ReferrerMode, Wishes
from bot.domain.eligibility import waking_hours
from bot.domain.hours import next_opening
from bot.ui import (
    Action,
    Button,
    Buttons,
    Choice,
    Form,
    ManyOf,
    Mention,
    Notice,
    OneOf,
    Paragraph,
    PeopleField,
    PersonField,
    Plain,
    ShortText,
    Strong,
    say,
)

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.people import PersonId
    from bot.domain.policy import Clocks, Policy
    from bot.ui import Words

Draft: TypeAlias = "tuple[tuple[str, tuple[str, ...]], ...]"
"""What the earlier pages of a form said."""
_THANKS = (
    Paragraph((Strong(say("Thank you. If a peer can be offered, one will try.")),)),
    Paragraph((Plain(say("You won't hear more, whatever happens; that stays with your colleague.")),)),
    Paragraph((Plain(say("Please check on them yourself too. A simple “How are you doing?” helps.")),)),
)


def ask_button() -> Button:
    """One tap is enough."""
    return Button(say("I'd like support"), Action("ask"), style="primary", opens=True)


def suggest_button() -> Button:
    """Opens the form that picks a colleague."""
    return Button(say("Suggest a colleague"), Action("suggest"), opens=True)


def entry(policy: Policy) -> Form:
    """What the command opens. Made from the policy alone, so it also shows when the store is down."""
    return Form(
        title=say("Peer support"),
        blocks=(
            crisis_notice(policy),
            *confidence(policy),
            Paragraph((Plain(say("A trained peer can call you, one to one, in confidence. It is not therapy.")),)),
            with_danger(ask_button(), suggest_button(), resources_button()),
            Paragraph((Plain(say("Nothing is asked about what happened.")),), quiet=True),
        ),
    )


def suggest(policy: Policy, colleague: PersonId | None = None, error: Words | None = None) -> Form:
    """Pick the colleague; everything else is optional."""
    problem = (Notice((Plain(error),), "warning"),) if error else ()
    return Form(
        title=say("Suggest a colleague"),
        blocks=(
            crisis_notice(policy),
            *confidence(policy),
            *problem,
            Paragraph((Plain(say("If a peer can be offered, one will offer to talk.")),)),
        ),
        fields=(
            PersonField(name="colleague", label=say("Who could use a peer?"), value=colleague),
            OneOf(name="category", label=say("What kind of event was it?"), choices=_categories()),
            PeopleField(name="not_these", label=say("Who should not be asked?")),
            *when_field(policy),
        ),
        submit=Button(say("Continue"), Action("suggest_check"), style="primary", opens=True),
    )


_CATEGORY_LABELS: dict[Category, Words] = {
    Category.UNSAID: say("Prefer not to say"),
    Category.ADVERSE_EVENT: say("Adverse event"),
    Category.MEDICAL_ERROR: say("Medical error"),
    Category.NEAR_MISS: say("Near miss or complication"),
    Category.PATIENT_DEATH: say("Death of a patient"),
    Category.LITIGATION: say("Lawsuit"),
    Category.COMPLAINT: say("Complaint or investigation"),
    Category.AGGRESSION: say("Aggression or discrimination"),
    Category.LOSS_OF_COLLEAGUE: say("Loss of a colleague"),
    Category.MASS_EVENT: say("Event with many people hurt"),
    Category.MORAL_DISTRESS: say("Moral distress"),
    Category.BURNOUT: say("Burnout or long stress"),
    Category.PERSONAL: say("Something personal"),
    Category.TRAINING: say("Training or career"),
}


def category_label(category: Category) -> Words:
    """What happened, as it is read."""
    return _CATEGORY_LABELS[category]


def category_choices() -> tuple[Choice, ...]:
    """All that can have happened, *prefer not to say* first."""
    return _categories()


def _categories() -> tuple[Choice, ...]:
    return tuple(Choice(category.value, label) for category, label in _CATEGORY_LABELS.items())


def suggest_confirm(colleague: PersonId, draft: Draft, clocks: Clocks, *, urgent: bool = False) -> Form:
    """Who it is, once more: a mis-pick is the worst mistake here."""
    mode = mode_of(draft)
    undo: tuple[Paragraph, ...] = (
        (Paragraph((Strong(say("Somebody is asked at once; you can't undo it.")),)),)
        if urgent
        else (Paragraph((Plain(time_to_undo(clocks)),), quiet=True),)
    )
    return Form(
        title=say("Is this the person?"),
        blocks=(
            Paragraph((Plain(say("You are about to suggest")), Mention(colleague))),
            Paragraph((Plain(_kept(mode, clocks)),)),
            *undo,
            Buttons(
                (
                    Button(say("No, choose again"), Action("suggest"), opens=True),
                    Button(say("More about my name"), Action("suggest_mode", draft=draft), opens=True),
                )
            ),
        ),
        submit=Button(say("Yes, suggest"), Action("suggest_send", draft=draft), style="primary", opens=True),
    )


def time_to_undo(clocks: Clocks) -> Words:
    """How long a mis-pick can be taken back."""
    return say("You have {undo} to undo it.", undo=lasting(clocks.undo))


def _kept(mode: ReferrerMode, clocks: Clocks) -> Words:
    """What becomes of the referrer's name."""
    match mode:
        case ReferrerMode.CONFIDENTIAL:
            return say("Your name stays sealed, and is forgotten after {kept} at most.", kept=lasting(clocks.referrer))
        case ReferrerMode.NAMED:
            return say("They and their supporter may know that it was you.")
        case ReferrerMode.UNLINKABLE:
            return say("Your name is not stored. So you might be asked to support them yourself.")


def suggest_mode(sight: Sight, draft: Draft) -> Form:
    """What becomes of the referrer's name; who is on the roster could be asked themselves, so they are always known."""
    labels = {
        ReferrerMode.CONFIDENTIAL: say(
            "Keep it sealed, for {kept} at most", kept=lasting(sight.policy.clocks.referrer)
        ),
        ReferrerMode.NAMED: say("They and their supporter may know it"),
        ReferrerMode.UNLINKABLE: say("Don't store it at all"),
    }
    if sight.member is not None:
        del labels[ReferrerMode.UNLINKABLE]
    choices = tuple(Choice(mode.value, label) for mode, label in labels.items())
    mode = mode_of(draft).value
    return Form(
        title=say("Your name"),
        blocks=(Paragraph((Plain(say("Whatever you choose, you won't hear what follows.")),)),),
        fields=(OneOf(name="mode", label=say("Your name"), choices=choices, value=mode, required=True),),
        submit=Button(say("Continue"), Action("suggest_check", draft=draft), style="primary", opens=True),
    )


def mode_of(draft: Draft) -> ReferrerMode:
    """What a draft says about the referrer's name; confidential unless it says otherwise."""
    found = next((values[0] for name, values in draft if name == "mode" and values), "")
    return ReferrerMode(found) if found in set(ReferrerMode) else ReferrerMode.CONFIDENTIAL


def is_urgent(draft: Draft, policy: Policy) -> bool:
    """Whether it is to be now; never while there is no urgent lane."""
    return policy.urgent.enabled and ("when", ("now",)) in draft


def when_field(policy: Policy) -> tuple[OneOf, ...]:
    """How soon; not asked where there is no urgent lane."""
    if not policy.urgent.enabled:
        return ()
    choices = (Choice("soon", say("In the next day or so")), Choice("now", say("Now, please")))
    return (OneOf(name="when", label=say("How soon?"), choices=choices, value="soon", required=True),)


def thanks_referrer(key: str, policy: Policy) -> Form:
    """The one answer a referrer gets: the same whatever is known about the colleague."""
    undo = Button(say("Undo"), Action("undo", draft=(("key", (key,)),)), opens=True)
    return Form(title=say("Thank you"), blocks=(*_THANKS, crisis_notice(policy), with_danger(undo)))


def suggest_later(flash: Words, draft: Draft, policy: Policy) -> Form:
    """After many suggestions in a short time: nothing was sent, nothing that was chosen is lost, and who helps now."""
    phone = number(policy.phone, policy.numbers_of) if policy.phone else ()
    programme = (Paragraph((Plain(say("You can also call the programme.")), *phone)),) if phone else ()
    return Form(
        title=say("A little later, please"),
        blocks=(
            Notice((Plain(flash),), "info"),
            Paragraph(
                (Plain(say("You have suggested several colleagues in a short time. Thank you for looking out.")),)
            ),
            Paragraph((Plain(say("What you chose is kept in the button below.")),)),
            *programme,
            Paragraph((Plain(say("If somebody needs help now, please call one of these numbers.")),)),
            crisis_notice(policy),
            with_danger(Button(say("Try again"), Action("suggest_send", draft=draft), opens=True)),
        ),
    )


def undone(policy: Policy) -> Form:
    """After *Undo*, in time or not: it never tells whether the colleague is known."""
    return Form(
        title=say("Undone"),
        blocks=(
            Paragraph((Plain(_if_in_time(policy.clocks)),)),
            crisis_notice(policy),
        ),
    )


def _if_in_time(clocks: Clocks) -> Words:
    return say("If less than {undo} had passed, nothing will happen and nothing was kept.", undo=lasting(clocks.undo))


def thanks_self(
    sight: Sight, flash: Words | None = None, *, wishes: Wishes | None = None, urgent: bool = False
) -> Form:
    """After one tap: what happens now, no more than is true; and a few optional wishes, as they were last given."""
    known = wishes or (sight.own_case.wishes if sight.own_case else Wishes())
    note = (Notice((Plain(flash),), "info"),) if flash else ()
    return Form(
        title=say("You asked for support"),
        blocks=(
            *note,
            Paragraph((Strong(say("Thank you for asking. It is saved.")),)),
            Paragraph(tuple(Plain(words) for words in _what_happens_now(sight, urgent=urgent))),
            crisis_notice(sight.policy),
            Paragraph((Plain(say("Everything below is optional.")),), quiet=True),
        ),
        fields=(*_wish_fields(known), *when_field(sight.policy)),
        submit=Button(say("Save my wishes"), Action("wishes"), style="primary", opens=True),
        saved=True,
    )


def _wish_fields(known: Wishes) -> tuple[OneOf | ManyOf | ShortText | PeopleField, ...]:
    reach = (
        Choice(Reach.CHAT.value, say("By chat")),
        Choice(Reach.PHONE.value, say("By phone")),
        Choice(Reach.IN_PERSON.value, say("In person")),
    )
    return (
        OneOf(name="reach", label=say("How should we reach you?"), choices=reach, value=known.reach.value),
        ShortText(name="phone", label=say("Phone number"), value=known.phone, hint=say("Only your supporter sees it.")),
        OneOf(name="category", label=say("What kind of event was it?"), choices=_categories()),
        PeopleField(name="not_these", label=say("Who should not be asked?")),
        ManyOf(
            name="nudge",
            label=say("Messages from the bot"),
            choices=(Choice("yes", say("Some days after it ends, ask me how it was")),),
            values=("yes",) if known.nudge else (),
        ),
    )


def _what_happens_now(sight: Sight, *, urgent: bool) -> tuple[Words, ...]:
    """The 3 a.m. rule: say when somebody will read this, and who steps in if nobody can."""
    if urgent:
        minutes = int(sight.policy.urgent.coordinator.total_seconds() // 60)
        told = say("If nobody has taken it in {minutes} minutes, the coordinator is told.", minutes=minutes)
        return (say("Peers on call are asked now."), told)
    awake = next_opening(waking_hours(sight.policy.quiet), (), sight.now, sight.policy.timezone) or sight.now
    takes_over = say(
        "If nobody has taken it by {deadline}, the coordinator steps in.",
        deadline=sight.now + sight.policy.clocks.match,
    )
    if awake > sight.now:
        return (say("Your request is safe here. Peers are asked from {opening}.", opening=awake), takes_over)
    return (say("A peer is being asked now."), takes_over)
