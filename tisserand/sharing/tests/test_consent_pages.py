"""The pages of agreements: prepared, shown beforehand, answered, narrowed, taken back; what each keeps and refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from tests.cast import World, client_of
from tisserand.accounts.models import Membership
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.clock import today
from tisserand.sharing.choices import ConsentState, ItemKind, ShareLevel, Topic
from tisserand.sharing.models import ChosenItem, Consent
from tisserand.sharing.tests.factories import make_consent, open_to
from tisserand.support.choices import DocumentVisibility, Visibility
from tisserand.support.models import Document, Entry

pytestmark = pytest.mark.django_db
HOUSING, MONEY = Topic.HOUSING.value, Topic.MONEY.value


def make_note(world: World, body: str, visibility: Visibility = Visibility.SHAREABLE) -> Entry:
    return Entry.objects.create(
        dossier=world.dossier,
        person=world.person,
        author=world.cast.referent,
        body=body,
        visibility=visibility,
        happened_at="2026-11-20T10:00Z",
    )


def make_document(world: World, title: str, visibility: DocumentVisibility) -> Document:
    return Document.objects.create(
        dossier=world.dossier,
        person=world.person,
        title=title,
        visibility=visibility,
        added_by=world.cast.referent,
    )


def page(world: World, name: str, consent: Consent | None = None) -> str:
    args = [world.person.pk] + ([consent.pk] if consent else [])
    return reverse(f"sharing:{name}", args=args)


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser holds after opening the form of a page."""
    form = client.get(address).context["form"]
    values = {bound.html_name: bound.field.prepare_value(bound.initial) for bound in form}
    return {name: "" if value is None else value for name, value in values.items()}


def sent(world: World, **changed: Any) -> dict[str, Any]:
    return {
        "purpose": "chercher un logement",
        "basis": "consent",
        "level": ShareLevel.NOTES.value,
        "topics": [HOUSING, MONEY],
        "recipients": [f"structure:{world.association.pk}"],
        "ends_on": (today() + timedelta(365)).isoformat(),
    } | changed


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.cast.referent)


def test_it_proposes_a_year_and_half_of_one(world: World, client: Client) -> None:
    initial = client.get(page(world, "consent_create")).context["form"].initial
    assert initial["ends_on"] == today() + timedelta(365)
    assert initial["review_on"] == today() + timedelta(182)


def test_prepared_then_shown_as_the_partner_would_see(world: World, client: Client) -> None:
    shared, kept = make_note(world, "Bail à signer."), make_note(world, "Pour moi.", Visibility.TEAM)
    said = sent(world, notes=[str(shared.pk)])
    answer = client.post(page(world, "consent_create"), said, follow=True)
    consent = Consent.objects.get()
    assert answer.request["PATH_INFO"] == page(world, "consent_preview", consent)
    text = answer.content.decode()
    assert "Bail à signer." in text
    assert kept.body not in text
    assert consent.state == ConsentState.DRAFT
    assert not client_of(world.cast.partner).get(reverse("sharing:opening_list")).context["page"].object_list


@pytest.mark.parametrize("wrong", ["team", "author", "confidential", "elsewhere"])
def test_nothing_else_can_be_chosen(world: World, client: Client, wrong: str) -> None:
    chosen = {
        "team": lambda: {"notes": [make_note(world, "x", Visibility.TEAM).pk]},
        "author": lambda: {"notes": [make_note(world, "x", Visibility.AUTHOR).pk]},
        "confidential": lambda: {
            "documents": [make_document(world, "x", DocumentVisibility.CONFIDENTIAL).pk]
        },
        "elsewhere": lambda: {"notes": [world.restricted.pk]},
    }[wrong]()
    make_note(world, "Partageable."), make_document(world, "Bail", DocumentVisibility.SHAREABLE)
    said = sent(world, **{name: [str(pk) for pk in ids] for name, ids in chosen.items()})
    answer = client.post(page(world, "consent_create"), said)
    assert answer.status_code == 422
    assert not Consent.objects.exists()
    assert "chercher un logement" in answer.content.decode(), "what was typed is kept"


def test_one_s_own_structure_is_refused_and_what_was_typed_stays(world: World, client: Client) -> None:
    said = sent(world, recipients=[f"structure:{world.ccas.pk}"], purpose="Voir pour le bail")
    answer = client.post(page(world, "consent_create"), said)
    assert answer.status_code == 422
    assert "Voir pour le bail" in answer.content.decode()


