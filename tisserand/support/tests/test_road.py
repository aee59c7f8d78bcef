"""The road travelled: what stands on it, and a picture where no words overlap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import World
from tisserand.support.choices import Phase
from tisserand.support.models import PhaseChange
from tisserand.support.road import Mark, Moment, road_of
from tisserand.support.road_drawing import LETTER, Drawing, Label, draw

FIRST = date(2025, 1, 6)

moments = st.lists(
    st.builds(
        Moment,
        on=st.integers(0, 900).map(lambda days: FIRST + timedelta(days=days)),
        mark=st.sampled_from(Mark),
        title=st.text("abcdéè ", min_size=1, max_size=60),
    ),
    min_size=1,
    max_size=60,
).map(lambda found: sorted(found, key=lambda moment: moment.on))


def span(label: Label) -> tuple[float, float]:
    length = len(label.words) * LETTER
    start = {"start": 0.0, "middle": length / 2, "end": length}[label.anchor]
    return label.text_x - start, label.text_x - start + length


@given(moments)
def test_no_two_labels_overlap_and_none_leaves_the_picture(found: list[Moment]) -> None:
    drawing = draw(found, today=FIRST + timedelta(days=950))
    assert isinstance(drawing, Drawing)
    assert len(drawing.labels) == len(found)
    rows: dict[float, list[tuple[float, float]]] = {}
    for label in drawing.labels:
        assert 0 < label.text_y < drawing.height
        rows.setdefault(label.text_y, []).append(span(label))
    for spans in rows.values():
        ordered = sorted(spans)
        assert all(before[1] <= after[0] for before, after in pairwise(ordered))


def test_an_empty_road_has_no_picture() -> None:
    assert draw([], today=FIRST) is None


def test_a_step_back_is_part_of_the_road_but_going_on_after_a_review_is_not_one(world: World) -> None:
    for number, phase in enumerate((Phase.ACTION, Phase.REVIEW, Phase.ACTION, Phase.ASSESSMENT)):
        PhaseChange.objects.create(
            dossier=world.dossier, person=world.person, phase=phase, changed_on=FIRST + timedelta(days=number)
        )
    marks = [moment.mark for moment in road_of(world.cast.actor("referent"), world.dossier)]
    assert marks == [Mark.PHASE, Mark.PHASE, Mark.PHASE, Mark.SETBACK]
