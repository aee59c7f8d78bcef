"""Choosing a file, then saying what its columns mean and who its workers are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict

from tisserand.accounts.models import Team, User
from tisserand.support.caseload.columns import FIELDS, Mapping
from tisserand.support.models import CaseloadImport

LEAVE = ""


class CaseloadFileForm(forms.Form):
    """The file, and the team that takes in those whose referent is not known here."""

    file = forms.FileField(
        label="Votre fichier",
        help_text="Un tableur .csv ou .xlsx, tel que vous le tenez : l’ordre et le nom des colonnes importent peu.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Équipe d’accueil",
        help_text="Pour les dossiers dont la référente ou le référent n’est pas reconnu.",
        empty_label=None,
    )

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """One choice a column, for one sheet."""

    skip = forms.BooleanField(label="Laisser cette feuille de côté", required=False)

    def __init__(self, *args: Any, sheet: dict[str, Any], **kwargs: Any) -> None:
        self.sheet = sheet
        meaning = {place: key for key, places in sheet["mapping"].items() for place in places}
        initial = {f"column_{i}": meaning.get(i, LEAVE) for i in range(len(sheet["headings"]))}
        super().__init__(*args, initial=initial | {"skip": sheet["skip"]}, **kwargs)
        for i, heading in enumerate(sheet["headings"]):
            self.fields[f"column_{i}"] = forms.ChoiceField(
                label=heading or f"Colonne {i + 1}",
                required=False,
                choices=[(LEAVE, "Ne pas reprendre"), *((f.key, f.label) for f in FIELDS)],
            )

    def columns(self) -> list[forms.BoundField]:
        """The choices, in the order of the file."""
        return [self[f"column_{i}"] for i in range(len(self.sheet["headings"]))]

    def clean(self) -> dict[str, Any]:
        """A thing that has one value cannot come from two columns."""
        data = super().clean() or {}
        seen: dict[str, str] = {}
        many = {f.key for f in FIELDS if f.many}
        for i in range(len(self.sheet["headings"])):
            key = data.get(f"column_{i}", "")
            label = self.fields[f"column_{i}"].label
            if key and key not in many and key in seen:
                name = next(f.label for f in FIELDS if f.key == key)
                self.add_error(
                    f"column_{i}", f"« {seen[key]} » donne déjà « {name} ». Gardez l’une des deux."
                )
            seen.setdefault(key, str(label))
        return data

    def unlike(self, sheet: dict[str, Any]) -> list[str]:
        """What this sheet, as somebody else saved it, says of the columns that one has read otherwise."""
        meaning = {place: key for key, places in sheet["mapping"].items() for place in places}
        labels = {f.key: f.label for f in FIELDS} | {LEAVE: "ne pas reprendre"}
        return [
            f"« {self.fields[name].label} » → {labels[meaning.get(i, LEAVE)]}"
            for i, name in enumerate(f"column_{i}" for i in range(len(sheet["headings"])))
            if self.cleaned_data.get(name) != meaning.get(i, LEAVE)
        ]

    def mapping(self) -> Mapping:
        """The columns of each field."""
        mapping: Mapping = {}
        for i in range(len(self.sheet["headings"])):
            if key := self.cleaned_data[f"column_{i}"]:
                mapping.setdefault(key, []).append(i)
        return mapping


class ReferentsForm(forms.Form):
    """Who « M. Diallo » is, and where the others go."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    team = forms.ModelChoiceField(Team.objects.none(), label="Équipe d’accueil", empty_label=None)

    def __init__(
        self,
        *args: Any,
        caseload_import: CaseloadImport,
        colleagues: Iterable[User],
        teams: Any,
        **kwargs: Any,
    ) -> None:
        self.written = list(caseload_import.referents)
        initial = {f"referent_{i}": caseload_import.referents[text] for i, text in enumerate(self.written)}
        initial |= {"revision": caseload_import.revision, "team": caseload_import.team_id}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        people = [
            ("", "Personne d’ici (gardé en note)"),
            *((str(u.pk), u.get_full_name()) for u in colleagues),
        ]
        for i, text in enumerate(self.written):
            self.fields[f"referent_{i}"] = forms.ChoiceField(
                label=f"« {text} »", required=False, choices=people
            )

    def start_from(self, theirs: CaseloadImport) -> None:
        """The next save starts from what somebody else saved meanwhile."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("revision")] = str(theirs.revision)
        self.data = data

    def referent_fields(self) -> list[forms.BoundField]:
        """One choice for each way a worker is written in the file."""
        return [self[f"referent_{i}"] for i in range(len(self.written))]

    def referents(self) -> dict[str, str]:
        """User ids by what the file says."""
        return {text: self.cleaned_data[f"referent_{i}"] for i, text in enumerate(self.written)}