def test_recipients_are_found_as_one_types_and_without_script(world: World, client: Client) -> None:
    key = f"structure:{world.association.pk}"
    found = client.post(reverse("sharing:recipient_pick"), {"q": "rue", "recipients": [key]})
    assert [one.key for one in found.context["chosen"]] == [key]
    assert [one.words for one in found.context["found"]] == ["Association d’essai, équipe Rue"]
    said = sent(world, recipients=[], q="partner", chercher="1")
    answer = client.post(page(world, "consent_create"), said)
    assert answer.status_code == 200
    assert "Partner Essai, Association d’essai" in answer.content.decode()
    assert not Consent.objects.exists()


def test_two_who_prepare_see_both_versions(world: World, client: Client) -> None:
    consent = make_consent(world, state=ConsentState.DRAFT)
    address = page(world, "consent_edit", consent)
    mine, theirs = form_of(client, address), form_of(client_of(world.cast.colleague), address)
    colleague = client_of(world.cast.colleague)
    team = f"equipe:{world.association.pk}:{world.association.teams.get().pk}"
    assert colleague.post(address, theirs | {"purpose": "le bail", "recipients": [team]}).status_code == 302
    answer = client.post(address, mine | {"purpose": "la caution"})
    assert answer.status_code == 409
    text = answer.content.decode()
    for words in ("le bail", "la caution", "Colleague Essai", "équipe Rue"):
        assert words in text


def decide(world: World, client: Client, consent: Consent, **said: Any) -> Any:
    address = page(world, "consent_decide", consent)
    asked = form_of(client, address) | {
        "informed_how": "explained",
        "notice": "printed",
        "expression": "spoken",
    }
    return client.post(address, asked | said)


@pytest.fixture
def draft(world: World) -> Consent:
    made = make_consent(
        world, state=ConsentState.DRAFT, topics=[HOUSING, MONEY], starts_on=None, informed_on=None
    )
    open_to(made, world.association, team=world.association.teams.get())
    return made


def test_yes_to_all(world: World, client: Client, draft: Consent) -> None:
    # What is unticked in the part that is not shown does not count.
    answer = decide(world, client, draft, answer="all", topics=[], level=10, recipients=[])
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.level, draft.topics) == ("given", ShareLevel.NOTES, [HOUSING, MONEY])
    assert draft.witness == "Referent Essai"
    assert all(grant.is_open(today()) for grant in draft.grants.all())


def test_yes_to_a_part(world: World, client: Client, draft: Consent) -> None:
    kept, dropped = make_note(world, "Bail."), make_note(world, "Dette.")
    for note in (kept, dropped):
        ChosenItem.objects.create(consent=draft, person=world.person, kind=ItemKind.NOTE, object_id=note.pk)
    team = f"equipe:{world.association.pk}:{world.association.teams.get().pk}"
    said = {"topics": [HOUSING], "recipients": [team], "items": [str(kept.pk)], "level": 40}
    answer = decide(world, client, draft, answer="part", person_words="Pas mes dettes.", **said)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.topics, draft.person_words) == ([HOUSING], "Pas mes dettes.")
    assert [grant.to_team_id for grant in draft.grants.all()] == [world.association.teams.get().pk]
    assert [item.object_id for item in draft.chosen.all()] == [kept.pk]


def test_a_part_is_something(world: World, client: Client, draft: Consent) -> None:
    answer = decide(world, client, draft, answer="part", recipients=[], topics=[], level=40)
    assert answer.status_code == 422
    assert {"recipients", "topics"} <= set(answer.context["form"].errors)


def test_no_asks_nothing_more(world: World, client: Client, draft: Consent) -> None:
    said = {"informed_how": "", "notice": "", "expression": "", "informed_on": ""}
    assert decide(world, client, draft, answer="no", **said).status_code == 302
    draft.refresh_from_db()
    assert draft.state == ConsentState.REFUSED


def test_no_answer_is_put_before_the_others(world: World, client: Client, draft: Consent) -> None:
    form = client.get(page(world, "consent_decide", draft)).context["form"]
    assert form["answer"].initial is None
    assert decide(world, client, draft, answer="").status_code == 422


def test_what_is_missing_is_said_beside_its_field(world: World, client: Client, draft: Consent) -> None:
    answer = decide(world, client, draft, answer="all", notice="", witness="", person_words="Je dis oui.")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"notice", "witness"}
    assert "Je dis oui." in answer.content.decode()


