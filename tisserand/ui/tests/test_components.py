"""Components cost less than django-cotton's own, and are drawn the same; addresses are those of Django."""

import re
from uuid import uuid4

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django_cotton.compiler_regex import CottonCompiler
from django_cotton.templatetags._component import CottonComponentNode

from tests.cast import World, client_of
from tisserand.ui.templatetags.components import ComponentNode


def drawn(source: str, **context: object) -> str:
    template = engines["django"].from_string(CottonCompiler().process(source))
    return template.render(context, RequestFactory().get("/"))


@pytest.mark.django_db
def test_the_gallery_is_drawn_as_cotton_draws_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client: Client = client_of(world.cast.referent)
    ours = steady(client.get(reverse("ui:gallery")).content.decode())
    monkeypatch.setattr(ComponentNode, "render", CottonComponentNode.render)
    assert ours == steady(client.get(reverse("ui:gallery")).content.decode())


def steady(page: str) -> str:
    """Without the keys and the moments that are new each time."""
    return re.sub(r'(csrf[^>]*|_once" )(content|value)="[^"]+"|datetime="[^"]+"', r"\1", page)


@pytest.mark.parametrize(
    "source",
    [
        '<c-chip kind="{{ kind }}" data-a=\'{"b": 1}\'>{{ words }}</c-chip>',
        '<c-button href="{{ words }}" :small="True" disabled>{{ words }}</c-button>',
        '<c-item :title="words" meta="{{ words|upper }}"><c-slot name=\'lead\'>{{ words }}</c-slot>x</c-item>',
        '<c-icon name="{{ words }}" label="{{ words }}" /><c-icon :name="words" :label="words" />',
        '<c-card :title="nobody" class="a {{ kind }}" id="b"><c-slot name="foot">{{ words }}</c-slot></c-card>',
        '<c-icon name="lock" :unknown="what.is.this" /><c-icon name="lock" data-x="1" />',
        '<c-chip tone="teal" :icon="nobody">{{ words }}</c-chip><c-chip :kind="kind" :url="words">a</c-chip>',
        '<c-scale :value="level" max="3" /><c-scale :value="nobody" words="{{ words }}" /><c-scale value="" />',
        '<c-weights :person="level" :worker="2" name="{{ words }}" /><c-phases :phases="phases" current="b" />',
        '<c-toast tone="{{ kind }}">{{ words }}</c-toast><c-toast tone="error"><i>{{ level }}</i></c-toast>',
    ],
)
def test_odd_uses_are_drawn_as_cotton_draws_them(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    context = {"kind": "urgent", "level": 1, "phases": ["a", "b"], "words": "<b>L’été & « l'hiver »</b>"}
    ours = [drawn(source, **context), drawn(source, **context)]
    monkeypatch.setattr(ComponentNode, "render", CottonComponentNode.render)
    assert ours == [drawn(source, **context)] * 2
    assert "<b>" not in ours[0]


def test_an_icon_kept_for_one_label_is_not_shown_for_another() -> None:
    source = '<c-icon name="lock" label="{{ label }}" />'
    assert "ouvert" in drawn(source, label="ouvert")
    assert "ferm" in drawn(source, label="fermé")


def test_a_use_written_whole_in_the_template_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    source = '<c-button href="/ici/" icon="lock">Ici</c-button><c-chip kind="shared">Partageable</c-chip>'
    template = engines["django"].from_string(CottonCompiler().process(source))
    first = template.render({}, RequestFactory().get("/"))
    monkeypatch.setattr(ComponentNode, "draw", None)
    assert template.render({}, RequestFactory().get("/")) == first
    assert "Partageable" in first


def test_a_use_that_looks_at_the_request_is_drawn_each_time() -> None:
    source = '<c-filters target="#people" />'
    template = engines["django"].from_string(CottonCompiler().process(source))
    assert 'hx-get="/une/"' in template.render({}, RequestFactory().get("/une/"))
    assert 'hx-get="/autre/"' in template.render({}, RequestFactory().get("/autre/"))


def test_addresses_are_those_of_django() -> None:
    one, other = uuid4(), uuid4()
    assert drawn("{% url 'people:person_detail' pk %}", pk=one) == reverse("people:person_detail", args=[one])
    two = {"person_id": one, "contact_id": other}
    source = "{% url 'people:contact_edit' person_id=one contact_id=other %}"
    assert drawn(source, one=one, other=other) == reverse("people:contact_edit", kwargs=two)
    assert drawn("{% url 'people:person_list' as here %}<{{ here }}>") == "</personnes/>"
    assert drawn("{% url 'no:where' as here %}<{{ here }}>") == "<>"
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'people:person_detail' %}")
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'people:person_detail' pk %}", pk="not-an-id")
