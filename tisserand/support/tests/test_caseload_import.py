"""A caseload brought in: every row gets a result, nothing twice, nothing lost, taken back as a whole."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.http import Http404
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.asserts import assertRedirects

from tests.cast import World, client_of, make_world
from tisserand.accounts.jobs import start_job
from tisserand.accounts.models import User
from tisserand.people.choices import ContactKind, Tie
from tisserand.people.models import (
    ContactPoint,
    Household,
    HouseholdMember,
    Keyholder,
    NotDuplicate,
    Person,
    Registration,
    Relation,
)
from tisserand.support.caseload.rows import Reader, RowDraft
from tisserand.support.caseload.tables import UnreadableFile
from tisserand.support.choices import ClosingReason, ImportState, RowState, Topic
from tisserand.support.history import events_of, told
from tisserand.support.models import CaseloadImport, Dossier, Entry, FirstWelcome, ImportRow
from tisserand.support.services import caseload
from tisserand.support.services.caseload import (
    Summary,
    decide_duplicate,
    run_import,
    set_mapping,
    start_import,
    undo_import,
)
from tisserand.support.tasks import bring_in_caseload, take_caseload_back

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
HEADINGS = (
    "N° dossier;Civ;NOM;Prénom;Né(e) le;Portable;Mail;Référent;1er contact;Dernier RDV;Motif;Observations"
)
ROWS = """\
2021-1;Mme;MEUNIER;Pénélope;20/01/2003;0755349025 (fille);néant;R. Essai;19/01/2023;27/10/2026;impayé loyer;RAS
2021-2;M.;Lecoq;Alfred;1962;pas de tel;alfred.lecoq@exemple.fr;Referent Essai;2023;;isolement;=1+1
2021-3;M.;;;11/8/1937;;;;;;;
2021-4;M.;Boutin;Sébastien;31/02/1971;;;;;;;
2021-5;Mme;Meunier;Pénélope;20-01-03;0755349025;;;;;;
2021-6;;Ana;Vidal;04/05/1980;0612345678;ana.vidal@exemple.fr;;12/05/2024;;conflit - CONFIDENTIEL;ne pas appeler le soir
2021-7;M.
"""


def content(rows: str = ROWS) -> bytes:
    return f"{HEADINGS}\n{rows}".encode("cp1252")


def brought_in(world: World, rows: str = ROWS) -> CaseloadImport:
    actor = world.cast.actor("head")
    made = start_import(actor=actor, file_name="essai.csv", content=content(rows), team=world.north, now=NOW)
    run_import(actor=actor, caseload_import=made, now=NOW)
    return made


def result(made: CaseloadImport) -> dict[int, str]:
    return dict(made.rows.values_list("number", "state"))


@pytest.mark.django_db
def test_every_row_gets_its_result_and_its_reason(world: World) -> None:
    made = brought_in(world)
    assert result(made) == {
        2: RowState.ACCEPTED,
        3: RowState.ACCEPTED,
        4: RowState.REJECTED,
        5: RowState.REJECTED,
        6: RowState.DUPLICATE,
        7: RowState.ACCEPTED,
        8: RowState.REJECTED,
    }
    reasons = {row.number: " ".join(row.reasons) for row in made.rows.filter(state=RowState.REJECTED)}
    assert "Ni nom ni prénom" in reasons[4]
    assert "ce jour n’existe pas" in reasons[5]
    assert "Ligne coupée" in reasons[8]


@pytest.mark.django_db
def test_a_row_becomes_a_person_a_dossier_and_a_note_that_keeps_the_rest(world: World) -> None:
    brought_in(world)
    person = Person.objects.get(last_name="Meunier")
    assert (person.first_names, person.gender, person.birth_year, person.birth_day) == (
        "Pénélope",
        "female",
        2003,
        20,
    )
    phone = person.contacts.get(kind=ContactKind.PHONE)
    assert (phone.value, phone.belongs_to) == ("+33755349025", "fille")
    dossier = Dossier.objects.get(person=person)
    assert (dossier.opened_on, dossier.last_contact_on) == (date(2023, 1, 19), date(2026, 10, 27))
    assert dossier.referents.get().user == world.cast.referent
    assert dossier.requests.get().topics == [Topic.HOUSING, Topic.MONEY]
    lecoq = Dossier.objects.get(person__last_name="Lecoq")
    assert "Observations : =1+1" in lecoq.entries.get().body
    assert lecoq.opened_on == date(2023, 1, 1)
    assert any("2023" in remark for remark in ImportRow.objects.get(dossier=lecoq).remarks)


@pytest.mark.django_db
def test_a_row_that_asks_for_discretion_gets_it(world: World) -> None:
    made = brought_in(world)
    row = made.rows.get(number=7)
    person = row.person
    assert person is not None
    assert (person.first_names, person.last_name) == ("Ana", "Vidal")  # put right by the e-mail
    registration = Registration.objects.get(person=person)
    assert registration.is_restricted
    assert registration.keyholders.filter(user=world.cast.head).exists()
    assert all(person.contacts.values_list("is_protected", flat=True))
    assert "ne pas appeler le soir" in person.contacts.get(kind=ContactKind.PHONE).note


@pytest.mark.django_db
def test_what_a_file_says_is_for_who_brought_it_and_who_leads(world: World) -> None:
    made = brought_in(world)
    detail = reverse("support:caseload_detail", args=[made.pk])
    assert client_of(world.cast.coordinator).get(detail).status_code == 404
    assert "Vidal" in client_of(world.cast.head).get(detail).content.decode()
    CaseloadImport.objects.filter(pk=made.pk).update(started_by=world.cast.coordinator)
    seen = client_of(world.cast.coordinator).get(detail).content.decode()
    assert "Meunier" in seen
    # Restricted since, and the coordinator holds no key: the file no longer gives the name away.
    assert "Vidal" not in seen
    assert "Personne en accès restreint" in seen


@pytest.mark.django_db
def test_a_row_already_decided_is_no_longer_shown(world: World) -> None:
    made = brought_in(world)
    row = made.rows.get(number=7)
    decide = reverse("support:caseload_decide", args=[made.pk, row.pk])
    assertRedirects(
        client_of(world.cast.head).get(decide), reverse("support:caseload_detail", args=[made.pk])
    )


@pytest.mark.django_db(transaction=True)
def test_the_history_names_who_brought_the_file(world: World) -> None:
    actor = world.cast.actor("head")
    made = start_import(actor=actor, file_name="essai.csv", content=content(), team=world.north, now=NOW)
    made.job = start_job(actor=actor, kind="support.caseload", label="essai", now=NOW)
    made.save()
    bring_in_caseload.func(import_id=str(made.pk))
    dossier = Dossier.objects.get(person__last_name="Meunier")
    assert {line.who for line in told(actor, events_of(actor, dossier))} == {"Head Essai"}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_in_the_name_of_who_left(world: World) -> None:
    actor = world.cast.actor("head")
    made = start_import(actor=actor, file_name="essai.csv", content=content(), team=world.north, now=NOW)
    made.job = start_job(actor=actor, kind="support.caseload", label="essai", now=NOW)
    made.save()
    User.objects.filter(pk=world.cast.head.pk).update(is_active=False)
    bring_in_caseload.func(import_id=str(made.pk))
    made.refresh_from_db()
    assert made.state == ImportState.FAILED
    assert Summary.of(made).accepted == 0


@pytest.mark.django_db
def test_a_row_that_breaks_the_reading_stops_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Reader.read

    def stumble(self: Reader, cells: list[str]) -> RowDraft:
        if "Lecoq" in cells:
            raise KeyError("a case nobody thought of")
        return read(self, cells)

    monkeypatch.setattr(Reader, "read", stumble)
    made = brought_in(world)
    broken = made.rows.get(number=3)
    assert (broken.state, broken.reasons) == (RowState.REJECTED, [caseload.UNREADABLE])
    assert result(made)[2] == RowState.ACCEPTED
    assert made.state == ImportState.DONE


@pytest.mark.django_db
def test_rejected_rows_of_several_sheets_keep_their_columns(world: World) -> None:
    sheet = {"mapping": {"last_name": [0]}, "skip": False}
    made = CaseloadImport.objects.create(
        organisation=world.ccas,
        started_by=world.cast.head,
        file_name="essai.xlsx",
        sheets=[
            sheet | {"name": "2026", "headings": ["Nom", "Tél", "Tél"]},
            sheet | {"name": "Archives", "headings": ["Sortie", "Nom"]},
        ],
    )
    for place, cells in enumerate((["Roux", "01", "02"], ["2024", "Blanc"])):
        made.rows.create(sheet=place, number=2, cells=cells, state=RowState.REJECTED, reasons=["Parce que."])
    titles, rows = caseload.rejected_table(made)
    assert titles == ["Nom", "Tél", "Tél", "Sortie", "Ligne", "Feuille", "Pourquoi cette ligne est rejetée"]
    assert rows == [
        ["Roux", "01", "02", "", "2", "2026", "Parce que."],
        ["Blanc", "", "", "2024", "2", "Archives", "Parce que."],
    ]


@pytest.mark.django_db
def test_the_same_file_twice_creates_nobody(world: World) -> None:
    brought_in(world)
    before = Person.objects.count()
    again = brought_in(world)
    assert Person.objects.count() == before
    assert Summary.of(again).accepted == 0


@pytest.mark.django_db
def test_a_duplicate_decided_the_same_completes_the_person(world: World) -> None:
    made = brought_in(world)
    row = made.rows.get(number=6)
    known = Person.objects.get(last_name="Meunier")
    decide_duplicate(actor=world.cast.actor("head"), row=row, same_as=known, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.person, row.created_person) == (RowState.ACCEPTED, known, False)
    assert Dossier.objects.filter(person=known).count() == 1
    assert Entry.objects.filter(person=known).count() == 2


@pytest.mark.django_db
def test_a_duplicate_decided_different_is_created_and_remembered(world: World) -> None:
    made = brought_in(world)
    decide_duplicate(actor=world.cast.actor("head"), row=made.rows.get(number=6), same_as=None, now=NOW)
    assert Person.objects.filter(last_name="Meunier").count() == 2
    assert NotDuplicate.objects.count() == 1


@pytest.mark.django_db
def test_deciding_twice_decides_once(world: World) -> None:
    made = brought_in(world)
    row = made.rows.get(number=6)
    for _ in range(2):
        decide_duplicate(actor=world.cast.actor("head"), row=row, same_as=None, now=NOW)
    assert Person.objects.filter(last_name="Meunier").count() == 2


@pytest.mark.django_db
def test_an_import_is_taken_back_but_for_what_was_worked_on(world: World) -> None:
    before = set(Person.objects.values_list("pk", flat=True))
    made = brought_in(world)
    worked_on = Dossier.objects.get(person__last_name="Lecoq")
    worked_on.victories.create(
        person=worked_on.person, words="Est revenu", happened_on=NOW.date(), noted_by=world.cast.head
    )
    kept = undo_import(actor=world.cast.actor("head"), caseload_import=made, now=NOW)
    assert [row.dossier for row in kept] == [worked_on]
    assert set(Person.objects.values_list("pk", flat=True)) == before | {worked_on.person_id}
    made.refresh_from_db()
    assert made.state == ImportState.UNDONE


@pytest.mark.django_db
def test_an_interrupted_import_goes_on_from_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caseload, "CHUNK", 2)
    actor = world.cast.actor("head")
    made = start_import(actor=actor, file_name="essai.csv", content=content(), team=world.north, now=NOW)

    class PowerCutError(Exception):
        """The machine stops."""

    def stop_after_two(done: int) -> None:
        if made.rows.filter(state=RowState.ACCEPTED).count() >= 2:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        run_import(actor=actor, caseload_import=made, now=NOW, progress=stop_after_two)
    assert Summary.of(made).pending > 0
    run_import(actor=actor, caseload_import=made, now=NOW)
    summary = Summary.of(made)
    assert (summary.accepted, summary.duplicates, summary.rejected, summary.pending) == (3, 1, 3, 0)


@pytest.mark.django_db
def test_exits_close_the_dossier_with_their_reason(world: World) -> None:
    made = start_import(
        actor=world.cast.actor("head"),
        file_name="sorties.csv",
        content=(
            "Personne;Entrée;Sortie;Motif de sortie\n"
            "BRUNET Colette;13/02/2026;20/05/2026;déménagement\nAdrien Cordier;28/11/2021;;décès\n"
        ).encode(),
        team=world.north,
        now=NOW,
    )
    run_import(actor=world.cast.actor("head"), caseload_import=made, now=NOW)
    brunet = Dossier.objects.get(person__last_name="Brunet")
    assert (brunet.closed_on, brunet.closing_reason) == (date(2026, 5, 20), ClosingReason.MOVED)
    cordier = Dossier.objects.get(person__last_name="Cordier")
    assert cordier.is_open
    assert any("sans date" in remark for remark in made.rows.get(number=3).remarks)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["colleague", "reception", "administrator", "stranger"])
def test_who_may_not_import(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        start_import(actor=world.cast.actor(name), file_name="a.csv", content=content(), team=None, now=NOW)


class AnyFile(TestCase):
    """Whatever the cells hold, no row stops the import and the counts add up."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.lists(st.text(max_size=20), min_size=12, max_size=12), min_size=1, max_size=4))
    def test_any_cells(self, cells: list[list[str]]) -> None:
        world = make_world()
        table = "\n".join(";".join('"' + c.replace('"', '""') + '"' for c in row) for row in cells)
        actor = world.cast.actor("head")
        try:
            made = start_import(
                actor=actor,
                file_name="a.csv",
                content=f"{HEADINGS}\n{table}\n".encode("utf-8", "surrogatepass"),
                team=world.north,
                now=NOW,
            )
        except UnreadableFile:
            return
        run_import(actor=actor, caseload_import=made, now=NOW)
        summary = Summary.of(made)
        assert summary.pending == 0
        assert summary.rows_read == summary.accepted + summary.duplicates + summary.rejected


