"""What is typed in a search is in no address: history, proxies and other pages would keep it. See docs/adr/0014."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from config.env import ROOT
from tests.cast import World, client_of
from tests.test_doors import DOORS
from tests.views import saying

NOT_ASKED = {"ui:gallery"}  # its samples are sent nowhere
pytestmark = pytest.mark.usefixtures("standing")
TYPED = "Zéphyrine Introuvable"
# Controls in which one chooses, ticks, dates or sends: everything else is written in.
CHOSEN = {
    "hidden", "checkbox", "radio", "submit", "button", "reset", "date", "month", "week", "time", "datetime-local",
    "number", "range", "color", "file", "password", "image",
}  # fmt: skip
SHOWN = {"value", "content"}  # what was typed stays in its field
SEARCHED = sorted(name for name in DOORS if name.partition(":")[2] in saying(["seal_search("]))


class Page(HTMLParser):
    """What a page would send by GET of what one writes; and its attributes and title, where nothing typed may be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: list[str] = []
        self.attributes: list[str] = []
        self.title = ""
        self._form: dict[str, str] | None = None
        self._is_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field that leaves by GET, with its form or by itself."""
        said = {name: value or "" for name, value in attrs}
        self.attributes += [value for name, value in said.items() if name not in SHOWN]
        if tag == "form":
            self._form = said
        self._is_title = tag == "title" or (self._is_title and tag != "body")
        written = tag == "textarea" or (tag == "input" and said.get("type", "text") not in CHOSEN)
        if not written:
            return
        form = self._form
        by_itself = "hx-get" in said
        with_form = form is not None and (form.get("method", "get") != "post" or "hx-get" in form)
        if (by_itself or with_form) and said.get("name"):
            self.sent.append(said["name"])

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        self._form = None if tag == "form" else self._form
        self._is_title = self._is_title and tag != "title"

    def handle_data(self, data: str) -> None:
        """The title."""
        self.title += data if self._is_title else ""


@pytest.mark.parametrize(
    "html",
    [
        '<form method="get"><input type="search" name="q"></form>',
        "<form><textarea name=q></textarea></form>",
        '<form method="post"><input name="q" hx-get="/"></form>',
        '<form method="post" hx-get="/"><input name="q"></form>',
    ],
)
def test_the_reader_of_pages_sees_a_search_by_get(html: str) -> None:
    assert Page(html).sent == ["q"]


def _search(client: Client, address: str) -> str:
    """A sealed search of theirs, as any list of theirs holds it."""
    answer = client.post(address, dict.fromkeys(("q", "texte"), TYPED))
    return answer.headers["Location"].partition("mots=")[2] if answer.status_code == 303 else ""


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(DOORS.keys() - NOT_ASKED))
def test_nothing_one_writes_is_sent_by_get(name: str, world: World) -> None:
    door = DOORS[name]
    reader = next((who for who, status in door.allowed.items() if status == 200), None)
    if door.method != "get" or reader is None:
        pytest.skip("not a page")
    client, address = client_of(getattr(world.cast, reader)), reverse(name, kwargs=door.args(world))
    token = _search(client, address) if name in SEARCHED else ""
    with transaction.atomic():
        answer = client.get(address, door.data(world) | {"mots": token, "filtres": "1"})
        transaction.set_rollback(True)
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        pytest.skip("a file")
    page = Page(answer.content.decode())
    assert page.sent == [], "send it by POST: `accounts.searching`, « c-search », « c-filters method=post »"
    if name in SEARCHED:
        assert TYPED in answer.content.decode(), "what was typed stays in its field"
        assert not [text for text in [*page.attributes, page.title] if "phyrine" in text]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SEARCHED)
def test_what_is_looked_for_is_asked_by_whom_the_list_answers(name: str, world: World) -> None:
    door = DOORS[name]
    address = reverse(name, kwargs=door.args(world))
    filled = dict.fromkeys(
        ("q", "texte", "kind", "tag", "role", "suite", "depuis", "since", "vue", "filtres"), TYPED
    )
    for who in (None, *world.cast.names()):
        client = client_of(who and getattr(world.cast, who))
        shown, answer = client.get(address), client.post(address, filled)
        assert answer.status_code == (303 if shown.status_code == 200 else shown.status_code), who
        assert "phyrine" not in answer.headers.get("Location", ""), "a filter that makes no sense is left out"


def test_all_lists_that_are_searched_are_walked() -> None:
    known = {
        "people:person_list", "people:person_search", "support:journal_detail", "support:document_list",
        "support:welcome_list", "accounts:member_list", "coordination:thread_list", "sharing:opening_list",
    }  # fmt: skip
    assert known <= set(SEARCHED)


def _sources(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from (
            path for path in ROOT.glob(pattern) if "dist" not in path.parts and "tests" not in path.parts
        )


# As one types: a field that asks by itself; a script that adds words to an address; a view that reads them there.
TEXTS = r"(?:q|texte|called|commune\w*)"
BY_GET = re.compile(
    rf'<input[^>]*hx-get|"hx-get": reverse|searchParams\.\w+\("{TEXTS}"|[?&]q=\$|GET\.get\("{TEXTS}"'
)


def test_no_field_asks_by_get_as_one_types() -> None:
    sources = _sources("tisserand/**/*.html", "tisserand/**/*.py", "tisserand/*/static_src/**/*.js")
    assert [str(path) for path in sources if BY_GET.search(path.read_text())] == []
