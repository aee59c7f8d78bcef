"""What is said of a tie in words: who someone is, how it is lived; on cards, pictures, tables, in the history."""

from __future__ import annotations

from tisserand.people.choices import CoupleState, Gender, Parentage, Tie, TieQuality

# As said of a woman, of a man, of anyone.
WORDS: dict[Tie, tuple[str, str, str]] = {
    Tie.SPOUSE: ("conjointe", "conjoint", "conjoint·e"),
    Tie.FORMER_SPOUSE: ("ex-conjointe", "ex-conjoint", "ex-conjoint·e"),
    Tie.PARENT: ("mère", "père", "parent"),
    Tie.CHILD: ("fille", "fils", "enfant"),
    Tie.SIBLING: ("sœur", "frère", "frère ou sœur"),
    Tie.GRANDPARENT: ("grand-mère", "grand-père", "grand-parent"),
    Tie.GRANDCHILD: ("petite-fille", "petit-fils", "petit-enfant"),
    Tie.OTHER_FAMILY: ("autre famille", "autre famille", "autre famille"),
    Tie.FRIEND: ("amie", "ami", "ami·e"),
    Tie.NEIGHBOUR: ("voisine", "voisin", "voisin·e"),
    Tie.CARER: ("aidante", "aidant", "aidant·e"),
    Tie.CARED_FOR: ("personne aidée", "personne aidée", "personne aidée"),
    Tie.LEGAL_REPRESENTATIVE: ("représentante légale", "représentant légal", "représentant·e légal·e"),
    Tie.PROFESSIONAL: ("professionnelle", "professionnel", "professionnel·le"),
    Tie.OTHER: ("autre lien", "autre lien", "autre lien"),
}
BY_MARRIAGE = {
    Tie.PARENT: ("belle-mère", "beau-père", "beau-parent"),
    Tie.CHILD: ("belle-fille", "beau-fils", "bel-enfant"),
}
HALF = ("demi-sœur", "demi-frère", "demi-frère ou demi-sœur")
SHAPES = {Gender.FEMALE: "cercle", Gender.MALE: "carré"}


def _gendered(words: tuple[str, str, str], gender: str) -> str:
    return words[{Gender.FEMALE.value: 0, Gender.MALE.value: 1}.get(gender, 2)]


def tie_word(tie: Tie, gender: str, parentage: str = "") -> str:
    """« mère », « belle-mère », « ami·e »: as the gender is known, and the parentage."""
    words = BY_MARRIAGE.get(tie, WORDS[tie]) if parentage == Parentage.STEP else WORDS[tie]
    said = _gendered(words, gender)
    by = {
        Parentage.ADOPTED.value: "adoption",
        Parentage.FOSTER.value: "famille d’accueil",
    }.get(parentage, "")
    return f"{said} ({by})" if by and tie in BY_MARRIAGE else said


def quality_word(quality: str) -> str:
    """« lien proche », or nothing."""
    return f"lien {TieQuality(quality).label}" if quality else ""


def couple_word(state: str) -> str:
    """« séparé·es », or nothing."""
    return str(CoupleState(state).label) if state else ""


def age_word(age: int | None) -> str:
    """« 12 ans »."""
    return "" if age is None else f"{age}\u00a0{'an' if age < 2 else 'ans'}"


def deceased_word(gender: str) -> str:
    """« décédée »."""
    return _gendered(("décédée", "décédé", "décédé·e"), gender)
