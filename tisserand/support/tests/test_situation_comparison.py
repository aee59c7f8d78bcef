"""Two dates of one map: nothing between a date and itself, and going back undoes going forth."""

from hypothesis import given
from hypothesis import strategies as st

from tisserand.support.choices import ItemKind, LinkKind, Topic
from tisserand.support.situation.comparison import compare
from tisserand.support.situation.kept import KeptItem, KeptLink, KeptMap

weights = st.none() | st.integers(0, 4)
ids = st.sampled_from("abcdefgh")
items = st.builds(
    KeptItem,
    id=ids,
    kind=st.sampled_from(ItemKind.values),
    topic=st.sampled_from(Topic.values),
    title=st.sampled_from(["Loyer", "Sa sœur", "Peur"]),
    weight_person=weights,
    weight_worker=weights,
    is_urgent=st.booleans(),
)
links = st.builds(KeptLink, source_id=ids, target_id=ids, kind=st.sampled_from(LinkKind.values))
maps = st.builds(
    KeptMap,
    items=st.lists(items, unique_by=lambda item: item.id, max_size=8).map(tuple),
    links=st.lists(links, unique=True, max_size=6).map(tuple),
)


@given(one=maps)
def test_nothing_differs_from_itself(one: KeptMap) -> None:
    assert compare(one, one).is_empty


@given(then=maps, now=maps)
def test_going_back_undoes_going_forth(then: KeptMap, now: KeptMap) -> None:
    forth, back = compare(then, now), compare(now, then)
    assert {item.id for item in forth.appeared} == back.gone
    assert set(forth.links_appeared) == set(back.links_gone)
    assert [(c.then, c.now) for c in forth.changed] == [
        (c.now, c.then)
        for c in sorted(back.changed, key=lambda c: [i.id for i in then.items].index(c.now.id))
    ]
    assert [topic.person.delta for topic in forth.topics] == [-topic.person.delta for topic in back.topics]
    assert [topic.worker.delta for topic in forth.topics] == [-topic.worker.delta for topic in back.topics]


def test_the_heaviest_thing_of_a_topic_speaks_for_it() -> None:
    rent = KeptItem("a", ItemKind.DIFFICULTY, Topic.HOUSING, "Loyers", weight_person=3, weight_worker=3)
    damp = KeptItem("b", ItemKind.DIFFICULTY, Topic.HOUSING, "Humidité", weight_person=4)
    (topic,) = compare(KeptMap((rent,)), KeptMap((rent, damp))).moved
    assert (topic.person.then, topic.person.now, topic.worker.delta, topic.is_better) == (3, 4, 0, False)


def test_more_to_lean_on_is_better() -> None:
    less, more = (KeptItem("a", ItemKind.STRENGTH, Topic.FAMILY, "Sa sœur", weight_person=w) for w in (1, 3))
    assert compare(KeptMap((less,)), KeptMap((more,))).moved[0].is_better


def test_untied_is_told_apart_from_taken_off() -> None:
    rent, damp = (KeptItem(key, ItemKind.DIFFICULTY, Topic.HOUSING, key) for key in "ab")
    comparison = compare(KeptMap((rent, damp)), KeptMap(), untied={"a"})
    assert comparison.untied == (rent,)
    assert comparison.taken_off == (damp,)
