"""What a source of the inbox is: one kind of thing that waits, told to the boards whose thing it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portals.boards.enums import Position
    from portals.models import Portal

    from .items import InboxItem
    from .reader import InboxReader
    from .rows import InboxRow, Rows


class InboxSource(ABC):
    """One kind of thing that waits. A person may switch the mail about most kinds off, never the line in the inbox.

    A source says what waits as SQL (`rows`), which is asked together with that of all other sources, and makes a line
    of each row (`item`). A source of which nothing waits costs no query.
    """

    # A slug of at most 40 characters, kept for ever; it is the `kind` of every item.
    kind: ClassVar[str]
    # What the settings of the mail call it: "Texts to approve".
    label: ClassVar[StrOrPromise]
    # Who of a board is told.
    positions: ClassVar[frozenset[Position]]
    # It comes from portals below, or was sent there: nobody is asked for on the boards of communes.
    from_below: ClassVar[bool] = False
    # The law gives it a term, or somebody comes to harm meanwhile: nobody switches the mail about it off.
    always_told: ClassVar[bool] = False

    def portals(self, reader: InboxReader) -> list[Portal]:
        """The portals asked about whose boards are told. With none the source is not asked."""
        if self.from_below:
            return reader.overseeing(self.positions)
        return reader.portals(self.positions)

    def portal_ids(self, reader: InboxReader, portals: list[Portal]) -> Collection[int]:
        """The portals that rows may be of: the same, unless others' things are told here. No row is of any other."""
        return [portal.pk for portal in portals]

    @abstractmethod
    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterable[Rows]:
        """What waits on `portals`, as one statement a table. It is not run here, so nothing is asked here either."""

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterable[InboxItem]:
        """The lines made of the rows, of which there is at least one.

        Write it where a line is made of several rows, or where more must be known than a row can hold: that is asked
        for all rows at once, by one query if it can be.
        """
        return (
            self.item(reader, row) if row.stands_for == 1 else self.rest(reader, row)
            for row in rows
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        """The line made of one row, without a query."""
        raise NotImplementedError(f"{type(self).__name__} makes no line of a row")

    def rest(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        """The line made of a row that stands for many (`Rows.most`), and leads to a list of them."""
        raise NotImplementedError(f"{type(self).__name__} makes no line of what is left")

    def urgent(self, now: datetime) -> Iterable[Rows]:
        """What is urgent on any portal, of which only `portal` is read: whose boards are told. Nothing for most kinds.

        Asked every few minutes for the whole install, together with that of all other sources, so over an index.
        """
        return ()
