"""Pages that anyone may open: they speak French, fit every screen, and stand in nobody's way."""

import pytest
from django.urls import reverse

from tests.journeys.journey import Journey, each_width


@each_width
@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "ui:accessibility", "ui:gallery"]
)
def test_open_pages(journey: Journey, name: str):
    journey.open(reverse(name))
    assert journey.page.locator("html").get_attribute("lang") == "fr"
    journey.fits()
    journey.axe()


def test_a_page_that_does_not_exist(journey: Journey):
    journey.open("/nulle-part/", status=404)
    journey.axe()
