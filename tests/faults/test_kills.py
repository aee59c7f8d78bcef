"""kill -9 in the middle of the work: what was acknowledged is there once, what was not is said, and work resumes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.faults.house import House, Visitor, Writer, beside, wait_for

pytestmark = [pytest.mark.launch, pytest.mark.xdist_group("faults")]
NOTES = "SELECT count(*) FROM support_entry WHERE body = %s"


@dataclass
class Office:
    """A house at work: who writes, and who leads."""

    house: House
    ids: dict[str, str]
    referent: Visitor
    head: Visitor

    def writer(self) -> Writer:
        return Writer(self.referent, self.ids["dossier"])

    def everything_is_there_once(self, writer: Writer) -> None:
        """No acknowledged note is missing, and none is double although some were sent again."""
        assert writer.acknowledged
        found = {body: self.house.ask(NOTES, body) for body in writer.acknowledged}
        assert {body: n for body, n in found.items() if n != 1} == {}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    house = House(tmp_path_factory.mktemp("faults") / "home")
    with house.started():
        ids = house.people()
        yield Office(house, ids, Visitor(house, ids["referent"]), Visitor(house, ids["head"]))


def test_the_web_server_is_killed(office: Office) -> None:
    writer, house = office.writer(), office.house
    writer.write()
    before = house.pid("web")
    with beside(
        lambda: writer.write_until(
            lambda: any(house._running("web")) and house.pid("web") != before, why="a new web server"
        )
    ):
        wait_for(lambda: len(writer.acknowledged) > 5, why="some notes")
        house.kill("web", family=False)  # its processes go on holding the port
    writer.write()
    office.everything_is_there_once(writer)


def test_the_database_is_killed(office: Office) -> None:
    writer, house = office.writer(), office.house
    writer.write()
    before = house.pid("postgres")
    with beside(
        lambda: writer.write_until(
            lambda: len(writer.acknowledged) > 20 and house.is_well(), why="the database"
        )
    ):
        wait_for(lambda: len(writer.acknowledged) > 5, why="some notes")
        house.kill("postgres")
    assert house.pid("postgres") != before
    office.everything_is_there_once(writer)
    outages = [answer for answer in writer.refusals if answer]
    assert outages
    for answer in outages:
        assert answer.status == 503
        assert "Ce n’est pas encore enregistré" in answer.text
        assert "écrite pendant une panne." in answer.text
        assert "Traceback" not in answer.text


def test_everything_is_killed_at_once_as_when_the_current_fails(office: Office) -> None:
    writer, house = office.writer(), office.house
    for _ in range(5):
        writer.write()
    for program in ("postgres", "web", "worker"):
        house.kill(program)
    writer.write()  # Tisserand has put all three back
    office.everything_is_there_once(writer)
    assert "La trace est intacte" in house.command("audit", "verify").stdout


# --- an import and its undoing

PEOPLE = 120
HEADINGS = "Nom;Prénom;Date de naissance;Téléphone;Demande\n"
STATES = "SELECT count(*) FROM support_importrow WHERE caseload_import_id = %s AND state = %s"
JOB = "SELECT j.state FROM accounts_job j JOIN support_caseloadimport i ON i.job_id = j.id WHERE i.id = %s"
DOUBLES = """
SELECT count(*) FROM (SELECT person_id FROM support_dossier d JOIN people_person p ON p.id = d.person_id
WHERE p.last_name LIKE %s GROUP BY person_id HAVING count(*) > 1) AS twice
"""


def caseload(family: str) -> bytes:
    """People who are nobody's double: no two names alike, no two numbers."""
    syllables = [
        "ba",
        "co",
        "du",
        "fi",
        "ge",
        "la",
        "mo",
        "nu",
        "pi",
        "ro",
        "sa",
        "te",
        "vu",
        "zi",
        "chan",
        "bri",
        "klo",
        "dre",
        "plu",
        "gri",
    ]
    rows = []
    for n in range(PEOPLE):
        word = syllables[n % 20] + syllables[n // 20] + syllables[(7 * n + n // 20) % 20]
        rows.append(
            f"{family}{word};{word[::-1].title()};{1 + n % 28:02}/{1 + n % 12:02}/{1940 + n % 60};06{n:08d};Une demande"
        )
    return (HEADINGS + "\n".join(rows)).encode()


def start_import(office: Office, family: str) -> str:
    """Bring a file in from the pages; the id of the import, whose work has begun."""
    sent = office.head.send_file(
        "/reprises/nouvelle/", "essai.csv", caseload(family), {"team": office.ids["team"]}
    )
    assert sent is not None
    assert sent.status == 302, sent.text[:3000]
    found = re.search(r"/reprises/([0-9a-f-]{36})/", sent.headers["location"])
    assert found
    run = office.head.post(f"/reprises/{found[1]}/lancer/", {})
    assert run is not None
    assert run.status == 302
    return found[1]


def treated(office: Office, import_id: str, state: str = "accepted") -> int:
    return int(office.house.ask(STATES, import_id, state))


def test_the_worker_is_killed_while_it_brings_people_in_and_takes_them_back(office: Office) -> None:
    house = office.house
    made = start_import(office, "Ker")
    wait_for(lambda: treated(office, made) >= 50, why="the first rows")
    house.kill("worker")
    assert treated(office, made) < PEOPLE, "killed too late to prove anything"
    wait_for(lambda: house.ask(JOB, made) == "done", why="the import resumes by itself")
    came_in = treated(office, made)
    assert came_in + treated(office, made, "duplicate") == PEOPLE
    people = "SELECT count(*) FROM people_person WHERE last_name LIKE %s"
    assert house.ask(people, "Ker%") == came_in
    assert house.ask(DOUBLES, "Ker%") == 0

    undone = office.head.post(f"/reprises/{made}/annuler/", {})
    assert undone is not None
    assert undone.status == 302
    wait_for(lambda: treated(office, made, "undone") >= 10, why="the first rows taken back")
    house.kill("worker")
    assert treated(office, made, "undone") < came_in, "killed too late to prove anything"
    wait_for(lambda: house.ask(JOB, made) == "done", why="the undoing resumes by itself")
    assert (treated(office, made, "undone"), house.ask(people, "Ker%")) == (came_in, 0)


def test_the_database_is_killed_during_an_import(office: Office) -> None:
    house = office.house
    made = start_import(office, "Plou")
    wait_for(lambda: treated(office, made) >= 50, why="the first rows")
    fallen = house.kill("postgres")
    wait_for(lambda: house.came_back_after(fallen), why="the database is back")
    wait_for(lambda: house.ask(JOB, made) == "done", why="the import resumes by itself")
    came_in = treated(office, made)
    assert came_in + treated(office, made, "duplicate") == PEOPLE
    assert house.ask("SELECT count(*) FROM people_person WHERE last_name LIKE %s", "Plou%") == came_in
    assert house.ask(DOUBLES, "Plou%") == 0
    assert "La trace est intacte" in house.command("audit", "verify").stdout
