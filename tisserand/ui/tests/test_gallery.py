"""Every component is in the gallery, says its parameters and is drawn."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tests.reading import only_reading
from tisserand.ui import gallery

COMPONENTS = sorted(path.stem for path in gallery.COMPONENTS.glob("*.html"))
ICONS = Path(gallery.__file__).parents[2] / "node_modules" / "bootstrap-icons" / "icons"


def test_every_component_is_shown():
    shown = {name for names in gallery.GROUPS.values() for name in names} | set(gallery.INSIDE)
    assert shown == set(COMPONENTS)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_opens_with_its_parameters(name):
    assert gallery.parameters_of(name).startswith(name.replace("_", "-") + ":")


@pytest.mark.parametrize("part", sorted(gallery.INSIDE))
def test_inner_part_is_used_in_the_sample_of_its_whole(part):
    sample = gallery.sample_of(gallery.INSIDE[part])
    assert f"<c-{part.replace('_', '-')}" in sample.source


def test_gallery(world: World):
    client = client_of(world.cast.reception)
    with only_reading():
        page = client.get(reverse("ui:gallery"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "<c-" not in re.sub(r"<code>.*?</code>|<pre.*?</pre>", "", text, flags=re.DOTALL)
    assert "style=" not in text
    assert "<script>" not in text


@pytest.mark.skipif(not ICONS.exists(), reason="front-end packages are not installed")
def test_every_icon_named_in_a_template_exists():
    named = set()
    for path in Path(gallery.__file__).parents[1].rglob("templates/**/*.html"):
        named |= set(re.findall(r'(?:<c-icon name|(?<![:\w])icon)="([a-z0-9-]+)"', path.read_text()))
    assert named <= {path.stem for path in ICONS.glob("*.svg")}
