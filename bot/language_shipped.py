"""Translates built-in texts, such as the policy's crisis lines; leaves a site's own texts as written.

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
    say("Peer Support for Clinicians"),
    say("The paper behind this programme: a hospital that sends trained colleagues after hard events (2016)."),
    say("Your peers"),
    say("One to three talks with somebody trained, who knows the work. Ask for one whenever you like."),
    say("RISE at Johns Hopkins"),
    say("Peers who come by day and by night, at one hospital; its training is sold to others."),
    say("Second victim course"),
    say("A free online course on what hard events do to those who were there, by a European network."),
    say("People you live with"),
    say("Tell one person at home that work was hard. You need not say what happened."),
    say("Employee assistance"),
    say("Many employers pay for a few talks with a counsellor, also about money, family or the law."),
    say("Six Lessons on Fighting Burnout"),
    say("Two leaders of an emergency department in Boston on what they changed for their staff (2021)."),
    say("After a hard event in your team"),
    say("Ask each person how they are, in private. Offer time off the floor. Ask again a week later."),
    say("How we're doing. Really."),
    say("A podcast of 28 minutes on the 2021 survey of Canadian physicians."),
    say("National Physician Health Survey 2025"),
    say("In Canada 46 percent of physicians report high burnout, down from 53 in 2021; first results."),
    say("National Academy of Medicine"),
    say("A national plan of 2022 for the well-being of the health workforce, for leaders."),
    say("Making the Case for Peer Support"),
    say("A Canadian report on peers among people with mental illness; a good case for why peers help."),
    say("Peer support programs for physicians"),
    say("A free guide of the American Medical Association to starting a programme."),
    say("Care for the caregiver"),
    say("Slides and notes for hospitals: support for staff as a part of answering harm (AHRQ CANDOR)."),
    say("Betsy Lehman Center"),
    say("A Massachusetts agency that helps its hospitals to build programmes."),
    say("Disenfranchised Grief and Physician Burnout"),
    say("A short essay: the losses of a doctor's work are rarely mourned, and that wears people down (2017)."),
    say("After a patient dies"),
    say("Take a moment, tell somebody who was there, eat and sleep. Grief is no weakness, and no diagnosis."),
    say("Chaplaincy"),
    say("Most hospitals have a chaplain who is there for staff, too, of any faith or none."),
    say("When a case is reviewed"),
    say("Ask who reviews it, by when, and who can be with you. For legal questions, ask risk management."),
    say("What stays between you"),
    say("Talk with your peer about how you are, not about the clinical facts. Those belong in the review."),
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
SHIPPED: Mapping[str, Words] = {
    **{one.text: one for one in (*_SENTENCES, *_CODES)},
    "women children": say("women and children"),  # the words of its code make no English
}
"""By their English text, or by the words of their code."""


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
