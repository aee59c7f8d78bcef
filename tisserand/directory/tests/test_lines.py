"""How far, no more precisely than one knows."""

from __future__ import annotations

import pytest

from tisserand.directory.lines import distance_words


@pytest.mark.parametrize(
    ("km", "is_rough", "said"),
    [
        (0.0, False, "à 50 m"),
        (0.34, False, "à 350 m"),
        (1.24, False, "à 1,2 km"),
        (12.4, False, "à 12 km"),
        (0.2, True, "dans les environs"),
        (3.4, True, "à environ 3 km"),
    ],
)
def test_distance(km, is_rough, said):
    assert distance_words(km, is_rough=is_rough).replace("\u00a0", " ") == said
