"""Two people edit the same thing: both versions are shown, nothing typed is lost, a stale save never wins."""

import pytest
from django.test import RequestFactory

from tests.cast import World
from tisserand.accounts.actors import NOBODY
from tisserand.common.rows import StaleRevision
from tisserand.people.models import Person
from tisserand.ui.conflicts import Changed, conflict_response, differences_of, marked
from tisserand.ui.forms import RevisedModelForm


class PersonForm(RevisedModelForm):
    class Meta:
        model = Person
        fields = ["first_names", "last_name", "gender", "languages"]


def page_of(person: Person) -> dict[str, str]:
    """What a browser holds after opening the form."""
    form = PersonForm(instance=person)
    return {field.html_name: field.field.prepare_value(field.initial) or "" for field in form}


@pytest.fixture
def stale(world: World):
    """My form, refused because someone saved another last name since I opened it."""
    mine = page_of(world.person) | {"first_names": "Nadia Amel", "last_name": "Essai Mien"}
    theirs = Person.objects.get(pk=world.person.pk)
    theirs.last_name, theirs.languages = "Essai Autre", ["ar"]
    theirs.save_revision(expected=theirs.revision)
    form = PersonForm(mine | {"button": "save"}, instance=Person.objects.get(pk=world.person.pk))
    assert form.is_valid(), form.errors
    with pytest.raises(StaleRevision) as refused:
        form.save()
    return form, refused.value


def test_the_other_version_is_untouched(world: World, stale):
    world.person.refresh_from_db()
    assert world.person.last_name == "Essai Autre"


def test_each_difference_says_who_changed_what(stale):
    form, refused = stale
    changed = {
        difference.mine.name: difference.changed for difference in differences_of(form, refused.theirs)
    }
    assert changed == {"first_names": Changed.MINE, "last_name": Changed.BOTH, "languages": Changed.THEIRS}


def test_the_page_shows_both_and_posts_from_the_new_revision(stale):
    form, refused = stale
    request = RequestFactory().post("/personnes/x/?depuis=liste", form.data)
    request.actor = NOBODY
    page = conflict_response(request, form, refused, author="Karim Benali")
    text = page.content.decode()
    assert page.status_code == 409
    assert "Essai <mark>Mien</mark>" in text
    assert "Essai <mark>Autre</mark>" in text
    assert "Karim Benali" in text
    assert f'name="revision" value="{refused.theirs.revision}"' in text
    assert 'name="button" value="save"' in text
    assert 'action="/personnes/x/?depuis=liste"' in text


def test_a_fragment_gives_way_to_the_whole_page(stale):
    form, refused = stale
    request = RequestFactory().post("/", form.data, headers={"HX-Request": "true"})
    request.actor = NOBODY
    assert conflict_response(request, form, refused).headers["HX-Retarget"] == "#content"


def test_saving_again_from_the_conflict_page_succeeds(world: World, stale):
    form, refused = stale
    request = RequestFactory().post("/", form.data)
    request.actor = NOBODY
    conflict_response(request, form, refused)
    again = PersonForm(form.data, instance=Person.objects.get(pk=world.person.pk))
    assert again.is_valid()
    assert again.save().last_name == "Essai Mien"


def test_marked_escapes_what_was_typed():
    assert marked("<b> noir", "blanc") == "<mark>&lt;b&gt; noir</mark>"
