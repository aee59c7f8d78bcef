"""Parts of the frame kept as they were drawn: the same on page after page for all who may see the same things."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.template.exceptions import TemplateSyntaxError
from django.utils.safestring import SafeString

register = template.Library()

MOST_KEPT = 200  # ways of drawing one part


class KeptNode(Node):
    """`{% kept value … %}…{% endkept %}`: drawn once for the same values.

    What is inside depends on these values and on nothing else, and says nothing of anyone: it is kept for everybody.
    """

    def __init__(self, values: list[FilterExpression], nodelist: NodeList) -> None:
        if nodelist.get_nodes_by_type(CsrfTokenNode):
            raise TemplateSyntaxError("The token of a form is not to be kept")
        self.values, self.nodelist = values, nodelist
        self._drawn: dict[Any, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Draw it, or show it again."""
        key = tuple(value.resolve(context) for value in self.values)
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= MOST_KEPT:
                self._drawn.clear()
            drawn = self._drawn[key] = self.nodelist.render(context)
        return drawn


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """The values it depends on (texts, figures, links: nothing that can change by itself), if any."""
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(values, nodelist)
