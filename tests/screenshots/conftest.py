"""The journeys' browser, for pictures."""

from tests.journeys.conftest import browser, journey

__all__ = ["browser", "journey"]
