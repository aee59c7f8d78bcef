"""Django's own `{{ form }}` drawn with our components; its menus, six on one list, written without a template."""

from __future__ import annotations

from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

MENU = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"


class Renderer(TemplatesSetting):
    """Forms look the same whether a page says `{{ form }}` or places each field itself."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """A menu in one go, anything else from its template."""
        if template_name == MENU and _is_ordinary(context["widget"]):
            return menu(context["widget"])
        return mark_safe(super().render(template_name, context, request))


def _is_ordinary(widget: dict[str, Any]) -> bool:
    return all(
        option["template_name"] == OPTION for _, options, _ in widget["optgroups"] for option in options
    )


def menu(widget: dict[str, Any]) -> SafeString:
    """`<select>`, as Django's template writes it."""
    said = [f'<select name="{_words(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _ in widget["optgroups"]:
        said += [f'\n  <optgroup label="{_words(name)}">'] if name else []
        said += [_option(option) for option in options]
        said += ["\n  </optgroup>"] if name else []
    return mark_safe("".join([*said, "\n</select>"]))


def _option(option: dict[str, Any]) -> str:
    attributes = _attributes(option["attrs"])
    return f'\n  <option value="{_as_text(option["value"])}"{attributes}>{_words(option["label"])}</option>\n'


def _attributes(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {_words(name)}" if value is True else f' {_words(name)}="{_as_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _as_text(value: Any) -> str:
    return conditional_escape(value) if isinstance(value, str) else escape(str(value))


def _words(value: Any) -> str:
    if type(value) is str:
        return escape(value)
    return conditional_escape(localize(value))
