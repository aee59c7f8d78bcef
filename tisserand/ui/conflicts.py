"""Two people saved the same thing: both versions side by side, field by field, and nothing typed is lost."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tisserand.common.rows import StaleRevision
from tisserand.ui.forms import print_of
from tisserand.ui.templatetags.words import date_fr, typo

OWN = {"csrfmiddlewaretoken", "_once"}
# Whoever knows who wrote what lies above, and says it here: a name that this reader may know.
_authors: list[Callable[[HttpRequest, Model], str]] = []


def ask_for_author(ask: Callable[[HttpRequest, Model], str]) -> None:
    """From now on, `ask(request, row)` names who saved the other version, or answers an empty string."""
    _authors.append(ask)


def author_of(request: HttpRequest, row: Model) -> str:
    """Who saved `row` last, as far as this reader may know; an empty string otherwise."""
    return next(filter(None, (ask(request, row) for ask in _authors)), "")


def rearranged_words(request: HttpRequest, row: Model, what: str) -> str:
    """What a picture says when someone else moved its boxes meanwhile (`what`: « cette image »)."""
    who = author_of(request, row) or "Quelqu’un d’autre"
    if who == getattr(getattr(request, "actor", None), "name", None):
        return f"Vous avez rangé {what} dans une autre fenêtre\u00a0: voici la disposition enregistrée."
    return f"{who} a rangé {what} entre-temps\u00a0: voici sa disposition."


class Changed(StrEnum):
    """Who changed a field since both read it."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """One field whose two versions differ: what each says, and the control ready with each."""

    changed: Changed
    mine: BoundField
    theirs: BoundField
    mine_words: SafeString
    theirs_words: SafeString

    @property
    def chosen(self) -> BoundField:
        """The version put forward: theirs where I touched nothing, mine elsewhere."""
        return self.theirs if self.changed == Changed.THEIRS else self.mine

    @property
    def joinable(self) -> bool:
        """Whether the two can be put end to end: free text."""
        field = self.mine.field
        return isinstance(field, forms.CharField) and not isinstance(field, forms.EmailField | forms.URLField)


def conflict_response(
    request: HttpRequest, form: Any, stale: StaleRevision, *, author: str = "", back: str = ""
) -> HttpResponse:
    """The page (409) that shows both versions and posts to the same address from the new revision.

    `form` is the valid bound `RevisedForm` whose save was refused; `author` names who saved meanwhile, where the
    page knows better than the trail; `back` is where giving up leads (this address by default).
    """
    differences = list(differences_of(form, stale.theirs))
    shown = {difference.mine.name for difference in differences}
    _say_revision(form, stale.theirs)
    context = {
        "form": form,
        "differences": differences,
        "others": [field for field in form.visible_fields() if field.name not in shown],
        "kept": list(_kept(request, form)),
        "once": "_once" in request.POST,
        "author": author or author_of(request, stale.theirs),
        "saved_at": getattr(stale.theirs, "updated_at", None),
        "back": back or request.get_full_path(),
    }
    response = render(request, "ui/conflict.html", context, status=409)
    if request.headers.get("HX-Request"):
        # The answer to a fragment takes the place of the whole page's content.
        for name, value in (("Retarget", "#content"), ("Reselect", "#content > *"), ("Reswap", "innerHTML")):
            response.headers[f"HX-{name}"] = value
    return response


def differences_of(form: Any, theirs: Model) -> Iterator[Difference]:
    """The fields whose two versions differ, in the form's order."""
    seen = form.cleaned_data.get("seen") or {}
    unbound = _filled_with(form, theirs)
    for bound in form.visible_fields():
        name = bound.name
        if name not in unbound.initial:
            continue
        mine, other = form.cleaned_data.get(name), unbound.initial[name]
        if print_of(mine) == print_of(other):
            continue
        changed = _who_changed(seen.get(name), mine, other)
        words, other_words = words_of(bound.field, mine), words_of(bound.field, other)
        yield Difference(
            changed, bound, unbound[name], marked(words, other_words), marked(other_words, words)
        )


def _who_changed(read: str | None, mine: Any, theirs: Any) -> Changed:
    if read == print_of(mine):
        return Changed.THEIRS
    return Changed.MINE if read == print_of(theirs) else Changed.BOTH


def _filled_with(form: Any, theirs: Model) -> Any:
    """The same form, unbound, holding what the other person saved."""
    twin = copy.copy(form)
    twin.is_bound, twin._errors, twin._bound_fields_cache = False, None, {}
    twin.initial = {name: value for name in form.fields for value in form.values_in(theirs, name)}
    return twin


def _say_revision(form: Any, theirs: Any) -> None:
    """From now on the form starts from their version: a third save meanwhile is a new conflict."""
    form.data = form.data.copy()
    form.data[form.add_prefix("revision")] = theirs.revision
    prints = form.cleaned_data.get("seen") or {}
    for name in prints:
        for value in form.values_in(theirs, name):
            prints[name] = print_of(value)
    form.data[form.add_prefix("seen")] = forms.JSONField().prepare_value(prints)


def _kept(request: HttpRequest, form: Any) -> Iterator[tuple[str, str]]:
    """What the page sent besides the form's own fields: the button pressed, another form's prefix…"""
    own = {form.add_prefix(name) for name in form.fields} | OWN
    for name, values in request.POST.lists():
        if name not in own:
            yield from ((name, value) for value in values)


def words_of(field: forms.Field, value: Any) -> str:
    """A value in words: the label of a choice, a date one can read, yes or no."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date | datetime):
        return date_fr(value, "time")
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        return ", ".join(words_of(field, each) for each in value)
    for key, label in getattr(field, "choices", ()):
        if str(key) == str(getattr(value, "pk", value)) and value not in (None, ""):
            return str(label)
    return "" if value is None else str(value)


def marked(text: str, other: str) -> SafeString:
    """The text, with the words that the other version does not have marked."""
    words, against = text.split(" "), other.split(" ")
    parts = []
    for tag, start, end, _, _ in SequenceMatcher(None, words, against, autojunk=False).get_opcodes():
        piece = escape(" ".join(words[start:end]))
        if piece:
            parts.append(piece if tag == "equal" else f"<mark>{piece}</mark>")
    return typo(mark_safe(" ".join(parts)))
