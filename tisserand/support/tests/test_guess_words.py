"""What a note tells of, whom it names, the wins and the steps it speaks of: one sentence after the other."""

from __future__ import annotations

import time

import pytest

from tisserand.support.choices import DeadlineKind, EntryKind
from tisserand.support.guess.kinds import told_contact, told_deadline, told_kind
from tisserand.support.guess.names import Name, name_words, recognised, sounds_of
from tisserand.support.guess.steps import spoken_steps
from tisserand.support.guess.text import plain, sentence_at
from tisserand.support.guess.victories import told_victory


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Appel de Nadia", EntryKind.CALL),
        ("Nadia m’a téléphoné", EntryKind.CALL),
        ("Coup de fil au bailleur", EntryKind.CALL),
        ("Eu Nadia au téléphone", EntryKind.CALL),
        ("Elle s’appelle Nora", None),
        ("Appel à projets du département", None),
        ("VAD chez Odette", EntryKind.VISIT),
        ("Visite à domicile, tout va bien", EntryKind.VISIT),
        ("Passé chez Odette", EntryKind.VISIT),
        ("Visite d’appartement avec Lina", None),
        ("Visite médicale passée", None),
        ("Mail de la CAF", EntryKind.EMAIL),
        ("Courriel envoyé à l’école", EntryKind.EMAIL),
        ("SMS de Kévin", EntryKind.MESSAGE),
        ("Laissé un message", EntryKind.MESSAGE),
        ("Vue ce matin, elle a appelé le bailleur", EntryKind.INTERVIEW),
        ("Entretien avec M. Haddad", EntryKind.INTERVIEW),
        ("Reçu M. Haddad au bureau", EntryKind.INTERVIEW),
        ("Reçu un courrier de l’huissier", EntryKind.ADMINISTRATIVE),
        ("Dossier FSL envoyé", EntryKind.ADMINISTRATIVE),
        ("Dépôt du dossier MDPH", EntryKind.ADMINISTRATIVE),
        ("Atelier cuisine à l’épicerie solidaire", EntryKind.GROUP),
        ("Altercation à l’accueil", EntryKind.INCIDENT),
        ("Il a insulté l’agent d’accueil", EntryKind.INCIDENT),
        ("Rien de particulier", None),
    ],
)
def test_what_it_tells_of(text: str, kind: EntryKind | None) -> None:
    told = told_kind(text)
    assert (told.kind if told else None) == kind


@pytest.mark.parametrize(
    ("text", "present", "from_person"),
    [
        ("Appel de Nadia", True, True),
        ("Nadia a appelé", True, True),
        ("Elle m’a envoyé un SMS", True, True),
        ("Appelé Nadia", True, False),
        ("Appel au bailleur : il attend", False, False),
        ("Appel de la CAF", False, False),
        ("Point avec l’école", False, False),
        ("Mail de la CAF", False, False),
        ("Vue au bureau", True, False),
        ("Visite à domicile", True, False),
        ("Dossier FSL envoyé", False, False),
    ],
)
def test_whether_the_person_was_heard_from(text: str, present: bool, from_person: bool) -> None:
    told = told_kind(text)
    contact = told_contact(text, told.kind if told else None, ("Nadia", "Belkacem"))
    assert (contact.person_present, contact.from_person) == (present, from_person)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Appel de Nadia : elle a pris seule le rendez-vous.", "Elle a pris seule le rendez-vous"),
        ("Lina a rempli sa demande toute seule.", "Lina a rempli sa demande toute seule"),
        ("Il a réussi à joindre la CAF", "Il a réussi à joindre la CAF"),
        ("M. Haddad a passé le code. Il sourit.", "M. Haddad a passé le code"),
        ("Fatiguée. Elle a signé son bail !", "Elle a signé son bail"),
        (
            "Pour la première fois, Odette est allée à la pétanque",
            "Pour la première fois, Odette est allée à la pétanque",
        ),
        ("Elle a trouvé un petit appartement", "Elle a trouvé un petit appartement"),
        ("Elle est très fière", "Elle est très fière"),
        ("Il n’a pas réussi à joindre la CAF", ""),
        ("Il n’a toujours pas obtenu son titre", ""),
        ("Elle n’a jamais réussi", ""),
        ("Il vit seul depuis mars", ""),
        ("Mère seule avec trois enfants", ""),
        ("Elle se sent toute seule", ""),
        ("Elle est toute seule avec les enfants", ""),
        ("Appel au bailleur", ""),
    ],
)
def test_a_small_win(text: str, words: str) -> None:
    assert told_victory(text) == words


