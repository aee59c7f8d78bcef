"""Behind the second wall, what serves pages logs in with an account of its own; what asks past it goes another way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.models import Model

from config.database import PAST, SERVES_PAGES, WEB_LOGIN, databases
from config.embedded import SUPERUSER
from config.running import prepare
from config.running.trouble import Trouble
from tests.cast import World, client_of, prove_identity
from tests.launch.place import Place
from tisserand.common.wall_building import Obstacle, let_log_in, obstacle_of
from tisserand.people.models import DuplicatePair, Merge, Person, Registration
from tisserand.support.models import Dossier

ELSEWHERE = "postgres://compte@127.0.0.1:5432/base"
PAGES = f"wall_pages_{os.getpid()}"  # accounts belong to the server, which several processes share
APART = "postgres://pages@127.0.0.1:5432/base"


@pytest.mark.parametrize(
    ("wall", "url", "apart", "serves", "expected"),
    [
        ("no", "", "", "yes", {"default": SUPERUSER}),
        ("yes", "", "", "", {"default": SUPERUSER}),
        ("yes", "", "", "yes", {"default": WEB_LOGIN, PAST: SUPERUSER}),
        ("yes", ELSEWHERE, "", "yes", {"default": "compte"}),
        ("yes", ELSEWHERE, APART, "yes", {"default": "pages", PAST: "compte"}),
        ("yes", ELSEWHERE, APART, "", {"default": "compte"}),
        ("no", ELSEWHERE, APART, "yes", {"default": "compte"}),
    ],
)
def test_who_logs_in(  # noqa: PLR0917 (the columns of a table)
    wall: str, url: str, apart: str, serves: str, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {
        "TISSERAND_WALL": wall,
        "DATABASE_URL": url,
        "TISSERAND_WEB_DATABASE_URL": apart,
        SERVES_PAGES: serves,
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    assert {alias: config["USER"] for alias, config in databases().items()} == expected
    # A view is one transaction of the pages' own way.
    assert [alias for alias, config in databases().items() if config["ATOMIC_REQUESTS"]] == ["default"]


@pytest.mark.launch
@pytest.mark.xdist_group("launch")
def test_pages_are_served_by_an_account_that_owns_nothing(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TISSERAND_WALL", "yes")
    place = Place(tmp_path / "home")
    with place.started():
        assert place.health()["database"] == "ok"
        folder = tmp_path / "home" / "postgres"
        with psycopg.connect(host=str(folder), user=WEB_LOGIN, dbname="tisserand", autocommit=True) as link:
            served = link.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND pid <> pg_backend_pid()",
                [WEB_LOGIN],
            ).fetchone()
            assert served is not None
            assert served[0] >= 1
            assert obstacle_of(link.cursor()) is None
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(f"SET ROLE {SUPERUSER}")
            assert link.execute("SELECT count(*) FROM people_person").fetchone() == (0,)


@pytest.fixture
def apart(settings: Any, transactional_db: None, world: World) -> Iterator[World]:
    """This process serves pages: its account is not the one that owns the tables."""
    owner, another = connections["default"], connections["default"].copy()
    theirs = DatabaseWrapper(owner.settings_dict | {"USER": PAGES, "PASSWORD": ""}, "default")
    try:
        let_log_in(PAGES)
        theirs.connect()
    except DatabaseError:
        pytest.skip("this server makes no account, or lets none in without a password")
    settings.WALL = True
    connections.settings[PAST] = another.settings_dict
    connections[PAST], connections["default"] = another, theirs
    yield world
    connections["default"] = owner
    del connections[PAST], connections.settings[PAST]
    theirs.close()
    another.close()
    with owner.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {PAGES}")
        cursor.execute(f"DROP ROLE {PAGES}")


def _count(model: type[Model], **which: Any) -> int:
    """As the owner counts."""
    return model._base_manager.using(PAST).filter(**which).count()


def test_two_records_are_brought_together_and_apart_by_another_way(apart: World) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("SET ROLE postgres")
    person, double = apart.person, Person(first_names="Nadia", last_name="Essai")
    double.save(using=PAST)
    Registration(person_id=double.pk, organisation_id=apart.ccas.pk, file_number="77").save(using=PAST)
    first, second = sorted([person.pk, double.pk])
    pair = DuplicatePair(
        organisation_id=apart.ccas.pk, first_id=first, second_id=second, probability=0.9, weight=9
    )
    pair.save(using=PAST)
    assert Person.objects.count() == 0  # nobody asks
    head = client_of(apart.cast.head)
    prove_identity(head, apart.cast.head)
    kept = "first" if first == double.pk else "second"
    done = head.post(f"/personnes/doublons/{pair.pk}/reunir/", {"kept": kept})
    assert done.status_code == 302
    assert done.url.startswith("/personnes/fusions/")
    assert _count(Dossier, person=double) == 1
    assert head.get(done.url).status_code == 200
    assert head.post(f"{done.url}defaire/").status_code == 302
    assert _count(Dossier, person=person) == 1
    assert _count(Merge, undone_at=None) == 0
    assert connection.settings_dict["USER"] == PAGES


@pytest.mark.parametrize("who", ["referent", "head"])
def test_pages_are_made(who: str, apart: World) -> None:
    client = client_of(getattr(apart.cast, who))
    for address in ("/", "/personnes/", "/personnes/dossiers/", f"/personnes/{apart.person.pk}/"):
        assert client.get(address).status_code == 200


def test_an_account_to_which_all_is_allowed_serves_no_page(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    with connection.cursor() as cursor:
        assert obstacle_of(cursor) == Obstacle.THROUGH
    url = "postgres://nobody@127.0.0.1:1/nowhere"
    monkeypatch.setenv("TISSERAND_WALL", "yes")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("TISSERAND_WEB_DATABASE_URL", url)
    with pytest.raises(Trouble, match="TISSERAND_WEB_DATABASE_URL"):
        prepare._check_account_of_pages()
