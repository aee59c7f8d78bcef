"""A component's template, read once into parts: words, parameters, choices. Drawing it is putting them end to end.

What is none of these is left to Django, in a context that is only made then. Same result, several times faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from html import escape
from typing import Any, Protocol

from django.template.base import Node, Template, TextNode, VariableNode
from django.template.context import Context
from django.template.defaulttags import CommentNode, IfNode, LoadNode, TemplateLiteral
from django.template.library import SimpleNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django_cotton.templatetags import Attrs
from django_cotton.templatetags._vars import CottonVarsNode

# Tags of ours that answer the same to the same arguments.
STEADY = frozenset({"chip_look", "levels", "phase_states"})
SAYS_NOTHING = (CommentNode, LoadNode, CottonVarsNode)
MISSING = object()


class Scope:
    """The parameters of one drawing; `context` is what Django would have made of them."""

    __slots__ = ("_context", "_frame", "_template", "values")

    def __init__(self, values: dict[str, Any], frame: Any, template: Template) -> None:
        self.values, self._frame, self._template = values, frame, template
        self._context: Context | None = None

    @property
    def context(self) -> Context:
        """Made when first asked for; it shares our values, so that a tag which sets one sets it here too."""
        if self._context is None:
            context: Any = Context()
            if self._frame is not None:
                context.dicts.append(self._frame)
            context.dicts.append(self.values)
            context._cotton_processor_snapshot = self._frame
            # A context of its own, thrown away after: nothing to put back, as `Template.render` would.
            context.template = context.render_context.template = self._template
            context.template_name = self._template.name
            self._context = context
        return self._context

    @property
    def frame(self) -> Any:
        """What the page's frame gives to every component."""
        return self._frame


class Part(Protocol):
    """Something to draw."""

    def draw(self, scope: Scope) -> str:
        """As it looks with these parameters."""

    @property
    def uses(self) -> frozenset[str] | None:
        """The names it looks at, if the same values always give the same drawing; else None."""


Parts = Sequence[str | Part]


def put_together(parts: Parts, scope: Scope) -> SafeString:
    """Draw them, end to end."""
    return SafeString("".join([part if type(part) is str else part.draw(scope) for part in parts]))  # type: ignore[union-attr]


def used_by(parts: Iterable[Any]) -> frozenset[str] | None:
    """The names that they look at; None when one of them looks elsewhere."""
    used = [part.uses for part in parts if not isinstance(part, str)]
    return None if None in used else frozenset().union(*used)


class Parameter:
    """`{{ name }}`, or `{{ look.tone }}`: what a tag of ours answered."""

    def __init__(self, node: VariableNode, names: tuple[str, ...]) -> None:
        self.node, self.names = node, names
        self.uses = frozenset(names[:1])

    def draw(self, scope: Scope) -> str:
        """Escaped unless it is safe; what is not a text, as Django shows it."""
        value = found(scope, self.names)
        kind = type(value)
        if kind is SafeString:
            return value  # type: ignore[no-any-return]
        if kind is str:
            return escape(value)
        return str(value if kind is Attrs else self.node.render_annotated(scope.context))


