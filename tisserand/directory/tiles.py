"""The background of the map: a server of images that whoever installs may name; without it, a plain one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse


@dataclass(frozen=True)
class Tiles:
    """Where images are asked for, and whom to thank."""

    address: str
    credit: str

    @property
    def origin(self) -> str:
        """The machine alone: « https://tuiles.exemple.fr »."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def tiles() -> Tiles:
    """As the installation says."""
    return Tiles(settings.MAP_TILES, settings.MAP_CREDIT)


def allow_tiles(response: HttpResponse) -> HttpResponse:
    """Let this page, and no other, show images of that machine (docs/environment.md)."""
    if origin := tiles().origin:
        response._csp_update = {"img-src": [origin]}  # type: ignore[attr-defined]
    return response
