"""Where files are kept: under random names in Django's storage, safely written before any row speaks of them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

FOLDER = "documents"


class ShelfSilent(OSError):
    """The store of files does not answer, or refuses."""


@contextmanager
def answering() -> Iterator[None]:
    """Whatever the store, its failures are those of a disk."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise ShelfSilent from error


class DurableFileSystemStorage(FileSystemStorage):
    """A file is on the disk, not only in memory, when `save` returns: its row may then be committed."""

    def _save(self, name: str, content: Any) -> str:
        try:
            kept = super()._save(name, content)
            place = Path(self.path(kept))
            _to_disk(place, os.O_RDONLY)
            _to_disk(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            # On a full disk, half of a file would keep the room that the next one needs.
            with suppress(OSError):
                Path(self.path(name)).unlink()
            raise
        return kept


def _to_disk(place: Path, flags: int) -> None:
    descriptor = os.open(place, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@answering()
def keep(content: BinaryIO) -> str:
    """Write `content` from its beginning; returns its key, which says nothing of anyone."""
    token = secrets.token_hex(20)
    content.seek(0)
    return default_storage.save(f"{FOLDER}/{token[:2]}/{token}", File(content))


@answering()
def keep_page(key: str, number: int, picture: Path) -> None:
    """Keep the picture of a page beside its document; drawn again, it replaces the former."""
    with suppress(FileNotFoundError):
        default_storage.delete(page_key(key, number))
    with picture.open("rb") as content:
        default_storage.save(page_key(key, number), File(content))


def page_key(key: str, number: int) -> str:
    """The key of the picture of a page."""
    return f"{key}.{number}.webp"


@answering()
def read(key: str) -> BinaryIO:
    """Open a file to read it by pieces; raises FileNotFoundError."""
    return default_storage.open(key, "rb")  # type: ignore[return-value]


@answering()
def erase(key: str, pages: int = 0) -> None:
    """Remove a file and its pictures; what is already gone is no trouble."""
    for name in (key, *(page_key(key, number) for number in range(1, pages + 1))):
        with suppress(FileNotFoundError):
            default_storage.delete(name)


def kept_before(moment: datetime) -> Iterator[str]:
    """The keys of every file last written before `moment`, pictures of pages included."""
    for folder in _listed(FOLDER)[0]:
        for name in _listed(f"{FOLDER}/{folder}")[1]:
            key = f"{FOLDER}/{folder}/{name}"
            with suppress(FileNotFoundError):
                if default_storage.get_modified_time(key) < moment:
                    yield key


def _listed(folder: str) -> tuple[Iterable[str], Iterable[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return (), ()


def document_key(key: str) -> str:
    """The key of the document that a file belongs to: its own, or that of which it is a page."""
    return key.split(".", 1)[0]
