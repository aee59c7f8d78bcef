"""The picture of the circle: whoever is in it, however many, nobody covers anybody, everything is on the paper."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tisserand.people.picture.boxes import Room, touches
from tisserand.sharing.choices import MemberKind, Ring
from tisserand.sharing.picture.capsules import Someone
from tisserand.sharing.picture.drawing import Drawing, draw_circle
from tisserand.ui.drawing.text import width_of

NAMES = st.one_of(
    st.sampled_from(["Mme Ferrand", "Samira Haddouche", "Dr Marie-Hélène de La Tour du Pin", "M. X"]),
    st.text(alphabet="abcéœWMi -’", min_size=1, max_size=160).filter(str.strip),
)


@st.composite
def circles(draw: st.DrawFn) -> list[Someone]:
    """Up to thirty people, in any ring, with any name; one at most holds the path."""
    count = draw(st.integers(0, 30))
    path = draw(st.integers(0, 40))
    return [
        Someone(
            str(rank),
            draw(st.sampled_from(Ring)),
            draw(NAMES),
            draw(st.sampled_from(MemberKind)),
            holds_path=rank == path,
        )
        for rank in range(count)
    ]


def what_is_written(drawing: Drawing) -> list[Room]:
    """The rooms of everyone, of the person, of the names of the rings."""
    disc = drawing.disc
    me = Room(drawing.x - disc, drawing.y - disc, drawing.x + disc, drawing.y + disc)
    return [me, *(one.room for one in drawing.capsules), *(ring.name_room for ring in drawing.circles)]


@settings(max_examples=40, deadline=None)
@given(circles())
def test_nobody_covers_anybody_and_all_are_on_the_paper(people: list[Someone]) -> None:
    for drawing in draw_circle("Nadia Belkacem", people):
        rooms = what_is_written(drawing)
        assert not [pair for pair in combinations(rooms, 2) if touches(*pair)]
        assert all(room.left >= 0 and room.top >= 0 for room in rooms)
        assert all(room.right <= drawing.width and room.bottom <= drawing.height for room in rooms)
        assert sorted(one.someone.key for one in drawing.capsules) == sorted(one.key for one in people)


@settings(max_examples=15, deadline=None)
@given(circles())
def test_words_fit_in_their_capsule(people: list[Someone]) -> None:
    for drawing in draw_circle("Nadia Belkacem", people):
        for capsule in drawing.capsules:
            for line in capsule.lines:
                assert width_of(line.text, 14) <= capsule.width
                assert capsule.top < line.y - 10
                assert line.y < -capsule.top


@settings(max_examples=15, deadline=None)
@given(circles())
def test_each_ring_holds_its_own(people: list[Someone]) -> None:
    wide, narrow = draw_circle("Nadia Belkacem", people)
    assert wide.width < 720
    assert narrow.width < 350
    for drawing in (wide, narrow):
        outlines = {circle.ring: circle for circle in drawing.circles}
        for one in drawing.capsules:
            ring = outlines[one.someone.ring]
            assert ring.left - one.width / 2 <= one.x <= ring.left + ring.width + one.width / 2
            for inner in [circle for circle in drawing.circles if circle.ring < one.someone.ring]:
                assert not (inner.left < one.x < inner.left + inner.width) or not (
                    inner.top + inner.radius < one.y < inner.top + inner.height - inner.radius
                )


def test_the_same_circle_is_drawn_the_same_way() -> None:
    people = [Someone(str(n), Ring.AROUND, "Mme Ferrand", MemberKind.SCHOOL) for n in range(12)]
    assert draw_circle("Nadia", people) == draw_circle("Nadia", people)


def test_two_drawings_of_few_people_stay_circles() -> None:
    wide, _ = draw_circle("Nadia", [Someone("1", Ring.CLOSE, "Samira", MemberKind.RELATIVE)])
    assert all(abs(circle.width - circle.height) <= 1 for circle in wide.circles)
