"""What one looks for is found as before, by hand, by keyboard and without script; no address holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World, client_of
from tests.journeys.journey import Journey, both_ends
from tests.searching import searched
from tisserand.accounts.models import Draft
from tisserand.accounts.services.drafts import read_draft

pytestmark = pytest.mark.django_db(transaction=True)
SEALED = re.compile(r"[?&]mots=[\w-]{90,}")


@contextmanager
def named_in_no_address(page: Page, *texts: str) -> Iterator[None]:
    """Nothing asked meanwhile holds what is typed: neither its address nor the page it says it comes from."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    yield
    assert asked
    assert [address for address in asked if any(text in address.lower() for text in texts)] == []


@both_ends
def test_someone_is_found_as_one_types_then_among_all(journey: Journey, world: World) -> None:
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open("/")
    with named_in_no_address(page, "nadi", "essai"):
        page.keyboard.press("/")
        field = page.get_by_role("combobox", name="Trouver une personne")
        expect(field).to_be_focused()
        page.keyboard.type("nadia", delay=30)
        expect(page.get_by_role("option", name="Nadia Essai")).to_be_visible()
        expect(page.get_by_text("1 personne trouvée")).to_be_attached()
        expect(field).to_be_focused()
        expect(field).to_have_value("nadia")
        assert page.url.endswith("/"), "as one types, no address is left behind"
        journey.axe()
        page.get_by_role("link", name="Toutes les réponses").click()
        page.wait_for_url(SEALED)
        box = page.get_by_role("searchbox", name="Qui cherchez-vous")
        expect(box).to_have_value("nadia")
        expect(page.get_by_role("main").get_by_role("link", name="Nadia Essai")).to_be_visible()
        journey.fits()
        journey.axe()
        box.fill("essai")
        box.press("Enter")
        expect(
            page.get_by_text("Personnes trouvées").or_(page.get_by_text(re.compile("person")))
        ).not_to_have_count(0)
        expect(box).to_have_value("essai")
        page.go_back()
        expect(box).to_have_value("nadia")


@both_ends
def test_a_list_keeps_its_search_from_page_to_page(
    journey: Journey, world: World, browser: Browser, live_server: LiveServer
) -> None:
    page, people = journey.page, reverse("people:person_list")
    journey.sign_in(world.cast.referent)
    journey.open(people)
    with named_in_no_address(page, "nadi"):
        page.get_by_label("Nom", exact=True).fill("nadia")
        page.get_by_role("button", name="Filtrer").click()
        page.wait_for_url(SEALED)
        expect(page.get_by_label("Nom", exact=True)).to_have_value("nadia")
        expect(page.get_by_text("les autres ne répondent pas à ces filtres")).to_be_visible()
        journey.axe()
        address = page.url
        second = journey.context.new_page()
        second.goto(address)
        expect(second.get_by_label("Nom", exact=True)).to_have_value("nadia")
        second.close()
        sort = page.locator("a.sort").first
        assert SEALED.search(str(sort.get_attribute("href")))
        page.go_back()
        expect(page).to_have_url(re.compile(f"{people}$"))
        expect(page.get_by_text("les autres ne répondent pas")).to_have_count(0)

    # Somebody else’s, or one of last week: the list, and why it is not the one that was asked for.
    journey.open(searched(client_of(world.cast.colleague), people, texte="nadia"))
    expect(page.get_by_text("Cette recherche a expiré")).to_be_visible()
    journey.by_day_and_by_night()

    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(journey.context.cookies())
    plain = context.new_page()
    plain.goto(people)
    plain.get_by_label("Nom", exact=True).fill("nadia")
    plain.get_by_role("button", name="Filtrer").click()
    assert SEALED.search(plain.url)
    plain.get_by_role("searchbox", name="Trouver une personne").or_(
        plain.locator("#people-search")
    ).first.fill("essai")
    plain.locator("#people-search").press("Enter")
    assert "/recherche/?mots=" in plain.url
    expect(plain.get_by_role("searchbox", name="Qui cherchez-vous")).to_have_value("essai")
    context.close()


@both_ends
def test_filters_answer_in_place_and_searches_leave_no_draft(journey: Journey, world: World) -> None:
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(reverse("support:document_list", args=[world.dossier.pk]) + "?tag=housing")
    with named_in_no_address(page, "bail"):
        words = page.get_by_label("Chercher", exact=True)
        words.fill("bail")
        words.press("Enter")
        page.wait_for_url(SEALED)
        assert "tag=housing" in page.url
        expect(words).to_be_focused()
        expect(words).to_have_value("bail")
        expect(page.get_by_text("Aucun document ne répond")).to_be_visible()
        journey.axe()
    for address in ("coordination:thread_list", "sharing:opening_list", "support:welcome_list"):
        journey.open(reverse(address))
        box = page.locator("main input[name=q], main input[name=texte]")
        if not box.count():
            continue
        box.fill("introuvable")
        box.press("Enter")
        page.wait_for_url(SEALED)
        journey.fits()
        journey.axe()

    # A search inside a form: what the form holds is kept, what was looked for is not.
    journey.open(reverse("people:relation_create", args=[world.person.pk]))
    with named_in_no_address(page, "discr"):
        page.locator("#id_q").press_sequentially("discrète", delay=30)
        expect(page.get_by_role("radio", name="Ana Discrète")).to_be_visible()
        page.locator("#id_name").fill("Rose, sa tante")
        expect(page.get_by_text("Brouillon gardé à")).to_be_visible()
    draft = Draft.objects.get()
    assert "Rose" in str(read_draft(draft))
    assert "discr" not in str(read_draft(draft))
    journey.axe()
