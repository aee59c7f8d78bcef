"""The table of invented households: each line a name, the household in our words, the situation written by hand."""

from __future__ import annotations

from typing import Any

from tisserand.rights.tests.households import (
    adult,
    child,
    each_month,
    earns,
    family,
    home,
    pension,
    salary,
    situation,
    someone,
    unemployment,
)

A, B = "applicant", "partner"


TABLE: dict[str, tuple[Any, dict[str, Any]]] = {
    "alone, no income": (
        family(adult("1985-03-01", "inactive")),
        situation({A: someone("1985-03-01")}),
    ),
    "alone, hosted, no income": (
        family(adult("1985-03-01", "inactive"), housing={"status": "hosted", "commune": "54395"}),
        situation({A: someone("1985-03-01")}, where=home("loge_gratuitement", 0, "54395")),
    ),
    "alone, without a home": (
        family(adult("1970-07-14", "inactive"), housing={"status": "homeless", "commune": "57463"}),
        situation({A: someone("1970-07-14")}, where=home("sans_domicile", 0, "57463")),
    ),
    "alone, part-time salary": (
        family(adult("1992-11-20", "employed", earns("salary", 650))),
        situation({A: someone("1992-11-20", "actif", **salary(650))}),
    ),
    "alone, minimum wage": (
        family(adult("1992-11-20", "employed", earns("salary", 1443))),
        situation({A: someone("1992-11-20", "actif", **salary(1443))}),
    ),
    "alone, comfortable": (
        family(adult("1980-01-31", "employed", earns("salary", 3200))),
        situation({A: someone("1980-01-31", "actif", **salary(3200))}),
    ),
    "alone, Paris, social housing": (
        family(
            adult("1988-02-29", "employed", earns("salary", 1100)),
            housing={"status": "social_tenant", "rent": 380, "commune": "75119"},
        ),
        situation(
            {A: someone("1988-02-29", "actif", **salary(1100))}, where=home("locataire_hlm", 380, "75119")
        ),
    ),
    "alone, furnished, Lyon": (
        family(
            adult("1999-06-15", "employed", earns("salary", 900)),
            housing={"status": "furnished_tenant", "rent": 610, "commune": "69387"},
        ),
        situation(
            {A: someone("1999-06-15", "actif", **salary(900))}, where=home("locataire_meuble", 610, "69387")
        ),
    ),
    "alone, owner, pension": (
        family(
            adult("1952-04-04", "retired", earns("pension", 1350)),
            housing={"status": "owner", "commune": "88160"},
        ),
        situation({A: someone("1952-04-04", "retraite", **pension(1350))}, where=home("proprietaire", 0)),
    ),
    "old age, small pension": (
        family(adult("1955-09-09", "retired", earns("pension", 620))),
        situation({A: someone("1955-09-09", "retraite", **pension(620))}),
    ),
    "old age, no pension": (
        family(adult("1950-12-25", "retired")),
        situation({A: someone("1950-12-25", "retraite")}),
    ),
    "old couple, two small pensions": (
        family(
            adult("1951-05-05", "retired", earns("pension", 700)),
            adult("1954-08-17", "retired", earns("pension", 300), role=B),
            couple="married",
        ),
        situation(
            {
                A: someone("1951-05-05", "retraite", "marie", **pension(700)),
                B: someone("1954-08-17", "retraite", "marie", **pension(300)),
            }
        ),
    ),
    "unfit for work at 63": (
        family(adult("1963-02-02", "inactive", unfit_for_work=True)),
        situation({A: someone("1963-02-02", inapte_travail=True)}),
    ),
    "disabled at 80 %": (
        family(adult("1979-10-10", "inactive", disability_rate=80)),
        situation({A: someone("1979-10-10", handicap=True, taux_incapacite=0.8)}),
    ),
    "disabled at 50 %, kept from work": (
        family(adult("1979-10-10", "inactive", disability_rate=50, disability_limits_work=True)),
        situation(
            {
                A: someone(
                    "1979-10-10",
                    handicap=True,
                    taux_incapacite=0.5,
                    aah_restriction_substantielle_durable_acces_emploi=True,
                )
            }
        ),
    ),
    "disabled at 50 %, not kept from work": (
        family(adult("1979-10-10", "inactive", disability_rate=50, disability_limits_work=False)),
        situation({A: someone("1979-10-10", handicap=True, taux_incapacite=0.5)}),
    ),
    "disabled and working": (
        family(adult("1990-01-15", "employed", earns("salary", 700), disability_rate=85)),
        situation({A: someone("1990-01-15", "actif", handicap=True, taux_incapacite=0.85, **salary(700))}),
    ),
    "invalidity pension": (
        family(adult("1975-03-03", "inactive", earns("invalidity_pension", 420))),
        situation({A: someone("1975-03-03", pensions_invalidite=420)}),
    ),
    "unemployed": (
        family(adult("1983-07-07", "unemployed", earns("unemployment", 950))),
        situation({A: someone("1983-07-07", "chomeur", **unemployment(950))}),
    ),
    "end of rights, ASS": (
        family(adult("1968-07-07", "unemployed", jobseeker_solidarity=True)),
        situation({A: someone("1968-07-07", "chomeur", ass_precondition_remplie=True)}),
    ),
    "lost a job in September": (
        family(
            adult("1991-05-30", "unemployed", earns("salary", 1500, **{"from": "2024-01", "to": "2026-09"}))
        ),
        situation({A: someone("1991-05-30", "chomeur", **salary(1500, "2024-01", "2026-09"))}),
    ),
    "began a job in September": (
        family(adult("1991-05-30", "employed", earns("salary", 1250, **{"from": "2026-09"}))),
        situation({A: someone("1991-05-30", "actif", **salary(1250, "2026-09"))}),
    ),
    "student with a scholarship": (
        family(
            adult("2005-04-12", "student", earns("scholarship", 300), schooling="higher"),
            housing={"status": "furnished_tenant", "rent": 390, "commune": "54395"},
        ),
        situation(
            {
                A: someone(
                    "2005-04-12", "etudiant", scolarite="enseignement_superieur", bourse_enseignement_sup=300
                )
            },
            where=home("locataire_meuble", 390, "54395"),
        ),
    ),
    "young, looking for work": (
        family(adult("2005-04-12", "unemployed"), housing={"status": "hosted", "commune": "88160"}),
        situation({A: someone("2005-04-12", "chomeur")}, where=home("loge_gratuitement", 0)),
    ),
    "mother of one, no income": (
        family(adult("1996-08-08", "inactive"), child("c1", "2022-03-15"), recently_alone=True),
        situation({A: someone("1996-08-08")}, {"c1": someone("2022-03-15")}, rsa_isolement_recent=True),
    ),
    "mother of two at school, part-time": (
        family(
            adult("1988-08-08", "employed", earns("salary", 820)),
            child("c1", "2013-03-15", schooling="middle"),
            child("c2", "2009-11-02", schooling="high", incomes=[]),
        ),
        situation(
            {A: someone("1988-08-08", "actif", **salary(820))},
            {
                "c1": someone("2013-03-15", "etudiant", scolarite="college"),
                "c2": someone("2009-11-02", "etudiant", scolarite="lycee"),
            },
        ),
    ),
    "father, alimony, shared custody": (
        family(
            adult("1984-02-11", "employed", earns("salary", 1300), earns("alimony_received", 120)),
            child("c1", "2016-06-06", schooling="primary", custody="shared"),
            child("c2", "2018-06-06", schooling="primary", custody="shared"),
        ),
        situation(
            {A: someone("1984-02-11", "actif", pensions_alimentaires_percues=120, **salary(1300))},
            {
                "c1": someone("2016-06-06", "etudiant", scolarite="primaire", garde_alternee=True),
                "c2": someone("2018-06-06", "etudiant", scolarite="primaire", garde_alternee=True),
            },
        ),
    ),
    "expecting, cohabiting": (
        family(
            adult("1998-10-01", "inactive", pregnant=True),
            adult("1997-01-01", "employed", earns("salary", 1450), role=B),
            couple="cohabiting",
        ),
        situation(
            {
                A: someone("1998-10-01", enceinte=True),
                B: someone("1997-01-01", "actif", **salary(1450)),
            },
            returns=[[A], [B]],
        ),
    ),
    "married, three children, one salary": (
        family(
            adult("1986-12-03", "employed", earns("salary", 1900)),
            adult("1987-12-03", "inactive", role=B),
            child("c1", "2012-02-02", schooling="middle"),
            child("c2", "2015-02-02", schooling="primary"),
            child("c3", "2020-02-02", schooling="nursery"),
            couple="married",
            housing={"status": "social_tenant", "rent": 520, "commune": "93008"},
        ),
        situation(
            {
                A: someone("1986-12-03", "actif", "marie", **salary(1900)),
                B: someone("1987-12-03", "inactif", "marie"),
            },
            {
                "c1": someone("2012-02-02", "etudiant", scolarite="college"),
                "c2": someone("2015-02-02", "etudiant", scolarite="primaire"),
                "c3": someone("2020-02-02", "etudiant", scolarite="maternelle"),
            },
            where=home("locataire_hlm", 520, "93008"),
        ),
    ),
    "civil union, baby, two salaries": (
        family(
            adult("1995-05-05", "employed", earns("salary", 1500)),
            adult("1994-05-05", "employed", earns("salary", 1200), role=B),
            child("c1", "2026-03-20"),
            couple="civil_union",
        ),
        situation(
            {
                A: someone("1995-05-05", "actif", "pacse", **salary(1500)),
                B: someone("1994-05-05", "actif", "pacse", **salary(1200)),
            },
            {"c1": someone("2026-03-20")},
        ),
    ),
    "child with a disability": (
        family(
            adult("1985-05-05", "employed", earns("salary", 1000)),
            child("c1", "2014-05-05", schooling="primary", disability_rate=80, disabled_child_category=2),
        ),
        situation(
            {A: someone("1985-05-05", "actif", **salary(1000))},
            {
                "c1": someone(
                    "2014-05-05",
                    "etudiant",
                    scolarite="primaire",
                    handicap=True,
                    taux_incapacite=0.8,
                    aeeh_niveau_handicap=2,
                )
            },
        ),
    ),
    "a grandmother under the same roof": (
        family(
            adult("1990-05-05", "inactive"),
            child("c1", "2019-05-05", schooling="primary"),
            {**adult("1953-01-01", "retired", earns("pension", 400), role="other"), "id": "g"},
        ),
        situation(
            {A: someone("1990-05-05")},
            {"c1": someone("2019-05-05", "etudiant", scolarite="primaire")},
            others={"g": someone("1953-01-01", "retraite", **pension(400))},
        ),
    ),
    "small trader": (
        family(adult("1981-01-01", "employed", earns("micro_services", 800))),
        situation({A: someone("1981-01-01", "actif", rpns_auto_entrepreneur_CA_bic=800)}),
    ),
    "on sick leave": (
        family(adult("1982-01-01", "employed", earns("sick_leave", 780))),
        situation({A: someone("1982-01-01", "actif", indemnites_journalieres_maladie=780)}),
    ),
    "a permit of two years": (
        family(adult("1987-01-01", "inactive", nationality="other", residence_permit_years=2)),
        situation({A: someone("1987-01-01", nationalite="XX", duree_possession_titre_sejour=2)}),
    ),
    "a loan under way": (
        family(
            adult("1978-01-01", "employed", earns("salary", 1600)),
            child("c1", "2011-01-01", schooling="high"),
            housing={"status": "buyer", "rent": 700, "commune": "88160"},
        ),
        situation(
            {A: someone("1978-01-01", "actif", **salary(1600))},
            {"c1": someone("2011-01-01", "etudiant", scolarite="lycee")},
            where=home("primo_accedant", 700),
        ),
    ),
    "overseas, Réunion": (
        family(
            adult("1993-01-01", "inactive"),
            child("c1", "2017-01-01", schooling="primary"),
            child("c2", "2021-01-01", schooling="nursery"),
            housing={"status": "tenant", "rent": 500, "commune": "97411"},
        ),
        situation(
            {A: someone("1993-01-01")},
            {
                "c1": someone("2017-01-01", "etudiant", scolarite="primaire"),
                "c2": someone("2021-01-01", "etudiant", scolarite="maternelle"),
            },
            where=home("locataire_vide", 500, "97411"),
        ),
    ),
    "help at home, GIR 3": (
        family(
            adult("1938-01-01", "retired", earns("pension", 1100), loss_of_autonomy=3, care_plan_cost=600)
        ),
        situation(
            {
                A: someone(
                    "1938-01-01", "retraite", gir="gir_3", dependance_plan_aide_domicile=600, **pension(1100)
                )
            }
        ),
    ),
    "an ordinary year, then less": (
        family(
            adult(
                "1989-01-01",
                "employed",
                earns("salary", 24000, year=2024),  # type: ignore[arg-type]
                earns("salary", 24000, year=2025),  # type: ignore[arg-type]
                earns("salary", 600, month="2026-01"),
            )
        ),
        situation(
            {
                A: someone(
                    "1989-01-01",
                    "actif",
                    **{
                        name: each_month(2000, "2024-01", "2025-12", otherwise=600)
                        for name in ("salaire_net", "salaire_imposable", "salaire_de_base")
                    },
                )
            }
        ),
    ),
}
