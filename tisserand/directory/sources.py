"""The producers whose files are known: under what name, what licence, and where they publish."""

from __future__ import annotations

from dataclasses import dataclass

OPEN_LICENCE = "Licence Ouverte 2.0"


@dataclass(frozen=True)
class KnownSource:
    """How a source is told on every sheet."""

    name: str
    licence: str = ""
    url: str = ""


KNOWN = {
    "france-services": KnownSource(
        "France services",
        OPEN_LICENCE,
        "https://www.data.gouv.fr/fr/datasets/liste-des-structures-france-services/",
    ),
    "conseillers-numeriques": KnownSource(
        "Conseillers numériques", OPEN_LICENCE, "https://www.conseiller-numerique.gouv.fr/"
    ),
    "dora": KnownSource("DORA", OPEN_LICENCE, "https://dora.inclusion.gouv.fr/"),
    "demonstration": KnownSource("Lieux inventés de la démonstration"),
    "soliguide": KnownSource("Soliguide", "", "https://soliguide.fr/"),
}


def known(slug: str) -> KnownSource:
    """What is known of a source; its slug alone for others."""
    return KNOWN.get(slug) or KnownSource(slug)
