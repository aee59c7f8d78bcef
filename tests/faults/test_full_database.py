"""The disk of the database fills up under those who write: they are told, nothing is half done, work resumes alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from time import monotonic, sleep
from uuid import uuid4

import pytest

from tests.faults.house import Answer, House, Visitor, wait_for
from tests.faults.small_disk import SmallDisk, small_disk
from tests.faults.test_kills import DOUBLES, JOB, NOTES, PEOPLE, Office, start_import, treated

pytestmark = [pytest.mark.launch, pytest.mark.xdist_group("faults")]
FULL_SECONDS = 25  # longer than a worker goes without writing a sign of life
FULL = "Le disque du serveur est plein."
IMPORTS = "SELECT count(*) FROM support_caseloadimport WHERE file_name = %s"


@dataclass
class Cramped:
    """An office whose whole data folder stands on a small disk."""

    office: Office
    disk: SmallDisk


@pytest.fixture(scope="module")
def cramped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cramped]:
    place = tmp_path_factory.mktemp("cramped")
    place.chmod(0o755)
    with small_disk(place / "disk", megabytes=280) as disk:
        house = House(disk.folder / "home")
        house.said = place / "said.txt"
        with house.started():
            ids = house.people()
            yield Cramped(
                Office(house, ids, Visitor(house, ids["referent"]), Visitor(house, ids["head"])), disk
            )


def note(office: Office, body: str, key: str) -> Answer | None:
    fields = {
        "body": body,
        "confirmed": "1",
        "kind": "call",
        "happened_on": date.today().isoformat(),
        "visibility": "team",
        "_once": key,
    }
    return office.referent.post(f"/dossiers/{office.ids['dossier']}/fil/ecrire/", fields)


def long_note() -> str:
    """Nothing that compresses: each one asks the disk for room."""
    return f"Note {secrets.token_hex(9000)} écrite sur un disque plein."


def write_until_refused(office: Office, disk: SmallDisk) -> tuple[list[str], tuple[str, str], Answer]:
    """What was acknowledged, the note that was not and its key, and the answer it got."""
    acknowledged: list[str] = []
    for _ in range(400):
        body, key = long_note(), str(uuid4())
        answer = note(office, body, key)
        assert answer is not None
        if answer.status != 302:
            return acknowledged, (body, key), answer
        acknowledged.append(body)
        disk.stuff()
    raise AssertionError("the disk never was full")


def test_a_full_disk_is_told_and_room_sets_it_right(cramped: Cramped) -> None:
    office, house = cramped.office, cramped.office.house
    kept, (refused, key), answer = write_until_refused(office, cramped.disk)
    assert answer.status == 503
    assert FULL in answer.text
    assert refused in answer.text  # what was typed is in the page
    sent = office.head.send_file(
        "/reprises/nouvelle/",
        "plein.csv",
        b"Nom;Prenom\n" + b"\n".join(f"{secrets.token_hex(40)};Ana".encode() for _ in range(3000)),
        {"team": office.ids["team"]},
    )
    assert sent is not None
    assert sent.status == 503
    cramped.disk.make_room()
    wait_for(lambda: (again := note(office, refused, key)) and again.status == 302, why="the note is kept")
    assert {house.ask(NOTES, body) for body in [*kept, refused]} == {1}
    assert house.ask(IMPORTS, "plein.csv") == 0


def test_an_import_under_way_waits_for_room_and_goes_on(cramped: Cramped) -> None:
    office, house, disk = cramped.office, cramped.office.house, cramped.disk
    made = start_import(office, "Tre")
    wait_for(lambda: treated(office, made) >= 20, why="the first rows")
    full_until = monotonic() + FULL_SECONDS
    while monotonic() < full_until:
        disk.stuff()
        sleep(0.2)
    disk.make_room()
    wait_for(house.is_well, why="the database answers")
    assert treated(office, made) < PEOPLE, "filled too late to prove anything"
    wait_for(lambda: house.ask(JOB, made) == "done", why="the import resumes by itself")
    came_in = treated(office, made)
    assert came_in + treated(office, made, "duplicate") == PEOPLE
    assert house.ask("SELECT count(*) FROM people_person WHERE last_name LIKE %s", "Tre%") == came_in
    assert house.ask(DOUBLES, "Tre%") == 0
    assert "La trace est intacte" in house.command("audit", "verify").stdout
