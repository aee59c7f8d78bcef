"""Files behind the scenes: scanned before anybody opens them, drawn, erased with their row, strays swept, S3 too."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings
from django.urls import reverse
from moto.server import ThreadedMotoServer
from PIL import Image

from config.files import files_storage
from tests.cast import World, client_of
from tests.clamd import MARK, FakeClamd, fake_clamd
from tests.papers import hand_in, odt, pdf, picture
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now
from tisserand.support import tasks
from tisserand.support.files import antivirus, shelf
from tisserand.support.models import Document, DocumentVersion
from tisserand.support.services import document_files
from tisserand.support.services.documents import remove_document

pytestmark = pytest.mark.django_db


def status(world: World, version: DocumentVersion, name: str = "document_file", *more: int) -> int:
    args = [world.dossier.pk, version.document_id, version.number, *more]
    return client_of(world.cast.referent).get(reverse(f"support:{name}", args=args)).status_code


def prepared(version: DocumentVersion) -> DocumentVersion:
    """What the worker does of it."""
    tasks.prepare_document(str(version.pk))
    version.refresh_from_db()
    return version


# --- the antivirus


@pytest.fixture
def clamd(settings: Any) -> Iterator[FakeClamd]:
    with fake_clamd() as server:
        settings.CLAMD = server.address
        yield server


def test_without_an_antivirus_a_file_opens_at_once(world: World) -> None:
    version = hand_in(world, "referent", pdf(), name="a.pdf")
    assert version.scan == "unscanned"
    assert status(world, version) == 200


def test_nobody_opens_a_file_before_it_is_scanned(world: World, clamd: FakeClamd) -> None:
    version = hand_in(world, "referent", pdf(), name="a.pdf")
    assert version.scan == "waiting"
    assert status(world, version) == 404
    detail = reverse("support:document_detail", args=[world.dossier.pk, version.document_id])
    page = client_of(world.cast.referent).get(detail).content.decode()
    assert "En cours d’examen" in page
    assert "Télécharger" not in page
    assert prepared(version).scan == "clean"
    assert status(world, version) == 200
    assert clamd.scanned == [shelf.read(version.key).read()]


def infected(world: World) -> DocumentVersion:
    return hand_in(world, "colleague", b"bonjour " + MARK, name="a.txt")


def test_an_infected_file_is_erased_and_said_so(
    world: World, clamd: FakeClamd, django_capture_on_commit_callbacks: Any
) -> None:
    version = infected(world)
    with django_capture_on_commit_callbacks(execute=True):
        assert prepared(version).scan == "infected"
    assert not default_storage.exists(version.key)
    assert status(world, version) == 404
    detail = reverse("support:document_detail", args=[world.dossier.pk, version.document_id])
    page = client_of(world.cast.referent).get(detail).content.decode()
    assert "contenait un virus" in page
    event = AccessEvent.objects.get(object_id=version.document_id, verb=Verb.DELETE)
    assert event.actor_name == "antivirus"


def test_an_infected_replacement_leaves_the_former_version_in_place(
    world: World, clamd: FakeClamd, django_capture_on_commit_callbacks: Any
) -> None:
    first = prepared(hand_in(world, "referent", b"bonjour", name="a.txt"))
    version = infected(world)
    DocumentVersion.objects.filter(pk=version.pk).update(document=first.document, number=2)
    with django_capture_on_commit_callbacks(execute=True):
        prepared(version)
    assert Document.objects.get(pk=first.document_id).current == first
    assert status(world, first) == 200


def closed_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("trouble", [b"INSTREAM size limit exceeded. ERROR\n", b"", b"garbage\n", None])
def test_unreachable_it_waits_and_is_taken_up_later(
    world: World, clamd: FakeClamd, settings: Any, trouble: bytes | None
) -> None:
    if trouble is None:
        settings.CLAMD = closed_port()
    else:
        clamd.answer = trouble or b"\n"
    version = hand_in(world, "referent", b"bonjour", name="a.txt", at=now() - timedelta(minutes=5))
    assert prepared(version).scan == "waiting"
    assert status(world, version) == 404
    clamd.answer, settings.CLAMD = b"", clamd.address
    tasks.prepare_waiting_documents(0)
    version.refresh_from_db()
    assert version.scan == "clean"
    assert status(world, version) == 200


def test_a_silent_antivirus_is_asked_once_and_keeps_nobody_from_a_preview(
    world: World, clamd: FakeClamd
) -> None:
    past = now() - timedelta(minutes=5)
    waiting = [hand_in(world, "referent", b"bonjour", name=f"{n}.txt", at=past) for n in range(3)]
    scanned = hand_in(world, "referent", pdf(), name="a.pdf", at=past + timedelta(minutes=1))
    DocumentVersion.objects.filter(pk=scanned.pk).update(scan="clean")
    clamd.answer = b"garbage\n"
    tasks.prepare_waiting_documents(0)
    assert len(clamd.scanned) == 1
    assert DocumentVersion.objects.filter(scan="waiting").count() == len(waiting)
    scanned.refresh_from_db()
    assert scanned.drawn == 1


def test_no_longer_configured_what_waited_opens(world: World, clamd: FakeClamd, settings: Any) -> None:
    version = hand_in(world, "referent", b"bonjour", name="a.txt")
    settings.CLAMD = ""
    assert prepared(version).scan == "unscanned"


def test_whoever_administers_is_told(world: World, clamd: FakeClamd, settings: Any) -> None:
    client = client_of(world.cast.administrator)

    def said() -> str:
        return client.get(reverse("support:antivirus_panel")).content.decode()

    assert "Antivirus en service" in said()
    settings.CLAMD = closed_port()
    assert "ne répond pas" in said()
    settings.CLAMD = ""
    assert "aucun antivirus" in said()
    page = client.get(reverse("accounts:organisation_edit")).content.decode()
    assert reverse("support:antivirus_panel") in page


def test_a_unix_socket_does_too(settings: Any) -> None:
    settings.CLAMD = "unix:///nowhere/clamd.ctl"
    assert not antivirus.answers()


# --- pages


def test_the_pages_of_a_pdf_are_drawn_and_shown(world: World) -> None:
    version = prepared(hand_in(world, "referent", pdf(3), name="a.pdf"))
    assert version.drawn == 3
    url = reverse("support:document_page", args=[world.dossier.pk, version.document_id, 1, 2])
    answer = client_of(world.cast.colleague).get(url)
    drawn = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert drawn.format == "WEBP"
    assert drawn.size[0] == 1400
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert status(world, version, "document_page", 4) == 404


def test_a_picture_is_drawn_smaller_and_a_spreadsheet_is_not(world: World) -> None:
    photo = prepared(hand_in(world, "referent", picture(size=(3000, 2000)), name="a.jpg"))
    assert photo.drawn == 1
    with shelf.read(shelf.page_key(photo.key, 1)) as page:
        assert Image.open(page).size == (1400, 933)
    assert hand_in(world, "referent", odt(), name="a.odt").drawn == 0


def test_what_cannot_be_drawn_stays_a_download(world: World) -> None:
    version = hand_in(world, "referent", pdf(), name="a.pdf")
    shelf.erase(version.key)
    default_storage.save(version.key, io.BytesIO(b"%PDF-1.7 no more"))
    assert prepared(version).drawn == 0
    assert status(world, version) == 200


def test_a_page_that_waits_is_told_when_it_is_ready(world: World) -> None:
    version = hand_in(world, "referent", pdf(), name="a.pdf")
    client = client_of(world.cast.referent)
    url = reverse("support:document_progress", args=[version.pk])
    assert client.get(url).status_code == 204
    prepared(version)
    assert client.get(url).headers["HX-Refresh"] == "true"


# --- what goes


def test_the_files_go_with_the_row(world: World, django_capture_on_commit_callbacks: Any) -> None:
    version = prepared(hand_in(world, "referent", pdf(), name="a.pdf"))
    page = shelf.page_key(version.key, 1)
    assert default_storage.exists(page)
    with django_capture_on_commit_callbacks(execute=True):
        world.dossier.delete()
    assert not default_storage.exists(version.key)
    assert not default_storage.exists(page)


def test_what_was_removed_long_ago_is_erased_for_good(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    old, recent = (hand_in(world, "referent", b"a", name=f"{n}.txt") for n in range(2))
    actor = world.cast.actor("referent")
    remove_document(actor=actor, document=old.document, now=now() - timedelta(days=31))
    remove_document(actor=actor, document=recent.document, now=now() - timedelta(days=29))
    with django_capture_on_commit_callbacks(execute=True):
        assert document_files.erase_removed(now=now()) == 1
    assert list(Document.objects.all()) == [recent.document]
    assert not default_storage.exists(old.key)
    assert AccessEvent.objects.filter(object_id=old.document_id, actor_name="corbeille").exists()


def grow_old(key: str, days: int = 2) -> None:
    place = Path(default_storage.path(key))
    past = now().timestamp() - days * 86400
    os.utime(place, (past, past))


def test_files_without_a_row_are_swept_and_the_others_kept(world: World) -> None:
    kept = prepared(hand_in(world, "referent", pdf(), name="a.pdf"))
    stray, fresh = shelf.keep(io.BytesIO(b"left")), shelf.keep(io.BytesIO(b"on its way"))
    page = shelf.page_key(stray, 1)
    default_storage.save(page, io.BytesIO(b"left"))
    for key in (kept.key, shelf.page_key(kept.key, 1), stray, page):
        grow_old(key)
    assert document_files.sweep_shelf(now=now()) == 2
    assert default_storage.exists(kept.key)
    assert default_storage.exists(shelf.page_key(kept.key, 1))
    assert default_storage.exists(fresh)
    assert not default_storage.exists(stray)


def test_the_night_tidies_both(world: World) -> None:
    removed = hand_in(world, "referent", b"a", name="a.txt").document
    remove_document(actor=world.cast.actor("referent"), document=removed, now=now() - timedelta(days=31))
    stray = shelf.keep(io.BytesIO(b"left"))
    grow_old(stray)
    tasks.tidy_documents(0)
    assert not Document.objects.exists()
    assert not default_storage.exists(stray)


def test_files_are_for_the_owner_of_the_server_alone(world: World) -> None:
    version = hand_in(world, "referent", pdf(), name="a.pdf")
    place = Path(default_storage.path(version.key))
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_is_written_to_the_disk_before_its_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(fd), real(fd))[1])
    hand_in(world, "referent", pdf(), name="a.pdf")
    assert len(synced) >= 2


# --- an S3-compatible store


@contextmanager
def s3() -> Iterator[None]:
    """The settings of the environment, pointed at a store that answers over HTTP."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        bucket = f"papiers-{port}"
        said = {
            "TISSERAND_S3_BUCKET": bucket,
            "TISSERAND_S3_ENDPOINT": f"http://{host}:{port}",
            "TISSERAND_S3_REGION": "fr-par",
            "TISSERAND_S3_ACCESS_KEY": "essai",
            "TISSERAND_S3_SECRET_KEY": "essai",
        }
        boto3.client(
            "s3",
            endpoint_url=said["TISSERAND_S3_ENDPOINT"],
            region_name="fr-par",
            aws_access_key_id="essai",
            aws_secret_access_key="essai",
        ).create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "fr-par"})
        storages = {"default": files_storage(said.__getitem__)}
        storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        with override_settings(STORAGES=storages):
            yield
    finally:
        server.stop()


