"""A request writes what it read of people before it answers, and holds nobody's chain while it makes the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.audit.queries import broken_links
from tisserand.audit.services import one_request, record, record_read
from tisserand.audit.tests.test_trail import ACTOR, OTHER, PERSON

pytestmark = pytest.mark.django_db


def written() -> list[tuple[UUID | None, str]]:
    return list(AccessEvent.objects.order_by("stream", "position").values_list("person_id", "part"))


@contextmanager
def nothing_asked() -> Iterator[None]:
    with CaptureQueriesContext(connection) as queries:
        yield
    assert len(queries) == 0


def test_a_reading_waits_for_the_page_and_a_change_does_not() -> None:
    with one_request():
        with nothing_asked():
            record_read(actor=ACTOR, person_id=PERSON, part="trial.plan")
        record(actor=ACTOR, verb=Verb.CHANGE, part="trial.note", person_id=PERSON)
        assert written() == [(PERSON, "trial.note")]
    assert written() == [(PERSON, "trial.note"), (PERSON, "trial.plan")]


def test_several_readings_are_one_question_and_keep_their_order_in_each_chain() -> None:
    with CaptureQueriesContext(connection) as queries, one_request():
        for person, part in [(OTHER, "a"), (PERSON, "b"), (OTHER, "c"), (PERSON, "d")]:
            record_read(actor=ACTOR, person_id=person, part=part)
    assert len([query for query in queries if query["sql"].startswith("INSERT")]) == 1
    assert written() == [(PERSON, "b"), (PERSON, "d"), (OTHER, "a"), (OTHER, "c")]
    assert not list(broken_links())


def test_outside_of_a_request_it_is_written_at_once() -> None:
    record_read(actor=ACTOR, person_id=PERSON, part="trial.plan")
    assert written() == [(PERSON, "trial.plan")]


@login_not_required
def shown(request: HttpRequest) -> HttpResponse:
    record_read(actor=ACTOR, person_id=PERSON, part="trial.plan")
    return HttpResponse("la page")


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    record_read(actor=ACTOR, person_id=PERSON, part="trial.plan")
    raise RuntimeError


urlpatterns = [path("montree/", shown), path("cassee/", broken)]


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_fails_was_not_read() -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/cassee/").status_code == 500
    assert written() == []
    assert client.get("/montree/").status_code == 200
    assert written() == [(PERSON, "trial.plan")]


@override_settings(ROOT_URLCONF=__name__)
def test_what_cannot_be_written_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(AccessEvent, "save", refuse)
    answer = Client(raise_request_exception=False).get("/montree/")
    assert answer.status_code == 500
    assert b"la page" not in answer.content
