"""What one asks of the directory, as a form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone

from tisserand.common.communes import Commune, commune_of, find_communes
from tisserand.directory import vocabulary as words
from tisserand.directory.asked import RADII, USUAL_RADIUS, Asked
from tisserand.directory.doorways import DOORWAYS
from tisserand.directory.languages import LANGUAGES
from tisserand.directory.spots import commune_named
from tisserand.ui.proposing import ProposingInput

Choices = list[tuple[str, Any]]
CHOSEN = "commune"  # the button of one of the communes proposed
BY_CODE = "="  # before the Insee code of a commune that was understood


def _choices(codes: Any, everything: str) -> Choices:
    return [("", everything), *words.labels_of(codes).items()]


def topic_choices() -> Choices:
    """Each category whole, then its topics."""
    groups: Choices = [("", "Tous les thèmes")]
    categories = {label: code for code, label in words.labels_of(words.CATEGORIES).items()}
    for label, topics in words.topics_by_category().items():
        groups.append((label, [(categories[label], f"Tout : {label}"), *topics]))
    return groups


class ServiceSearchForm(forms.Form):
    """Everything optional. `q` and `lieu` are typed: they leave in a body (`accounts.searching`)."""

    q = forms.CharField(
        label="De quoi la personne a-t-elle besoin ?",
        required=False,
        max_length=200,
        widget=forms.TextInput(
            {
                "type": "search",
                "placeholder": "manger, dormir ce soir, papiers, ordinateur…",
                "spellcheck": "true",
            }
        ),
    )
    lieu = forms.CharField(
        label="Près de",
        required=False,
        max_length=80,
        widget=ProposingInput(
            reverse_lazy("directory:place_search"), "lieu", {"placeholder": "commune ou code postal"}
        ),
    )
    besoin = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((key, doorway.label) for key, doorway in DOORWAYS.items())],
        widget=forms.HiddenInput,
    )
    distance = forms.TypedChoiceField(
        label="Jusqu’à",
        required=False,
        coerce=int,
        choices=[(km, f"{km} km") for km in RADII],
        initial=USUAL_RADIUS,
    )
    ouvert = forms.ChoiceField(
        label="Ouvert",
        required=False,
        choices=[("", "peu importe"), ("maintenant", "maintenant"), ("jour", "à un moment choisi")],
    )
    jour = forms.DateField(label="Le", required=False, widget=forms.DateInput)
    heure = forms.TimeField(label="À", required=False, widget=forms.TimeInput)
    theme = forms.ChoiceField(label="Thème", required=False, choices=topic_choices)
    public = forms.ChoiceField(
        label="Pour qui", required=False, choices=lambda: _choices(words.PUBLICS, "tout le monde")
    )
    type = forms.ChoiceField(
        label="Type d’aide", required=False, choices=lambda: _choices(words.KINDS, "tous les types")
    )
    frais = forms.ChoiceField(
        label="Frais", required=False, choices=lambda: _choices(words.FEES, "peu importe")
    )
    accueil = forms.ChoiceField(
        label="Accueil",
        required=False,
        choices=lambda: _choices(words.RECEPTION_MODES, "sur place ou à distance"),
    )
    langue = forms.ChoiceField(
        label="Langue",
        required=False,
        choices=[("", "peu importe"), *((name, name) for name in LANGUAGES)],
        help_text="Cherchée dans la description : les sources ne la disent pas autrement.",
    )
    acces = forms.BooleanField(label="Lieu dont l’accessibilité est décrite", required=False)

    place = forms.BooleanField(label="Sans ceux qui sont complets ou fermés en ce moment", required=False)

    asked_commune: Commune | None = None
    communes: list[Commune] = []

    def clean_lieu(self) -> str:
        """One commune: chosen among those proposed, or named without doubt."""
        text = str(self.cleaned_data["lieu"]).strip()
        if chosen := commune_of(self.data.get(CHOSEN) or ""):
            self.asked_commune = chosen
            return BY_CODE + chosen.code
        if not text:
            return ""
        known = commune_of(text.removeprefix(BY_CODE)) if text.startswith(BY_CODE) else commune_named(text)
        if known is None:
            self.communes = find_communes(text)
            raise ValidationError(
                "Plusieurs communes portent ce nom : choisissez ci-dessous."
                if self.communes
                else "Cette commune n’est pas connue. Vérifiez le nom, ou tapez le code postal."
            )
        self.asked_commune = known
        return BY_CODE + known.code

    @property
    def sealed_place(self) -> str:
        """What is sealed of the place."""
        return str(self.cleaned_data.get("lieu") or "")

    @property
    def to_keep(self) -> dict[str, str]:
        """What was asked, as it is asked again."""
        said = {name: self.data.get(name) or "" for name, value in self.cleaned_data.items() if value}
        if self.sealed_place:
            said["lieu"] = self.sealed_place
        return said

    def asked(self, now: datetime) -> Asked:
        """What was asked, whatever could be read of it."""
        said = self.cleaned_data
        return Asked(
            text=said.get("q") or "",
            doorway=said.get("besoin") or "",
            commune=self.asked_commune,
            radius_km=said.get("distance") or USUAL_RADIUS,
            topic=said.get("theme") or "",
            public=said.get("public") or "",
            kind=said.get("type") or "",
            fees=said.get("frais") or "",
            mode=said.get("accueil") or "",
            language=said.get("langue") or "",
            is_accessible=bool(said.get("acces")),
            has_room=bool(said.get("place")),
            open_at=self._open_at(now),
        )

    def _open_at(self, now: datetime) -> datetime | None:
        said = self.cleaned_data
        if said.get("ouvert") == "maintenant":
            return now
        if said.get("ouvert") != "jour":
            return None
        local = timezone.localtime(now)
        day = said.get("jour") or local.date()
        return datetime.combine(day, said.get("heure") or local.time(), timezone.get_default_timezone())
