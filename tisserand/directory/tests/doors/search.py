"""The doors of the search: whoever works in an organisation."""

from __future__ import annotations

from tests.doors import MEMBERS, Door, to

DOORS = {
    "directory:service_search": Door(allowed=to(MEMBERS)),
    "directory:place_search": Door(method="post", allowed=to(MEMBERS), data=lambda world: {"lieu": "gren"}),
    "directory:counter": Door(allowed=to(MEMBERS)),
    "directory:counter_sheet": Door(allowed=to(MEMBERS)),
}