def test_a_store_that_does_not_answer_loses_nothing_and_says_so(world: World, settings: Any) -> None:
    with s3():
        version = hand_in(world, "referent", b"bonjour", name="a.txt")
    said = dict.fromkeys(
        ("TISSERAND_S3_BUCKET", "TISSERAND_S3_ACCESS_KEY", "TISSERAND_S3_SECRET_KEY"), "essai"
    )
    said |= {"TISSERAND_S3_ENDPOINT": closed_port().replace("tcp", "http"), "TISSERAND_S3_REGION": "fr-par"}
    storages = settings.STORAGES | {"default": files_storage(said.__getitem__)}
    storages["default"]["OPTIONS"]["client_config"] = Config(retries={"max_attempts": 0}, connect_timeout=1)
    with override_settings(STORAGES=storages):
        assert status(world, version) == 503
        with pytest.raises(shelf.ShelfSilent):
            hand_in(world, "referent", b"bonjour", name="b.txt")
    assert Document.objects.count() == 1


def test_in_an_s3_store_all_goes_the_same_way(world: World, django_capture_on_commit_callbacks: Any) -> None:
    with s3():
        content = picture(size=(1500, 1500), quality=95)
        version = prepared(hand_in(world, "referent", content))
        assert not Path(settings.MEDIA_ROOT, version.key).exists()
        args = [world.dossier.pk, version.document_id, 1]
        client = client_of(world.cast.colleague)
        answer = client.get(reverse("support:document_file", args=args))
        assert len(b"".join(answer.streaming_content)) == version.size
        # Handed out by us, never by an address of the store.
        assert "Location" not in answer.headers
        assert client.get(reverse("support:document_page", args=[*args, 1])).status_code == 200
        stray = shelf.keep(io.BytesIO(b"left"))
        assert document_files.sweep_shelf(now=now() + timedelta(days=2)) == 1
        assert not default_storage.exists(stray)
        with django_capture_on_commit_callbacks(execute=True):
            version.document.delete()
        assert not default_storage.exists(version.key)
        assert not default_storage.exists(shelf.page_key(version.key, 1))
        with pytest.raises(FileNotFoundError):
            shelf.read(version.key)
