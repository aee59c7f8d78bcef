"""Documents of a dossier: handed in file by file, described, replaced, removed and put back; who reads what."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import World, client_of
from tests.papers import hand_in, odt, pdf, picture, written_pdf
from tests.searching import searched
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now, today
from tisserand.common.personal_data import export_person
from tisserand.common.rows import StaleRevision
from tisserand.support.choices import ClosingReason, DocumentTag, DocumentVisibility, Visibility
from tisserand.support.files import refusals, shelf
from tisserand.support.files.inspection import inspect_file
from tisserand.support.history import events_of, told
from tisserand.support.models import Document, DocumentVersion, Dossier, Entry
from tisserand.support.queries.documents import documents_due, documents_visible_to
from tisserand.support.services import documents as services
from tisserand.support.services.documents import About
from tisserand.support.today import day_of

pytestmark = pytest.mark.django_db
SAID = {"title": "", "visibility": "team", "lead_days": "60", "expires_on": ""}


def address(name: str, world: World, *more: object) -> str:
    return reverse(f"support:{name}", args=[world.dossier.pk, *more])


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def post(world: World, *files: SimpleUploadedFile, who: str = "referent", **said: object):
    client = client_of(getattr(world.cast, who))
    data = SAID | said | {"papers": list(files)}
    return client.post(address("document_add", world), data, follow=True)


def edit(world: World, who: str, document: Document, **changes: object) -> Document:
    document = Document.objects.select_related("dossier").get(pk=document.pk)
    names = ("title", "tags", "visibility", "expires_on", "lead_days")
    said = {name: getattr(document, name) for name in names} | {"expected": document.revision} | changes
    return services.edit_document(actor=world.cast.actor(who), document=document, now=now(), **said)


# --- handing in


def test_one_bad_file_among_five_does_not_lose_the_others(world: World) -> None:
    page = post(
        world,
        sent("carte.jpg", picture()),
        sent("avis.pdf", pdf(2)),
        sent("virus.exe", b"MZ" + b"\0" * 200),
        sent("lettre.odt", odt()),
        sent("notes.txt", b"Bonjour"),
    )
    assert page.redirect_chain[-1][0] == address("document_list", world)
    assert set(Document.objects.values_list("title", flat=True)) == {"carte", "avis", "lettre", "notes"}
    said = page.content.decode()
    assert "4\u00a0documents sont déposés." in said
    assert "virus.exe" in said
    assert refusals.PROGRAM in said
    # Said once.
    assert "virus.exe" not in page.client.get(address("document_list", world)).content.decode()


def test_when_nothing_is_taken_the_form_says_why_and_keeps_what_was_said(world: World) -> None:
    page = post(world, sent("vide.pdf", b""), title="Bail", tags=["housing"])
    assert page.status_code == 422
    said = page.content.decode()
    assert refusals.EMPTY in said
    assert 'value="Bail"' in said
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("count", "words"), [(0, "Choisissez au moins un fichier"), (11, "11 fichiers, c’est trop à la fois")]
)
def test_not_without_a_file_nor_too_many(world: World, count: int, words: str) -> None:
    page = post(world, *(sent(f"{n}.txt", b"a") for n in range(count)))
    assert page.status_code == 422
    assert words in page.content.decode()


def test_the_camera_and_the_picker_go_together(world: World) -> None:
    data = SAID | {"title": "Bail", "papers": [sent("a.pdf", pdf())], "photo": sent("b.jpg", picture())}
    client_of(world.cast.referent).post(address("document_add", world), data)
    assert set(Document.objects.values_list("title", flat=True)) == {"Bail (1)", "Bail (2)"}


def test_a_double_click_hands_in_once(world: World) -> None:
    client = client_of(world.cast.referent)
    key = str(UUID(int=7))
    for _ in range(2):
        data = SAID | {"_once": key, "papers": [sent("a.pdf", pdf())]}
        answer = client.post(address("document_add", world), data)
        assert answer.status_code == 302
    assert Document.objects.count() == 1


def test_what_is_said_is_kept_and_traced_and_prepared(world: World) -> None:
    post(world, sent("../avis\u202e.pdf", pdf(2)), tags=["income", "rights"], expires_on="2027-03-01")
    document = Document.objects.get()
    version = document.current
    assert (document.tags, str(document.expires_on)) == (["income", "rights"], "2027-03-01")
    assert document.added_by == world.cast.referent
    assert (version.file_name, version.pages, version.drawn) == ("avis.pdf", 2, None)
    assert world.person.last_name not in version.key
    assert "avis" not in version.key
    assert AccessEvent.objects.filter(object_id=document.pk, verb=Verb.CREATE).count() == 1
    assert ProcrastinateJob.objects.filter(
        task_name="support.prepare_document", args={"version_id": str(version.pk)}
    ).exists()


def test_a_file_that_cannot_be_kept_leaves_no_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(content: object) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(shelf, "keep", full)
    page = post(world, sent("a.pdf", pdf()))
    assert "n’a pas pu être gardé" in page.content.decode()
    assert not Document.objects.exists()


def test_the_file_is_safe_before_the_row_speaks_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def keep(content: io.BytesIO) -> str:
        seen.append(Document.objects.exists())
        return "documents/aa/aa"

    monkeypatch.setattr(shelf, "keep", keep)
    hand_in(world, "referent", pdf(), name="a.pdf")
    assert seen == [False]


def test_nothing_is_handed_in_to_a_closed_dossier(world: World) -> None:
    version = hand_in(world, "referent", picture())
    Dossier.objects.filter(pk=world.dossier.pk).update(
        closed_on=today(), closing_reason=ClosingReason.AUTONOMY, phase="closed"
    )
    client = client_of(world.cast.referent)
    for name in ("document_edit", "document_replace"):
        assert client.get(address(name, world, version.document_id)).status_code == 403
    assert client.get(address("document_add", world)).status_code == 403
    page = client.get(address("document_detail", world, version.document_id)).content.decode()
    assert "Télécharger" in page
    assert "Remplacer" not in page
    world.dossier.refresh_from_db()
    with pytest.raises(PermissionDenied):
        hand_in(world, "referent", picture())


# --- handed out


def test_a_file_is_given_back_as_a_harmless_download(world: World) -> None:
    version = hand_in(world, "referent", pdf(), name="Avis d’imposition é.pdf")
    answer = client_of(world.cast.colleague).get(address("document_file", world, version.document_id, 1))
    assert b"".join(answer.streaming_content) == shelf.read(version.key).read()
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''Avis%20d%E2%80%99imposition%20%C3%A9.pdf"
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.streaming
    event = AccessEvent.objects.get(object_id=version.document_id, verb=Verb.EXPORT)
    assert event.actor_id == world.cast.colleague.pk
    assert event.right == "même équipe"


def test_what_is_missing_or_out_of_bounds_is_a_404(world: World) -> None:
    version = hand_in(world, "referent", pdf(), name="a.pdf")
    client = client_of(world.cast.referent)
    detail = version.document_id
    for args in ((detail, 2), (detail, 10**30)):
        assert client.get(address("document_file", world, *args)).status_code == 404
    for page in (0, 1, 10**30):
        assert client.get(address("document_page", world, detail, 1, page)).status_code == 404
    shelf.erase(version.key)
    assert client.get(address("document_file", world, detail, 1)).status_code == 404
    other = reverse("support:document_file", args=[world.restricted.pk, detail, 1])
    assert client.get(other).status_code == 404


def test_a_pdf_that_acts_has_no_preview_and_says_so(world: World) -> None:
    acting = written_pdf("/OpenAction << /S /JavaScript /JS (1) >>")
    version = hand_in(world, "referent", acting, name="a.pdf")
    assert (version.caution, version.drawn) == ("active", 0)
    page = client_of(world.cast.referent).get(address("document_detail", world, version.document_id))
    assert "contient du code" in page.content.decode()


# --- who reads


def confidential(world: World, who: str) -> Document:
    about = About(title="Certificat", visibility=DocumentVisibility.CONFIDENTIAL)
    return hand_in(world, who, picture(), about=about).document


def test_confidential_is_for_its_author_the_referent_and_the_direction(world: World) -> None:
    document = confidential(world, "colleague")
    readers = {
        name
        for name, actor in world.cast.actors().items()
        if documents_visible_to(actor).filter(pk=document.pk)
    }
    assert readers == {"colleague", "referent", "head"}
    page = client_of(world.cast.coordinator).get(address("document_list", world)).content.decode()
    assert "Certificat" not in page


def test_the_history_keeps_what_is_confidential_to_those_who_read_it(world: World) -> None:
    document = confidential(world, "colleague")
    open_one = hand_in(world, "colleague", picture(), about=About(title="Bail")).document

    def said(who: str) -> str:
        actor = world.cast.actor(who)
        lines = told(actor, events_of(actor, world.dossier))
        return " ".join(line.what for line in lines)

    for who in ("colleague", "referent", "head"):
        assert "a déposé le document « Certificat »" in said(who)
    assert "Certificat" not in said("coordinator")
    assert "Bail" in said("coordinator")
    # Once open to the team, what it was then stays between those who could read it.
    edit(world, "referent", document, visibility=DocumentVisibility.TEAM, title="Attestation")
    assert "a modifié le document « Attestation »" in said("coordinator")
    assert "a déposé le document « Certificat »" not in said("coordinator")
    edit(world, "referent", open_one, visibility=DocumentVisibility.CONFIDENTIAL)
    assert "Bail" not in said("coordinator")


def test_nobody_shuts_themself_out(world: World) -> None:
    document = hand_in(world, "referent", picture()).document
    with pytest.raises(ValidationError, match="Vous ne pourriez plus le lire"):
        edit(world, "coordinator", document, visibility=DocumentVisibility.CONFIDENTIAL)
    assert edit(world, "head", document, visibility=DocumentVisibility.CONFIDENTIAL)


def test_a_note_for_its_author_alone_is_not_betrayed_by_its_document(world: World) -> None:
    note = Entry.objects.create(
        dossier=world.dossier,
        person=world.person,
        author=world.cast.colleague,
        visibility=Visibility.AUTHOR,
        body="Pour moi.",
        happened_at=now(),
    )
    upload = f"{address('document_add', world)}?note={note.pk}"
    assert str(note.pk) in client_of(world.cast.colleague).get(upload).content.decode()
    post(world, sent("a.txt", b"a"), who="colleague", note=str(note.pk))
    document = Document.objects.get()
    assert document.entry == note
    detail = address("document_detail", world, document.pk)
    assert str(note.pk) in client_of(world.cast.colleague).get(detail).content.decode()
    assert str(note.pk) not in client_of(world.cast.referent).get(detail).content.decode()
    # Named by someone who may not read it, the note is not tied.
    post(world, sent("b.txt", b"b"), who="referent", note=str(note.pk))
    assert Document.objects.get(title="b").entry is None


def test_a_note_shows_its_documents_to_those_who_read_them(world: World) -> None:
    note = Entry.objects.create(
        dossier=world.dossier,
        person=world.person,
        author=world.cast.colleague,
        body="Elle apporte deux papiers.",
        happened_at=now(),
    )
    for title, visibility in (("Bail signé", "team"), ("Bilan de santé", "confidential")):
        post(
            world, sent("a.txt", b"a"), who="colleague", note=str(note.pk), title=title, visibility=visibility
        )

    def said(who: str) -> str:
        return client_of(getattr(world.cast, who)).get(address("journal_detail", world)).content.decode()

    assert "Bilan de santé" in said("referent")
    assert "Bail signé" in said("coordinator")
    assert "Bilan de santé" not in said("coordinator")


# --- described, replaced


def test_two_people_describing_the_same_document_see_both_versions(world: World) -> None:
    document = hand_in(world, "referent", picture()).document
    edit(world, "colleague", document, title="Récépissé")
    with pytest.raises(StaleRevision):
        edit(world, "referent", document, title="Carte", expected=1)
    data = SAID | {"title": "Carte", "revision": "1", "tags": ["identity"]}
    answer = client_of(world.cast.referent).post(address("document_edit", world, document.pk), data)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Récépissé" in said
    assert "Carte" in said


def replace(world: World, who: str, document: Document, expected: int = 1, **said: object) -> DocumentVersion:
    content = pdf(2)
    return services.replace_document(
        actor=world.cast.actor(who),
        document=Document.objects.select_related("dossier").get(pk=document.pk),
        file_name="nouveau.pdf",
        inspected=inspect_file("nouveau.pdf", io.BytesIO(content), len(content)),
        expires_on=None,
        expected_version=expected,
        now=now(),
        **said,
    )


def test_the_former_version_stays(world: World) -> None:
    first = hand_in(world, "referent", picture())
    replace(world, "colleague", first.document)
    document = Document.objects.get()
    assert (document.current.number, document.version) == (2, 2)
    client = client_of(world.cast.referent)
    assert client.get(address("document_file", world, document.pk, 1)).status_code == 200
    assert "Version 1" in client.get(address("document_detail", world, document.pk)).content.decode()
    actor = world.cast.actor("referent")
    changes = [change for line in told(actor, events_of(actor, world.dossier)) for change in line.changes]
    assert ("version", "1", "2") in changes


def test_of_two_replacements_at_once_the_second_looks_first(world: World) -> None:
    first = hand_in(world, "referent", picture())
    replace(world, "colleague", first.document)
    with pytest.raises(services.ReplacedMeanwhile):
        replace(world, "referent", first.document)
    data = {"version": "1", "expires_on": "", "file": sent("a.pdf", pdf())}
    page = client_of(world.cast.referent).post(address("document_replace", world, first.document_id), data)
    assert page.status_code == 422
    assert "vient de déposer une nouvelle version" in page.content.decode()
    assert DocumentVersion.objects.count() == 2


def test_replacing_from_the_page_gives_the_new_end(world: World) -> None:
    first = hand_in(world, "referent", picture(), about=About(title="Titre", expires_on=today()))
    data = {"version": "1", "expires_on": "2028-01-31", "file": sent("a.pdf", pdf())}
    page = client_of(world.cast.referent).post(
        address("document_replace", world, first.document_id), data, follow=True
    )
    assert "la précédente est gardée" in page.content.decode()
    assert str(Document.objects.get().expires_on) == "2028-01-31"


# --- removed


def test_removed_it_can_be_put_back(world: World) -> None:
    document = hand_in(world, "referent", picture()).document
    client = client_of(world.cast.colleague)
    page = client.post(address("document_remove", world, document.pk), follow=True).content.decode()
    assert "n’est plus dans le dossier" in page
    assert "Remettre" in page
    assert client.get(address("document_file", world, document.pk, 1)).status_code == 404
    assert client.get(address("document_detail", world, document.pk)).status_code == 404
    page = client.post(address("document_restore", world, document.pk), follow=True).content.decode()
    assert "est de nouveau dans le dossier" in page
    assert client.get(address("document_file", world, document.pk, 1)).status_code == 200
    verbs = AccessEvent.objects.filter(object_id=document.pk).values_list("verb", flat=True)
    assert {Verb.CREATE, Verb.DELETE, Verb.CHANGE} <= set(verbs)


# --- what ends


def test_an_end_comes_back_in_time_to_those_it_is_for(world: World) -> None:
    about = About(title="Récépissé", expires_on=today() + timedelta(days=50), lead_days=60)
    document = hand_in(world, "colleague", picture(), about=about).document

    def due(who: str) -> list[Document]:
        return list(documents_due(world.cast.actor(who), today()))

    assert due("referent") == due("colleague") == [document]
    assert due("head") == due("neighbour") == due("partner") == []
    line = next(line for line in day_of(world.cast.actor("referent"), now=now()).lines if line.dossier_id)
    assert any("« Récépissé » finit dans" in reason for reason in line.reasons)
    edit(world, "referent", document, lead_days=30)
    assert due("referent") == []
    edit(world, "referent", document, lead_days=None, expires_on=today())
    assert due("referent") == []
    edit(world, "referent", document, lead_days=30, expires_on=today() - timedelta(days=1))
    assert due("referent") == [document]
    replace(world, "referent", document)
    assert due("referent") == []


def test_a_confidential_end_is_not_told_to_whoever_may_not_read_it(world: World) -> None:
    about = About(title="Suivi", visibility=DocumentVisibility.CONFIDENTIAL, expires_on=today())
    hand_in(world, "head", picture(), about=about)
    assert len(documents_due(world.cast.actor("referent"), today())) == 1
    world.dossier.referents.update(user=world.cast.colleague)
    assert len(documents_due(world.cast.actor("referent"), today())) == 0


# --- the list


def test_the_list_is_filtered_and_says_what_it_hides(world: World) -> None:
    day = today()
    for title, tags, end in (
        ("Bail", [DocumentTag.HOUSING], None),
        ("Titre de séjour", [DocumentTag.RESIDENCE], day + timedelta(days=20)),
        ("Attestation CAF", [DocumentTag.RIGHTS, DocumentTag.HOUSING], day - timedelta(days=2)),
    ):
        hand_in(world, "referent", b"a", name="a.txt", about=About(title=title, tags=tags, expires_on=end))
    client = client_of(world.cast.referent)

    def shown(query: str) -> set[str]:
        page = client.get(address("document_list", world) + query)
        return {document.title for document in page.context["page"]}

    assert shown("?tag=housing") == {"Bail", "Attestation CAF"}
    assert shown("?end=over") == {"Attestation CAF"}
    assert shown("?end=soon") == {"Titre de séjour"}
    assert shown("?end=dated&tag=residence") == {"Titre de séjour"}
    assert shown(searched(client, address("document_list", world), q="bail").partition("/documents/")[2]) == {
        "Bail"
    }
    assert len(shown("?tag=nimporte&end=quoi")) == 3
    page = client.get(address("document_list", world) + "?tag=housing").content.decode()
    assert "<strong>2</strong> sur 3\u00a0documents" in page


@pytest.mark.parametrize("name", ["document_list", "document_detail", "journal_detail"])
def test_ten_more_documents_ask_no_more_queries(world: World, name: str) -> None:
    first = hand_in(world, "referent", picture())
    args = [first.document_id] if name == "document_detail" else []
    client = client_of(world.cast.referent)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address(name, world, *args)).status_code == 200
        return len(caught)

    queries()
    before = queries()
    for _ in range(10):
        replace(world, "colleague", hand_in(world, "colleague", picture()).document)
    assert queries() == before
    assert before <= 20


def test_a_long_list_comes_by_pages(world: World) -> None:
    for number in range(26):
        hand_in(world, "referent", b"a", name=f"{number}.txt", about=About())
    page = client_of(world.cast.referent).get(address("document_list", world))
    assert len(page.context["page"]) == 25
    assert "26\u00a0documents" in page.content.decode()


def test_the_person_is_told_of_every_file_kept(world: World) -> None:
    confidential(world, "colleague")
    (document,) = dict(export_person(world.person.pk))["Documents"]
    assert document["ce que c’est"] == "Certificat"
    assert document["structure"] == world.ccas.name
