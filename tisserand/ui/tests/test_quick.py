"""Quickened templates say what Django's own say, whatever the values."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import Context, Template, engines
from django.utils.safestring import mark_safe

from tisserand.ui.quick import Loader, QuickVariableNode, quicken
from tisserand.ui.renderer import Renderer


class Someone:
    """A bit of everything."""

    name = "<b>Zoé</b>"
    safe = mark_safe("<b>Zoé</b>")
    count = 1234
    on = date(2026, 11, 26)
    rows = ("a", "b")
    nothing = None

    def __getitem__(self, key: str) -> str:
        return {"key": "found"}[key]

    def said(self) -> str:
        return "said"

    def needs(self, something: str) -> str:
        return something

    def remove(self) -> str:
        raise AssertionError("a template removes nothing")

    remove.alters_data = True  # type: ignore[attr-defined]

    @property
    def broken(self) -> str:
        raise AttributeError("inside")


class Quiet(Exception):
    silent_variable_failure = True


def silent() -> str:
    raise Quiet


VALUES: dict[str, Any] = {
    "who": Someone(),
    "kind": Someone,
    "plain": SimpleNamespace(words="l’été & l'hiver", deep={"deeper": SimpleNamespace(end="là")}),
    "silent": silent,
    "empty": "",
    "items": {"items": "a key wins"},
}
SAID = (
    "{{ who.name }} {{ who.safe }} {{ who.count }} {{ who.on }} {{ who.nothing }} {{ who.key }} {{ who.said }}",
    "{{ who.rows.1 }} {{ who.rows.7 }} {{ who.rows }} {{ missing }} {{ who.missing }} {{ missing.more }}",
    "{{ who.needs }} {{ who.remove }} {{ silent }} {{ silent.more }} {{ kind.said }} {{ items.items }}",
    "{{ plain.words }} {{ plain.deep.deeper.end|upper }} {{ empty|default:'rien' }} {{ empty|default:plain.words }}",
    "{{ who.name|safe }} {{ who.on|date:'j F' }} {{ plain.words|truncatechars:4 }} {{ 'mot'|add:who.name }} {{ 3 }}",
    "{% autoescape off %}{{ who.name }}{{ plain.words|capfirst }}{% endautoescape %}{{ True }}{{ None }}",
    "{% if who.name and not who.nothing %}oui{% elif missing %}non{% endif %}",
    "{% if missing.x == 1 %}?{% else %}!{% endif %}{% if who.count > 1000 and 'a' in who.rows %}oui{% endif %}",
    "{% for x in who.rows %}{{ forloop.counter }}{{ x }}{% endfor %}",
    "{% with name=who.name %}{{ name }}{% endwith %}",
)


@pytest.mark.parametrize("source", SAID)
def test_same_words(source: str) -> None:
    template = engines["django"].engine.from_string(source)  # type: ignore[attr-defined]
    before = template.render(Context(VALUES))
    quicken(template.nodelist)
    assert template.render(Context(VALUES)) == before


def test_a_mistake_is_told_as_it_was() -> None:
    template = Template("{{ who.broken }}")
    quicken(template.nodelist)
    with pytest.raises(AttributeError, match="inside"):
        template.render(Context(VALUES))


def test_every_page_is_read_so() -> None:
    template: Any = engines["django"].get_template("ui/base.html")
    assert template.template.nodelist.get_nodes_by_type(QuickVariableNode)
    assert any(isinstance(loader, Loader) for loader in engines["django"].engine.template_loaders)  # type: ignore[attr-defined]


class Menus(forms.Form):
    one = forms.ChoiceField(
        choices=[("", "tous"), ("a", "l’<un> & l'autre"), (3, 1234), (None, mark_safe("<i>"))]
    )
    grouped = forms.MultipleChoiceField(
        choices=[("Groupe", [("x", "X"), ("y", "Y")]), ("z", "Z")],
        widget=forms.SelectMultiple(attrs={"data-x": '"', "size": 3, "disabled": True, "hidden": False}),
    )


def test_a_menu_is_written_as_django_writes_it() -> None:
    for data in (None, {"one": "a", "grouped": ["x", "z"]}, {"one": "3"}):
        ours, django = Menus(data, renderer=Renderer()), Menus(data, renderer=TemplatesSetting())
        for name in ours.fields:
            assert ours[name].as_widget() == django[name].as_widget()
