"""A first visit stays light: what every page loads, compressed, leaves room for the page itself."""

import gzip
from pathlib import Path

import pytest

from tisserand.ui import gallery

DIST = Path(gallery.__file__).parent / "static" / "ui" / "dist"
ALL = 150_000  # bytes, page included
PAGE = 25_000


@pytest.mark.skipif(not (DIST / "main.css").exists(), reason="the front end is not built")
def test_first_visit_is_light():
    texts = [DIST / "main.css", DIST / "main.js", DIST / "icons.svg", *DIST.glob("shared/*.js")]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in texts)
    weight += sum(path.stat().st_size for path in DIST.glob("*.woff2"))
    assert weight + PAGE < ALL
