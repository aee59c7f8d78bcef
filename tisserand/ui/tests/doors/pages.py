"""The doors of the house's own pages."""

from tests.doors import SIGNED_IN, Door, to

DOORS = {
    "ui:gallery": Door(allowed=to(SIGNED_IN)),
    "ui:presence": Door(method="post", allowed=to(SIGNED_IN, 204)),
    "ui:theme": Door(method="post", allowed=to(SIGNED_IN, 302), nobody=302),
}
OPEN_TO_ALL = {"ui:accessibility"}
