"""Migrations: none is missing, and each is safe on a table that people are using."""

import re

import pytest
from django.core.management import call_command
from django_migration_linter import MigrationLinter

from config.env import ROOT
from config.running.quick_tables import drawing_little
from tests.architecture.floors import ROOMS

RELEASED = re.search(r"^## \[?\d", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
# Before the first release no table is in use: what locks or drops may still be done.
ALLOWED_BEFORE = [
    "NOT_NULL",
    "DROP_COLUMN",
    "DROP_TABLE",
    "RENAME_COLUMN",
    "RENAME_TABLE",
    "ALTER_COLUMN",
    "ADD_UNIQUE",
    "CREATE_INDEX",
    "CREATE_INDEX_EXCLUSIVE",
    "DROP_INDEX",
    "REINDEX",
]


@pytest.mark.django_db
def test_none_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_is_safe_on_a_live_table(capfd, django_db_setup, django_db_blocker):
    # Outside of any transaction, as some of them are (an index built while people work); nothing is written.
    # What is asked of the database is the same for being drawn little (tests/test_quick_tables.py).
    with django_db_blocker.unblock(), drawing_little():
        linter = MigrationLinter(
            include_apps=ROOMS,
            ignore_initial_migrations=True,
            exclude_migration_tests=[] if RELEASED else ALLOWED_BEFORE,
            quiet=["ok", "ignore", "warning"],
            no_cache=True,
        )
        linter.lint_all_migrations()
    assert not linter.has_errors, capfd.readouterr().out
