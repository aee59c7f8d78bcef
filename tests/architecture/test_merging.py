"""When two records become one, every column that points at a person follows, or says why it stays."""

from __future__ import annotations

import pytest
from django.db.models import Model
from pghistory.models import Event

from tests.architecture.floors import room_apps
from tisserand.people.merging import columns, left_as_written
from tisserand.people.models import Person


def _columns_towards_people() -> dict[str, type[Model]]:
    """Every foreign key to a person, in every room. The histories keep what was written: the database holds them."""
    return {
        f"{model._meta.label}.{field.name}": model
        for app in room_apps()
        for model in app.get_models()
        if not issubclass(model, Event)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    }


def test_every_column_is_told():
    known = {column.key for column in columns()} | left_as_written().keys()
    towards = _columns_towards_people().keys()
    assert towards - known == set(), "call `follow` or `leave` from this room's `merging.register`"
    assert known - towards == set(), "no such column any more"


def test_nothing_both_follows_and_stays():
    assert {column.key for column in columns()} & left_as_written().keys() == set()


@pytest.mark.parametrize("column", columns(), ids=lambda column: column.key)
def test_what_an_organisation_wrote_is_never_moved_by_another(column):
    if column.model._meta.app_label != "people":
        assert column.organisation, "say by which path its organisation is found"
