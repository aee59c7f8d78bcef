"""Every form of every page, sent twice: by a finger that shakes, by a browser that reloads, by two people at once."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tests.doors import Door
from tests.faults.forms import Form, forms_of
from tests.test_doors import DOORS
from tisserand.accounts.models import User
from tisserand.common.rows import Row

pytestmark = pytest.mark.usefixtures("standing")
# In the frame of every page: nothing is made there.
FRAME = {reverse(name) for name in ("account_logout", "ui:theme", "accounts:unlock")}
# On every page as well; the one of its own page stands for all.
SEARCH = reverse("people:person_search")
# The cast has no secret to compare a code with; the gallery shows forms that lead nowhere.
SPARED = {"mfa_reauthenticate", "ui:gallery"}
# What a sending may leave behind without being a thing of its own.
# A new sharing code ends the one before: one alone holds, that of the page one has before one's eyes.
TRACES = {"accounts_submission", "accounts_draft", "accounts_job", "sharing_sharingcode"}
TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if issubclass(model, Row) and model._meta.db_table not in TRACES
)
COUNT = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
# Each of these must have been filled in well enough to make something.
CREATING = {
    "accounts:invitation_send",
    "accounts:team_create",
    "people:contact_create",
    "people:person_create",
    "support:agreement_create",
    "support:caseload_start",
    "support:deadline_set",
    "support:dossier_open",
    "support:entry_create",
    "support:entry_write",
    "support:goal_add",
    "support:refusal_create",
    "support:request_add",
    "support:victory_note",
    "support:welcome_create",
    "support:welcome_open",
}
MINE, THEIRS = "Ce que j’écris, moi", "Ce qu’écrit quelqu’un d’autre"


def counted() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return dict(zip(TABLES, cursor.fetchone(), strict=True))


def more(before: dict[str, int]) -> dict[str, int]:
    """The tables that hold more than before."""
    return {table: n - before[table] for table, n in counted().items() if n > before[table]}


def insider(door: Door, world: World) -> User | None:
    """Whoever gets furthest through this door."""
    inside = sorted((status, who) for who, status in door.allowed.items() if status < 400)
    return getattr(world.cast, inside[0][1]) if inside else None


def forms_behind(name: str, who: User | None, world: World) -> list[Form]:
    """The forms of the page, but those of its frame."""
    door = DOORS[name]
    if door.method != "get":
        return []
    address = reverse(name, kwargs=door.args(world))
    shown = client_of(who).get(address)
    if shown.status_code != 200 or "html" not in shown.headers["Content-Type"]:
        return []
    frame = FRAME if address == SEARCH else FRAME | {SEARCH}
    return [form for form in forms_of(shown.content.decode(), address) if form.action not in frame]


def ways_to_send(form: Form, **said: Any) -> Iterator[dict[str, Any]]:
    """What each button of the form sends."""
    for button in dict.fromkeys([None, *form.buttons]):
        yield form.filled(button=button, **said)


def with_files(form: Form, data: dict[str, Any]) -> dict[str, Any]:
    """The same, with a small table in each place for a file."""
    table = b"Nom;Date de naissance\nOuvrard;04/03/1988\n"
    return data | {c.name: SimpleUploadedFile("essai.csv", table) for c in form.controls if c.kind == "file"}


def send(client: Client, form: Form, data: dict[str, Any]) -> tuple[HttpResponse, Form, dict[str, Any]]:
    """Send it, and what was sent in the end: a page that asks to confirm what it understood is confirmed."""
    answer = client.post(form.action, with_files(form, data))
    if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
        again = forms_of(answer.content.decode(), form.action)
        asked = [f for f in again if f.action == form.action and "confirmed" in f.names - form.names]
        if asked:
            data = asked[0].filled()
            return client.post(form.action, data), asked[0], data
    return answer, form, data


def doubled(who: User | None, form: Form, data: dict[str, Any]) -> tuple[dict[str, int], bool]:
    """What a second sending made besides, and whether the first one was accepted. Nothing is left of either."""
    with transaction.atomic():
        client = client_of(who)
        first, last_form, last_data = send(client, form, data)
        before = counted()
        client.post(last_form.action, with_files(last_form, last_data))
        made = more(before)
        transaction.set_rollback(True)
    return made, first.status_code == 302


def overwritten(who: User | None, form: Form) -> str:
    """What is wrong with a save from a page that somebody else's save made old; nothing when it is refused well."""
    client = client_of(who)
    theirs, mine = ({**form.filled(said=said)} for said in (THEIRS, MINE))
    for data in (theirs, mine):
        data.pop("_once", None)  # two people have not the same page
    with transaction.atomic():
        accepted = client.post(form.action, theirs).status_code == 302
        stale = client.post(form.action, mine)
        transaction.set_rollback(True)
    if not accepted:
        return ""
    if stale.status_code != 409:
        return f"answered {stale.status_code}"
    shown = unescape(stale.content.decode())
    unsaid = [
        said
        for data, said in ((theirs, THEIRS), (mine, MINE))
        if [said] in data.values() and said not in shown
    ]
    return f"does not show {unsaid}" if unsaid else ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted(name for name in DOORS.keys() - SPARED if DOORS[name].method == "get")
)
def test_a_second_sending_neither_doubles_nor_overwrites(name: str, world: World) -> None:
    who = insider(DOORS[name], world)
    wrong, accepted = {}, False
    for form in forms_behind(name, who, world):
        for data in ways_to_send(form):
            made, was_accepted = doubled(who, form, data)
            accepted |= was_accepted
            if made:
                wrong[form.action] = f"made {made}"
        edits = "revision" in form.names and ("_once" not in form.names or name.endswith("_edit"))
        if edits and (fault := overwritten(who, form)):
            wrong[form.action] = fault
    assert wrong == {}
    assert accepted or name not in CREATING, (
        "the form as it is filled here makes nothing any more: see LIKELY"
    )


def test_what_must_be_made_is_behind_a_door() -> None:
    assert DOORS.keys() >= CREATING
