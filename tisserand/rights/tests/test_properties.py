"""Whatever the households: others never weigh on one, the order of people says nothing, a batch is as one by one."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tisserand.rights.engine.months import month_number
from tisserand.rights.engine.reading import read_household
from tisserand.rights.tests.households import adult, child, earns, family
from tisserand.rights.tests.table import TABLE

pytestmark = pytest.mark.xdist_group("rights")
NUMBER = month_number("2026-11")
KINDS = ("salary", "unemployment", "pension", "invalidity_pension", "sick_leave", "alimony_received")
# Each example is a whole simulation, seconds long: few of them, of many households each.
FEW = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@st.composite
def households(draw):
    def birth(oldest, youngest):
        return f"{draw(st.integers(oldest, youngest))}-{draw(st.integers(1, 12)):02}-{draw(st.integers(1, 28)):02}"

    def incomes():
        kinds = draw(st.lists(st.sampled_from(KINDS), max_size=2, unique=True))
        return [
            earns(kind, draw(st.integers(1, 2500)), **{"from": f"202{draw(st.integers(3, 6))}-02"})
            for kind in kinds
        ]

    activities = st.sampled_from(["employed", "unemployed", "inactive", "retired"])
    couple = draw(st.sampled_from(["single", "married", "civil_union", "cohabiting"]))
    people = [
        adult(birth(1936, 2008), draw(activities), *incomes(), disability_rate=draw(st.integers(0, 100)))
    ]
    if couple != "single":
        people.append(adult(birth(1936, 2008), draw(activities), *incomes(), role="partner"))
    people += [
        child(f"c{index}", birth(2011, 2026), schooling=draw(st.sampled_from(["none", "primary", "middle"])))
        for index in range(draw(st.integers(0, 4)))
    ]
    people = [one for one in people if one["birth_date"] <= "2026-11-01"]
    status = draw(st.sampled_from(["social_tenant", "tenant", "hosted", "owner"]))
    housing = {"status": status, "commune": draw(st.sampled_from(["88160", "75113", "97411", "69387"]))}
    if status in ("social_tenant", "tenant"):
        housing["rent"] = draw(st.integers(150, 1200))
    return family(*people, couple=couple, housing=housing)


def amounts(engine, told):
    read = [read_household(one, month=NUMBER) for one in told]
    return [
        {(one.benefit.variable, one.person): one.amount for one in result.entitlements}
        for result in engine.simulate(read, NUMBER, chunk=len(read))
    ]


@FEW
@given(drawn=st.lists(households(), min_size=8, max_size=25), data=st.data())
def test_the_order_of_people_says_nothing(engine, drawn, data):
    shuffled = copy.deepcopy(drawn)
    for one in shuffled:
        one["people"] = data.draw(st.permutations(one["people"]))
    both = amounts(engine, [*drawn, *shuffled])
    assert both[: len(drawn)] == both[len(drawn) :]


@FEW
@given(drawn=st.lists(households(), min_size=8, max_size=25))
def test_an_unrelated_person_without_income_changes_no_other_household(engine, drawn):
    """A household more, in the same simulation; the first ones stand where they stood."""
    alone = family(adult("1990-01-01", "inactive"), housing={"status": "homeless", "commune": "88160"})
    before = amounts(engine, drawn)
    after = amounts(engine, [alone, *drawn, alone])
    assert after[1:-1] == before
    assert after[0] == after[-1]


def test_a_batch_is_as_one_by_one(engine):
    names = [
        "mother of two at school, part-time",
        "a grandmother under the same roof",
        "disabled and working",
    ]
    together = dict(zip(TABLE, amounts(engine, [told for told, _ in TABLE.values()]), strict=True))
    for name in names:
        assert amounts(engine, [TABLE[name][0]]) == [together[name]]


def test_chunks_change_nothing(engine):
    read = [read_household(told, month=NUMBER) for told, _ in list(TABLE.values())[:4]]
    whole = list(engine.simulate(read, NUMBER))
    assert list(engine.simulate(iter(read), NUMBER, chunk=3)) == whole
    assert list(engine.simulate([], NUMBER)) == []
