"""A file sent from a page: kept, brought in by the worker, told row by row; refused plainly, run again when it fell."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from data_inclusion.schema.v1 import Service as ServiceRecord
from data_inclusion.schema.v1 import Structure as StructureRecord
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import World, client_of
from tisserand.accounts.jobs import SILENCE
from tisserand.accounts.models import Job, Membership
from tisserand.common.clock import now, today
from tisserand.directory.choices import LoadingState
from tisserand.directory.exchange.reading import read_file
from tisserand.directory.models import Loading, LoadingFile, Structure
from tisserand.directory.services.exporting import export_directory
from tisserand.directory.tasks import bring_in_file, resume_loading

pytestmark = pytest.mark.django_db
PLACE = {"source": "essai", "id": "essai--1", "nom": "Maison des solidarités", "date_maj": "2026-01-31"}
MEAL = PLACE | {
    "id": "essai--1-repas",
    "structure_id": "essai--1",
    "description": "Repas chauds chaque midi.",
    "contact_nom_prenom": "Une Personne",
}


@pytest.fixture
def client(world: World) -> Client:
    """Whoever administers."""
    return client_of(world.cast.administrator)


def send(client: Client, content: Any, name: str = "essai.json", **fields: str) -> Any:
    """What the page answers to a file."""
    octets = content if isinstance(content, bytes) else json.dumps(content).encode()
    sent = BytesIO(octets)
    sent.name = name
    return client.post(reverse("directory:loading_start"), {"file": sent} | fields)


def work() -> Loading:
    """What the worker does of the last one."""
    loading = Loading.objects.latest("created_at")
    bring_in_file(str(loading.pk))
    loading.refresh_from_db()
    return loading


def page_of(client: Client, loading: Loading, outcome: str = "") -> str:
    address = reverse("directory:loading_detail", args=[loading.pk])
    return client.get(address, {"resultat": outcome} if outcome else {}).content.decode()


def test_a_file_goes_in_and_each_row_is_told(client: Client):
    answer = send(client, {"structures": [PLACE, {"id": "essai--2"}], "services": [MEAL]})
    loading = Loading.objects.get()
    assert answer.url == reverse("directory:loading_detail", args=[loading.pk])
    assert loading.state == LoadingState.WAITING
    assert "Lecture du fichier" in page_of(client, loading)
    loading = work()
    assert (loading.state, loading.new, loading.refused) == (LoadingState.DONE, 2, 1)
    assert loading.job.state == "done"
    assert not LoadingFile.objects.exists()
    assert "est obligatoire" in page_of(client, loading, "refused")
    assert "essai--1-repas" in page_of(client, loading, "new")
    assert "Aucune ligne ici" in page_of(client, loading, "gone")
    fragment = client.get(reverse("directory:loading_progress", args=[loading.pk]))
    assert fragment["HX-Refresh"] == "true"


def test_what_changed_says_which_fields(client: Client):
    send(client, [PLACE])
    work()
    send(client, [PLACE | {"telephone": "0450568749"}])
    assert "telephone" in page_of(client, work(), "changed")


def test_refused_rows_are_taken_away_with_their_reasons(client: Client):
    send(client, [PLACE | {"nom": ""}, PLACE | {"id": "essai--2", "siret": "77556026100016"}])
    loading = work()
    answer = client.get(reverse("directory:loading_refused", args=[loading.pk]))
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["ligne"], row["sort"]) for row in rows] == [
        ("1", "refusée"),
        ("2", "gardée avec une remarque"),
    ]
    assert "trop court" in rows[0]["raisons"]
    assert rows[1]["siret"] == "77556026100016"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("essai.odt", b"PK", "ni en JSON, ni en CSV, ni en Parquet"),
        ("essai.json", b"", "Ce fichier est vide"),
    ],
)
def test_what_cannot_be_read_is_told_at_once(client: Client, name: str, content: bytes, words: str):
    answer = send(client, content, name)
    assert words in answer.content.decode()
    assert not Loading.objects.exists()


def test_what_is_found_unreadable_later_is_told_and_not_offered_again(client: Client):
    send(client, b"[{")
    loading = work()
    assert loading.state == LoadingState.FAILED
    page = page_of(client, loading)
    assert "JSON lisible" in page
    assert "Relancer" not in page
    assert loading.job.state == "failed"


def test_a_second_file_at_the_same_time_is_refused(client: Client):
    send(client, [PLACE])
    answer = send(client, [PLACE | {"id": "essai--2"}])
    assert "Un autre fichier est en cours d’import" in answer.content.decode()
    assert Loading.objects.count() == 1
    work()
    assert send(client, [PLACE]).status_code == 302


def test_one_that_fell_is_run_again(client: Client, monkeypatch):
    send(client, [PLACE])
    with monkeypatch.context() as patch:
        patch.setattr("tisserand.directory.services.sending.given_by", lambda path: 1 / 0)
        loading = work()
    assert loading.state == LoadingState.FAILED
    assert not Structure.objects.exists()
    assert "rien n’a été changé" in page_of(client, loading)
    assert client.post(reverse("directory:loading_run", args=[loading.pk])).status_code == 302
    assert client.post(reverse("directory:loading_run", args=[loading.pk])).status_code == 302
    assert work().new == 1
    assert client.post(reverse("directory:loading_run", args=[loading.pk])).status_code == 302
    assert work().new == 1


def test_one_whose_worker_died_is_run_again_and_holds_back_no_other(client: Client):
    send(client, [PLACE])
    Loading.objects.update(state=LoadingState.RUNNING)
    Job.objects.update(state="running", heartbeat_at=now() - 2 * SILENCE)
    loading = Loading.objects.get()
    assert "Relancer" in page_of(client, loading)
    resume_loading(loading.job)
    assert work().new == 1
    Loading.objects.filter(pk=loading.pk).update(state=LoadingState.RUNNING)
    Job.objects.update(state="running", heartbeat_at=now() - 2 * SILENCE)
    assert send(client, [PLACE]).status_code == 302


def test_one_that_waits_for_a_task_that_is_lost_is_run_again_and_holds_back_no_other(client: Client):
    send(client, [PLACE])
    loading = Loading.objects.get()
    assert "Annuler cet import" in page_of(client, loading)
    ProcrastinateJob.objects.all().delete()
    assert "Relancer" in page_of(client, loading)
    client.post(reverse("directory:loading_run", args=[loading.pk]))
    assert "Relancer" not in page_of(client, loading)
    ProcrastinateJob.objects.all().delete()
    assert send(client, [PLACE]).status_code == 302
    loading.refresh_from_db()
    assert loading.state == LoadingState.FAILED
    assert work().new == 1


def test_one_that_waits_or_is_being_checked_is_cancelled_then_run_again(client: Client, monkeypatch):
    send(client, [PLACE])
    loading = Loading.objects.get()
    cancel = reverse("directory:loading_cancel", args=[loading.pk])
    client.post(cancel)
    assert "a été annulé" in page_of(client, loading)
    assert work().state == LoadingState.FAILED, (
        "what is cancelled is not brought in by a task that comes late"
    )
    client.post(reverse("directory:loading_run", args=[loading.pk]))
    with monkeypatch.context() as patch:
        patch.setattr(
            "tisserand.directory.services.loading.structures_first",
            lambda given: client.post(cancel) and given,
        )
        assert work().state == LoadingState.FAILED
    assert not Structure.objects.exists()
    client.post(reverse("directory:loading_run", args=[loading.pk]))
    assert work().new == 1
    client.post(cancel)
    loading.refresh_from_db()
    assert loading.state == LoadingState.DONE, "too late, it is done"


def test_nothing_is_written_in_the_name_of_whoever_left(client: Client, world: World):
    send(client, [PLACE])
    Membership.objects.filter(user=world.cast.administrator).update(until_on=today() - timedelta(days=1))
    loading = work()
    assert loading.state == LoadingState.FAILED
    assert not Structure.objects.exists()


def test_a_part_makes_nothing_disappear(client: Client):
    send(client, [PLACE, PLACE | {"id": "essai--2"}])
    work()
    send(client, [PLACE], is_part="on")
    assert work().gone == 0


def test_a_list_of_loadings_asks_as_much_of_thirty_as_of_three(client: Client, django_assert_max_num_queries):
    for count in (3, 30):
        Loading.objects.bulk_create(Loading(file_name="essai.json", loaded_by="Essai") for _ in range(count))
        with django_assert_max_num_queries(12):
            client.get(reverse("directory:loading_list"))


@pytest.mark.parametrize("form", ["json", "csv", "parquet"])
def test_what_goes_out_holds_to_the_schema_and_names_nobody(client: Client, form: str, tmp_path):
    send(client, [PLACE, MEAL])
    work()
    for what, model in (("structures", StructureRecord), ("services", ServiceRecord)):
        answer = client.get(reverse("directory:directory_file"), {"what": what, "form": form})
        path = tmp_path / f"{what}.{form}"
        path.write_bytes(b"".join(answer.streaming_content))
        [given] = read_file(path)
        model.model_validate({name: value for name, value in given.record.items() if value is not None})
        assert not given.record.get("contact_nom_prenom")


def test_only_those_who_answer_for_it_give_it_out(world: World, tmp_path):
    with pytest.raises(PermissionDenied):
        export_directory(
            actor=world.cast.actor("referent"), what="services", form="json", path=tmp_path / "x.json"
        )
