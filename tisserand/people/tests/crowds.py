"""Circles with many people in them, as they come: to see whether their picture can be read."""

from __future__ import annotations

from tisserand.people.choices import CoupleState, Gender, Parentage, Place, Tie, TieQuality
from tisserand.people.picture.circle import Circle, Roof, Someone, Stay

MAN, WOMAN = Gender.MALE, Gender.FEMALE
CLOSE, DISTANT, CONFLICT, CUT = TieQuality.CLOSE, TieQuality.DISTANT, TieQuality.CONFLICT, TieQuality.CUT
HERE, HALF_HERE = (Stay(0, 100, Place.ADULT),), Stay(0, 50, Place.CHILD)
THERE, HALF_THERE = (Stay(1, 100, Place.ADULT),), Stay(1, 50, Place.CHILD)
ROOFS = (Roof(0, "Chez Nadia"), Roof(1, "Chez Rachid"))


def nadia(*stays: Stay) -> Someone:
    return Someone("me", "Nadia", gender=WOMAN, age=38, birth_year=1988, stays=stays)


def blended_family() -> Circle:
    """Three generations, two households, those around: 24 people."""
    others = (
        Someone("slimane", "Slimane", MAN, Tie.GRANDPARENT, is_deceased=True, through="father"),
        Someone("zohra", "Zohra", WOMAN, Tie.GRANDPARENT, age=92, quality=CLOSE, through="father"),
        Someone("aicha", "Aïcha", WOMAN, Tie.GRANDPARENT, age=88, quality=DISTANT, through="mother"),
        Someone("father", "Ahmed", MAN, Tie.PARENT, quality=CUT, couple=CoupleState.DIVORCED),
        Someone("mother", "Fatma", WOMAN, Tie.PARENT, quality=CLOSE),
        Someone(
            "later", "Paul Marchand", MAN, Tie.PARENT, quality=CONFLICT, couple=CoupleState.TOGETHER,
            parentage=Parentage.STEP, through="mother",
        ),
        Someone("lise", "Lise", WOMAN, Tie.SIBLING, birth_year=1999, quality=DISTANT, through="mother"),
        Someone("samira", "Samira", WOMAN, Tie.SIBLING, birth_year=1985, quality=CLOSE),
        Someone("karim", "Karim", MAN, Tie.SIBLING, "vit à Lyon", birth_year=1992, quality=CONFLICT),
        Someone(
            "rachid", "Rachid Belkacem", MAN, Tie.FORMER_SPOUSE, quality=CONFLICT,
            couple=CoupleState.DIVORCED, stays=THERE,
        ),
        Someone(
            "marc", "Marc", MAN, Tie.SPOUSE, quality=CLOSE, couple=CoupleState.TOGETHER, stays=HERE
        ),
        Someone(
            "sami", "Sami", MAN, Tie.CHILD, birth_year=2012, quality=CLOSE, through="rachid",
            stays=(HALF_HERE, HALF_THERE),
        ),
        Someone(
            "ines", "Inès", WOMAN, Tie.CHILD, birth_year=2015, quality=CLOSE, through="rachid",
            stays=(HALF_HERE, HALF_THERE),
        ),
        Someone("lou", "Lou", WOMAN, Tie.CHILD, birth_year=2023, quality=CLOSE, through="marc", stays=HERE),
        Someone(
            "noa", "Noa", MAN, Tie.CHILD, birth_year=2014, quality=DISTANT, parentage=Parentage.STEP,
            through="marc", stays=(HALF_HERE,),
        ),
        Someone("leila", "Leïla Haddad", WOMAN, Tie.FRIEND, "depuis le lycée", quality=CLOSE),
        Someone("girard", "Mme Girard", WOMAN, Tie.NEIGHBOUR, "garde les petits le mercredi", quality=CLOSE),
        Someone("yamina", "Yamina", WOMAN, Tie.OTHER_FAMILY, "tante maternelle", quality=DISTANT),
        Someone("tour", "Jean-Baptiste de la Tour", MAN, Tie.FRIEND, "ancien collègue", quality=CUT),
        Someone("claire", "Claire Lemoine", WOMAN, Tie.PROFESSIONAL, "assistante sociale", quality=CLOSE),
        Someone("roussel", "Dr Roussel", MAN, Tie.PROFESSIONAL, "médecin traitant"),
        Someone("pmi", "PMI de Valmont", tie=Tie.PROFESSIONAL, role="puéricultrice", quality=DISTANT),
        Someone("udaf", "Udaf", tie=Tie.LEGAL_REPRESENTATIVE, role="mandataire", quality=CONFLICT),
    )  # fmt: skip
    return Circle(nadia(*HERE), others, ROOFS, True)


def fourteen_people() -> Circle:
    """A family of two households and a few around."""
    kept = "father mother samira karim rachid marc sami ines lou leila girard claire roussel pmi".split()
    whole = blended_family()
    return Circle(whole.me, tuple(one for one in whole.others if one.key in kept), ROOFS, True)


def many_siblings() -> Circle:
    """Seven brothers and sisters in one row, four children, seven around."""
    qualities = [CLOSE, DISTANT, CONFLICT, CUT]
    siblings = [
        Someone(f"s{n}", name, [MAN, WOMAN][n % 2], Tie.SIBLING, birth_year=1975 + 2 * n, quality=qualities[n % 4])
        for n, name in enumerate(["Ibrahim", "Fatou", "Ousmane", "Mariam", "Seydou", "Awa"])
    ]  # fmt: skip
    children = [
        Someone(f"c{n}", name, [MAN, WOMAN][n % 2], Tie.CHILD, birth_year=2008 + 2 * n, quality=CLOSE)
        for n, name in enumerate(["Adama", "Kadi", "Issa", "Nene"])
    ]
    friends = [
        Someone(f"f{n}", name, WOMAN, Tie.FRIEND, role, quality=qualities[n % 2])
        for n, (name, role) in enumerate(
            [("Salimata", "amie du marché"), ("Koumba", "même immeuble"), ("Véronique", "cours de français")]
        )
    ]
    trades = [
        Someone(f"p{n}", name, tie=Tie.PROFESSIONAL, role=role, quality=["", *qualities[:3]][n])
        for n, (name, role) in enumerate(
            [("Dr Nguyen", "pédiatre"), ("Mme Roche", "école"), ("Mission locale", "conseiller"), ("PMI", "")]
        )
    ]
    others = (
        Someone("father", "Moussa", MAN, Tie.PARENT, age=76, quality=DISTANT),
        Someone("mother", "Aminata", WOMAN, Tie.PARENT, age=71, quality=CLOSE),
        Someone("spouse", "Bakary", MAN, Tie.SPOUSE, quality=CONFLICT, couple=CoupleState.SEPARATED),
        *siblings, *children, *friends, *trades,
    )  # fmt: skip
    return Circle(nadia(), others, (), True)


CROWDS = {each.__name__: each() for each in (blended_family, fourteen_people, many_siblings)}
