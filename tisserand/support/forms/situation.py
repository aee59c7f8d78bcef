"""What one says of something on the map, how two things are tied, the date of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tisserand.support.choices import ItemKind, LinkKind, Topic
from tisserand.support.models import MapItem, MapSnapshot
from tisserand.support.services.situation import WRITTEN
from tisserand.ui.forms import RevisedModelForm

TOPICS = [("", "Thème…"), *((topic.value, topic.label[:1].upper() + topic.label[1:]) for topic in Topic)]


class QuickItemForm(forms.Form):
    """Enough to keep talking: what it is, of what, in a few words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="quick-%s", **kwargs)

    kind = forms.ChoiceField(label="C’est", choices=ItemKind.choices, widget=forms.RadioSelect)
    topic = forms.ChoiceField(label="Thème", choices=TOPICS)
    title = forms.CharField(
        label="En quelques mots",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Avec ses mots à elle ou à lui"}),
    )


class ItemForm(RevisedModelForm):
    """Everything that is said of one thing on the map."""

    class Meta:
        model = MapItem
        fields = [name for name in WRITTEN if not name.startswith("weight_")]
        widgets = {
            "kind": forms.RadioSelect,
            "words": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "words": "Ses mots, tels quels.",
            "since": "Mars, la rentrée, son enfance…",
            "note": "Des faits, pas des jugements : la personne peut les lire.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = TOPICS[1:]  # type: ignore[attr-defined]
        self.fields["kind"].choices = ItemKind.choices  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """Two things of the map, and how one acts on the other."""

    source = forms.TypedChoiceField(label="Ceci")
    kind = forms.ChoiceField(label="agit comment ?", choices=LinkKind.choices)
    target = forms.TypedChoiceField(label="sur cela")

    def __init__(self, *args: Any, items: Sequence[MapItem], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="link-%s", **kwargs)
        known = {str(item.pk): item for item in items}
        choices = [("", "Choisir…"), *((key, item.title) for key, item in known.items())]
        for name in ("source", "target"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].coerce = known.__getitem__  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A thing does not act on itself."""
        said = super().clean() or {}
        if said.get("source") and said.get("source") == said.get("target"):
            self.add_error("target", "Choisissez deux éléments différents.")
        return said


class SnapshotForm(forms.ModelForm):
    """The date of the picture, its occasion, and whether the person was there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="date-%s", **kwargs)

    together = forms.BooleanField(label="Regardée ensemble, avec la personne", required=False, initial=True)

    class Meta:
        model = MapSnapshot
        fields = ["taken_on", "label"]
        widgets = {"taken_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
