"""The codes of data·inclusion in words that a page shows: topics, publics, ways of coming, networks."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache

from data_inclusion.schema import v1

TOPICS = v1.Thematique
CATEGORIES = v1.Categorie
PUBLICS = v1.Public
KINDS = v1.TypeService
FEES = v1.Frais
RECEPTION_MODES = v1.ModeAccueil
MOBILISATION_MODES = v1.ModeMobilisation
MOBILISED_BY = v1.PersonneMobilisatrice
NETWORKS = v1.ReseauPorteur
BETWEEN = "--"  # a topic is « category--topic »


@cache
def labels_of(codes: type[Enum]) -> dict[str, str]:
    """The label of each code, with the apostrophe of French prose, in the order of the schema."""
    return {each.value: each.label.replace("'", "’") for each in codes}  # type: ignore[attr-defined]


def label(codes: type[Enum], code: str) -> str:
    """The label of a code; the code itself where the schema does not know it any more."""
    return labels_of(codes).get(code, code)


def labels(codes: type[Enum], given: Iterable[str] | None) -> list[str]:
    """The labels of several codes, in the order of the schema."""
    asked = set(given or ())
    known = [words for code, words in labels_of(codes).items() if code in asked]
    return known + sorted(asked - labels_of(codes).keys())


def category_of(topic: str) -> str:
    """The code of the category of a topic."""
    return topic.partition(BETWEEN)[0]


@cache
def topics_by_category() -> dict[str, list[tuple[str, str]]]:
    """The topics, under the label of their category."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for code, words in labels_of(TOPICS).items():
        grouped.setdefault(label(CATEGORIES, category_of(code)), []).append((code, words))
    return grouped
