"""The suggestions: all of them, in our topics, in today's French."""

from tisserand.support import referential
from tisserand.support.choices import ItemKind, Topic


def test_nothing_of_the_published_file_is_lost() -> None:
    parts = referential.situations(), referential.objectives(), referential.actions()
    assert [len(part) for part in parts] == [88, 58, 134]


def test_every_exception_names_a_suggestion_that_exists() -> None:
    assert {s.label for s in referential.situations()} >= referential.STRENGTHS | referential.EITHER


def test_finer_topics_and_strengths_are_told_apart() -> None:
    found = {s.label: s for s in referential.situations()}
    assert found["Besoin d’un soutien alimentaire"].topic == Topic.FOOD_ENERGY
    assert found["Permis B"].kinds == {ItemKind.STRENGTH}
    assert found["Propriétaire"].kinds == {ItemKind.DIFFICULTY, ItemKind.STRENGTH}


def test_wordings_are_mended() -> None:
    labels = [s.label for s in (*referential.situations(), *referential.objectives(), *referential.actions())]
    assert not [
        label for label in labels if "'" in label or "  " in label or "( " in label or "Pôle" in label
    ]


def test_a_suggestion_is_found_by_its_key() -> None:
    assert referential.find("o1") == referential.objectives()[0]
    assert referential.find("nothing") is None
