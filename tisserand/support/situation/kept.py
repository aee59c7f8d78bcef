"""A dated map read back: what the document of a snapshot says, in the shape the drawing and the comparison expect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from tisserand.support.choices import ItemKind, Topic


@dataclass(frozen=True)
class KeptItem:
    """An item as it was."""

    id: str
    kind: str
    topic: str
    title: str
    words: str = ""
    weight_person: int | None = None
    weight_worker: int | None = None
    is_urgent: bool = False
    since: str = ""
    expressed_need: str = ""
    underlying_need: str = ""
    note: str = ""
    x: int | None = None
    y: int | None = None
    narrow_x: int | None = None
    narrow_y: int | None = None

    def get_kind_display(self) -> str:
        """Its nature in French."""
        return str(ItemKind(self.kind).label)

    def get_topic_display(self) -> str:
        """Its topic in French."""
        return str(Topic(self.topic).label)


@dataclass(frozen=True)
class KeptLink:
    """A link as it was."""

    source_id: str
    target_id: str
    kind: str


@dataclass(frozen=True)
class KeptMap:
    """The items and links of one day."""

    items: tuple[KeptItem, ...] = ()
    links: tuple[KeptLink, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """The title of each item, by id."""
        return {item.id: item.title for item in self.items}


FIELDS = {field.name for field in fields(KeptItem)}


def read_map(content: Mapping[str, Any]) -> KeptMap:
    """The map that a document holds; what it does not know is left out."""
    items = (
        KeptItem(**{name: row[name] for name in row.keys() & FIELDS}) for row in content.get("items", ())
    )
    links = (KeptLink(row["source"], row["target"], row["kind"]) for row in content.get("links", ()))
    return KeptMap(tuple(items), tuple(_without_twins(links)))


def _without_twins(links: Iterable[KeptLink]) -> list[KeptLink]:
    return list(dict.fromkeys(links))
