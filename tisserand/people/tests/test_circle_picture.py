"""The picture of a circle: nobody covers anybody, every line has two ends, and nothing stops it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisserand.people.choices import CoupleState, Gender, Parentage, Place, Tie, TieQuality
from tisserand.people.picture.boxes import Room, Size, room_of, touches
from tisserand.people.picture.circle import Circle, Roof, Someone, Stay
from tisserand.people.picture.drawing import LABEL, PILL, Drawing, draw_circle
from tisserand.people.picture.family import CHILDREN, OWN, PARENTS, family_of
from tisserand.people.picture.layout import overlap
from tisserand.people.tests.crowds import CROWDS
from tisserand.ui.drawing.geometry import Point
from tisserand.ui.drawing.lines import Curve
from tisserand.ui.drawing.text import width_of

ME = Someone("me", "Nadia", gender=Gender.FEMALE, age=38, birth_year=1988)


@st.composite
def circles(draw: st.DrawFn) -> Circle:
    """Families as they come: remarriages, half-siblings, links that lean on one another, even in a ring."""
    keys = [f"k{number}" for number in range(draw(st.integers(0, 22)))]
    roofs = draw(st.integers(0, 3))

    def stays() -> tuple[Stay, ...]:
        homes = draw(st.sets(st.integers(0, roofs - 1), max_size=2)) if roofs else set()
        return tuple(
            Stay(home, draw(st.sampled_from([50, 100])), draw(st.sampled_from(Place)))
            for home in sorted(homes)
        )

    others = tuple(
        Someone(
            key,
            draw(
                st.sampled_from(["Zoé", "Jean-Baptiste de la Tour", "une personne", "Anticonstitutionnelle"])
            ),
            gender=draw(st.sampled_from(Gender)),
            tie=draw(st.sampled_from([*Tie, None])),
            role=draw(st.sampled_from(["", "garde les petits le mercredi et appelle le dimanche"])),
            birth_year=draw(st.one_of(st.none(), st.integers(1920, 2025))),
            is_deceased=draw(st.booleans()),
            quality=draw(st.sampled_from(["", *TieQuality.values])),
            couple=draw(st.sampled_from(["", *CoupleState.values])),
            parentage=draw(st.sampled_from(["", *Parentage.values])),
            through=draw(st.sampled_from(["", "nobody", *keys])),
            stays=stays(),
        )
        for key in keys
    )
    me = replace(ME, stays=stays())
    return Circle(me, others, tuple(Roof(number, f"Foyer {number}") for number in range(roofs)), True)


moves = st.dictionaries(
    st.sampled_from(["me", *(f"k{number}" for number in range(22))]),
    st.tuples(st.integers(-900, 900), st.integers(-900, 900)),
    max_size=6,
)


def nobody_is_covered(drawing: Drawing) -> bool:
    return not [
        (a.key, b.key)
        for a, b in combinations(drawing.nodes, 2)
        if overlap(a.middle, a.size, b.middle, b.size)
    ]


@settings(max_examples=60, deadline=None)
@given(circles(), moves)
def test_everyone_is_drawn_once_inside_the_paper_covers_nobody_and_is_drawn_again_the_same(
    circle: Circle, moved: dict[str, tuple[int, int]]
) -> None:
    drawing = draw_circle(circle, moved)
    assert draw_circle(circle, moved) == drawing
    assert sorted(node.key for node in drawing.nodes) == sorted(one.key for one in circle.everyone)
    assert nobody_is_covered(drawing)
    for node in drawing.nodes:
        assert node.middle.x - node.size.width / 2 >= 0
        assert node.middle.y - node.size.height / 2 >= 0
        assert node.middle.x + node.size.width / 2 <= drawing.width
        assert node.bottom <= drawing.height


@settings(max_examples=40, deadline=None)
@given(circles())
def test_every_tie_has_two_ends_and_every_quality_its_word(circle: Circle) -> None:
    drawing = draw_circle(circle)
    drawn = {tie.key: tie for tie in drawing.ties}
    keys = {node.key for node in drawing.nodes}
    assert drawn.keys() <= keys - {"me"}
    for one in circle.others:
        if one.quality:
            assert drawn[one.key].word == TieQuality(one.quality).label
            assert drawn[one.key].strokes
        elif not one.is_kin:
            assert one.key in drawn
    family = family_of(circle)
    for union in family.unions:
        assert set(union.partners) | set(union.children) <= family.keys


def test_remarriage_half_siblings_and_step_children() -> None:
    circle = Circle(
        ME,
        (
            Someone("father", "Ahmed", gender=Gender.MALE, tie=Tie.PARENT),
            Someone("mother", "Fatma", gender=Gender.FEMALE, tie=Tie.PARENT),
            Someone(
                "later",
                "Paul",
                gender=Gender.MALE,
                tie=Tie.PARENT,
                parentage=Parentage.STEP,
                through="mother",
            ),
            Someone("half", "Lise", tie=Tie.SIBLING, through="mother"),
            Someone("full", "Samira", tie=Tie.SIBLING, birth_year=1992),
            Someone("first", "Rachid", tie=Tie.FORMER_SPOUSE, couple=CoupleState.DIVORCED),
            Someone("now", "Marc", tie=Tie.SPOUSE, couple=CoupleState.TOGETHER),
            Someone("sami", "Sami", tie=Tie.CHILD, through="first"),
            Someone("lou", "Lou", tie=Tie.CHILD, through="now"),
            Someone("noa", "Noa", tie=Tie.CHILD, through="now", parentage=Parentage.STEP),
        ),
        (),
        True,
    )
    family = family_of(circle)
    assert family.rows[PARENTS] == ["father", "mother", "later"]
    assert family.rows[OWN] == ["first", "me", "now", "full", "half"]
    assert family.rows[CHILDREN] == ["sami", "lou", "noa"]
    unions = {union.partners: union.children for union in family.unions}
    assert unions[("father", "mother")] == ("full", "me")
    assert unions[("mother",)] == ("half",)
    assert unions[("mother", "later")] == ()
    assert unions[("first", "me")] == ("sami",)
    assert unions[("me", "now")] == ("lou",)
    assert unions[("now",)] == ("noa",)
    words = {bond.label for bond in draw_circle(circle).bonds}
    assert {"divorcé·es", "en union libre"} <= words


def test_a_household_encloses_its_members_and_says_the_share() -> None:
    home = (Stay(0, 100, Place.ADULT),)
    child = Someone("sami", "Sami", tie=Tie.CHILD, gender=Gender.MALE, stays=(Stay(0, 50, Place.CHILD),))
    away = Someone("yanis", "Yanis", tie=Tie.CHILD)
    drawing = draw_circle(Circle(replace(ME, stays=home), (child, away), (Roof(0, "Chez Nadia"),), True))
    assert len(drawing.roofs[0].outlines) == 1
    drawn = drawing.node("sami")
    assert drawn is not None
    assert "50\u00a0% du temps" in [line.text for line in drawn.lines]
    assert "50\u00a0% du temps" in drawn.label


# Crowds


def words_on(drawing: Drawing) -> dict[str, Room]:
    """Everything written on its own: the words of ties, of couples, of households."""
    written = {f"tie {tie.key}": (tie.x, tie.y, tie.width, PILL) for tie in drawing.ties if tie.word}
    for number, bond in enumerate(drawing.bonds):
        if bond.label:
            wide = width_of(bond.label, LABEL)
            written[f"couple {number}"] = (bond.lx, round(bond.ly - LABEL / 3), round(wide), LABEL)
    for roof in drawing.roofs:
        wide = width_of(roof.label, LABEL)
        written[roof.label] = (round(roof.x + wide / 2), round(roof.y - LABEL / 3), round(wide), LABEL)
    return {key: room_of(Point(x, y), Size(wide, high)) for key, (x, y, wide, high) in written.items()}


@pytest.mark.parametrize("name", CROWDS)
def test_in_a_crowd_no_word_covers_a_word_or_a_face(name: str) -> None:
    drawing = draw_circle(CROWDS[name])
    words = words_on(drawing)
    assert nobody_is_covered(drawing)
    for (one, room), (other, another) in combinations(words.items(), 2):
        assert not touches(room, another), f"{one} over {other}"
    for (one, room), node in product(words.items(), drawing.nodes):
        assert not any(touches(room, part) for part in node.parts), f"{one} over {node.someone.name}"
    for room in words.values():
        assert room.left >= 0
        assert room.right <= drawing.width
        assert room.bottom <= drawing.height


@pytest.mark.parametrize("name", CROWDS)
def test_in_a_crowd_no_tie_runs_over_a_name(name: str) -> None:
    drawing = draw_circle(CROWDS[name])
    names = {node.someone.name: node.parts[-1] for node in drawing.nodes}
    for tie in drawing.ties:
        points = [Point(*map(float, place)) for place in re.findall(r"([\d.]+) ([\d.]+)", tie.hit)]
        start, control, end = points
        curve = Curve(start, control, end, 0, control)
        for number, (whose, room) in product(range(2, 39), names.items()):
            point = curve.at(number / 40)
            inside = room.left < point.x < room.right and room.top < point.y < room.bottom
            assert not inside, f"the tie with {tie.key} runs over {whose}"


def test_those_around_stand_outside_the_households() -> None:
    drawing = draw_circle(CROWDS["blended_family"])
    for roof in drawing.roofs:
        for outline in roof.outlines:
            places = [[float(n) for n in place.split()] for place in re.findall(r"[\d.]+ [\d.]+", outline)]
            xs, ys = [place[0] for place in places], [place[1] for place in places]
            for node in drawing.nodes:
                if not node.someone.is_kin:
                    around = room_of(node.middle, node.size)
                    assert not touches(around, Room(min(xs), min(ys), max(xs), max(ys))), node.key
