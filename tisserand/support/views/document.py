"""Documents of a dossier: the list, one document, handing in, describing, replacing, removing, putting back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

import structlog
from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.support.choices import DocumentTag
from tisserand.support.files import antivirus
from tisserand.support.files.inspection import Inspected, inspect_file
from tisserand.support.files.refusals import RefusedFile
from tisserand.support.forms.document import (
    DocumentAddForm,
    DocumentFilterForm,
    DocumentForm,
    DocumentReplaceForm,
)
from tisserand.support.models import Document, Dossier, Entry
from tisserand.support.policies import DOCUMENT
from tisserand.support.queries import entries_visible_to
from tisserand.support.queries.documents import (
    SOON,
    documents_of,
    documents_visible_to,
    filtered,
    removed_documents,
)
from tisserand.support.services.documents import (
    UNDO_FOR,
    ReplacedMeanwhile,
    add_document,
    edit_document,
    remove_document,
    replace_document,
    restore_document,
)
from tisserand.support.services.dossiers import check_open
from tisserand.support.tasks import prepare_document
from tisserand.support.views.answering import dossier_page, load_dossier, note_reading
from tisserand.ui.answering import answer_form
from tisserand.ui.outage import FULL, cause_of
from tisserand.ui.templatetags.words import plural

log = structlog.get_logger(__name__)
PER_PAGE = 25
ACTIVE = "support.document"
REFUSED = "documents_refused"
NOT_KEPT = "Ce fichier n’a pas pu être gardé : réessayez dans un moment."
NO_ROOM = f"{FULL} Ce fichier n’est pas gardé : prévenez qui administre Tisserand, puis redéposez-le."


def _load(
    request: HttpRequest, dossier_id: UUID, document_id: UUID, action: Action = Action.READ
) -> Document:
    rows = documents_visible_to(request.actor).select_related("dossier__person", "added_by", "entry")
    document = get_object_or_404(rows, pk=document_id, dossier_id=dossier_id)
    DOCUMENT.check(request.actor, action, document)
    return document


def _list(dossier_id: UUID) -> str:
    return reverse("support:document_list", args=[dossier_id])


def _page(request: HttpRequest, dossier: Dossier, **more: Any) -> dict[str, Any]:
    return dossier_page(request, dossier, active=ACTIVE) | {"soon": clock.today() + SOON} | more


@get_or_post
def document_list(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """What the dossier holds, latest first."""
    dossier = load_dossier(request, dossier_id)
    if request.method == "POST":
        return seal_search(request, "q", form=DocumentFilterForm(request.POST))
    note_reading(request, dossier, "support.document_list")
    form = DocumentFilterForm(opened_search(request, "q"))
    asked = form.asked
    rows = documents_of(request.actor, dossier)
    page = Paginator(filtered(rows, asked, clock.today()), PER_PAGE).get_page(request.GET.get("page"))
    context = _page(
        request,
        dossier,
        page=page,
        filters=form,
        asked=asked,
        total=rows.count() if asked else page.paginator.count,
        tags=dict(DocumentTag.choices),
        refused=request.session.pop(REFUSED, None),
    )
    if context["may"]["edit"]:
        context["removed"] = list(removed_documents(request.actor, dossier, clock.now() - UNDO_FOR))
        context["just_removed"] = _just_removed(request, context["removed"])
    return render(request, "support/document_list.html", context)


def _just_removed(request: HttpRequest, removed: list[Document]) -> Document | None:
    asked = request.GET.get("retire", "")
    return next((document for document in removed if str(document.pk) == asked), None)


@require_GET
def document_detail(request: HttpRequest, dossier_id: UUID, document_id: UUID) -> HttpResponse:
    """One document: its pages as pictures, what is said of it, its versions."""
    document = _load(request, dossier_id, document_id)
    dossier = load_dossier(request, dossier_id)
    note_reading(request, dossier, "support.document")
    versions = list(document.versions.select_related("added_by"))
    current = next((version for version in versions if version.is_kept), None)
    context = _page(
        request,
        dossier,
        document=document,
        versions=versions,
        current=current,
        is_preparing=current is not None and (not current.is_open or current.drawn is None),
        entry=_visible_entry(request, document.entry_id),
        tags=dict(DocumentTag.choices),
    )
    return render(request, "support/document_detail.html", context)


def _visible_entry(request: HttpRequest, entry_id: UUID | None) -> Entry | None:
    """The note it goes with, if one may read it."""
    return entries_visible_to(request.actor).filter(pk=entry_id).first() if entry_id else None


@require_http_methods(["GET", "POST"])
@once
@limited("document_add", rate="120/h")
def document_add(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Hand documents in: each file is judged on its own, one refused does not lose the others."""
    dossier = load_dossier(request, dossier_id, Action.EDIT)
    check_open(request.actor, dossier)
    form = DocumentAddForm(request.POST or None, request.FILES or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        kept, refused = _hand_in(request, dossier, form)
        if kept:
            _tell(request, kept, refused)
            return redirect(kept[0] if len(kept) == 1 and not refused else _list(dossier.pk))
        for name, why in refused:
            form.add_error("papers", f"« {name} » : {why}")
    context = _page(request, dossier, form=form, has_antivirus=antivirus.is_configured())
    return render(request, "support/document_add.html", context, status=_status(form))


def _initial(request: HttpRequest) -> dict[str, Any]:
    try:
        return {"note": UUID(request.GET.get("note", ""))}
    except ValueError:
        return {}


def _hand_in(
    request: HttpRequest, dossier: Dossier, form: DocumentAddForm
) -> tuple[list[str], list[tuple[str, str]]]:
    """The addresses of those taken; of those refused, the name and why."""
    kept, refused = [], []
    entry = _visible_entry(request, form.entry_id)
    if entry is not None and entry.dossier_id != dossier.pk:
        entry = None
    for number, upload in enumerate(form.chosen, start=1):
        try:
            version = add_document(
                actor=request.actor,
                dossier=dossier,
                file_name=upload.name or "",
                inspected=_inspect(upload),
                about=form.about(number),
                entry=entry,
                now=clock.now(),
            )
        except RefusedFile as refusal:
            refused.append((upload.name or "fichier", str(refusal)))
        except OSError as error:
            refused.append((upload.name or "fichier", _why_not_kept(error)))
        else:
            prepare_document.defer(version_id=str(version.pk))
            kept.append(reverse("support:document_detail", args=[dossier.pk, version.document_id]))
    return kept, refused


def _why_not_kept(error: OSError) -> str:
    log.error("document_not_kept", error=type(error).__name__)
    return NO_ROOM if cause_of(error) == FULL else NOT_KEPT


def _status(form: forms.Form) -> int:
    """Whose fault it is: the file’s, the disk’s, or nobody’s."""
    said = " ".join(str(words) for errors in form.errors.values() for words in errors)
    if not said:
        return HTTPStatus.OK
    return HTTPStatus.INSUFFICIENT_STORAGE if NO_ROOM in said else HTTPStatus.UNPROCESSABLE_ENTITY


def _inspect(upload: UploadedFile) -> Inspected:
    return inspect_file(upload.name or "", upload.file, upload.size or 0)  # type: ignore[arg-type]


def _tell(request: HttpRequest, kept: list[str], refused: list[tuple[str, str]]) -> None:
    words = plural(len(kept), "document est déposé,documents sont déposés")
    messages.success(request, f"{words}.")
    if refused:
        # Told on the page the answer leads to, rather than in a message that would cover it.
        request.session[REFUSED] = refused


@require_http_methods(["GET", "POST"])
def document_edit(request: HttpRequest, dossier_id: UUID, document_id: UUID) -> HttpResponse:
    """Say better what it is, until when it holds, who reads it."""
    document = _load(request, dossier_id, document_id, Action.EDIT)
    form = DocumentForm(request.POST or None, instance=document)

    def save() -> None:
        edit_document(
            actor=request.actor,
            document=document,
            expected=form.expected_revision,
            now=clock.now(),
            **form.said(),
        )

    dossier = document.dossier
    return answer_form(
        request,
        form,
        save,
        template="support/document_edit.html",
        context=lambda: _page(request, dossier, document=document),
        then=reverse("support:document_detail", args=[dossier_id, document_id]),
        said="Le document est modifié.",
    )


@require_http_methods(["GET", "POST"])
@once
@limited("document_add", rate="120/h")
def document_replace(request: HttpRequest, dossier_id: UUID, document_id: UUID) -> HttpResponse:
    """Put a newer version in its place; the former stays."""
    document = _load(request, dossier_id, document_id, Action.EDIT)
    initial = {"version": document.version}
    form = DocumentReplaceForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _replace(request, document, form):
        messages.success(request, "La nouvelle version est déposée ; la précédente est gardée.")
        return redirect("support:document_detail", dossier_id, document_id)
    context = _page(request, document.dossier, document=document, form=form)
    return render(request, "support/document_replace.html", context, status=_status(form))


def _replace(request: HttpRequest, document: Document, form: forms.Form) -> bool:
    upload = form.chosen[0]  # type: ignore[attr-defined]
    try:
        version = replace_document(
            actor=request.actor,
            document=document,
            file_name=upload.name,
            inspected=_inspect(upload),
            expires_on=form.cleaned_data["expires_on"],
            expected_version=form.cleaned_data["version"],
            now=clock.now(),
        )
    except RefusedFile as refusal:
        form.add_error("file", str(refusal))
    except ReplacedMeanwhile:
        form.add_error(
            None,
            "Quelqu’un d’autre vient de déposer une nouvelle version : regardez-la avant de la remplacer à votre tour.",
        )
    except OSError as error:
        form.add_error("file", _why_not_kept(error))
    else:
        prepare_document.defer(version_id=str(version.pk))
        return True
    return False


@require_POST
def document_remove(request: HttpRequest, dossier_id: UUID, document_id: UUID) -> HttpResponse:
    """Take it off the dossier; it can be put back."""
    document = _load(request, dossier_id, document_id, Action.EDIT)
    remove_document(actor=request.actor, document=document, now=clock.now())
    return redirect(f"{_list(dossier_id)}?retire={document.pk}")


@require_POST
def document_restore(request: HttpRequest, dossier_id: UUID, document_id: UUID) -> HttpResponse:
    """Put it back."""
    rows = removed_documents(
        request.actor, load_dossier(request, dossier_id, Action.EDIT), clock.now() - UNDO_FOR
    )
    document = get_object_or_404(rows.select_related("dossier"), pk=document_id)
    restore_document(actor=request.actor, document=document, now=clock.now())
    messages.success(request, f"« {document.title} » est de nouveau dans le dossier.")
    return redirect(_list(dossier_id))
