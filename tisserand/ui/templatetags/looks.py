"""How components look in Python's eyes: the tone of a chip, the control of a form field."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


class Look(NamedTuple):
    """A tone and an icon."""

    tone: str
    icon: str


DJANGO_ROWS = "10"  # what Django puts when nobody chose
KINDS = {
    "urgent": Look("terracotta", "exclamation-triangle"),
    "late": Look("terracotta", "clock-history"),
    "silence": Look("plum", "hourglass-split"),
    "waiting": Look("ochre", "arrow-return-right"),
    "victory": Look("ochre", "stars"),
    "shared": Look("ochre", "share"),
    "done": Look("teal", "check2"),
    "phase": Look("teal", "signpost-split"),
    "people": Look("plum", "person"),
    "private": Look("neutral", "lock"),
    "protected": Look("terracotta", "shield-lock"),
    "demo": Look("neutral", "info-circle"),
}


@register.simple_tag
def chip_look(kind: str, tone: str, icon: str) -> Look:
    """The look of a kind; a given tone or icon wins."""
    known = KINDS.get(kind, Look("neutral", ""))
    return Look(tone or known.tone, icon or known.icon)


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """choices (radios, checkboxes), check (one box) or control (everything else)."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "control"


@register.simple_tag
def control(field: BoundField, help_text: str = "") -> SafeString:
    """The control itself, native to the browser for dates, named for assistive technology."""
    widget = field.field.widget
    _use_native_date(widget)
    attrs: dict[str, Any] = {}
    if not isinstance(widget, forms.CheckboxInput):
        attrs["class"] = f"form-control {widget.attrs.get('class', '')}".strip()
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == DJANGO_ROWS:
        attrs |= {"rows": 3, "cols": None}
    if help_text and not field.help_text:
        attrs["aria-describedby"] = " ".join(
            filter(None, [f"{field.auto_id}_helptext", field.aria_describedby])
        )
    return field.as_widget(attrs=attrs)


def _use_native_date(widget: forms.Widget) -> None:
    """Give date and time inputs the browser's own picker, which speaks ISO."""
    natives: dict[type[forms.Widget], tuple[str, str]] = {
        forms.DateInput: ("date", "%Y-%m-%d"),
        forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
        forms.TimeInput: ("time", "%H:%M"),
    }
    native = natives.get(type(widget))
    if native and "type" not in widget.attrs:
        widget.input_type, widget.format = native  # type: ignore[attr-defined]
        widget.is_localized = False


class SortLook(NamedTuple):
    """How a sortable header stands, and what the next press asks."""

    aria: str
    next: str


@register.simple_tag(takes_context=True)
def sort_look(context: template.Context, field: str, default: str) -> SortLook:
    """Read `?tri=` of the address."""
    said = context["request"].GET.get("tri") or default
    if said == field:
        return SortLook("ascending", f"-{field}")
    return SortLook("descending" if said == f"-{field}" else "", field)


@register.simple_tag
def elided(page: Any) -> list[int | str]:
    """Page numbers around this one: 1 … 4 5 6 … 12."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def levels(value: Any, maximum: Any) -> list[bool]:
    """One mark per level, the first `value` of them lit."""
    return [level < int(value) for level in range(int(maximum))]


@register.simple_tag
def phase_states(phases: list[Any], current: Any) -> list[tuple[Any, str]]:
    """Each phase, done, current or to come."""
    at = phases.index(current) if current in phases else -1
    return [(name, "done" if i < at else "current" if i == at else "") for i, name in enumerate(phases)]
