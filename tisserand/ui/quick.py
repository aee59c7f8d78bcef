"""Templates drawn at less cost: what Django tries for each variable, each time, tried only where it is of use.

Same templates, same results. Once a template is read, its variables look straight where values are nearly always found
(a name of the page, then attributes or keys); whatever else happens is left to Django, from the start.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django.template import Template, VariableDoesNotExist
from django.template.base import FilterExpression, NodeList, Variable, VariableNode, render_value_in_context
from django.template.context import BaseContext, Context
from django.template.defaulttags import IfNode, TemplateLiteral
from django.template.loaders import cached
from django.template.smartif import TokenBase
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]

from tisserand.ui.parts import READERS

_has_keys: dict[type, bool] = {}  # whether `value["name"]` may mean something


class Loader(cached.Loader):
    """Keeps each template, quickened."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The template, read once."""
        is_known = self.cache_key(template_name, skip) in self.get_template_cache
        template: Template = super().get_template(template_name, skip)
        if not is_known:
            quicken(template.nodelist)
        return template


def quicken(nodes: NodeList) -> None:
    """Have the variables of these nodes look straight."""
    for node in nodes.get_nodes_by_type(VariableNode):
        node.__class__ = QuickVariableNode
        _quicken_expression(node.filter_expression)  # type: ignore[attr-defined]
    for node in nodes.get_nodes_by_type(IfNode):
        for condition, _ in node.conditions_nodelists:  # type: ignore[attr-defined]
            _quicken_condition(condition)


def _quicken_condition(condition: TokenBase | None) -> None:
    if isinstance(condition, TemplateLiteral):
        _quicken_expression(condition.value)  # type: ignore[arg-type]
    elif condition is not None:
        _quicken_condition(condition.first)
        _quicken_condition(condition.second)


def _quicken_expression(expression: FilterExpression) -> None:
    expression.__class__ = QuickExpression
    if expression.is_var:
        quicken_variable(expression.var)
    for _, arguments in expression.filters:
        for is_variable, argument in arguments:
            if is_variable:
                quicken_variable(argument)


def quicken_variable(variable: Variable) -> None:
    """Have this one look straight."""
    variable.__class__ = QuickVariable


class QuickVariable(Variable):
    """`name.attribute.key`."""

    __slots__ = ()

    def resolve(self, context: Any) -> Any:
        """Its value; where it is not plain, what Django says of it."""
        bits = self.lookups
        scopes = getattr(context, "dicts", None)
        if bits is None or scopes is None:
            return super().resolve(context)
        first = bits[0]
        for scope in reversed(scopes):
            if first in scope:
                break
        else:
            return super().resolve(context)
        value = scope[first]
        try:
            value = _called(value) if callable(value) else value
            for bit in bits[1:]:
                value = _within(value, bit)
                value = _called(value) if callable(value) else value
        except Exception:  # missing, or a mistake: Django knows what each is worth
            return super().resolve(context)
        return value


def _within(value: Any, bit: str) -> Any:
    kind = type(value)
    has_keys = _has_keys.get(kind)
    if has_keys is None:
        has_keys = _has_keys[kind] = hasattr(kind, "__getitem__")
    if has_keys:
        try:
            return value[bit]
        except (TypeError, AttributeError, KeyError, ValueError, IndexError):
            if isinstance(value, BaseContext):
                raise
    return getattr(value, bit)


def _called(value: Any) -> Any:
    if getattr(value, "do_not_call_in_templates", False):
        return value
    if getattr(value, "alters_data", False):
        raise VariableDoesNotExist("not from a template")
    return value()


class QuickExpression(FilterExpression):
    """`variable|filter:argument`."""

    __slots__ = ()

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        """Its value, filtered."""
        if not self.is_var:
            value = self.var
        else:
            try:
                value = self.var.resolve(context)
            except VariableDoesNotExist:
                return super().resolve(context, ignore_failures)
        for function, arguments in self.filters:
            value = _filtered(function, value, arguments, context)
        return value


def _filtered(function: Any, value: Any, arguments: list[Any], context: Context) -> Any:
    given = [
        argument.resolve(context) if is_variable else mark_safe(argument)
        for is_variable, argument in arguments
    ]
    if getattr(function, "expects_localtime", False):
        value = template_localtime(value, context.use_tz)
    if getattr(function, "needs_autoescape", False):
        said = function(value, *given, autoescape=context.autoescape)
    else:
        said = function(value, *given)
    is_kept_safe = getattr(function, "is_safe", False) and isinstance(value, SafeData)
    return mark_safe(said) if is_kept_safe else said


class QuickVariableNode(VariableNode):
    """`{{ variable }}`."""

    child_nodelists = ()

    def render(self, context: Context) -> str:
        """Its words, escaped."""
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str:
            return escape(value) if context.autoescape else value
        return render_value_in_context(value, context)


READERS[QuickVariableNode] = READERS[VariableNode]
