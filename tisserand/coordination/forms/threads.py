"""What is asked when one writes to those around someone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django import forms

from tisserand.accounts.actors import Actor
from tisserand.sharing.choices import BlockReach, Topic

LENGTH = 4000
FRAME = "L’accompagnement en général"


class MessageForm(forms.Form):
    """A message: what one says, whom one calls, and why it cannot wait, if it cannot."""

    text = forms.CharField(
        label="Votre message",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LENGTH}),
        help_text="Des faits, dits comme vous les diriez devant la personne : elle peut tout relire.",
    )
    called = forms.TypedMultipleChoiceField(
        label="Qui appeler",
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text="Le fil paraît sur son Aujourd’hui. Seules les personnes qui peuvent le lire sont proposées.",
    )
    urgent_reason = forms.CharField(
        label="Urgent, parce que",
        max_length=200,
        required=False,
        help_text="Laissez vide d’ordinaire : chacun·e lit à ses heures. Avec une raison, le message arrive tout de"
        " suite, et se montre comme urgent.",
    )

    def __init__(self, *args: Any, callable_ones: Iterable[Actor] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.user_id), f"{one.name}, {one.organisation_name}") for one in callable_ones]
        self.fields["called"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["called"]

    def said(self) -> dict[str, Any]:
        """What the service asks for."""
        names = ("text", "called", "urgent_reason")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ThreadForm(MessageForm):
    """A thread and its first message: about what, and who may read it, chosen once and for all."""

    title = forms.CharField(
        label="De quoi s’agit-il",
        max_length=120,
        help_text="Quelques mots sans détail : « relogement », « rendez-vous de jeudi ».",
    )
    topic = forms.ChoiceField(label="Thème", required=False)
    reach = forms.ChoiceField(
        label="Qui peut le lire",
        choices=BlockReach.choices,
        initial=BlockReach.TEAM,
        widget=forms.RadioSelect,
        help_text="Ne se change plus ensuite : ce qui s’est écrit entre vous ne s’ouvre pas à d’autres.",
    )

    field_order = ("title", "topic", "reach", "text", "called", "urgent_reason")

    def __init__(
        self, *args: Any, topics: Collection[str], has_frame: bool, is_at_home: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, label.capitalize()) for key, label in Topic.choices if key in topics]
        first = ("", FRAME) if has_frame else ("", "Choisir…")
        self.fields["topic"].choices = [first, *choices]  # type: ignore[attr-defined]
        self.fields["topic"].required = not has_frame
        if not is_at_home:
            del self.fields["reach"]

    def said(self) -> dict[str, Any]:
        """What the service asks for; a partner writes what partners may read."""
        data = self.cleaned_data
        about = {"title": data["title"], "topic": data["topic"]}
        return super().said() | about | {"reach": data.get("reach", BlockReach.SHAREABLE)}
