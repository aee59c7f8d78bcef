"""The frame around pages: navigation, theme, panels, error pages."""

from gzip import decompress

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, reverse

from tests.cast import World, client_of
from tisserand.ui import navigation, panels


@pytest.fixture
def own_navigation(monkeypatch):
    """A navigation of its own, so that the rooms' entries do not matter."""
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(label="Galerie", url_name="ui:gallery", icon="palette", order=2, rooms=("ui",))
    navigation.register(
        label="Accès", url_name="ui:accessibility", icon="eye", order=1, count=lambda actor: 3
    )
    navigation.register(label="Ailleurs", url_name="nowhere:page", icon="x", order=3)
    navigation.register(label="Caché", url_name="ui:theme", icon="x", order=4, visible=lambda actor: False)


def links_at(path: str, actor) -> list[navigation.Link]:
    request = RequestFactory().get(path)
    request.resolver_match = ResolverMatch(lambda: None, (), {}, app_names=["ui"])
    return navigation.links_for(request, actor)


def test_navigation_shows_what_is_reachable_in_order(own_navigation, world: World):
    links = links_at(reverse("ui:accessibility"), world.cast.actor("referent"))
    assert [(link.label, link.current, link.count) for link in links] == [
        ("Accès", True, 3),
        ("Galerie", False, 0),
    ]


def test_navigation_lights_the_entry_that_claims_the_room(own_navigation, world: World):
    links = links_at("/autre/", world.cast.actor("referent"))
    assert [link.label for link in links if link.current] == ["Galerie"]


def test_navigation_is_empty_for_someone_who_belongs_nowhere(own_navigation, world: World):
    assert links_at("/", world.cast.actor("stranger")) == []


def test_panels_keep_order_and_skip_what_does_not_exist(monkeypatch):
    monkeypatch.setattr(
        panels, "_panels", {"there": {panels.Panel(2, "ui:gallery"), panels.Panel(1, "nowhere:x")}}
    )
    rendered = Template('{% panels "there" %}').render(Context())
    assert rendered.count("hx-get") == 1
    assert reverse("ui:gallery") in rendered


def test_theme_is_remembered_and_drawn_by_the_server(world: World):
    client = client_of(world.cast.referent)
    answer = client.post(reverse("ui:theme"), {"theme": "dark", "next": "/composants/?x=1"})
    assert answer.headers["Location"] == "/composants/?x=1"
    assert 'data-bs-theme="dark"' in client.get(reverse("ui:gallery")).content.decode()


def test_theme_never_leads_elsewhere(client: Client, db):
    answer = client.post(reverse("ui:theme"), {"theme": "neon", "next": "https://ailleurs.test/"})
    assert answer.headers["Location"] == "/"
    assert "theme" not in answer.cookies


def test_accessibility(client: Client, db):
    page = client.get(reverse("ui:accessibility"))
    assert "non conforme" in page.content.decode()


@pytest.mark.parametrize("name", ["400", "500"])
def test_pages_that_stand_alone_need_nothing(name):
    rendered = Template(f'{{% include "{name}.html" %}}').render(Context())
    assert "/static/ui/error.css" in rendered


def test_an_unknown_address_answers_in_french(client: Client, db):
    page = client.get("/nulle-part/")
    assert page.status_code == 404
    assert "Cette page n’est pas là" in page.content.decode()


def test_what_is_kept_is_drawn_once_for_the_same_values():
    drawn = []
    template = Template("{% load keeping %}{% kept place %}{{ place }}{{ draw }}{% endkept %}")
    told = [
        template.render(Context({"place": place, "draw": lambda: drawn.append(1) or "!"}))
        for place in ("ici", "là", "ici")
    ]
    assert told == ["ici!", "là!", "ici!"]
    assert len(drawn) == 2


def test_the_token_of_a_form_is_never_kept():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load keeping %}{% kept %}<form>{% csrf_token %}</form>{% endkept %}")


def test_two_people_see_each_their_own_frame(world: World):
    pages = {
        who: client_of(getattr(world.cast, who)).get(reverse("ui:gallery")).content.decode()
        for who in ("referent", "administrator", "referent")
    }
    assert reverse("accounts:member_list") in pages["administrator"]
    assert f'href="{reverse("accounts:member_list")}"' not in pages["referent"]
    assert world.cast.referent.get_full_name() in pages["referent"]
    assert world.cast.referent.get_full_name() not in pages["administrator"]


def test_every_answer_says_what_a_page_may_load(client: Client, db):
    for address in ("/nulle-part/", reverse("ui:accessibility"), reverse("account_login")):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


def test_a_page_is_packed_unless_it_is_asked_for_as_it_is(world: World) -> None:
    client = client_of(world.cast.referent)
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert not plain.has_header("Content-Encoding")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert "<h1" in decompress(packed.content).decode()
