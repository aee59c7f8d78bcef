"""What is sent is measured before it is received, whoever sends it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.support.caseload import reading
from tisserand.support.files import accepted
from tisserand.ui import uploads
from tisserand.ui.uploads import LARGEST_BODY, LARGEST_FILE, LARGEST_FROM_OUTSIDE, CappedUploadHandler


class Pipe(BytesIO):
    """A body that never ends, and remembers how much of it was read."""

    taken = 0
    largest = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size > 0, "a body is never read whole"
        self.taken += size
        self.largest = max(self.largest, size)
        return b"x" * size


def send(client: Client, address: str, pipe: Pipe, length: int, **headers: str) -> Any:
    return client.generic(
        "POST",
        address,
        content_type="multipart/form-data; boundary=edge",
        **{"wsgi.input": pipe, "CONTENT_LENGTH": str(length)},  # type: ignore[arg-type]
        headers=headers,
    )


def test_a_body_no_page_takes_is_refused_unread(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0)
    pipe = Pipe()
    address = reverse("support:document_add", args=[world.dossier.pk])
    answer = send(client_of(world.cast.referent), address, pipe, 50 * LARGEST_BODY)
    assert (answer.status_code, pipe.taken) == (413, 0)
    assert "Cet envoi est trop lourd" in answer.content.decode()
    assert "rien n’a été enregistré" in answer.content.decode()
    said = send(client_of(world.cast.referent), address, pipe, LARGEST_BODY + 1, **{"HX-Request": "true"})
    assert said.status_code == 413
    assert said.headers["Content-Type"].startswith("text/plain")


def test_a_browser_that_is_still_sending_gets_to_read_the_answer(world: World) -> None:
    pipe = Pipe()
    length = LARGEST_BODY + 1
    address = reverse("support:document_add", args=[world.dossier.pk])
    assert send(client_of(world.cast.referent), address, pipe, length).status_code == 413
    assert (pipe.taken, pipe.largest) == (length, uploads.CHUNK)  # thrown away piece by piece


@pytest.mark.django_db
def test_nobody_sends_files_before_signing_in(client: Client) -> None:
    pipe = Pipe()
    answer = send(client, reverse("account_login"), pipe, LARGEST_FROM_OUTSIDE + 1)
    assert answer.status_code == 413
    assert "Connectez-vous" in answer.content.decode()


@pytest.mark.parametrize("said", ["", "-1", "x", "9" * 5000, "²"])
def test_a_length_that_is_none_breaks_nothing(world: World, said: str) -> None:
    answer = client_of(world.cast.referent).generic(
        "POST", reverse("ui:theme"), content_type="multipart/form-data; boundary=edge", CONTENT_LENGTH=said
    )
    assert answer.status_code < 500


def test_a_file_is_stored_up_to_the_cap_and_its_size_stays_true() -> None:
    handler = CappedUploadHandler()
    handler.new_file("file", "essai.csv", "text/csv", None)
    piece, pieces = b"x" * 1_000_000, 30
    for number in range(pieces):
        assert handler.receive_data_chunk(piece, number * len(piece)) is None
    upload = handler.file_complete(pieces * len(piece))
    assert isinstance(upload, TemporaryUploadedFile)
    assert upload.size == 30_000_000
    assert len(upload.read()) == LARGEST_FILE + 1


def test_a_page_says_that_a_file_is_too_heavy_and_keeps_the_others(world: World) -> None:
    heavy = SimpleUploadedFile("lourd.pdf", b"%PDF-1.7" + b"\0" * LARGEST_FILE)
    light = SimpleUploadedFile("note.txt", "Reçu ce matin".encode())
    address = reverse("support:document_add", args=[world.dossier.pk])
    sent = {"papers": [heavy, light], "visibility": "team"}
    page = client_of(world.cast.referent).post(address, sent, follow=True).content.decode()
    assert "1 document est déposé" in page.replace("\u00a0", " ")
    assert "lourd.pdf" in page
    assert "dépasse 15" in page


def test_no_page_takes_more_than_is_received() -> None:
    assert accepted.MAX_BYTES <= LARGEST_FILE
    assert reading.MAX_BYTES <= LARGEST_FILE
    assert accepted.MAX_BYTES * accepted.MAX_AT_ONCE < LARGEST_BODY
