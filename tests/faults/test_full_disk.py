"""The disk fills up: a sentence says so, nothing is half done, and a little room sets everything right again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tests.faults.small_disk import SmallDisk, small_disk
from tests.papers import hand_in, pdf
from tisserand.support import tasks
from tisserand.support.models import CaseloadImport, Document, DocumentVersion

pytestmark = pytest.mark.django_db
FULL = "Le disque du serveur est plein"


def paper(name: str = "avis.txt", size: int = 400_000) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, ("Avis d’échéance. " * size).encode()[:size])


@pytest.fixture
def shelf_disk(tmp_path: Path, settings: Any) -> Iterator[SmallDisk]:
    """The shelf stands on a disk of one megabyte."""
    with small_disk(tmp_path / "files", megabytes=1) as disk:
        settings.MEDIA_ROOT = disk.folder
        yield disk


def on_the_shelf(disk: SmallDisk) -> list[str]:
    return sorted(path.name for path in disk.folder.rglob("*") if path.is_file() and path.name != "ballast")


def send(world: World, *papers: Any, client: Client | None = None) -> Any:
    address = reverse("support:document_add", args=[world.dossier.pk])
    sent = {"papers": papers, "title": "Avis d’échéance", "visibility": "team"}
    return (client or client_of(world.cast.referent)).post(address, sent)


def test_no_room_on_the_shelf(world: World, shelf_disk: SmallDisk) -> None:
    shelf_disk.stuff()
    answer = send(world, paper())
    assert answer.status_code == 507
    page = answer.content.decode()
    assert FULL in page
    assert "Avis d’échéance" in page  # what was typed is still there
    assert not Document.objects.exists()
    assert on_the_shelf(shelf_disk) == []

    shelf_disk.make_room()
    assert send(world, paper()).status_code == 302
    version = DocumentVersion.objects.get()
    kept = client_of(world.cast.referent).get(
        reverse("support:document_file", args=[world.dossier.pk, version.document_id, 1])
    )
    assert len(b"".join(kept.streaming_content)) == version.size == 400_000  # type: ignore[attr-defined]


def test_what_fits_is_kept_and_what_does_not_is_said(world: World, shelf_disk: SmallDisk) -> None:
    client = client_of(world.cast.referent)
    answer = send(world, paper("un.txt", 700_000), paper("deux.txt", 600_000), client=client)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert [version.file_name for version in DocumentVersion.objects.all()] == ["un.txt"]
    assert len(on_the_shelf(shelf_disk)) == 1, "the half of the second stayed on the shelf"
    assert shelf_disk.free > 200_000
    assert "deux.txt" in page
    assert FULL in page


def test_no_room_to_replace_leaves_the_present_version(world: World, shelf_disk: SmallDisk) -> None:
    version = hand_in(world, "referent", b"bonjour", name="a.txt")
    shelf_disk.stuff()
    address = reverse("support:document_replace", args=[world.dossier.pk, version.document_id])
    answer = client_of(world.cast.referent).post(address, {"file": paper(), "version": 1})
    assert answer.status_code == 507
    assert FULL in answer.content.decode()
    assert Document.objects.get().version == 1
    assert on_the_shelf(shelf_disk) == [version.key.rsplit("/", 1)[-1]]


def test_pages_that_cannot_be_kept_are_drawn_once_there_is_room(world: World, shelf_disk: SmallDisk) -> None:
    version = hand_in(world, "referent", pdf(3), name="a.pdf")
    shelf_disk.stuff()
    with pytest.raises(OSError, match="No space left"):
        tasks.prepare_document(str(version.pk))
    version.refresh_from_db()
    assert version.drawn is None
    assert len(on_the_shelf(shelf_disk)) == 1

    shelf_disk.make_room()
    tasks.prepare_document(str(version.pk))
    version.refresh_from_db()
    assert version.drawn == 3
    assert len(on_the_shelf(shelf_disk)) == 4


def test_no_room_to_receive_a_file(world: World, tmp_path: Path, settings: Any) -> None:
    client = Client(raise_request_exception=False)
    client.cookies = client_of(world.cast.head).cookies
    with small_disk(tmp_path / "tmp", megabytes=1) as disk:
        settings.FILE_UPLOAD_TEMP_DIR = str(disk.folder)
        sent = {"file": SimpleUploadedFile("file.csv", b"Nom;Prenom\n" * 400_000), "team": world.north.pk}
        answer = client.post(reverse("support:caseload_start"), sent)
        assert answer.status_code == 503
        assert FULL in answer.content.decode()
        assert not CaseloadImport.objects.exists()
        assert on_the_shelf(disk) == []
