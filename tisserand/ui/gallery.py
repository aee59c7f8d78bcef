"""The gallery: each component with its parameters (the comment that opens its file) and a living sample."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from tisserand.common.clock import now

TEMPLATES = Path(__file__).parent / "templates" / "ui"
COMPONENTS = TEMPLATES / "components"
SAMPLES = TEMPLATES / "gallery"
OPENING = re.compile(r"\A\s*(?:\{% comment %\}(.*?)\{% endcomment %\}|\{#(.*?)#\})", re.DOTALL)

GROUPS = {
    "Signes": ["sign", "icon", "avatar", "chip", "thread", "scale", "weights", "stat", "phases"],
    "Page": [
        "page_header",
        "breadcrumb",
        "tabs",
        "views",
        "columns",
        "card",
        "notice",
        "empty",
        "disclosure",
    ],
    "Gestes": ["button", "menu", "dialog", "confirm", "toast", "progress"],
    "Listes": ["items", "check", "table", "filters", "search", "pagination", "search_results"],
    "Récits": ["quote", "timeline", "definitions", "history"],
    "Formulaires": ["form", "fields", "field", "form_errors"],
}
# Parts that are seen inside another component's sample.
INSIDE = {
    "tab": "tabs",
    "view": "views",
    "menu_item": "menu",
    "item": "items",
    "sort": "table",
    "event": "timeline",
    "definition": "definitions",
    "search_option": "search_results",
}
COMPOSITIONS = {"today": "Aujourd’hui", "person": "Une personne"}
PHASES = [
    "premier accueil",
    "étude de la demande",
    "évaluation partagée",
    "projet négocié",
    "accord",
    "bilan",
]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nom utilisé", help_text="Celui par lequel la personne veut être appelée.")
    born_on = forms.DateField(label="Date de naissance", required=False)
    phone = forms.CharField(
        label="Téléphone", required=False, widget=forms.TextInput({"autocomplete": "tel"})
    )
    topic = forms.ChoiceField(
        label="Thème",
        choices=[("", "Choisir…"), ("housing", "Logement"), ("health", "Santé")],
        required=False,
    )
    channel = forms.ChoiceField(
        label="Comment s’est passé l’échange ?",
        choices=[("call", "Appel"), ("visit", "Visite à domicile"), ("meeting", "Entretien")],
        widget=forms.RadioSelect,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label="Langues",
        choices=[("fr", "français"), ("ar", "arabe"), ("prs", "dari")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(label="Ce que dit la personne", widget=forms.Textarea, required=False)
    interpreter = forms.BooleanField(label="Un interprète est nécessaire", required=False)


class SampleFilters(forms.Form):
    """What one may filter a list by."""

    words = forms.CharField(label="Nom", required=False)
    phase = forms.ChoiceField(
        label="Phase", choices=[("", "Toutes"), *((name, name) for name in PHASES)], required=False
    )
    mine = forms.BooleanField(label="Ma file seulement", required=False, initial=True)


@dataclass(frozen=True)
class Sample:
    """One component as the gallery shows it."""

    name: str
    parameters: str
    template: str
    source: str

    @property
    def tag(self) -> str:
        """As one writes it."""
        return f"<c-{self.name.replace('_', '-')}>"


def parameters_of(name: str) -> str:
    """The comment that opens the component's file, without the margins."""
    found = OPENING.match((COMPONENTS / f"{name}.html").read_text())
    return re.sub(r"\n\s+", "\n", next(filter(None, found.groups())).strip()) if found else ""


def sample_of(name: str) -> Sample:
    """Everything the gallery shows of a component, its inner parts' parameters included."""
    names = [name, *(part for part, whole in INSIDE.items() if whole == name)]
    parameters = "\n".join(parameters_of(each) for each in names)
    return Sample(name, parameters, f"ui/gallery/{name}.html", (SAMPLES / f"{name}.html").read_text().strip())


def context(request: HttpRequest) -> dict[str, Any]:
    """The groups in order, and the forms that samples need."""
    refused = SampleForm({"name": "", "born_on": "31 février"})
    refused.is_valid()
    return {
        "groups": {title: [sample_of(name) for name in names] for title, names in GROUPS.items()},
        "form": SampleForm(initial={"channel": "call"}),
        "refused": refused,
        "filters": SampleFilters(),
        "page": Paginator(range(240), 20).page(4),
        "phases": PHASES,
        "history": [
            {
                "who": "Sophie Perrin",
                "what": "a modifié l’objectif « Garder le logement »",
                "when": now() - timedelta(days=1),
                "changes": [
                    ("Pour quand", "30 novembre", "15 décembre"),
                    ("Signe de réussite", "", "un bail signé"),
                ],
            }
        ],
        "compositions": COMPOSITIONS,
    }
