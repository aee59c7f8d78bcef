"""The needs that come up every day, one press away from the page: each leads to a few topics."""

from __future__ import annotations

from dataclasses import dataclass

from tisserand.directory.needs import understood


@dataclass(frozen=True)
class Doorway:
    """One of them: what people say, and the saying by which the topics are found."""

    key: str
    label: str
    icon: str
    saying: str

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that answer."""
        return understood(self.saying).topics


_ALL = (
    Doorway("manger", "Manger", "basket", "manger"),
    Doorway("dormir", "Dormir ce soir", "moon-stars", "dormir ce soir"),
    Doorway("papiers", "Papiers, démarches", "file-earmark-text", "démarche administrative"),
    Doorway("droits", "Droits, aides", "shield-check", "droits"),
    Doorway("ordinateur", "Ordinateur, internet", "laptop", "se servir d’un ordinateur"),
    Doorway("factures", "Factures, énergie", "lightning-charge", "facture d’électricité"),
    Doorway("dettes", "Dettes, budget", "cash-coin", "dettes budget"),
    Doorway("loyer", "Loyer, expulsion", "house-exclamation", "loyer expulsion"),
    Doorway("logement", "Trouver un logement", "house-door", "trouver un logement"),
    Doorway("sante", "Se soigner", "heart-pulse", "se soigner"),
    Doorway("moral", "Le moral", "cloud-drizzle", "santé mentale"),
    Doorway("enfants", "Enfants, parents", "balloon", "parents enfants"),
    Doorway("violences", "Violences", "exclamation-octagon", "violences"),
    Doorway("travail", "Travail", "briefcase", "chercher du travail"),
    Doorway("francais", "Apprendre le français", "translate", "apprendre le français"),
    Doorway("transport", "Se déplacer", "bus-front", "se déplacer permis transport"),
    Doorway("handicap", "Handicap", "universal-access", "handicap"),
    Doorway("seul", "Rompre la solitude", "people", "solitude"),
)
DOORWAYS = {doorway.key: doorway for doorway in _ALL}
