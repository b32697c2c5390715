"""Words that came with the bot, in every language, and words that a site wrote, as it wrote them.

A policy file and a roster hold plain text. Where that text is still the one that was shipped, its reader gets it in
their own language; where the site wrote another, everybody gets that one, unless the site gave its French beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ui import Words, literal, say

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENTENCES = (
    say("Emergency"),
    say("Suicide & Crisis Lifeline (call or text)"),
    say("Physician Support Line"),
    say("limited hours, US only"),
    say("Your peers"),
    say("One to three talks with somebody trained, who knows the work. Ask for one whenever you like."),
    say("Free talks with volunteer psychiatrists, for physicians and medical students in the US."),
    say("National Academy of Medicine"),
    say("Its Action Collaborative on Clinician Well-Being collects what helps, for people and for leaders."),
    say("American Medical Association"),
    say("AMA STEPS Forward: short courses on workload, teams and well-being."),
    say("After a patient dies"),
    say("Take a moment, tell somebody who was there, eat and sleep. Grief is no weakness, and no diagnosis."),
    say("Chaplaincy"),
    say("Most hospitals have a chaplain who is there for staff, too, of any faith or none."),
    say("When a case is reviewed"),
    say("Ask who reviews it, by when, and who can be with you. For legal questions, ask risk management."),
    say("What stays between you"),
    say("Talk with your peer about how you are, not about the clinical facts. Those belong in the review."),
    say("Employee assistance"),
    say("Many employers pay for a few talks with a counsellor, also about money, family or the law."),
    say("After a hard event in your team"),
    say("Ask each person how they are, in private. Offer time off the floor. Ask again a week later."),
)
_CODES = (
    say("general surgery"),
    say("orthopaedics"),
    say("cardiac surgery"),
    say("anaesthesia"),
    say("theatre"),
    say("emergency"),
    say("intensive care"),
    say("internal medicine"),
    say("family medicine"),
    say("cardiology"),
    say("geriatrics"),
    say("oncology"),
    say("obstetrics"),
    say("paediatrics"),
    say("radiology"),
    say("pharmacy"),
    say("laboratory"),
    say("psychiatry"),
    say("surgical"),
    say("perioperative"),
    say("acute"),
    say("medical"),
    say("women children"),
    say("diagnostic"),
    say("physician"),
    say("nurse"),
    say("midwife"),
    say("pharmacist"),
    say("therapist"),
    say("technician"),
    say("paramedic"),
    say("social worker"),
    say("chaplain"),
    say("administrator"),
    say("attending"),
    say("resident"),
    say("fellow"),
    say("staff"),
    say("advanced"),
    say("lead"),
)
_GENDERS: Mapping[str, Words] = {"f": say("woman"), "m": say("man"), "x": say("neither woman nor man")}
SHIPPED: Mapping[str, Words] = {one.text: one for one in (*_SENTENCES, *_CODES)}
"""By their English text."""


def site_text(text: str, french: str = "") -> Words:
    """A sentence of the policy for whoever reads it; ``french`` is the site's own."""
    if french:
        return Words("{text}", (("text", text), ("text_fr", french)))
    return SHIPPED.get(text) or literal(text)


def code_words(code: str) -> Words:
    """A code of the roster: ``general_surgery`` reads *general surgery*, or in French *chirurgie générale*."""
    return site_text(code.replace("_", " "))


def gender_words(code: str) -> Words:
    """What stands for one letter; a site that writes words has them shown as they are."""
    return _GENDERS.get(code) or code_words(code)


def language_words(code: str) -> Words:
    """A language by its name: a field that is called so is shown as one."""
    return Words("{language}", (("language", code),))
