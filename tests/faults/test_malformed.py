"""Every form, every way of sending it wrong: a refusal or a page, never a breakdown, and nothing half written."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import World, client_of
from tests.doors import Door
from tests.faults.forms import Control, Form, forms_of
from tests.faults.test_twice import COUNT, FRAME, SPARED, TABLES, insider
from tests.test_doors import DOORS

pytestmark = pytest.mark.usefixtures("standing")
SHARES = 8
EXAMPLES = 3
# What scripts send without a form around it.
SENT = (
    "person",
    "recipients",
    "commune",
    "called",
    "q",
    "next",
    "place",
    "state",
    "view",
    "weight",
    "drawing",
    "places",
    "revision",
    "same_as",
    "token",
    "fields",
    "form",
)
# Reading again leaves a line in the trail, refused or not.
TRAIL = "audit_accessevent"
EDGE = "edge"
KINDS = {
    "urlencoded": "application/x-www-form-urlencoded",
    "multipart": f"multipart/form-data; boundary={EDGE}",
    "odd charset": "application/x-www-form-urlencoded; charset=utf-7",
    "no such charset": "application/x-www-form-urlencoded; charset=klingon",
    "json": "application/json",
    "nothing said": "",
    "no boundary": "multipart/form-data",
    "another boundary": "multipart/form-data; boundary=elsewhere",
    "nonsense": "\u00e9/\u00e9; boundary=",
}
USUAL = ("urlencoded", "multipart")

NUMBERS = [
    "-1",
    "0",
    "9" * 5000,
    "1e309",
    "NaN",
    "Infinity",
    "²",
    "٣",
    "2147483648",
    "9223372036854775808",
    "-0.0",
    "1,5",
]
DATES = [
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "1-1-1",
    "0001-01-01",
    "9999-12-31",
    "25:61",
    "24:00",
    "demain",
]
TEXTS = [
    "",
    "   ",
    "\0",
    "a\0b",
    "\ud800",
    "\ud83d",
    "x" * 60_000,
    "\u202e<script>alert(1)</script>",
    "'; DROP TABLE people_person; --",
    "%s %(a)s %n {0} {{ x }} {% y %}",
    "\r\n\r\nSet-Cookie: a=b",
    "../../../etc/passwd",
    "\u2028\u0085\ufeff\uffff",
    "é" * 2000,
]
SHAPES = [
    "None",
    "null",
    "true",
    "[]",
    "{}",
    "[1]",
    '{"a": null}',
    "[" * 60_000,
    '{"a":' * 3000,
    str(uuid4()),
    "0" * 32,
]


@dataclass(frozen=True)
class Target:
    """A form, who sends it, and ids that are not theirs."""

    name: str
    form: Form
    client: Client
    foreign: tuple[str, ...]


def wrong(target: Target) -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(TEXTS + NUMBERS + DATES + SHAPES),
        st.sampled_from(target.foreign),
        st.text(max_size=30),
    )


@st.composite
def sendings(draw: st.DrawFn, target: Target) -> tuple[str, list[tuple[str, str, bool]]]:
    """How it is said to be sent, then (name, value, whether as a file) of each field."""
    filled = target.form.filled()
    names = sorted(filled)
    spoilt = draw(st.sets(st.sampled_from(names), min_size=1, max_size=3)) if names else set()
    if draw(st.integers(0, 5)) == 0:
        spoilt = set(names)
    fields: list[tuple[str, str, bool]] = []
    for name in names:
        if name not in spoilt:
            fields += [(name, value, False) for value in filled[name]]
            continue
        times = draw(st.sampled_from([1, 1, 1, 0, 2, 3]))
        fields += [(name, draw(wrong(target)), draw(st.integers(0, 7)) == 0) for _ in range(times)]
    if draw(st.integers(0, 5)) == 0:
        fields.append((draw(wrong(target))[:100], draw(wrong(target)), False))
    kind = draw(st.sampled_from([*USUAL * 4, *KINDS]))
    return kind, fields


def body_of(kind: str, fields: list[tuple[str, str, bool]]) -> bytes:
    """The body, lone surrogates and all."""
    if kind not in ("multipart", "another boundary"):
        pairs = (tuple(quote_from_bytes(bytes_of(part)) for part in field[:2]) for field in fields)
        return "&".join(f"{name}={value}" for name, value in pairs).encode()
    parts = []
    for name, value, as_file in fields:
        said = name.translate({ord(sign): "_" for sign in '"\r\n'})
        file = '; filename="a\0/../b.csv"' if as_file else ""
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{said}"{file}\r\n\r\n'
        parts.append(bytes_of(head) + bytes_of(value) + b"\r\n")
    return b"".join(parts) + f"--{EDGE}--\r\n".encode()


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def post(target: Target, kind: str, body: bytes) -> HttpResponse:
    client = Client(raise_request_exception=False)
    client.cookies = copy.deepcopy(target.client.cookies)
    return client.generic("POST", target.form.action, body, content_type=KINDS[kind])  # type: ignore[return-value]


def counted() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return {table: n for table, n in zip(TABLES, cursor.fetchone(), strict=True) if table != TRAIL}


def attack(target: Target) -> None:
    """Send it wrong in a few ways; nothing is left of any."""

    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(sendings(target), st.integers(0, 9))
    def sent_wrong(sending: tuple[str, list[tuple[str, str, bool]]], cut: int) -> None:
        kind, fields = sending
        body = body_of(kind, fields)
        body = body[: len(body) // 2] if cut == 0 else body
        with transaction.atomic():
            before = counted()
            answer = post(target, kind, body)
            after = counted()
            transaction.set_rollback(True)
        assert answer.status_code < 500, f"{target.name} broke down"
        if answer.status_code >= 400:
            assert after == before, f"{target.name} refused, and wrote all the same"

    sent_wrong()


def forms_to_attack(door: Door, address: str, client: Client, data: dict[str, Any]) -> Iterator[Form]:
    if door.method == "post":
        controls = [Control(name, "hidden", str(value)) for name, value in data.items()]
        yield Form(address, controls + [Control(name, "hidden") for name in SENT if name not in data])
        return
    shown = client.get(address)
    if shown.status_code == 200 and not shown.streaming and "html" in shown.headers.get("Content-Type", ""):
        for form in forms_of(shown.content.decode(), address):
            if form.action not in FRAME and form.controls:
                yield form


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
def test_no_form_breaks_down_or_writes_half(share: int, world: World) -> None:
    foreign = (
        str(world.restricted.pk),
        str(world.restricted.person_id),
        str(world.association.pk),
        str(world.cast.partner.pk),
        str(world.south.pk),
    )
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for name in sorted(DOORS.keys() - SPARED)[share::SHARES]:
        door = DOORS[name]
        with transaction.atomic():
            who = insider(door, world)
            address = reverse(name, kwargs=door.args(world))
            client = client_of(who)
            for form in forms_to_attack(door, address, client, door.data(world)):
                # Pages share some forms: the story box, the search…
                key = (form.action, tuple(sorted(form.names)))
                if key not in seen:
                    seen.add(key)
                    attack(Target(name, form, client, foreign))
            transaction.set_rollback(True)
    assert seen
