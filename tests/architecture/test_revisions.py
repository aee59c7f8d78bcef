"""Whatever is edited knows its revision: no form writes over somebody's work without a word."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest
from django import forms

from tests.architecture.floors import HOUSE, ROOMS
from tisserand.ui.forms import RevisedFormMixin

# Forms that only ever write something new, each with the reason why nobody can be editing it at the same time.
NEW = {
    "SnapshotForm": "keeps the map of one day, unalterable",
    "JoinForm": "opens the account of someone invited",
    "NewMemberForm": "adds someone to a household",
    "PlaceForm": "what NewMemberForm and PlaceEditForm share",
}


def model_forms() -> list[type[forms.ModelForm]]:
    """Every form about a model, in every room."""
    found: set[type[forms.ModelForm]] = set()
    for room in ROOMS:
        package = import_module(f"{HOUSE}.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".forms" in module.name and ".tests" not in module.name:
                things = vars(import_module(module.name)).values()
                found |= {t for t in things if isinstance(t, type) and issubclass(t, forms.ModelForm)}
    return sorted((form for form in found if form._meta.model), key=lambda form: form.__name__)


@pytest.mark.parametrize("form", model_forms(), ids=lambda form: form.__name__)
def test_a_form_about_a_row_carries_its_revision(form: type[forms.ModelForm]) -> None:
    assert issubclass(form, RevisedFormMixin) != (form.__name__ in NEW)
