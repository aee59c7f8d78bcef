"""A fair spread of dossiers between colleagues: each goes to whoever carries least at that moment.

The heaviest first, so that they do not all fall to the last one served. Simple enough to be explained on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from tisserand.support.choices import Priority

D = TypeVar("D")
C = TypeVar("C")

WEIGHTS: Mapping[str, int] = {Priority.URGENT: 3, Priority.WATCH: 2, Priority.ORDINARY: 1}


def spread(dossiers: Iterable[tuple[D, int]], carried: Mapping[C, int]) -> dict[D, C]:
    """Give each dossier (with its weight) to one of those who carry `carried`; ties go to the first named.

    Empty when nobody is there to take them.
    """
    load = dict(carried)
    given: dict[D, C] = {}
    if not load:
        return given
    for dossier, weight in sorted(dossiers, key=lambda one: -one[1]):
        lightest = min(load, key=load.__getitem__)
        given[dossier] = lightest
        load[lightest] += weight
    return given
