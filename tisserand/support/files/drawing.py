"""Pages as pictures, in a process of its own: `python -m tisserand.support.files.drawing FILE TYPE FOLDER MOST`.

A hostile file may make a reader crash, loop or swell: the process has little memory, little time, and nothing to
hand back but pictures (WebP, `1.webp`, `2.webp`…). It knows neither Django nor the database.
"""

from __future__ import annotations

import contextlib
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

WIDE = 1400
TALL = 4000
MEMORY = 1536 * 1024 * 1024
SECONDS = 60


def draw(file: Path, media_type: str, folder: Path, most: int) -> int:
    """Draw at most `most` pages of `file` into `folder`; returns how many."""
    count = 0
    pictures = _pdf_pages(file, most) if media_type == "application/pdf" else _picture(file)
    for count, picture in enumerate(pictures, start=1):
        picture.convert("RGB").save(folder / f"{count}.webp", "WEBP", quality=80, method=3)
    return count


def _pdf_pages(file: Path, most: int) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(file) as document:
        with contextlib.suppress(pypdfium2.PdfiumError):
            document.init_forms()  # what was filled in a form is part of the page
        for number in range(min(len(document), most)):
            page = document[number]
            width, height = page.get_size()
            scale = min(WIDE / max(width, 1), TALL / max(height, 1), 8)
            yield page.render(scale=scale, may_draw_forms=True).to_pil()
            page.close()


def _picture(file: Path) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None  # its size was checked when it was handed in, and memory is bounded here
    with Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as picture:
        picture.draft("RGB", (WIDE * 2, TALL * 2))
        picture.thumbnail((WIDE, TALL))
        if picture.has_transparency_data:
            paper = Image.new("RGB", picture.size, "white")
            paper.paste(picture.convert("RGBA"), mask=picture.convert("RGBA").getchannel("A"))
            yield paper
        else:
            yield picture


def main(arguments: list[str]) -> int:
    """Draw within bounds of memory and time; a failure is an exit code, its details stay here."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    file, media_type, folder, most = arguments
    return 0 if draw(Path(file), media_type, Path(folder), int(most)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
