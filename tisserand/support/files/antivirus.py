"""Asking ClamAV: the content travels to clamd over its INSTREAM command, nothing is written on its side."""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

SECONDS = 60
QUICK = 2


class Verdict(StrEnum):
    """What the antivirus answers."""

    CLEAN = "clean"
    INFECTED = "infected"


class Unreachable(Exception):
    """clamd does not answer, or answers that it could not look: ask again later."""


def is_configured() -> bool:
    """Whether files are to be scanned (`TISSERAND_CLAMD`)."""
    return bool(settings.CLAMD)


def scan(content: BinaryIO) -> Verdict:
    """Have `content` scanned from its beginning; raises Unreachable."""
    content.seek(0)
    try:
        answers = _clamd(SECONDS).instream(content)
    except (ClamdError, OSError, ValueError) as error:
        raise Unreachable from error
    statuses = [status for status, _ in answers.values()]
    if statuses == ["OK"]:
        return Verdict.CLEAN
    if "FOUND" in statuses:
        return Verdict.INFECTED
    raise Unreachable


def answers() -> bool:
    """Whether clamd is there."""
    try:
        return _clamd(QUICK).ping() == "PONG"
    except (ClamdError, OSError, ValueError):
        return False


def _clamd(timeout: int) -> ClamdNetworkSocket:
    """From `tcp://machine:3310` or `unix:///run/clamav/clamd.ctl`."""
    scheme, _, place = settings.CLAMD.partition("://")
    if scheme == "unix":
        return ClamdUnixSocket(place, timeout=timeout)
    host, _, port = place.rpartition(":")
    return ClamdNetworkSocket(host.strip("[]") or place, int(port) if host else 3310, timeout=timeout)
