"""Documents on paper: a Typst template and plain data in, an accessible PDF (PDF/UA-1, French) out."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

HERE = Path(__file__).parent
STANDARD: Literal["ua-1"] = "ua-1"
# Written in every font we ship; anything else is tried before it is printed.
_PLAIN = re.compile(r"^[\x20-\x7e\u00a0-\u017f’‘“”…–—•«»œŒ€]*$")
_PROBE = (
    b'#set document(title: "."); #set text(lang: "fr", font: "Atkinson Hyperlegible Next"); #sys.inputs.text'
)


@cache
def _fonts() -> typst.Fonts:
    """Our typeface first; the machine's fonts serve the writings it does not have."""
    return typst.Fonts(font_paths=[HERE / "fonts"])


def render_pdf(template: Path, data: dict[str, Any]) -> bytes:
    """Compile `template` with `data`, which it reads as `json(bytes(sys.inputs.data))`.

    Nobody's words ever become Typst code: they travel as data. Signs that no font of this machine can draw would
    be refused by the standard; they are shown as « □ ».
    """
    return typst.compile(  # type: ignore[return-value]
        str(template),
        root=str(HERE.parent),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
        pdf_standards=[STANDARD],
    )


def _printable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_printable(each) for each in value]
    return printable(value) if isinstance(value, str) else value


def printable(text: str) -> str:
    """`text` with French spacing, and without what cannot be drawn."""
    return " ".join(_drawn(word) for word in french(unicodedata.normalize("NFC", text)).split(" "))


def french(text: str) -> str:
    """’ for ', and no-break spaces inside « » and before : ; ! ?"""
    text = text.replace("'", "’").replace("\u202f", "\u00a0").replace("« ", "«\u00a0")
    return re.sub(r" (?=[:;!?»])", "\u00a0", text)


def _drawn(word: str) -> str:
    if _PLAIN.match(word) or _can_draw(word):
        return word
    rough = "".join(sign if _PLAIN.match(sign) or _can_draw(sign) else "□" for sign in word)
    return rough if _can_draw(rough) else "".join(sign if _PLAIN.match(sign) else "□" for sign in word)


@lru_cache(maxsize=4096)
def _can_draw(text: str) -> bool:
    try:
        typst.compile(_PROBE, font_paths=_fonts(), sys_inputs={"text": text}, pdf_standards=[STANDARD])
    except typst.TypstError:
        return False
    return True