def test_another_basis_asks_for_its_own_words(world: World, client: Client) -> None:
    child = make_consent(world, state=ConsentState.DRAFT, basis="child_protection", starts_on=None)
    fields = client.get(page(world, "consent_decide", child)).context["form"].fields
    assert "not_informed_reason" in fields
    assert "expression" not in fields
    said = {"informed_on": "", "informed_how": "", "notice": ""}
    assert decide(world, client, child, answer="all", **said).status_code == 422
    reason = {"not_informed_reason": "contraire à l’intérêt de l’enfant"}
    assert decide(world, client, child, answer="all", **said, **reason).status_code == 302
    child.refresh_from_db()
    assert child.state == ConsentState.GIVEN


def test_an_agreement_that_moved_is_read_again(world: World, client: Client, draft: Consent) -> None:
    address = page(world, "consent_decide", draft)
    mine = form_of(client, address) | {
        "answer": "all", "informed_how": "read", "notice": "printed", "expression": "signed",
        "person_words": "D’accord.",
    }  # fmt: skip
    colleague = client_of(world.cast.colleague)
    edit = page(world, "consent_edit", draft)
    assert colleague.post(edit, form_of(colleague, edit) | {"purpose": "autre chose"}).status_code == 302
    answer = client.post(address, mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "a changé pendant que vous le lisiez" in text
    assert "autre chose" in text
    assert "D’accord." in text
    assert (
        client.post(address, mine | {"revision": answer.context["form"]["revision"].value()}).status_code
        == 302
    )


def test_narrowed_and_taken_back(world: World, client: Client) -> None:
    consent = make_consent(world, topics=[HOUSING, MONEY])
    partner = client_of(world.cast.partner)
    opening = reverse("sharing:opening_detail", args=[consent.grants.get().pk])
    assert partner.get(opening).status_code == 200
    address = page(world, "consent_narrow", consent)
    said = form_of(client, address) | {"topics": [HOUSING], "words": "Plus mes dettes."}
    assert client.post(address, said).status_code == 302
    consent.refresh_from_db()
    assert (consent.topics, consent.person_words) == ([HOUSING], "Plus mes dettes.")
    assert "réduit" in client.get(page(world, "sharing_detail")).content.decode()
    withdraw = page(world, "consent_withdraw", consent)
    assert client.post(withdraw, {"words": "Je préfère."}).status_code == 302
    assert partner.get(opening).status_code == 404
    assert "Je préfère." in client.get(page(world, "consent_detail", consent)).content.decode()
    assert client.post(withdraw, {}).status_code == 302, "twice is once"


def test_spoken_of_again(world: World, client: Client) -> None:
    consent = make_consent(world, review_on=today(), ends_on=today() + timedelta(30))
    assert consent.purpose in client.get(reverse("sharing:review_panel")).content.decode()
    assert page(world, "consent_review", consent) in client.get(
        page(world, "consent_detail", consent)
    ).content.decode().replace("&#x27;", "'")
    address = page(world, "consent_review", consent)
    said = form_of(client, address)
    assert said["review_on"] == consent.ends_on, "before the end, at the latest"
    later = today() + timedelta(31)
    for refused in (today(), later):
        assert client.post(address, said | {"review_on": refused}).status_code == 422
    mine = said | {"review_on": today() + timedelta(20), "words": "Toujours d’accord."}
    assert client.post(address, mine).status_code == 302
    consent.refresh_from_db()
    assert (consent.review_on, consent.person_words) == (today() + timedelta(20), "Toujours d’accord.")
    assert client.get(reverse("sharing:review_panel")).content == b""
    assert "Reparlé avec la personne" in client.get(page(world, "consent_detail", consent)).content.decode()
    assert client.post(address, mine).status_code == 409, "somebody spoke of it meanwhile"


def test_a_draft_is_given_up_and_a_given_one_followed(world: World, client: Client, draft: Consent) -> None:
    assert client.post(page(world, "consent_remove", draft)).status_code == 302
    assert not Consent.objects.exists()
    given = make_consent(world)
    assert client.post(page(world, "consent_remove", given)).status_code == 302
    assert Consent.objects.get() == given
    answer = client.post(page(world, "consent_next", given))
    following = Consent.objects.exclude(pk=given.pk).get()
    assert answer["Location"] == page(world, "consent_edit", following)
    assert following.state == ConsentState.DRAFT


def test_who_read_is_told(world: World, client: Client) -> None:
    consent = make_consent(world)
    partner = client_of(world.cast.partner)
    partner.get(reverse("sharing:opening_detail", args=[consent.grants.get().pk]))
    record(
        actor=world.cast.actor("partner"), verb=Verb.READ, part="sharing.opening", person_id=world.person.pk,
        object_id=make_consent(world).grants.get().pk,
    )  # fmt: skip
    readings = client.get(page(world, "consent_detail", consent)).context["readings"]
    assert [line.event.actor_name for line, _ in readings] == ["Partner Essai"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"state": ConsentState.DRAFT}, "en préparation"),
        ({"state": ConsentState.REFUSED}, "refusé"),
        ({"state": ConsentState.WITHDRAWN}, "retiré"),
        ({"ends_on": today() - timedelta(1)}, "terminé"),
        ({"review_on": today()}, "à reparler"),
        ({"starts_on": today() + timedelta(2)}, "s’ouvre le"),
        ({}, "ouvert"),
    ],
)
def test_where_each_stands(world: World, client: Client, said: dict[str, Any], words: str) -> None:
    make_consent(world, **said)
    assert words in client.get(page(world, "sharing_detail")).content.decode()


