"""The drawing of the map: never two boxes on one another, always the same drawing, words inside their box."""

from itertools import combinations
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisserand.support.choices import ItemKind, LinkKind
from tisserand.support.situation.drawing import FORMATS, NARROW, PADDING_X, TITLE, WIDE, Drawing, draw_map
from tisserand.ui.drawing.text import width_of

titles = st.text(alphabet="abcdeéèœ MWil’-", min_size=1, max_size=60).map(str.strip).filter(bool)
weights = st.none() | st.integers(0, 4)


@st.composite
def maps(draw: st.DrawFn, placed: bool = False) -> tuple[list[SimpleNamespace], list[SimpleNamespace]]:
    """Up to twenty items, any links between them; some of them placed by hand if `placed`."""
    count = draw(st.integers(0, 20))
    places = st.none() | st.integers(0, 1000) if placed else st.none()
    items = []
    for number in range(count):
        x, y = draw(places), draw(places)
        items.append(
            _item(number, draw(titles), draw(st.sampled_from(ItemKind.values)), draw(weights), (x, y))
        )
    ends = st.tuples(st.integers(0, 19), st.integers(0, 19)).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.lists(ends, unique=True, max_size=24))
    return items, [_link(a, b, draw(st.sampled_from(LinkKind.values))) for a, b in pairs]


def _item(
    number: int, title: str, kind: str, weight: int | None, at: tuple[int | None, int | None] = (None, None)
) -> SimpleNamespace:
    return SimpleNamespace(
        id=f"i{number}",
        title=title,
        kind=kind,
        words="",
        weight_person=weight,
        weight_worker=None,
        is_urgent=False,
        x=at[0],
        y=at[1],
        narrow_x=at[0],
        narrow_y=at[1],
    )


def _link(a: int, b: int, kind: str) -> SimpleNamespace:
    return SimpleNamespace(source_id=f"i{a}", target_id=f"i{b}", kind=kind)


def overlaps(drawing: Drawing, only_free: bool = False) -> list[tuple[str, str]]:
    """The pairs of boxes that touch."""
    return [
        (a.key, b.key)
        for a, b in combinations(drawing.nodes, 2)
        if abs(a.frame.middle.x - b.frame.middle.x) < (a.frame.width + b.frame.width) / 2
        and abs(a.frame.middle.y - b.frame.middle.y) < (a.frame.height + b.frame.height) / 2
        and not (only_free and a.item.x is not None and b.item.x is not None)
    ]


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
@given(drawn=maps())
@settings(max_examples=40, deadline=None)
def test_boxes_never_overlap_and_stay_on_the_paper(form, drawn) -> None:
    drawing = draw_map(*drawn, form)
    assert overlaps(drawing) == []
    for node in drawing.nodes:
        assert node.x >= 0
        assert node.x + node.width <= form.width
        assert node.y >= 0
        assert node.y + node.height <= drawing.height


@given(drawn=maps(placed=True))
@settings(max_examples=40, deadline=None)
def test_what_was_placed_by_hand_stays_and_the_rest_keeps_clear(drawn) -> None:
    drawing = draw_map(*drawn, WIDE)
    for node in drawing.nodes:
        if node.item.x is not None and node.item.y is not None:
            assert node.frame.middle == pytest.approx((node.item.x * 0.6, node.item.y * 0.6))
    held = {node.key for node in drawing.nodes if node.item.x is not None and node.item.y is not None}
    assert [pair for pair in overlaps(drawing) if not held.issuperset(pair)] == []


@given(drawn=maps())
@settings(max_examples=10, deadline=None)
def test_the_same_map_is_drawn_the_same_way(drawn) -> None:
    first, second = (draw_map(*drawn, NARROW) for _ in range(2))
    assert [node.frame for node in first.nodes] == [node.frame for node in second.nodes]


@given(text=titles)
def test_words_fit_in_their_box(text: str) -> None:
    for form in FORMATS.values():
        for node in draw_map([_item(0, text, ItemKind.STRENGTH, 4)], [], form, who="Alexandrine").nodes:
            assert len(node.title) <= 4
            assert all(width_of(line, TITLE) <= node.width - PADDING_X for line in node.title)


def test_the_heaviest_and_most_tied_stands_in_the_middle() -> None:
    items = [_item(n, f"Chose {n}", ItemKind.DIFFICULTY, 4 if n == 0 else 1) for n in range(6)]
    drawing = draw_map(items, [_link(n, 0, LinkKind.WORSENS) for n in range(1, 6)], WIDE)
    centre = drawing.nodes[0].frame.middle
    assert abs(centre.x - drawing.width / 2) < drawing.width / 6
    assert abs(centre.y - drawing.height / 2) < drawing.height / 3


def test_a_line_says_what_it_is_and_keeps_its_label_on_the_paper() -> None:
    items = [_item(n, f"Chose {n}", ItemKind.DIFFICULTY, 1) for n in range(3)]
    drawing = draw_map(items, [_link(0, 1, LinkKind.FEEDS), _link(2, 1, LinkKind.PROTECTS)], NARROW)
    assert [edge.label for edge in drawing.edges] == ["nourrit", "protège"]
    assert all(0 < edge.lx < drawing.width and 0 < edge.ly < drawing.height for edge in drawing.edges)


def test_a_link_to_something_untied_is_not_drawn() -> None:
    drawing = draw_map([_item(0, "Seule", ItemKind.NEED, None)], [_link(0, 7, LinkKind.FEEDS)], WIDE)
    assert drawing.edges == []
