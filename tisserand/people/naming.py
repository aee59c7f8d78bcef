"""Whether a sentence names someone: for what is read by people who do not know of them."""

from __future__ import annotations

import re

from tisserand.common.folding import fold
from tisserand.people.models import Person
from tisserand.people.names import PARTICLES

LEAST = 3  # letters: shorter ones are met in any sentence
WORD = re.compile(r"[\w’'-]+")
# Names that are words of every day: they name someone when they begin by a capital.
EVERYDAY = frozenset(
    "petit grand gros blanc noir brun roux rose rouge bois pierre roche fort faible bon bonne beau belle jeune vieux"
    " rue ville mer lac moulin fontaine berger boucher boulanger marchand martin marin garde renard loup colin chef"
    " fleur jade aube ange ami mercier maire baron clair claire lune olive mars avril juin aime".split()
)


def names_of(person: Person) -> list[str]:
    """What a person is called by, today or on papers."""
    return [person.first_names, person.used_first_name, person.last_name, person.birth_name]


def naming(text: str, *names: str) -> str:
    """The first word of `text` that is one of `names`, as it is written there; nothing when it names nobody."""
    known = {word for name in names for word in fold(name).split()} - PARTICLES
    known = {word for word in known if len(word) >= LEAST}
    for written in WORD.findall(text):
        for part in re.split(r"[’'-]", written):
            word = fold(part)
            if word in known and (word not in EVERYDAY or part[:1].isupper()):
                return part
    return ""
