"""One block of the essential account, in a few sentences; what a partner proposes; what is answered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from tisserand.sharing.choices import Topic
from tisserand.sharing.models import AccountBlock, Proposal
from tisserand.ui.forms import RevisedModelForm

FACTS = "Quelques phrases, avec ses mots : ce qu’il faudrait sinon redire. Ni adresse ni numéro de téléphone."


class BlockForm(RevisedModelForm):
    """Rewrite one block."""

    read_over = forms.BooleanField(label="Relu ensemble aujourd’hui", required=False)

    class Meta:
        model = AccountBlock
        fields: tuple[str, ...] = ("text", "reach")
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "reach": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = FACTS
        self.fields["reach"].label = "Qui peut le lire"


class NewBlockForm(BlockForm):
    """Write what counts about one more topic."""

    class Meta(BlockForm.Meta):
        fields = ("topic", "text", "reach")

    def __init__(self, *args: Any, left: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, label.capitalize()) for key, label in Topic.choices if key in left]
        self.fields["topic"].choices = [("", "Choisir…"), *choices]  # type: ignore[attr-defined]


class TakeUpForm(RevisedModelForm):
    """A proposal taken up, in words that may be changed first."""

    how = forms.ChoiceField(
        label="Où l’écrire",
        choices=[("join", "à la suite de ce qui est écrit"), ("replace", "à la place de ce qui est écrit")],
        initial="join",
        widget=forms.RadioSelect,
    )
    read_over = forms.BooleanField(label="Relu avec la personne aujourd’hui", required=False)
    answer = forms.CharField(
        label="Un mot pour qui l’a proposé",
        max_length=300,
        required=False,
        help_text="Cette personne le lira.",
    )

    class Meta:
        model = AccountBlock
        fields = ("text", "reach")
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "reach": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Ce qui sera écrit"
        # A block that is there keeps its reach; one that is not says it first.
        unneeded = "how" if self.instance._state.adding else "reach"
        del self.fields[unneeded]

    def said(self) -> dict[str, Any]:
        """What the service is told."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("text", "read_over", "answer")}
        if "reach" in data:
            said["reach"] = data["reach"]
        return said | {"joins": data.get("how") != "replace", "expected": self.expected_revision}


class DeclineForm(forms.Form):
    """Not taken up, with a word."""

    answer = forms.CharField(
        label="Pourquoi", max_length=300, help_text="La personne qui a proposé lira ce mot. Restez bref."
    )


class ProposalForm(RevisedModelForm):
    """What a partner proposes, on a topic that the agreement covers."""

    class Meta:
        model = Proposal
        fields = ("topic", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, topics: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, label.capitalize()) for key, label in Topic.choices if key in topics]
        self.fields["topic"].choices = [("", "Choisir…"), *choices]  # type: ignore[attr-defined]
        self.fields["topic"].help_text = "Ceux que la personne a accepté de partager avec vous."
        self.fields["text"].help_text = (
            "Une précision, une correction, du nouveau. Des faits, dits comme vous les diriez devant la personne : "
            "elle peut tout relire."
        )
