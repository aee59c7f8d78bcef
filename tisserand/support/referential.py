"""Suggestions for the map and the plan, from the carnet-de-bord referential (data/README.md): a help, no more."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tisserand.support.choices import ItemKind, Topic

SOURCE = Path(__file__).parent / "data" / "carnet_de_bord_referentiel.json"

TOPIC_OF_THEME = {
    "logement": Topic.HOUSING,
    "emploi": Topic.WORK,
    "formation": Topic.TRAINING,
    "difficulte_administrative": Topic.RIGHTS,
    "difficulte_financiere": Topic.MONEY,
    "mobilite": Topic.MOBILITY,
    "sante": Topic.HEALTH,
    "contraintes_familiales": Topic.FAMILY,
    "maitrise_langue": Topic.LANGUAGE,
    "numerique": Topic.DIGITAL,
    "choisir_un_metier": Topic.WORK,
    "se_former": Topic.TRAINING,
    "preparer_sa_candidature": Topic.WORK,
    "trouver_un_emploi": Topic.WORK,
    "creer_une_entreprise": Topic.WORK,
    "s_ouvrir_a_l_international": Topic.WORK,
}

# Our topics are finer than its themes: these words decide before the theme does.
TOPIC_OF_WORDS = {
    "alimentaire": Topic.FOOD_ENERGY,
    "pension alimentaire": Topic.FAMILY,
    "aidant": Topic.CARING,
    "personne dépendante": Topic.CARING,
    "juridi": Topic.JUSTICE,
    "judiciaire": Topic.JUSTICE,
    "isolement": Topic.SOCIAL_TIES,
    "sociabilisation": Topic.SOCIAL_TIES,
    "psychologique": Topic.MENTAL_HEALTH,
    "groupes de soutien": Topic.MENTAL_HEALTH,
    "mobilité psychologique": Topic.MOBILITY,
    "ateliers : numériques": Topic.DIGITAL,
}

# Situations one can lean on, and those that may weigh or hold depending on whom you ask.
STRENGTHS = {
    "A déjà identifié une formation",
    "Co-voiturage",
    "Code obtenu",
    "Disponible immédiatement",
    "Disponible à temps partiel",
    "Dispose d’un ordinateur",
    "Dispose d’un smartphone",
    "Dispose d’une tablette",
    "En projet d’entreprise",
    "Permis B",
    "Autres permis (poids lourd, bus…)",
    "Permis et/ou code en cours",
    "Prêt à suivre une formation",
    "Prêt pour un emploi avec formations / accompagnement",
    "Prêt pour une formation avec un accompagnement",
    "Véhicule (voiture, moto, scooter)",
    "Vélo ou trottinette électrique",
    "Difficulté déclarée n’entravant pas la reprise d’une activité professionnelle",
}
EITHER = {
    "Attend un enfant ou plus",
    "Autoentrepreneur / travailleur indépendant / conjoint collaborateur",
    "Existence d’un dossier MDPH",
    "Habitat mobile",
    "Hébergé au domicile parental",
    "Hébergé chez un tiers",
    "Inscrit à France Travail",
    "Locataire du parc privé",
    "Locataire du parc social",
    "Propriétaire",
    "Véhicule sans permis",
}

# Misprints of the published file, and a service that changed its name in 2024.
_MENDED = [
    (r"P[ôo]le emploi", "France Travail"),
    ("Réaliseration d’une demande pièce", "Demande d’une pièce"),
    ("Ressourcess revenues", "ressources"),
    ("Difficulté a réaliser", "Difficulté à réaliser"),
    ("visant à devenir obtenir", "visant à obtenir"),
    ("GEIC", "GEIQ"),
    (r"\bE(?=crivain|cole|valuation|tat\b)", "É"),
    ('"$', ""),
]


@dataclass(frozen=True)
class Suggestion:
    """A ready-made wording: a situation (`s…`), an objective (`o…`) or an action (`a…`)."""

    key: str
    label: str
    topic: Topic
    kinds: frozenset[ItemKind] = frozenset()


@cache
def situations() -> tuple[Suggestion, ...]:
    """What may stand on the map."""
    return _read("situations", "s")


@cache
def objectives() -> tuple[Suggestion, ...]:
    """What a goal may be."""
    return _read("objectifs", "o")


@cache
def actions() -> tuple[Suggestion, ...]:
    """What a step may be."""
    return _read("actions", "a")


def objectives_for(topic: str) -> list[Suggestion]:
    """The objectives of one topic."""
    return [suggestion for suggestion in objectives() if suggestion.topic == topic]


def actions_for(topic: str) -> list[Suggestion]:
    """The actions of one topic."""
    return [suggestion for suggestion in actions() if suggestion.topic == topic]


def find(key: str) -> Suggestion | None:
    """The suggestion that `key` names, whatever its nature."""
    return _by_key().get(key)


@cache
def _by_key() -> dict[str, Suggestion]:
    return {suggestion.key: suggestion for suggestion in (*situations(), *objectives(), *actions())}


def _read(part: str, letter: str) -> tuple[Suggestion, ...]:
    rows = json.loads(SOURCE.read_text(encoding="utf-8"))[part]
    return tuple(_suggestion(f"{letter}{number}", row) for number, row in enumerate(rows, start=1))


def _suggestion(key: str, row: dict[str, str]) -> Suggestion:
    label = _mend(row["libelle"])
    kinds = _kinds(label) if key.startswith("s") else frozenset()
    return Suggestion(key, label, _topic(row["theme"], label), kinds)


def _mend(label: str) -> str:
    label = re.sub(r"\s+", " ", label.replace("'", "’")).strip()
    label = re.sub(r"\s+\)", ")", re.sub(r"\(\s+", "(", label)).replace("...", "…")
    label = re.sub(r",? …", "…", label)
    label = re.sub(r"(?<=\w)\(", " (", label) if "(s)" not in label else label
    for wrong, right in _MENDED:
        label = re.sub(wrong, right, label)
    return label


def _topic(theme: str, label: str) -> Topic:
    for words in sorted(TOPIC_OF_WORDS, key=len, reverse=True):
        if words in label.lower():
            return TOPIC_OF_WORDS[words]
    return TOPIC_OF_THEME[theme]


def _kinds(label: str) -> frozenset[ItemKind]:
    if label in EITHER:
        return frozenset({ItemKind.DIFFICULTY, ItemKind.STRENGTH})
    return frozenset({ItemKind.STRENGTH if label in STRENGTHS else ItemKind.DIFFICULTY})
