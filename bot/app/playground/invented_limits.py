"""The limits of confidence of the playground's invented hospital: a finished text, so that people see how one reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.policy import Policy

_ENGLISH = """\
What you tell your peer stays with your peer. We keep no notes of what you talk about.
There are limits. Your peer has to get help when you or somebody else may be in danger now, when a child or an adult \
who can't keep safe alone may be hurt, and when the law says that it must be reported.
A court can ask what was said. So talk about how you are, and leave out names and the facts of the case.
Nothing here goes to your boss, to human resources, or into a file about you."""
_FRENCH = """\
Ce que vous dites reste entre vous et votre pair. Nous ne gardons aucune note de vos échanges.
Il y a des limites. Votre pair doit chercher de l’aide quand vous, ou quelqu’un d’autre, pourriez être en danger \
maintenant, quand un enfant ou un adulte qui ne peut pas se protéger pourrait subir un tort, et quand la loi oblige à \
une déclaration.
Un tribunal peut demander ce qui a été dit. Parlez donc de la façon dont vous allez, sans les noms ni les faits.
Rien ne va à votre responsable, aux ressources humaines, ni dans un dossier à votre nom."""


def with_invented_limits(policy: Policy) -> Policy:
    """The policy with that text, unless it has one of its own."""
    if policy.confidence.texts:
        return policy
    return replace(
        policy,
        limits_of_confidence=_ENGLISH,
        limits_of_confidence_in={"fr": _FRENCH},
        limits_signed_by="the invented hospital's counsel",
        limits_signed_on="2026-06-01",
    )
