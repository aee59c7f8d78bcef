"""The forms of a page, read as a browser reads them and filled in as someone in a hurry would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

OURS = ("csrfmiddlewaretoken",)
BUTTONS = ("submit", "button", "reset", "image")
TEXT = "Un texte d’essai"
# What a field of this name takes; a field that is neither here nor required nor free text is left as it is.
LIKELY = {
    "birth": "4 mars 1988",
    "due_on": "2027-01-15",
    "email": "elle@exemple.test",
    "first_names": "Zélie",
    "last_name": "Ouvrard",
    "next_on": "2027-03-01",
    "phone": "06 12 34 56 78",
    "reason": "Une raison d’essai",
    "value": "06 98 76 54 32",
}


@dataclass
class Control:
    """A field: what it is, and the values one may give it."""

    name: str
    kind: str
    value: str = ""
    required: bool = False
    checked: bool = False
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    """Where it posts, and its fields."""

    action: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {control.name for control in self.controls}

    def filled(self, *, said: str = TEXT, button: tuple[str, str] | None = None) -> dict[str, list[str]]:
        """What would be sent by this button: what the page says already, a likely answer where it says nothing."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            for value in self._answer(control, sent, said):
                sent.setdefault(control.name, []).append(value)
        if button:
            sent[button[0]] = [button[1]]
        return sent

    def _answer(self, control: Control, sent: dict[str, list[str]], said: str) -> list[str]:
        if control.kind == "radio":
            group = [other for other in self.controls if other.name == control.name]
            chosen = next((other for other in group if other.checked), group[0])
            return [chosen.value] if chosen is control else []
        if control.kind == "checkbox":
            return [control.value or "on"] if control.checked or control.required else []
        if control.kind == "select":
            return [value for value in control.chosen if value] or [o for o in control.options if o][:1]
        if control.kind == "textarea":
            return [said]
        return [control.value or LIKELY.get(control.name, said if control.required else "")]


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: Control | None = None
        self._select: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = None
            posts = has.get("method", "").lower() == "post" or "hx-post" in has
            if posts:
                self._form = Form(urljoin(self.address, has.get("hx-post") or has.get("action") or ""))
                self.forms.append(self._form)
        elif self._form is None or "disabled" in has:
            return
        elif tag == "option" and self._select is not None:
            self._select.options.append(has.get("value", ""))
            if "selected" in has:
                self._select.chosen.append(has.get("value", ""))
        elif name := has.get("name"):
            self._control(self._form, tag, name, has)

    def _control(self, form: Form, tag: str, name: str, has: dict[str, str]) -> None:
        if tag == "button" or has.get("type") in ("submit", "image"):
            form.buttons.append((name, has.get("value", "")))
            return
        if tag not in ("input", "select", "textarea") or has.get("type") in BUTTONS or name in OURS:
            return
        kind = has.get("type", "text") if tag == "input" else tag
        made = Control(name, kind, has.get("value", ""), "required" in has, "checked" in has)
        form.controls.append(made)
        self._area = made if tag == "textarea" else None
        self._select = made if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.strip("\n")
            self._area = None
        elif tag == "select":
            self._select = None


def forms_of(html: str, address: str) -> list[Form]:
    """Every form of the page that posts, in order."""
    reader = _Reader(address)
    reader.feed(html)
    return reader.forms
