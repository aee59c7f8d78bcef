"""A field under which proposals come as one types (a datalist); without script, one types it all."""

from __future__ import annotations

from typing import Any

from django import forms


class ProposingInput(forms.TextInput):
    """`url` answers what is typed with options; `sent` are the names of the fields that it is sent."""

    template_name = "ui/widgets/proposing.html"

    def __init__(self, url: Any, sent: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "autocomplete": "off",
                "hx-post": url,
                "hx-params": sent,
                "hx-trigger": "input changed delay:150ms",
                "hx-sync": "this:queue last",
            }
            | (attrs or {})
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tie the control to its list of proposals."""
        context = super().get_context(name, value, attrs)
        proposals = f"{context['widget']['attrs'].get('id', name)}-proposals"
        context["widget"]["attrs"] |= {"list": proposals, "hx-target": f"#{proposals}"}
        return context | {"proposals": proposals}
