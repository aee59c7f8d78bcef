"""Who can be added to the picture in one gesture, from the one who is chosen: a parent, a child, a friend…"""

from __future__ import annotations

from dataclasses import dataclass

from tisserand.people.choices import Parentage, Tie
from tisserand.people.picture.circle import Someone
from tisserand.people.tie_words import tie_word


@dataclass(frozen=True)
class Addition:
    """One button: what it says, and the tie it writes (through the one chosen, when they are not the person)."""

    code: str
    label: str
    tie: Tie
    parentage: str = ""

    def name_for(self, gender: str) -> str:
        """What to call someone whose name nobody gave: « Mère », « Ami·e »."""
        words = tie_word(self.tie, gender, self.parentage)
        return words[:1].upper() + words[1:]


OF_ME = (
    Addition("parent", "Un parent", Tie.PARENT),
    Addition("child", "Un enfant", Tie.CHILD),
    Addition("spouse", "Un·e conjoint·e", Tie.SPOUSE),
    Addition("former_spouse", "Un·e ex-conjoint·e", Tie.FORMER_SPOUSE),
    Addition("sibling", "Un frère, une sœur", Tie.SIBLING),
    Addition("other_family", "Autre famille", Tie.OTHER_FAMILY),
    Addition("friend", "Un·e ami·e", Tie.FRIEND),
    Addition("neighbour", "Un·e voisin·e", Tie.NEIGHBOUR),
    Addition("professional", "Un·e professionnel·le", Tie.PROFESSIONAL),
)
_OF_PARTNER = (
    Addition("child", "Un enfant ensemble", Tie.CHILD),
    Addition("step_child", "Son enfant d’une autre union", Tie.CHILD, Parentage.STEP),
)
_OF_PARENT = (
    Addition("grandparent", "Sa mère ou son père", Tie.GRANDPARENT),
    Addition("sibling", "Un autre de ses enfants", Tie.SIBLING),
    Addition("step_parent", "Son ou sa conjoint·e", Tie.PARENT, Parentage.STEP),
)
BY_TIE = {
    Tie.SPOUSE: _OF_PARTNER,
    Tie.FORMER_SPOUSE: _OF_PARTNER,
    Tie.PARENT: _OF_PARENT,
    Tie.CHILD: (Addition("grandchild", "Son enfant", Tie.GRANDCHILD),),
}
# Of someone known by their household alone, what they are to the person.
SAYINGS = (
    Addition("is_spouse", "conjoint·e", Tie.SPOUSE),
    Addition("is_child", "enfant", Tie.CHILD),
    Addition("is_parent", "parent", Tie.PARENT),
    Addition("is_sibling", "frère ou sœur", Tie.SIBLING),
    Addition("is_other_family", "autre famille", Tie.OTHER_FAMILY),
    Addition("is_friend", "ami·e", Tie.FRIEND),
)


def additions_from(someone: Someone) -> tuple[Addition, ...]:
    """What may be added from here."""
    if someone.is_me:
        return OF_ME
    if someone.own_tie is None or someone.tie is None or someone.parentage == Parentage.STEP:
        return ()
    return BY_TIE.get(someone.tie, ())


def sayings_of(someone: Someone) -> tuple[Addition, ...]:
    """What may be said of someone whose tie is not told on this side: the same as on theirs, or what they are."""
    if someone.is_me or someone.own_tie is not None or someone.known is None:
        return ()
    if someone.tie is not None:
        return (Addition("is_same", tie_word(someone.tie, someone.gender), someone.tie),)
    return SAYINGS