# --- the command


def run_command(path: Path, **options: object) -> dict[str, object]:
    out = io.StringIO()
    call_command(
        "caseload_import",
        str(path),
        organisation="ccas-essai",
        json=True,
        stdout=out,
        stderr=io.StringIO(),
        **options,
    )
    return json.loads(out.getvalue())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file on disk."""
    file = tmp_path / "essai.csv"
    file.write_bytes(content())
    return file


@pytest.mark.django_db
def test_the_command_says_in_json_what_became_of_the_rows(world: World, path: Path) -> None:
    report = run_command(path)
    assert (report["rows_read"], report["accepted"], report["duplicates_proposed"]) == (7, 3, 1)
    assert [row["row"] for row in report["rejected"]] == [4, 5, 8]
    assert all(row["reasons"] for row in report["rejected"])
    assert Person.objects.filter(last_name="Lecoq").exists()


@pytest.mark.django_db
def test_a_dry_run_gives_the_same_counts_and_keeps_nothing(world: World, path: Path) -> None:
    before = Person.objects.count(), CaseloadImport.objects.count()
    rehearsal = run_command(path, dry_run=True)
    assert (Person.objects.count(), CaseloadImport.objects.count()) == before
    assert {**rehearsal, "dry_run": False} == run_command(path)


@pytest.mark.django_db
def test_a_mapping_file_corrects_the_columns(world: World, path: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(
        json.dumps(
            {"columns": {"birth_name": "Observations"}, "referents": {"R. Essai": world.cast.colleague.email}}
        )
    )
    run_command(path, mapping=mapping)
    person = Person.objects.get(last_name="Lecoq")
    assert person.birth_name == "=1+1"
    assert Dossier.objects.get(person__last_name="Meunier").referents.get().user == world.cast.colleague


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"organisation": "nulle-part"}, "Structures connues"),
        ({"organisation": "ccas-essai", "team": "Est"}, "Aucune équipe"),
        ({"organisation": "ccas-essai", "email": "colleague@exemple.test"}, "ne peut pas reprendre"),
    ],
)
def test_the_command_says_what_is_wrong(world: World, path: Path, options: dict[str, str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("caseload_import", str(path), stderr=io.StringIO(), **options)


@pytest.mark.django_db
@pytest.mark.parametrize("gesture", ["map", "run", "decide", "undo"])
def test_only_who_brought_the_file_or_leads_touches_an_import(world: World, gesture: str) -> None:
    made = brought_in(world)
    row = made.rows.get(number=6)
    actor = world.cast.actor("coordinator")  # may import, but has not read this file
    before = list(ImportRow.objects.order_by("pk").values())
    gestures: dict[str, Callable[[], object]] = {
        "map": lambda: set_mapping(
            actor=actor,
            caseload_import=made,
            mappings=[sheet["mapping"] for sheet in made.sheets],
            skipped=[False],
            referents={},
            team=None,
            revision=made.revision,
        ),
        "run": lambda: run_import(actor=actor, caseload_import=made, now=NOW),
        "decide": lambda: decide_duplicate(actor=actor, row=row, same_as=None, now=NOW),
        "undo": lambda: undo_import(actor=actor, caseload_import=made, now=NOW),
    }
    with pytest.raises(Http404):
        gestures[gesture]()
    assert list(ImportRow.objects.order_by("pk").values()) == before


def _contact(world: World, person: Person, dossier: Dossier) -> None:
    ContactPoint.objects.create(person=person, kind=ContactKind.PHONE, value="+33612345699")


def _contact_corrected(world: World, person: Person, dossier: Dossier) -> None:
    person.contacts.filter(kind=ContactKind.EMAIL).update(revision=2)


def _tie(world: World, person: Person, dossier: Dossier) -> None:
    Relation.objects.create(person=person, tie=Tie.SPOUSE, name="Ida")


def _tie_of_another(world: World, person: Person, dossier: Dossier) -> None:
    Relation.objects.create(person=world.person, other=person, tie=Tie.SPOUSE)


def _place(world: World, person: Person, dossier: Dossier) -> None:
    HouseholdMember.objects.create(household=Household.objects.create(), person=person)


def _known_elsewhere(world: World, person: Person, dossier: Dossier) -> None:
    Registration.objects.create(person=person, organisation=world.association)


def _key(world: World, person: Person, dossier: Dossier) -> None:
    Keyholder.objects.create(registration=person.registrations.get(), user=world.cast.referent)


def _dossier_elsewhere(world: World, person: Person, dossier: Dossier) -> None:
    team = world.association.teams.get()
    Dossier.objects.create(organisation=world.association, team=team, person=person, opened_on=NOW.date())


def _welcome(world: World, person: Person, dossier: Dossier) -> None:
    FirstWelcome.objects.create(
        organisation=world.ccas,
        welcomed_by=world.cast.reception,
        welcomed_at=NOW,
        created_at=NOW - timedelta(days=900),  # noted long before, recognised since
        channel="desk",
        request="Une domiciliation",
        outcome="appointment",
        person=person,
    )


def _welcome_in_dossier(world: World, person: Person, dossier: Dossier) -> None:
    _welcome(world, world.person, dossier)
    FirstWelcome.objects.update(dossier=dossier)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "live",
    [
        _contact,
        _contact_corrected,
        _tie,
        _tie_of_another,
        _place,
        _known_elsewhere,
        _key,
        _dossier_elsewhere,
        _welcome,
        _welcome_in_dossier,
    ],
)
def test_nobody_who_has_lived_here_since_is_taken_back(world: World, live: Callable[..., None]) -> None:
    made = brought_in(world)
    lived = Dossier.objects.get(person__last_name="Lecoq")
    live(world, lived.person, lived)
    kept = undo_import(actor=world.cast.actor("head"), caseload_import=made, now=NOW)
    assert [row.dossier for row in kept] == [lived]
    assert not Person.objects.filter(last_name__in=["Meunier", "Vidal"]).exists()


@pytest.mark.django_db
def test_what_completed_someone_says_all_of_the_row_and_is_taken_back(world: World) -> None:
    head = world.cast.actor("head")
    known = Dossier.objects.get(pk=world.dossier.pk)
    rows = "9;Mme;ESSAI;Nadia;;0799887766;;;12/05/2024;02/11/2026;impayé de loyer;\n"
    made = brought_in(world, rows)
    row = made.rows.get()
    row.state, row.candidates = RowState.DUPLICATE, [{"person": str(known.person_id), "reasons": []}]
    row.save()
    decide_duplicate(actor=head, row=row, same_as=known.person, now=NOW)
    note = known.entries.get()
    for words in ("Demande : impayé de loyer", "Dernier contact : 2 novembre 2026", "N° de dossier : 9"):
        assert words in note.body
    assert known.person.contacts.filter(value="+33799887766").exists()
    assert undo_import(actor=head, caseload_import=made, now=NOW) == []
    assert not known.entries.exists()
    assert not known.person.contacts.exists()
    assert Dossier.objects.filter(pk=known.pk).exists()


@pytest.mark.django_db
def test_a_note_corrected_since_is_kept_by_an_undo(world: World) -> None:
    head = world.cast.actor("head")
    made = brought_in(world)
    row = made.rows.get(number=6)
    known = Person.objects.get(last_name="Meunier")
    decide_duplicate(actor=head, row=row, same_as=known, now=NOW)
    row.refresh_from_db()
    Entry.objects.filter(pk=row.added["entry"]).update(revision=2)
    kept = undo_import(actor=head, caseload_import=made, now=NOW)
    assert row in kept
    assert Person.objects.filter(pk=known.pk).exists()


@pytest.mark.django_db
def test_two_people_told_apart_are_both_taken_back(world: World) -> None:
    before = set(Person.objects.values_list("pk", flat=True))
    made = brought_in(world)
    head = world.cast.actor("head")
    decide_duplicate(actor=head, row=made.rows.get(number=6), same_as=None, now=NOW)
    assert undo_import(actor=head, caseload_import=made, now=NOW) == []
    assert set(Person.objects.values_list("pk", flat=True)) == before


@pytest.mark.django_db(transaction=True)
def test_an_import_is_taken_back_in_the_background_once(world: World) -> None:
    made = brought_in(world)
    worked_on = Dossier.objects.get(person__last_name="Lecoq")
    worked_on.victories.create(
        person=worked_on.person, words="Est revenu", happened_on=NOW.date(), noted_by=world.cast.head
    )
    client = client_of(world.cast.head)
    undo = reverse("support:caseload_undo", args=[made.pk])
    followed = client.post(undo).headers["Location"]
    assert client.post(undo).headers["Location"] == followed
    take_caseload_back.func(import_id=str(made.pk))
    made.refresh_from_db()
    assert made.state == ImportState.UNDONE
    assert "1\u00a0dossier déjà travaillé est gardé." in client.get(followed).content.decode()
    assert not Person.objects.filter(last_name="Meunier").exists()


def test_columns_read_by_two_people_show_both_choices_and_can_be_saved_after_all(world: World) -> None:
    actor = world.cast.actor("head")
    made = start_import(actor=actor, file_name="essai.csv", content=content(), team=world.north, now=NOW)
    page, client = reverse("support:caseload_map", args=[made.pk]), client_of(world.cast.head)
    chosen = {f"sheet0-column_{i}": "" for i in range(len(made.sheets[0]["headings"]))}
    chosen |= {"sheet0-column_0": "last_name", "team": str(world.north.pk), "revision": str(made.revision)}
    assert client.post(page, chosen | {"sheet0-column_1": "first_names"}).status_code == 302
    stale = client.post(page, chosen | {"sheet0-column_1": "notes"})
    assert stale.status_code == 409
    assert "Dans son choix" in stale.content.decode()
    renewed = stale.context["referents"]["revision"].value()
    assert client.post(page, chosen | {"sheet0-column_1": "notes", "revision": renewed}).status_code == 302
    made.refresh_from_db()
    assert made.sheets[0]["mapping"]["notes"] == [1]
