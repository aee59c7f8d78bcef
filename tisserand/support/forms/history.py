"""What one looks for in the trail."""

from django import forms

from tisserand.audit.choices import Verb

ABOUT_PEOPLE = (Verb.READ, Verb.CREATE, Verb.CHANGE, Verb.DELETE, Verb.REVEAL, Verb.EXPORT, Verb.REFUSED)


class TrailFilterForm(forms.Form):
    """One verb, or all of them."""

    verb = forms.ChoiceField(
        label="Quoi",
        required=False,
        choices=[("", "tout"), *((verb.value, verb.label) for verb in ABOUT_PEOPLE)],
    )