class Value:
    """A value used by a condition or a tag: a parameter, a constant, or what Django finds."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression
        self.names = () if expression.filters or not expression.is_var else names_of(expression.var)
        self.constant = _constant(expression)
        is_known = bool(self.names) or self.constant is not MISSING
        self.uses = frozenset(self.names[:1]) if is_known else None

    def eval(self, scope: Scope) -> Any:
        """As the leaf of a condition is asked for its value."""
        value = found(scope, self.names) if self.names else self.constant
        return self.expression.resolve(scope.context, ignore_failures=True) if value is MISSING else value


class Choice:
    """`{% if %}`."""

    def __init__(self, branches: list[tuple[Any, Parts]]) -> None:
        self.branches = branches

    @property
    def uses(self) -> frozenset[str] | None:
        """What its conditions and its branches do."""
        asked = [leaf for test, _ in self.branches if test is not None for leaf in _leaves(test)]
        return used_by([*asked, *(part for _, parts in self.branches for part in parts)])

    def draw(self, scope: Scope) -> str:
        """The first branch whose condition holds."""
        for test, parts in self.branches:
            if test is None or test.eval(scope):
                return put_together(parts, scope)
        return ""


class Worked:
    """A tag of ours that keeps its answer under a name."""

    def __init__(self, node: SimpleNode) -> None:
        self.node, self.kept_as = node, str(node.target_var)
        self.arguments = [Value(argument) for argument in node.args]
        self.uses = used_by(self.arguments) if node.func.__name__ in STEADY else None

    def draw(self, scope: Scope) -> str:
        """Nothing; the answer is there for what follows."""
        scope.values[self.kept_as] = self.node.func(*(each.eval(scope) for each in self.arguments))
        return ""


class Whatever:
    """Anything else: Django draws it."""

    uses = None

    def __init__(self, node: Node) -> None:
        self.node = node

    def draw(self, scope: Scope) -> str:
        """As it does everywhere."""
        return str(self.node.render_annotated(scope.context))


def names_of(variable: Any) -> tuple[str, ...]:
    """The names of a variable that `found` may look for; nothing when Django has to."""
    names = () if variable.translate else variable.lookups or ()
    return names if len(names) < 3 else ()


def found(scope: Scope, names: tuple[str, ...]) -> Any:
    """The value of a parameter, or of a field of a named tuple; `MISSING` when Django has to look for it."""
    value = scope.values.get(names[0], MISSING)
    if len(names) > 1:
        value = getattr(value, names[1]) if names[1] in getattr(value, "_fields", ()) else MISSING
    return MISSING if callable(value) else value


def _constant(expression: Any) -> Any:
    if expression.filters:
        return MISSING
    if not expression.is_var:
        return expression.var
    return MISSING if expression.var.literal is None or expression.var.translate else expression.var.literal


def _adapted(condition: Any) -> Any:
    """The same condition, asked of a scope."""
    if isinstance(condition, TemplateLiteral):
        return Value(condition.value)
    adapted = copy(condition)
    adapted.first = _adapted(condition.first)
    adapted.second = None if condition.second is None else _adapted(condition.second)
    return adapted


def _leaves(condition: Any) -> Iterator[Any]:
    if isinstance(condition, Value):
        yield condition
    else:
        for side in (condition.first, condition.second):
            if side is not None:
                yield from _leaves(side)


def _variable(node: VariableNode, read: Reader) -> Part:
    said = node.filter_expression
    names = names_of(said.var) if said.is_var and not said.filters else ()
    return Parameter(node, names) if names else Whatever(node)


def _choice(node: IfNode, read: Reader) -> Part:
    return Choice(
        [
            (None if test is None else _adapted(test), read(inside))
            for test, inside in node.conditions_nodelists
        ]
    )


def _simple(node: SimpleNode, read: Reader) -> Part:
    is_plain = type(node) is SimpleNode and not node.takes_context and node.target_var and not node.kwargs
    return Worked(node) if is_plain else Whatever(node)


def _address(node: StaticNode, read: Reader) -> str | Part:
    is_known = node.varname is None and _constant(node.path) is not MISSING
    return str(node.render(Context())) if is_known else Whatever(node)


Reader = Callable[[Iterable[Node]], list[Any]]
READERS: dict[type[Node], Callable[[Any, Reader], Any]] = {
    TextNode: lambda node, read: str(node.s),
    VariableNode: _variable,
    IfNode: _choice,
    SimpleNode: _simple,
    StaticNode: _address,
}


def read(nodes: Iterable[Node]) -> list[Any]:
    """The parts of what was written, words that follow one another joined."""
    parts: list[Any] = []
    for node in nodes:
        if isinstance(node, SAYS_NOTHING):
            continue
        part = READERS.get(type(node), lambda node, read: Whatever(node))(node, read)
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)
    return parts
