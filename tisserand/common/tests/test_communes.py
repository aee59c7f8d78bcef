"""The official list of communes, searched as one types."""

from time import perf_counter

import pytest

from tisserand.common.communes import commune_of, find_communes, named_commune


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("st etienne", "Saint-Étienne"),
        ("SAINT-ETIENNE", "Saint-Étienne"),
        ("69003", "Lyon 3e Arrondissement"),
        ("33 bordeaux", "Bordeaux"),
        ("paris 12", "Paris 12e Arrondissement"),
        ("marseile", "Marseille"),
        ("l'hay", "L'Haÿ-les-Roses"),
        ("vaulx en velin", "Vaulx-en-Velin"),
        ("bage la ville", "Bâgé-la-Ville (Bâgé-Dommartin)"),
        ("97411", "Saint-Paul"),
    ],
)
def test_find_communes(text: str, first: str) -> None:
    assert find_communes(text)[0].name == first


@pytest.mark.parametrize("text", ["", "x", "%", "zzzzzzzz", "🙂", "99999"])
def test_nothing_is_found(text: str) -> None:
    assert find_communes(text) == []


def test_named_commune() -> None:
    assert getattr(named_commune("Metz (57)"), "code", "") == "57463"
    assert getattr(named_commune("st etienne (42)"), "code", "") == "42218"
    assert named_commune("sainte") is None
    assert named_commune("Kaboul") is None


def test_commune_of_a_code_is_what_it_is_today() -> None:
    assert getattr(commune_of("57463"), "name", "") == "Metz"
    assert commune_of("00000") is None


def test_it_is_fast_enough_to_follow_someone_typing() -> None:
    find_communes("metz")
    started = perf_counter()
    for text in ("me", "met", "metz", "57", "570", "57000"):
        find_communes(text)
    assert (perf_counter() - started) / 6 < 0.25
