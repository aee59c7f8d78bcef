"""Photos: decoded whole, turned upright, and written anew without place, device, date or anything hidden behind."""

from __future__ import annotations

import io
import warnings
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import Any, BinaryIO, cast

from PIL import Image, ImageCms, ImageOps

from tisserand.support.files import accepted, refusals
from tisserand.support.files.accepted import Kind
from tisserand.support.files.refusals import RefusedFile

PIXELS = 50_000_000
SIDE = 20_000
IN_MEMORY = 2 * 1024 * 1024
# Fifty million pixels fill half a gigabyte: of several people who hand photos in, each waits for the one before.
ONE_AT_A_TIME = Lock()
PLAIN_MODES = ("1", "L", "LA", "RGB", "RGBA")
# Pillow opens what a JPEG holds; several pictures in one (« MPO », portrait mode) give their first.
FORMATS = {"JPEG": accepted.JPEG, "MPO": accepted.JPEG, "PNG": accepted.PNG, "WEBP": accepted.WEBP}
SAVED: dict[Kind, dict[str, Any]] = {
    accepted.JPEG: {"format": "JPEG", "quality": 90, "optimize": True},
    accepted.PNG: {"format": "PNG", "optimize": False},
    accepted.WEBP: {"format": "WEBP", "quality": 90, "method": 2},
}


def clean_picture(content: BinaryIO) -> tuple[Kind, BinaryIO]:
    """The type of a picture and the picture written anew; raises RefusedFile when it is damaged or beyond bounds."""
    with ONE_AT_A_TIME:
        return _clean(content)


def _clean(content: BinaryIO) -> tuple[Kind, BinaryIO]:
    try:
        kind, picture = _decode(content)
    except Image.DecompressionBombError:
        raise RefusedFile(refusals.PICTURE_TOO_LARGE) from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, IndexError, TypeError, KeyError):
        raise RefusedFile(refusals.DAMAGED) from None
    cleaned = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 (whoever keeps it closes it)
    if kind is accepted.JPEG and picture.mode in ("LA", "RGBA"):
        picture = picture.convert("RGB")
    picture.save(cleaned, **SAVED[kind])
    cleaned.seek(0)
    return kind, cleaned


def _decode(content: BinaryIO) -> tuple[Kind, Image.Image]:
    with warnings.catch_warnings():
        # We set our own bound below; Pillow’s warning would only fill the log.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        opened = Image.open(content, formats=["JPEG", "PNG", "WEBP"])
    with opened:
        width, height = opened.size
        if width * height > PIXELS or max(width, height) > SIDE:
            raise Image.DecompressionBombError
        kind = FORMATS[opened.format or ""]
        opened.load()
        upright = ImageOps.exif_transpose(opened)
    return kind, _bare(upright)


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone, in the colours every screen understands."""
    profile = picture.info.get("icc_profile")
    has_alpha = picture.has_transparency_data
    if picture.mode not in PLAIN_MODES:
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    if profile and picture.mode in ("RGB", "RGBA"):
        picture = _in_srgb(picture, profile)
    # Pillow writes back what it read beside the pixels: there is nothing left to write.
    picture.info = {}
    picture.getexif().clear()
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(picture, source, target, outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture
