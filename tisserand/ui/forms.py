"""Forms that know which revision they started from: two people editing one thing both keep their words."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.forms.fields import InvalidJSONInput


def print_of(value: Any) -> str:
    """A short print of a value, the same whether it comes from a row, an initial or a cleaned field."""
    return sha256(_said(value).encode()).hexdigest()[:12]


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if hasattr(value, "__iter__"):
        return ",".join(sorted(_said(each) for each in value))
    return str(value)


class SentJSONField(forms.JSONField):
    """What a script sends: a number of five thousand digits, or brackets without end, are as wrong as broken JSON."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Its value; Django only expects JSON that does not parse."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows again."""
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return InvalidJSONInput(data)


class PrintsField(SentJSONField):
    """The prints a page carries; whatever else comes back counts as nothing read, and breaks nothing."""

    def to_python(self, value: Any) -> dict[str, Any]:  # type: ignore[override]
        """A dictionary, always."""
        try:
            said = super().to_python(value)
        except forms.ValidationError:
            return {}
        return said if isinstance(said, dict) else {}

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows again."""
        return self.to_python(data)


class RevisedFormMixin:
    """A form about a row with revisions: the page carries what was read, the save says it back.

    `revision` is the number of the version that was read; `seen` holds a print of each value, so that a conflict
    tells which side changed what. Give `expected_revision` to the service that saves (or call `save`); when
    `StaleRevision` comes, answer with `ui.conflicts.conflict_response`.
    """

    instance: Any  # a row with revisions, which the form in hand knows better than we do
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    get_initial_for_field: Callable[[forms.Field, str], Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prints = {
            name: print_of(self.get_initial_for_field(field, name)) for name, field in self.fields.items()
        }
        self.fields["revision"] = forms.IntegerField(
            required=False, initial=self.instance.revision, widget=forms.HiddenInput
        )
        self.fields["seen"] = PrintsField(required=False, initial=prints)

    @property
    def expected_revision(self) -> int:
        """The revision the page was drawn from."""
        said = self.cleaned_data.get("revision")
        return said if said is not None else self.instance.revision

    def values_in(self, row: Model, name: str) -> list[Any]:
        """What `row` says for the field `name`, or nothing; extend it for fields that are not the model's own."""
        try:
            return [row._meta.get_field(name).value_from_object(row)]  # type: ignore[union-attr]
        except FieldDoesNotExist:
            return []


class RevisedModelForm(RevisedFormMixin, forms.ModelForm):
    """A model form whose save raises `StaleRevision` instead of writing over someone's work."""

    def save(self, commit: bool = True) -> Any:
        """Create the row, or save it as the next revision."""
        if not commit or self.instance._state.adding:
            return super().save(commit)
        self.instance.save_revision(expected=self.expected_revision)
        self._save_m2m()  # type: ignore[attr-defined]
        return self.instance
