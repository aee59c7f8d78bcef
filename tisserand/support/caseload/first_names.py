"""First names often met in France: they tell a first name from a name when nothing else does."""

from __future__ import annotations

from pathlib import Path

from tisserand.common.folding import fold

USUAL = frozenset((Path(__file__).parent / "first_names.txt").read_text().split())


def usual_first_names(text: str) -> frozenset[str]:
    """The words of `text` that are usual first names."""
    return USUAL.intersection(fold(text).split())
