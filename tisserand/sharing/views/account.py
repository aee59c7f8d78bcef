"""The essential account, for those who keep it: read, written block by block, read over together, printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.audit.choices import Verb
from tisserand.audit.services import record, record_read
from tisserand.common.clock import now
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.people.queries import people_visible_to
from tisserand.sharing.account_history import removed_blocks
from tisserand.sharing.account_page import ShownBlock, account_of, topics_left
from tisserand.sharing.choices import ProposalState, Topic
from tisserand.sharing.forms.account import BlockForm, NewBlockForm
from tisserand.sharing.models import AccountBlock
from tisserand.sharing.policies import may_share_of
from tisserand.sharing.queries import blocks_visible_to, proposals_kept
from tisserand.sharing.services.account import (
    PART,
    UNDO_FOR,
    edit_block,
    read_over_account,
    remove_block,
    restore_block,
    undo_reading_over,
    write_block,
)
from tisserand.sharing.views.loading import load_kept
from tisserand.ui.answering import answer_form
from tisserand.ui.templatetags.words import plural

TAB = "sharing.consent_list"
BRIEFLY = 6  # blocks on the first page of a person


def account_address(person_id: UUID, anchor: str = "") -> str:
    """The page of the account, at one block."""
    return reverse("sharing:account_detail", args=[person_id]) + (f"#{anchor}" if anchor else "")


def _frame(request: HttpRequest, person: Person) -> dict[str, Any]:
    return person_page(request.actor, person, active=TAB)


def _load_block(request: HttpRequest, person_id: UUID, block_id: UUID) -> tuple[Person, AccountBlock]:
    person = load_kept(request.actor, person_id)
    rows = blocks_visible_to(request.actor).filter(person=person)
    return person, get_object_or_404(rows, pk=block_id)


@require_GET
def account_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Every block, who may read it, when it was read over; what partners propose; what was taken off lately."""
    actor = request.actor
    person = load_kept(actor, person_id)
    record_read(actor=actor, person_id=person.pk, part=PART)
    context = account_of(actor, person)
    left = topics_left(context["account"])
    removed = removed_blocks(actor, person, since=now() - UNDO_FOR)
    context |= {
        "lines": [(shown, _form_of(shown.block)) for shown in context["account"]],
        "new": NewBlockForm(instance=_blank(person, actor.organisation_id), left=left) if left else None,
        "answered": proposals_kept(actor).filter(person=person).exclude(state=ProposalState.PROPOSED)[:20],
        "removed": removed,
        "just_removed": next((one for one in removed if str(one.pk) == request.GET.get("retire")), None),
    }
    return render(request, "sharing/account_detail.html", _frame(request, person) | context)


def _form_of(block: AccountBlock, data: Any = None) -> BlockForm:
    # Several on one page: each field keeps an address of its own.
    return BlockForm(data, instance=block, auto_id=f"{block.topic}_%s")


def _blank(person: Person, organisation_id: UUID | None) -> AccountBlock:
    # Revision 0: if someone writes the same topic meanwhile, this is the stale version.
    return AccountBlock(person=person, organisation_id=organisation_id, revision=0)


