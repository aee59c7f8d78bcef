"""SQL of one's own about the rows of a query: `<row>` stands for their table, whatever its name there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django.db.models import Expression, F, Field

OUTER = "<row>"


class RowSql(Expression):
    """An expression written in SQL. `column`: any column of the rows it speaks of; it says which table they are in."""

    def __init__(
        self, column: Any, text: str, parameters: tuple[Any, ...], output_field: Field[Any, Any]
    ) -> None:
        super().__init__(output_field=output_field)
        self.column, self.text, self.parameters = column, text, parameters

    def get_source_expressions(self) -> list[Any]:
        """The column alone."""
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """As Django does when it gives the tables other names."""
        (self.column,) = exprs

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Self:
        """Find the table in the query."""
        if not isinstance(self.column, str):
            return self
        resolved = self.copy()
        resolved.column = F(self.column).resolve_expression(*args, **kwargs)
        return resolved

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The text, about the table of this query."""
        return self.text.replace(OUTER, compiler.quote_name_unless_alias(self.column.alias)), self.parameters
