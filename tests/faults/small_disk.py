"""A disk that is soon full: a small tmpfs of the test's own, stuffed and emptied at will. Only root may mount one."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

STUFFING = "ballast"
PIECE = 4096


class SmallDisk:
    """The folder it is mounted on, and how to fill it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stuff(self) -> None:
        """Leave not a page."""
        with (self.folder / STUFFING).open("ab", buffering=0) as ballast:
            for size in (1 << 20, 1 << 16, PIECE):
                with _until_full():
                    while True:
                        ballast.write(b"\1" * size)

    def make_room(self) -> None:
        """Give back all that was stuffed."""
        with suppress(FileNotFoundError):
            (self.folder / STUFFING).unlink()

    @property
    def free(self) -> int:
        """Bytes left."""
        left = os.statvfs(self.folder)
        return left.f_bavail * left.f_frsize


@contextmanager
def _until_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[SmallDisk]:
    """A disk of that size on `folder`, gone afterwards; skips the test where one may not mount."""
    folder.mkdir(parents=True)
    kind = f"size={megabytes}m,mode=0755"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", kind, "tisserand-test", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here, only root may: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
