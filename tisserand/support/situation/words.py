"""The map in sentences: for tables, screen readers and those who prefer reading to looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisserand.people.choices import Gender
from tisserand.people.models import Person
from tisserand.support.choices import ItemKind, LinkKind

if TYPE_CHECKING:
    from tisserand.support.situation.comparison import ItemChange, TopicChange, View
    from tisserand.support.situation.drawing import Drawable

THEN = "\u202f; "
SCALE = {0: "rien", 1: "un peu", 2: "une part", 3: "beaucoup", 4: "toute la place"}
# Of something to lean on, weight is what it holds up.
SCALE_OF_STRENGTH = {0: "rien", 1: "un peu", 2: "une part", 3: "beaucoup", 4: "tient tout"}


def pronoun(person: Person) -> str:
    """How to name the person beside their view: « elle », « lui », or their first name."""
    return {Gender.FEMALE: "elle", Gender.MALE: "lui"}.get(
        Gender(person.gender), person.first_name or "la personne"
    )


def abbreviated(who: str) -> str:
    """A first name in three letters, where room is scarce: « Moh. »."""
    return who if len(who) <= 5 else f"{who[:3]}."


def scale_of(kind: str) -> dict[int, str]:
    """The words of the weights, 0 to 4."""
    return SCALE_OF_STRENGTH if kind == ItemKind.STRENGTH else SCALE


def detail_of(item: Drawable, who: str) -> str:
    """The second line of a box: both weights, or words, or what it is."""
    weights = weights_of(item, who)
    if item.kind == ItemKind.STRENGTH:
        return item.words or weights
    if item.kind == ItemKind.NEED:
        return weights or "besoin profond"
    return weights or (f"«\u00a0{item.words}\u00a0»" if item.words else "")


def weights_of(item: Drawable, who: str) -> str:
    """« elle 4 · nous 2 », as far as they are known."""
    views = [(who or "la personne", item.weight_person), ("nous", item.weight_worker)]
    return " · ".join(f"{whose}\u00a0{weight}" for whose, weight in views if weight is not None)


def node_name(item: Drawable, who: str, acts: list[str]) -> str:
    """A box of the drawing, said: « difficulté urgente : Loyers impayés. Elle 4 · nous 4. Aggrave… »."""
    kind = ItemKind(item.kind).label + (", urgent" if item.is_urgent else "")
    parts = [f"{capital(kind)}\u00a0: {item.title}", weights_of(item, who), THEN.join(acts)]
    return ". ".join(capital(part) for part in parts if part)


def quoted(title: str) -> str:
    """A title inside a sentence."""
    return f"«\u00a0{title}\u00a0»"


def link_sentence(source: str, kind: str, target: str) -> str:
    """« Loyers impayés » aggrave « Santé non soignée »."""
    return f"{quoted(source)} {LinkKind(kind).label} {quoted(target)}"


def capital(words: str) -> str:
    """The same, as the first word of a sentence."""
    return words[:1].upper() + words[1:]


def topic_label(change: TopicChange) -> str:
    """« Logement », or « Points d’appui : logement »."""
    label = str(change.topic.label)
    return f"Appuis\u00a0: {label}" if change.is_strength else capital(label)


def topic_sentence(change: TopicChange, who: str) -> str:
    """« Logement : 3 → 4, plus lourd selon elle ; 4 selon nous, comme avant »."""
    return f"{topic_label(change)}\u00a0: {topic_words(change, who)}"


def topic_words(change: TopicChange, who: str) -> str:
    """The same without the name of the topic."""
    views = [_view(change.person, who, change.is_strength), _view(change.worker, "nous", change.is_strength)]
    return THEN.join(view for view in views if view)


def _view(view: View, whose: str, is_strength: bool) -> str:
    if not view.is_known:
        return ""
    if view.then is None:
        return f"{view.now} selon {whose}, rien n’était dit avant"
    if view.now is None:
        return f"{view.then} avant selon {whose}, plus rien n’est dit"
    if not view.delta:
        return f"{view.now} selon {whose}, comme avant"
    heavier, lighter = ("plus solide", "plus fragile") if is_strength else ("plus lourd", "plus léger")
    return f"{view.then} → {view.now}, {heavier if view.delta > 0 else lighter} selon {whose}"


def item_change_sentence(change: ItemChange, who: str) -> str:
    """« Loyers impayés » : 3 → 4, plus lourd selon elle ; devenu urgent."""
    is_strength = change.now.kind == ItemKind.STRENGTH
    views = [(change.person, who), (change.worker, "nous")]
    said = [_view(view, whose, is_strength) for view, whose in views if view.then != view.now]
    if change.then.is_urgent != change.now.is_urgent:
        said.append("devenu urgent" if change.now.is_urgent else "n’est plus urgent")
    if change.then.kind != change.now.kind:
        said.append(f"{change.then.get_kind_display()} devenu {change.now.get_kind_display()}")
    return f"{quoted(change.now.title)}\u00a0: {THEN.join(said)}"
