"""By what right one shares, explained to whoever fills the page in: what each basis allows, and what it asks first."""

from __future__ import annotations

from dataclasses import dataclass

from tisserand.sharing.choices import Basis


@dataclass(frozen=True)
class BasisWords:
    """One basis: its text of law, whom one may share with, what the person is told, what they may answer."""

    basis: Basis
    law: str
    among: str
    telling: str


WORDS = {
    Basis.CONSENT: BasisWords(
        Basis.CONSENT,
        "Code de la santé publique, L.1110-4 et D.1110-3-1 à 3",
        "Avec qui la personne veut, sur ce qu’elle veut. C’est la règle quand rien d’autre ne s’applique.",
        "Elle est informée avant, reçoit un écrit, dit oui, non ou en partie. Elle peut revenir dessus à tout"
        " moment, sans donner de raison.",
    ),
    Basis.CARE_TEAM: BasisWords(
        Basis.CARE_TEAM,
        "Code de la santé publique, L.1110-4 III et L.1110-12",
        "Entre membres d’une même équipe de soins, qui prennent en charge la même personne, et pour cela seulement.",
        "Son accord n’est pas demandé, mais elle est informée avant, et peut s’y opposer à tout moment.",
    ),
    Basis.DIFFICULTIES: BasisWords(
        Basis.DIFFICULTIES,
        "Code de l’action sociale et des familles, L.121-6-2",
        "Entre professionnels qui interviennent auprès de la même personne ou famille, quand ses difficultés"
        " s’aggravent et en appellent plusieurs. Strictement le nécessaire, pour décider d’actions et les mener.",
        "Son accord n’est pas exigé. Informez-la avant, et notez comment.",
    ),
    Basis.CHILD_PROTECTION: BasisWords(
        Basis.CHILD_PROTECTION,
        "Code de l’action sociale et des familles, L.226-2-2",
        "Entre personnes soumises au secret professionnel qui concourent à la protection de l’enfance."
        " Strictement le nécessaire pour évaluer, décider d’actions et les mener."
        " C’est une faculté, pas une obligation.",
        "Les parents, la personne qui exerce l’autorité parentale et l’enfant sont informés avant, sauf si c’est"
        " contraire à l’intérêt de l’enfant : dites alors pourquoi.",
    ),
    Basis.LEGAL_DUTY: BasisWords(
        Basis.LEGAL_DUTY,
        "Le texte qui oblige : citez-le dans « pour quoi faire »",
        "Avec qui le texte désigne, et rien de plus que ce qu’il demande.",
        "Son accord n’est pas demandé. Informez-la avant de ce qui part, et à qui.",
    ),
    Basis.DANGER: BasisWords(
        Basis.DANGER,
        "Code pénal, article 226-14",
        "Avec l’autorité ou le service qui peut protéger, quand une personne mineure ou qui ne peut pas se protéger"
        " subit privations, sévices ou violences. Rien de plus que ce qui la protège.",
        "Informez-la si cela ne l’expose pas davantage. Sinon, dites pourquoi vous ne l’avez pas fait.",
    ),
}


def words_of(basis: str) -> BasisWords:
    """What is said of one basis."""
    return WORDS[Basis(basis)]
