"""`rights simulate`: what another program reads of it, and what it is told when the file is wrong."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tisserand.rights.engine import door
from tisserand.rights.tests.table import TABLE
from tisserand.rights.tests.test_pool import _absent

pytestmark = pytest.mark.xdist_group("rights")
MOTHER = TABLE["mother of two at school, part-time"][0] | {
    "receives": [{"benefit": "af", "amount": 100}, {"benefit": "rsa", "amount": 10}]
}


@pytest.fixture
def written(tmp_path):
    def write(told):
        path = tmp_path / "menage.json"
        path.write_text(told if isinstance(told, str) else json.dumps(told))
        return str(path)

    return write


def run(*arguments):
    out = io.StringIO()
    call_command("rights_simulate", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments):
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return caught.value.returncode, str(caught.value)


def test_in_json_with_its_reasons(engine, written):
    told = json.loads(run(written(MOTHER), "--month", "2026-11", "--json"))
    assert told["month"] == "2026-11"
    assert set(told["versions"]) == {"openfisca-france", "openfisca-core"}
    rows = {(row["benefit"], row["person"]): row for row in told["benefits"]}
    af = rows["af", None]
    assert (af["received"], af["gap"]) == (100, pytest.approx(af["amount"] - 100, abs=0.001))
    assert af["claim"] == "CAF ou MSA"
    assert {effect["field"]: effect["amount_without"] for effect in af["effects"]}["people[c1]"] == 0
    assert "Date de naissance" in af["depends_on"]
    bmaf = next(rule for rule in af["rules"] if rule["name"].endswith("bmaf.bmaf"))
    assert (bmaf["value"], bmaf["since"]) == (478.16, "2026-04-01")
    assert bmaf["references"]
    assert any("nationalité" in sentence for sentence in rows["ppa", None]["missing"])
    assert "salaire" in " ".join(effect["label"] for effect in rows["ppa", None]["effects"])


def test_as_text(monkeypatch, written, engine):
    said = run(written(TABLE["alone, without a home"][0]), "--month", "2026-11")
    assert "Revenu de solidarité active (RSA)\u00a0: 651,69 € par mois" in said
    assert "à demander\u00a0: CAF ou MSA" in said
    assert "estimations" in said
    assert "Calculé par openfisca-france" in said


def test_a_wrong_file_names_its_fields(written):
    code, said = refused(written(MOTHER | {"housing": {"status": "tenant"}, "colour": "blue"}))
    assert code == 2
    assert {line.split("\u00a0:")[0] for line in said.splitlines()} == {
        "housing.rent",
        "housing.commune",
        "colour",
    }


@pytest.mark.parametrize("month", ["2026-13", "novembre", "2026-1"])
def test_an_impossible_month(written, month):
    assert refused(written(MOTHER), "--month", month)[0] == 2


def test_not_json(written):
    assert refused(written("{"))[0] == 2


def test_no_file(tmp_path):
    assert refused(str(tmp_path / "none.json"))[0] == 1


def test_without_the_engine(monkeypatch, written):
    monkeypatch.setattr(door, "import_module", _absent)
    code, said = refused(written(MOTHER))
    assert code == 3
    assert "Tout le reste fonctionne" in said
