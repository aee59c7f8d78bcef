"""What a file says wrong is told by its field; what would become a silent zero is asked for."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tisserand.rights.engine import household as words
from tisserand.rights.engine.catalogue import DATA, benefits, income_kinds
from tisserand.rights.engine.months import month_number, month_text
from tisserand.rights.engine.reading import KEYS, UnreadableHousehold, read_household
from tisserand.rights.engine.series import Window, only_net, series_of, told_from
from tisserand.rights.tests.households import adult, child, earns, family
from tisserand.rights.tests.table import TABLE

NUMBER = month_number("2026-11")
GOOD = family(
    adult("1990-01-01", "employed", earns("salary", 900)),
    child("c1", "2014-01-01", schooling="primary"),
    receives=[{"benefit": "aide_logement", "amount": 250}],
)


def problems(told):
    with pytest.raises(UnreadableHousehold) as caught:
        read_household(told, month=NUMBER)
    return dict(caught.value.problems)


def changed(path, value):
    told = copy.deepcopy(GOOD)
    *way, last = path
    place = told
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return told


@pytest.mark.parametrize("told", [told for told, _ in TABLE.values()], ids=list(TABLE))
def test_the_table_is_readable(told):
    assert read_household(told, month=NUMBER).applicant.role == words.APPLICANT


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (["housing", "rent"], None, "housing.rent"),
        (["housing", "commune"], None, "housing.commune"),
        (["housing", "commune"], "99999", "housing.commune"),
        (["housing", "commune"], 88160, "housing.commune"),
        (["housing", "status"], "palace", "housing.status"),
        (["housing", "rent"], -3, "housing.rent"),
        (["housing", "rent"], float("nan"), "housing.rent"),
        (["housing", "rent"], True, "housing.rent"),
        (["housing", "zone"], 4, "housing.zone"),
        (["housing"], None, "housing"),
        (["couple"], None, "couple"),
        (["couple"], "married", "couple"),
        (["colour"], "blue", "colour"),
        (["people"], [], "people"),
        (["people"], "nobody", "people"),
        (["people", 0, "role"], "other", "people"),
        (["people", 0, "birth_date"], None, "people[0].birth_date"),
        (["people", 0, "birth_date"], "2026-12-01", "people[0].birth_date"),
        (["people", 0, "birth_date"], "1890-01-01", "people[0].birth_date"),
        (["people", 0, "birth_date"], "31/12/1990", "people[0].birth_date"),
        (["people", 0, "birth_date"], "1990-02-30", "people[0].birth_date"),
        (["people", 0, "activity"], None, "people[0].activity"),
        (["people", 0, "incomes"], None, "people[0].incomes"),
        (["people", 0, "age"], 36, "people[0].age"),
        (["people", 0, "disability_rate"], 0.8, "people[0].disability_rate"),
        (["people", 0, "custody"], "shared", "people[0].custody"),
        (["people", 0, "id"], "c1", "people[1].id"),
        (["people", 1, "birth_date"], "1999-01-01", "people[1].role"),
        (["people", 1], "a child", "people[1]"),
        (["people", 0, "incomes", 0, "amount"], None, "people[0].incomes[0].amount"),
        (["people", 0, "incomes", 0, "amount"], "900", "people[0].incomes[0].amount"),
        (["people", 0, "incomes", 0, "amount"], 90000000, "people[0].incomes[0].amount"),
        (["people", 0, "incomes", 0, "type"], "lottery", "people[0].incomes[0].type"),
        (["people", 0, "incomes", 0, "from"], "2026-13", "people[0].incomes[0].from"),
        (["people", 0, "incomes", 0, "to"], "2020-01", "people[0].incomes[0].to"),
        (["people", 0, "incomes", 0, "month"], "2026-10", "people[0].incomes[0]"),
        (["people", 0, "incomes", 0, "from"], None, "people[0].incomes[0]"),
        (["receives", 0, "benefit"], "css", "receives[0].benefit"),
        (["receives", 0, "benefit"], "aah", "receives[0].person"),
        (["receives", 0, "person"], "nobody", "receives[0].person"),
    ],
)
def test_each_problem_names_its_field(path, value, field):
    assert field in problems(changed(path, value))


def test_all_problems_are_told_at_once():
    told = changed(["housing", "rent"], None)
    told["people"][0]["birth_date"] = "never"
    assert set(problems(told)) == {"housing.rent", "people[0].birth_date"}


@pytest.mark.parametrize("told", [None, [], "household", 3])
def test_something_else_than_a_household(told):
    assert "household" in problems(told)


def test_the_schema_says_what_is_read():
    schema = json.loads((DATA / "household.schema.json").read_text())
    kinds = {"household": schema, **schema["$defs"]}
    assert {name: set(kind["properties"]) for name, kind in kinds.items()} == {
        name: set(keys) for name, keys in KEYS.items()
    }
    assert kinds["income"]["properties"]["type"]["enum"] == list(income_kinds())
    assert kinds["received"]["properties"]["benefit"]["enum"] == list(benefits())
    for field, possible in {
        "role": words.ROLES,
        "activity": words.ACTIVITIES,
        "schooling": words.SCHOOLINGS,
        "nationality": words.NATIONALITIES,
    }.items():
        assert kinds["person"]["properties"][field]["enum"] == list(possible)
    assert kinds["housing"]["properties"]["status"]["enum"] == list(words.HOUSINGS)
    assert schema["properties"]["couple"]["enum"] == list(words.COUPLES)


def months_of(*incomes):
    household = read_household(family(adult("1990-01-01", "employed", *incomes)), month=NUMBER)
    window = Window(NUMBER)
    series = series_of(household.applicant, window)["salary"]
    months = dict(zip(map(month_text, window.months()), series.net, strict=True))
    return months, month_text(told_from(household.applicant, window))


def test_a_month_told_is_carried_to_those_nobody_tells_of():
    months, told = months_of(earns("salary", 700, month="2026-09"), earns("salary", 900, month="2026-10"))
    assert months["2024-01"] == months["2026-09"] == 700
    assert months["2026-10"] == months["2026-12"] == 900
    assert told == "2026-09"


def test_a_hole_between_two_months_told_is_a_month_without():
    months, _ = months_of(earns("salary", 700, month="2026-08"), earns("salary", 700, month="2026-10"))
    assert (months["2026-08"], months["2026-09"], months["2026-10"]) == (700, 0, 700)


def test_a_beginning_and_an_end_leave_nothing_outside():
    months, told = months_of(earns("salary", 500, **{"from": "2025-03", "to": "2026-02"}))
    assert [month for month, amount in months.items() if amount] == [
        *(f"2025-{month:02}" for month in range(3, 13)),
        "2026-01",
        "2026-02",
    ]
    assert told == "2024-01"


def test_a_year_is_shared_between_its_months():
    months, _ = months_of(earns("salary", 12000, year=2024), earns("salary", 300, month="2026-10"))
    assert (months["2024-06"], months["2025-06"], months["2026-11"]) == (1000, 300, 300)


def test_the_net_stands_for_what_is_not_told():
    told = earns("salary", 1000) | {"gross": Decimal("1282.05")}
    person = read_household(family(adult("1990-01-01", "employed", told)), month=NUMBER).applicant
    series = series_of(person, Window(NUMBER))["salary"]
    assert (series.net[0], series.taxable[0], series.gross[0]) == (1000, 1000, 1282.05)
    assert not only_net(person, frozenset({"salary"}))
    assert only_net(replace(person, incomes=(replace(person.incomes[0], gross=None),)), frozenset({"salary"}))
