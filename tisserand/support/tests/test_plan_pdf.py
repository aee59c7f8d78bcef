"""The plan on paper: accessible, two pages, made of what was agreed, deaf to code, blind to what is protected."""

import json
import re
import zlib
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import World, client_of
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.people.choices import ContactKind
from tisserand.people.models import ContactPoint
from tisserand.support.choices import EntryKind, ItemKind, Topic, Visibility
from tisserand.support.models import MapItem, SituationMap
from tisserand.support.plan_pdf import plan_pdf
from tisserand.support.services.journal import write_entry
from tisserand.support.tests.factories_plan import NOW, TODAY, make_agreement, make_goal, make_plan, make_step
from tisserand.ui.pdf import french, printable

pytestmark = pytest.mark.django_db


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", opened(pdf)))


def opened(pdf: bytes) -> bytes:
    """The bytes of a PDF with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    parts = [pdf]
    for stream in streams:
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def said_to_typst(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What reaches the template."""
    seen: list[dict[str, Any]] = []

    def keep(template: Any, data: dict[str, Any]) -> bytes:
        seen.append(data)
        return b"%PDF-"

    monkeypatch.setattr("tisserand.support.plan_pdf.render_pdf", keep)
    return seen


def test_it_is_tagged_french_titled_and_fits_two_pages(world: World) -> None:
    goal = make_plan(world)
    make_goal(world, "Dormir")
    agreement = make_agreement(world, goal, person_remark="Sans en parler au père")
    pdf = plan_pdf(world.dossier, agreement.content, agreement=agreement, today=TODAY)
    inside = opened(pdf)
    assert re.search(rb"/Marked\s+true", inside)
    assert re.search(rb"/Lang\s*\(fr", inside)
    assert b"<pdfuaid:part>1" in inside
    assert b"Le projet de Nadia" in inside
    assert pages_of(pdf) <= 2


def test_a_long_plan_goes_on(world: World) -> None:
    for number in range(8):
        goal = make_goal(world, f"Objectif {number}")
        for step in range(6):
            make_step(world, goal, f"Étape {step}")
    agreement = make_agreement(world, goal)
    assert pages_of(plan_pdf(world.dossier, agreement.content, agreement=agreement, today=TODAY)) > 2


def test_the_person_comes_first_and_by_name_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = said_to_typst(monkeypatch)
    agreement = make_agreement(world, make_plan(world))
    plan_pdf(world.dossier, agreement.content, agreement=agreement, today=TODAY)
    headings = [group["heading"] for group in seen[0]["goals"][0]["groups"]]
    assert headings == [
        "Ce que je fais",
        "Ce que nous faisons ensemble",
        "Ce que fait Referent Essai",
        "Ce que fait Valmont Habitat",
    ]


def test_nothing_protected_or_of_the_workers_alone_reaches_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = said_to_typst(monkeypatch)
    secrets = ("12 rue Cachée", "0611223344")
    for value in secrets:
        ContactPoint.objects.create(
            person=world.person, kind=ContactKind.ADDRESS, value=value, is_protected=True
        )
    drawn = SituationMap.objects.create(dossier=world.dossier, person=world.person)
    kinds = {ItemKind.DIFFICULTY: "Emprise du frère", ItemKind.NEED: "Peur de perdre ses enfants"}
    for kind, title in kinds.items():
        MapItem.objects.create(
            map=drawn,
            person=world.person,
            kind=kind,
            topic=Topic.SAFETY,
            title=title,
            note="Avis de l’équipe",
        )
    write_entry(
        actor=world.cast.actor("referent"),
        dossier=world.dossier,
        body="Je doute de tout",
        kind=EntryKind.OTHER,
        visibility=Visibility.AUTHOR,
        happened_at=NOW,
        now=NOW,
    )
    make_plan(world)
    client = client_of(world.cast.referent)
    client.get(reverse("support:plan_print", args=[world.dossier.pk]))
    printed = json.dumps(seen[0], ensure_ascii=False)
    for secret in (*secrets, *kinds.values(), "Avis de l’équipe", "Je doute de tout"):
        assert secret not in printed


def test_it_is_served_without_a_name_kept_by_no_cache_and_traced(world: World) -> None:
    agreement = make_agreement(world, make_plan(world))
    client = client_of(world.cast.colleague)
    answer = client.get(reverse("support:agreement_print", args=[world.dossier.pk, 1]))
    assert answer["Content-Disposition"] == 'inline; filename="projet-v1.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF-")
    trace = AccessEvent.objects.get(verb=Verb.EXPORT)
    assert (trace.object_id, trace.person_id) == (agreement.pk, world.person.pk)


def test_today_is_a_proposal_until_agreed_then_the_version(world: World) -> None:
    goal = make_plan(world)
    client = client_of(world.cast.referent)
    address = reverse("support:plan_print", args=[world.dossier.pk])
    assert "projet-proposition.pdf" in client.get(address)["Content-Disposition"]
    make_agreement(world, goal)
    assert "projet-v1.pdf" in client.get(address)["Content-Disposition"]
    make_step(world, goal, "En plus")
    assert "projet-proposition.pdf" in client.get(address)["Content-Disposition"]


ODD = st.one_of(
    st.text(st.sampled_from("#$\\*_`@<>[]{}/\"'~-=+«»: é\n"), min_size=1, max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)


class _Referents:
    def all(self) -> list[Any]:
        return []


class _Named:
    name, phone, address, first_name, referents = "CCAS", "", "", "Nadia", _Referents()


class _Dossier(_Named):
    person = organisation = _Named()


@settings(max_examples=60, deadline=None)
@given(ODD, ODD)
def test_any_words_compile_and_stay_words(title: str, aspiration: str) -> None:
    step = {
        "id": "s",
        "title": title,
        "doer": "partner",
        "worker": "",
        "who": title,
        "due_on": "",
        "done_on": "",
    }
    content = {
        "person": "Nadia",
        "organisation": title,
        "referent": title,
        "aspiration": aspiration,
        "strengths": [title, aspiration],
        "goals": [{"id": "g", "title": title, "success_sign": aspiration, "reached_on": "", "steps": [step]}],
    }
    pdf = plan_pdf(_Dossier(), content, next_review_on=date(2027, 1, 4), today=TODAY)  # type: ignore[arg-type]
    assert pdf.startswith(b"%PDF-")


MARKUP = [
    '#eval("1")',
    "$x^2$",
    "\\*pas gras\\*",
    "@ref <label>",
    "[a](b)",
    "// pas un commentaire",
    "#set page()",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_it_was_typed(text: str) -> None:
    assert printable(text) == french(text)


def test_writings_without_a_font_become_a_sign() -> None:
    assert printable("Мария عربي") == "Мария عربي"
    assert printable("\U0001f9ff\u0001") in ("□□", "\U0001f9ff□")
