"""What a note tells of (a call, a visit…), and whether the person was heard from, from its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tisserand.support.choices import DeadlineKind, EntryKind
from tisserand.support.guess.text import composed, plain, sentence_at

# The first of these words in the text says what it tells of. What only looks like one of them is ruled out.
_MET = r"(?:vue?s?|recue?s?|rencontree?s?)"
_SENT = "envoyee?s?|deposee?s?|remplie?s?|transmise?s?|completee?s?"
_HOME = r"(?:appart|logement|studio)"
_KINDS: list[tuple[EntryKind, re.Pattern[str]]] = [
    (EntryKind(kind), re.compile("|".join(ways)))
    for kind, *ways in [
        (
            EntryKind.INCIDENT,
            r"\b(?:incident|altercation|bagarre|agression|s'est emportee?)\b",
            r"\b(?:a|m'a|nous a) (?:insultee?|menacee?|agressee?|frappee?|bousculee?)\b(?! d'expulsion)",
        ),
        (
            EntryKind.VISIT,
            rf"\bvisites?\b(?! (?:medicale|de controle|d'essai|(?:d'|d'un |d'une |de l'|du ){_HOME}))",
            r"\bvad\b|\b(?:a|au) (?:son )?domicile\b|\bchez (?:elle|lui|eux)\b",
            r"\b(?:passee?s?|allee?s?|rendue?s?|vue?s?|recue?s?|venue?s?) (?:le |la |les )?chez\b",
        ),
        (
            EntryKind.CALL,
            r"\bappels?\b(?! (?:a projets?|d'offres?|de charges|d'air))",
            r"(?<!s')\b(?:r?appelle(?:nt)?(?! que)|r?appelee?s?|telephon\w+|tel|repondeur)\b",
            r"\bcoups? de (?:fil|telephone)\b|\bau bout du fil\b",
        ),
        (EntryKind.EMAIL, r"\b(?:courriels?|e-?mails?|mails?|mels?)\b"),
        (EntryKind.MESSAGE, r"\b(?:sms|textos?|messages?|whatsapp|messenger)\b"),
        (
            EntryKind.GROUP,
            r"\b(?:ateliers?|actions? collectives?|groupes?|sorties? (?:collectives?|familiales?)|repas partages?)\b",
        ),
        (
            EntryKind.INTERVIEW,
            r"\bentretiens?\b(?! d'embauche)|\b(?:permanence|synthese)\b",
            rf"^\W*(?:rendez-vous|rdv|{_MET})\b(?! (?:un|une|le|la) (?:courrier|lettre|mail))",
            rf"\b(?:j'ai|nous avons|on a) {_MET}\b(?! (?:un|une|le|la|du) )",
            rf"\b(?:l'ai|l'avons|les ai) {_MET}\b|\bau bureau\b|\best (?:venue?|passee?)\b",
            r"\b(?:rencontree?s?|rencontre|revue?) (?:avec|ce|hier|lundi|mardi|mercredi|jeudi|vendredi)\b",
        ),
        (
            EntryKind.ADMINISTRATIVE,
            r"\b(?:demarches?|courriers?|formulaires?|attestations?|justificatifs?|declaration)\b",
            rf"\b(?:dossiers?|demandes?) (?:\w+ ){{0,3}}(?:{_SENT})\b",
            rf"\b(?:{_SENT}|depot|envoi|instruction) (?:de |du |d'|le |la |l'|un |une )*(?:dossier|demande|recours)",
            r"\b(?:prefecture|caf|cpam|mdph|fsl)\b",
        ),
    ]
]

# Words that only mean that if nothing stronger is there.
_WEAK = {EntryKind.ADMINISTRATIVE}

_DEADLINES: list[tuple[DeadlineKind, re.Pattern[str]]] = [
    (kind, re.compile(rf"\b(?:{words})"))
    for kind, words in [
        (DeadlineKind.RESIDENCE_PERMIT, r"titre de sejour|carte de sejour|recepisse"),
        (DeadlineKind.HEARING, r"audience|tribunal|juge\b"),
        (DeadlineKind.NOTICE_TO_QUIT, r"expulsion|commandement de quitter|preavis|quitter le logement"),
        (
            DeadlineKind.RIGHT_ENDS,
            r"fin d(?:e|es|u) (?:droit|rsa|aah|apl|prise|contrat)|expire|s'arrete|renouvel|prend fin",
        ),
        (DeadlineKind.PAYMENT, r"payer|paiement|reglement|echeancier|facture|mensualite"),
        (DeadlineKind.PAPERS, r"pieces?\b|justificatif|papiers?\b|documents?\b|attestation"),
        (
            DeadlineKind.HEALTH,
            r"medecin|hopital|consultation|scanner|dentiste|psy|cmp\b|specialiste|operation",
        ),
    ]
]

_TOLD_BY = (
    r"(?:appels?|messages?|sms|textos?|courriels?|e-?mails?|mails?|coup de fil|visite|passage|venue) de "
)
_TO_SOMEONE = re.compile(
    r"\b(?:appels?|appelee?|telephone|contactee?|rappelee?|courriels?|e-?mails?|mails?|messages?|ecrit|echange|courriers?"
    r"|point|rencontre|rdv|rendez-vous|reunion)(?: (?:envoyee?s?|recue?s?|transmis|telephonique|passe))*"
    r" (?:(?:a |avec |de )?(?:le |la |les |l'|mon |ma |son |sa )|au |aux |du |des )(?!maison|domicile|bureau|ccas)\w+"
)
_FROM_THEM = re.compile(
    r"^\W*(?:elle|il) (?:m'a |nous a |m'|nous |a )?"
    r"(?:r?appel|telephon|ecri|contact|sollicit|envoi|envoy|pass|vient|est ven)"
    r"|\b(?:m'a|nous a|m'ont) (?:r?appelee?|telephone|ecrit|contactee?|sollicitee?|envoye|laisse un message)"
    r"|\b(?:m'|nous )(?:r?appelle|ecrit|telephone|envoie)\b|\ba (?:sa|leur) demande\b|\bs'est presentee?\b"
)


@dataclass(frozen=True)
class Told:
    """What a note tells of, and the word that says so."""

    kind: EntryKind
    words: str


@dataclass(frozen=True)
class Contact:
    """Whether the person was there (in the room or at the other end), and whether they took the step."""

    person_present: bool
    from_person: bool


def told_kind(text: str) -> Told | None:
    """What the note tells of, from its first telling word."""
    words = plain(composed(text))
    found = [
        (kind in _WEAK, match.start(), Told(kind, text[match.start() : match.end()].strip()))
        for kind, pattern in _KINDS
        if (match := pattern.search(words))
    ]
    return min(found, key=lambda told: told[:2])[2] if found else None


def told_contact(text: str, kind: EntryKind | str | None, names: tuple[str, ...] = ()) -> Contact:
    """Whether the person was heard from; `names` are those they go by."""
    words = plain(composed(text))
    theirs = "|".join(re.escape(plain(name)) for name in names if name) or r"(?!)"
    from_them = bool(
        _FROM_THEM.search(words)
        or re.search(rf"\b{_TOLD_BY}(?:m\. |mme |monsieur |madame )?(?:{theirs})\b", words)
        or re.search(
            rf"\b(?:{theirs})\b(?: \w+)? (?:a |m'|nous )+(?:r?appelee?|telephone|ecrit|envoye)", words
        )
    )
    meets = kind in (EntryKind.INTERVIEW, EntryKind.VISIT, EntryKind.GROUP)
    talks = kind in (EntryKind.CALL, EntryKind.MESSAGE)
    elsewhere = _TO_SOMEONE.search(words)
    opens = bool(elsewhere and elsewhere.start() < 12 and not re.match(rf".*\b(?:{theirs})\b", elsewhere[0]))
    return Contact(
        person_present=(meets or talks or from_them) and (from_them or not opens), from_person=from_them
    )


def told_deadline(text: str, place: int) -> tuple[DeadlineKind, str]:
    """The nature of what is to come at `place`, and the sentence that says so."""
    text = composed(text)
    begin, end = sentence_at(text, place)
    sentence = plain(text[begin:end])
    kind = next((kind for kind, pattern in _DEADLINES if pattern.search(sentence)), DeadlineKind.OTHER)
    return kind, text[begin:end].strip()
