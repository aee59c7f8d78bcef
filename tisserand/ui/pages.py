"""Long lists, page by page: counted to a thousand and no further, a page costs the same however long the list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Protocol

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet

COUNTED = 1_000


class MoreThan(int):
    """A count that was stopped at this number: « plus de 1 000 »."""


class Listing(Protocol):
    """Rows that know how to be asked for page by page, and counted up to a number."""

    def __getitem__(self, part: slice) -> list[Any]: ...

    def count_to(self, most: int) -> int:
        """How many there are, or `most`."""


def counted(rows: QuerySet[Any, Any] | Listing) -> int:
    """How many rows there are, as long as it takes no time to know."""
    if not isinstance(rows, QuerySet):
        return at_most(rows.count_to(COUNTED + 1))
    # The order is kept: whatever index gives it leads straight to the first ones.
    return at_most(rows.select_related(None).prefetch_related(None)[: COUNTED + 1].count())


def at_most(count: int) -> int:
    """A count, or « plus de 1 000 »."""
    return MoreThan(COUNTED) if count > COUNTED else count


class LongPage(Page):  # type: ignore[type-arg]
    """A page that knows whether others follow by having looked at one row more."""

    follows: bool

    def has_next(self) -> bool:
        """Whether there is a row after the last one."""
        return self.follows

    def end_index(self) -> int:
        """The rank of its last row."""
        return self.start_index() + len(self) - 1


class LongPaginator(Paginator):  # type: ignore[type-arg]
    """A Paginator that never counts past `COUNTED`; one goes on page after page as far as there are rows."""

    @cached_property
    def count(self) -> int:
        """How many, or « plus de 1 000 »."""
        return counted(self.object_list)  # type: ignore[arg-type]

    def validate_number(self, number: Any) -> int:
        """Past what was counted, only looking tells whether a page holds something."""
        try:
            return super().validate_number(number)
        except EmptyPage:
            if isinstance(self.count, MoreThan) and int(number) > self.num_pages:
                return int(number)
            raise

    def get_page(self, number: Any) -> LongPage:
        """The page asked for, or the nearest one."""
        try:
            return self.page(number or 1)
        except PageNotAnInteger:
            return self.page(1)
        except EmptyPage:
            return self.page(self.num_pages)

    def page(self, number: Any) -> LongPage:
        """The page; a first one that holds everything makes counting needless."""
        number = number if number == 1 else self.validate_number(number)
        start = (number - 1) * self.per_page
        rows = list(self.object_list[start : start + self.per_page + 1])
        if not rows and number > 1:
            raise EmptyPage("past the end")
        page = LongPage(rows[: self.per_page], number, self)
        page.follows = len(rows) > self.per_page
        if number == 1 and not page.follows:
            self.count = len(rows)
        return page

    def get_elided_page_range(self, number: Any = 1, **kwargs: Any) -> Iterator[int | str]:
        """The numbers to offer: past a thousand rows the last one is not known."""
        if not isinstance(self.count, MoreThan):
            yield from super().get_elided_page_range(number, **kwargs)
            return
        last = max(number, min(number + 1, self.num_pages))
        yield from Paginator(range(last), 1).get_elided_page_range(number, **kwargs)
        if last < self.num_pages:
            yield str(self.ELLIPSIS)