def test_the_notice_is_one_page(world: World, client: Client, draft: Consent) -> None:
    answer = client.get(page(world, "consent_notice", draft))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert world.person.last_name.encode() not in answer["Content-Disposition"].encode()
    assert len(PdfDocument(answer.content)) == 1


def test_the_notice_names_every_piece(world: World, client: Client) -> None:
    titles = [f"Pièce {number:02}" for number in range(1, 38)]
    made = [make_document(world, title, DocumentVisibility.SHAREABLE) for title in titles]
    consent = make_consent(world, state=ConsentState.DRAFT, documents=[one.pk for one in made])
    paper = PdfDocument(client.get(page(world, "consent_notice", consent)).content)
    assert len(paper) == 2
    first, second = (one.get_textpage().get_text_bounded() for one in paper)
    assert "37 notes et documents" in first
    assert not [title for title in titles if title in first]
    assert [title for title in titles if title not in second] == []


def _leaves(world: World) -> None:
    memberships = Membership.objects.filter(user=world.cast.partner)
    memberships.update(until_on=today() - timedelta(1))


def test_whoever_left_is_shown_as_gone_and_dropped_with_a_word(world: World, client: Client) -> None:
    consent = make_consent(world, state=ConsentState.DRAFT, user=world.cast.partner)
    open_to(consent, world.association)
    address = page(world, "consent_edit", consent)
    assert "n’y accompagne plus" not in client.get(address).content.decode()
    _leaves(world)
    shown = client.get(address).content.decode()
    assert "Partner Essai, Association d’essai\u00a0: n’y accompagne plus" in shown
    text = client.post(address, form_of(client, address), follow=True).content.decode()
    assert "Partner Essai, Association d’essai : n’y accompagne plus. L’accord ne lui ouvre rien." in text
    assert [grant.to_user for grant in consent.grants.all()] == [None]
    assert "qui n’y accompagne plus n’est plus nommé" in (
        client.get(page(world, "consent_detail", consent)).content.decode().lower()
    )
    history = apps.get_model("sharing", "GrantEvent").objects.filter(consent_id=consent.pk)
    assert history.filter(to_user_id=world.cast.partner.pk).exists(), "the history says who it was"


def test_a_given_agreement_says_who_left_and_the_next_one_too(world: World, client: Client) -> None:
    consent = make_consent(world, user=world.cast.partner)
    _leaves(world)
    assert "n’y accompagne plus" in client.get(page(world, "consent_detail", consent)).content.decode()
    assert "(n’y accompagne plus)" in client.get(page(world, "consent_narrow", consent)).content.decode()
    text = client.post(page(world, "consent_next", consent), follow=True).content.decode()
    assert "Partner Essai, Association d’essai : n’y accompagne plus." in text
    assert consent.grants.get().to_user == world.cast.partner, "what was agreed stays as it was"


@pytest.mark.parametrize("name", ["sharing_detail", "consent_detail", "consent_preview", "consent_narrow"])
def test_more_agreements_ask_no_more(world: World, client: Client, name: str) -> None:
    consent = make_consent(world)
    address = page(world, name, None if name == "sharing_detail" else consent)

    def one_more(number: int) -> None:
        note = make_note(world, f"Note {number}")
        ChosenItem.objects.create(consent=consent, person=world.person, kind=ItemKind.NOTE, object_id=note.pk)
        make_consent(world)
        open_to(consent, world.association, user=getattr(world.cast, world.cast.names()[number]))

    def count() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    one_more(0)
    open_to(consent, world.association, team=world.association.teams.get())
    before = count()
    for number in range(1, 6):
        one_more(number)
    assert count() == before
