"""Quickened templates say what Django's own say, whatever the values."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import Context, Engine, Template, engines
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
    "{% for x in missing %}{{ x }}{% empty %}rien{% endfor %}{% for x in who.nothing %}{{ x }}{% endfor %}",
    "{% for key, value in plain.deep.items %}{{ key }}{{ value.end }}{% endfor %}",
    "{% url 'support:today' as there %}{{ there }}{% url missing as nowhere %}{{ nowhere }}",
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


PARTS = {
    "said.html": "[{{ x }}{{ y|default:'-' }}{{ who.name }}]",
    "turns.html": "{% cycle 'un' 'deux' %}",
    "news.html": "{% ifchanged y %}{{ y }}{% endifchanged %}",
    "deep.html": "{% include 'said.html' %}{% include './said.html' with y='dedans' only %}",
    "frame.html": "<{% block inside %}rien{% endblock %}>",
    "framed.html": "{% extends 'frame.html' %}{% block inside %}{{ x }}{% endblock %}",
}
INCLUDING = (
    "{% for x in who.rows %}{% include 'said.html' %}{% endfor %}{{ x }}",
    "{% for x in who.rows %}{% include 'said.html' with y=x %}{{ y }}{% endfor %}",
    "{% for x in who.rows %}{% include 'said.html' with y=x only %}{% endfor %}",
    "{% for x in who.rows %}{% include 'turns.html' %}{% include 'news.html' with y=1 %}{% endfor %}",
    "{% for x in who.rows %}{% include 'deep.html' with y=x|upper %}{% endfor %}",
    "{% for x in who.rows %}{% include 'framed.html' %}{% include name %}{% endfor %}",
)


@pytest.mark.parametrize("source", INCLUDING)
def test_what_is_included_says_the_same(source: str) -> None:
    parts = ("django.template.loaders.locmem.Loader", PARTS)
    engine = Engine(loaders=[("django.template.loaders.cached.Loader", [parts])])
    values = VALUES | {"name": "said.html"}
    before = engine.from_string(source).render(Context(values))
    template = engine.from_string(source)
    quicken(template.nodelist)
    assert [template.render(Context(values)) for _ in range(2)] == [before] * 2


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