@require_http_methods(["GET", "POST"])
@once
def account_block_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write about one more topic; if someone has just done so, both versions are shown."""
    actor = request.actor
    person = load_kept(actor, person_id)
    told = {block.topic: block for block in blocks_visible_to(actor).filter(person=person)}
    chosen = request.POST.get("topic", "")
    block = told.get(chosen) or _blank(person, actor.organisation_id)
    left = {topic.value for topic in Topic} - told.keys() | {chosen}
    form = NewBlockForm(request.POST or None, instance=block, left=left)

    def save() -> None:
        said = {"actor": actor, "block": block, "read_over": form.cleaned_data["read_over"], "now": now()}
        if block._state.adding:
            write_block(**said)
        else:
            edit_block(**said, expected=form.expected_revision)

    return answer_form(
        request,
        form,
        save,
        template="sharing/account_block_form.html",
        context=lambda: _frame(request, person) | {"title": "Écrire l’essentiel d’un thème", "creates": True},
        then=lambda: account_address(person.pk, f"theme-{block.topic}"),
        said="C’est écrit.",
    )


@require_http_methods(["GET", "POST"])
def account_block_edit(request: HttpRequest, person_id: UUID, block_id: UUID) -> HttpResponse:
    """Rewrite one block."""
    person, block = _load_block(request, person_id, block_id)
    form = _form_of(block, request.POST or None)
    return answer_form(
        request,
        form,
        lambda: edit_block(
            actor=request.actor,
            block=block,
            read_over=form.cleaned_data["read_over"],
            expected=form.expected_revision,
            now=now(),
        ),
        template="sharing/account_block_form.html",
        context=lambda: _frame(request, person) | {"title": block.get_topic_display().capitalize()},
        then=account_address(person.pk, f"theme-{block.topic}"),
        said="C’est écrit.",
    )


@require_POST
def account_read_over(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Read over together today: all of it, or one block; or not after all."""
    person = load_kept(request.actor, person_id)
    only = _blocks_named(request)
    change = undo_reading_over if "undo" in request.POST else read_over_account
    count = change(actor=request.actor, person=person, only=only, now=now())
    if change is read_over_account and count:
        messages.success(request, f"{plural(count, 'thème relu,thèmes relus')} ensemble aujourd’hui.")
    anchor = request.POST.get("topic", "") if only else ""
    return redirect(account_address(person.pk, f"theme-{anchor}" if anchor in Topic.values else ""))


def _blocks_named(request: HttpRequest) -> list[UUID] | None:
    """The block that was pressed, or all."""
    said = request.POST.get("block")
    if not said:
        return None
    try:
        return [UUID(said)]
    except ValueError:
        return []


@require_http_methods(["GET", "POST"])
def account_block_remove(request: HttpRequest, person_id: UUID, block_id: UUID) -> HttpResponse:
    """Take a block off; the next page puts it back in one press."""
    person, block = _load_block(request, person_id, block_id)
    if request.method == "POST":
        remove_block(actor=request.actor, block=block, now=now())
        return redirect(f"{account_address(person.pk)}?retire={block_id}")
    return render(request, "sharing/account_block_remove.html", _frame(request, person) | {"block": block})


@require_POST
def account_block_restore(request: HttpRequest, person_id: UUID, block_id: UUID) -> HttpResponse:
    """Put it back."""
    person = load_kept(request.actor, person_id)
    try:
        block = restore_block(actor=request.actor, person=person, block_id=block_id, now=now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(account_address(person.pk))
    messages.success(request, "C’est remis.")
    return redirect(account_address(person.pk, f"theme-{block.topic}"))


@require_GET
@limited("print", rate="60/h")
def account_print(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The whole account on paper, for the person: what is written, who may read each part."""
    actor = request.actor
    person = load_kept(actor, person_id)
    record(actor=actor, verb=Verb.EXPORT, part=PART, person_id=person.pk)
    context = account_of(actor, person) | {"person": person, "now": now()}
    return render(request, "sharing/account_print.html", context)


@require_GET
def account_panel(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """On the first page of a person: what a new colleague reads first. Nothing for those who do not accompany them."""
    actor = request.actor
    person = get_object_or_404(people_visible_to(actor), pk=person_id)
    if not may_share_of(actor, person):
        return HttpResponse()
    context: dict[str, Any] = account_of(actor, person)
    blocks: list[ShownBlock] = context["account"]
    record_read(actor=actor, person_id=person.pk, part=PART)
    context |= {"person": person, "account": blocks[:BRIEFLY], "more": len(blocks) - BRIEFLY}
    return render(request, "sharing/_account_panel.html", context)
