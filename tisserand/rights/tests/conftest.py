"""The engine, opened once per worker process: reading the rules takes seconds."""

from __future__ import annotations

import pytest

from tisserand.rights.engine.door import open_engine


@pytest.fixture(scope="session")
def engine():
    return open_engine()