STEPS = [
    ("call", "Appeler le bailleur"),
    ("fsl", "Constituer le dossier FSL"),
    ("book", "Prendre rendez-vous avec le bailleur"),
    ("school", "Inscription de Sami à la cantine"),
]


@pytest.mark.parametrize(
    ("text", "keys", "done"),
    [
        ("Elle a appelé le bailleur ce matin", ["call"], True),
        ("Appel de Nadia : elle a pris seule le rendez-vous avec le bailleur", ["call", "book"], True),
        ("Le dossier FSL est constitué et envoyé", ["fsl"], True),
        ("Sami est inscrit à la cantine", ["school"], True),
        ("Il faut encore appeler le bailleur", ["call"], False),
        ("Elle n’a pas appelé le bailleur", ["call"], False),
        ("Elle va appeler le baileur", ["call"], False),
        ("Vu le médecin", [], True),
        ("Le bailleur est content", [], True),
    ],
)
def test_steps_that_are_spoken_of(text: str, keys: list[str], done: bool) -> None:
    spoken = spoken_steps(text, STEPS)
    assert sorted(step.key for step in spoken) == sorted(keys)
    assert all(step.done is done for step in spoken)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Le titre de séjour expire le 15 décembre", DeadlineKind.RESIDENCE_PERMIT),
        ("Audience le 2 décembre", DeadlineKind.HEARING),
        ("Le RSA prend fin le 31", DeadlineKind.RIGHT_ENDS),
        ("Facture à payer avant le 30", DeadlineKind.PAYMENT),
        ("Justificatif à fournir pour vendredi", DeadlineKind.PAPERS),
        ("Chez le dentiste jeudi", DeadlineKind.HEALTH),
        ("On se revoit jeudi", DeadlineKind.OTHER),
    ],
)
def test_what_is_to_come_has_a_nature(text: str, kind: DeadlineKind) -> None:
    assert told_deadline(f"Vue hier. {text}", 12) == (kind, text)


NAMES = [
    ("nadia", Name("Nadia", "Belkacem")),
    ("nadia_m", Name("Nadia Fatima", "Morel")),
    ("kevin", Name("Kévin", "Roussel")),
    ("kevin_d", Name("Kévin", "Diarra")),
    ("rose", Name("Rose", "Petit")),
    ("jean", Name("Jean-Marc", "Le Goff")),
    ("haddad", Name("Karim", "Haddad")),
    ("lina", Name("Lina", "Haddad", "Sassi")),
]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Appel de Nadia Belkacem", {"nadia"}),
        ("appel de nadia belkacem", {"nadia"}),
        ("BELKACEM Nadia vue hier", {"nadia"}),
        ("Vue Mme Belkacem", {"nadia"}),
        ("Appel de Nadia", {"nadia", "nadia_m"}),
        ("Appel de Kévin R.", {"kevin"}),
        ("appel de kevin", {"kevin", "kevin_d"}),
        ("Vu Jean-Marc", {"jean"}),
        ("M. Le Goff est venu", {"jean"}),
        ("M. Haddad a passé le code", {"haddad", "lina"}),
        ("Lina Haddad a signé", {"lina"}),
        ("Mme Sassi a appelé", {"lina"}),
        ("Une rose rouge, un petit geste", set()),
        ("Rose est venue", {"rose"}),
        ("Le bailleur a rappelé", set()),
        ("", set()),
    ],
)
def test_who_is_named(text: str, keys: set[str]) -> None:
    assert set(recognised(text, NAMES)) == keys


def test_names_written_by_ear() -> None:
    assert recognised("Appel de Nadya Belkassem", NAMES) == []
    assert recognised("Appel de Nadya Belkassem", NAMES, by_ear=True) == ["nadia"]
    assert "bailleur" not in name_words("Appel de Nadia au bailleur")
    assert sounds_of("Appel de nadia") == []


def test_the_plain_twin_has_the_same_places() -> None:
    text = "L’Été dernier,\u202fÀ Noël…"
    assert plain(text) == "l'ete dernier, a noel…"
    assert len(plain(text)) == len(text)
    assert sentence_at("Un. Mme Roy dort. M. Haddad rit.", 20) == (18, 31)


def test_long_notes_are_read_quickly() -> None:
    text = "Appel de Nadia hier : elle a pris seule le rendez-vous avec le bailleur, jeudi 14 h. " * 30
    begun = time.perf_counter()
    told_kind(text), told_victory(text), spoken_steps(text, STEPS * 10), recognised(text, NAMES * 10)
    assert time.perf_counter() - begun < 0.5
