"""What a floor has to offer: items of one form, in one order, one at a time or by pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from .asking import ApiQuestion, ListQuery, OneQuery
from .cursors import CursorKey

if TYPE_CHECKING:
    from django.utils.functional import Promise


class ApiItem(BaseModel):
    """An item: its fields and their words are what the description tells."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="Mã bền vững của mục trong tài nguyên này.")


class ReadResource[QueryT: ListQuery](ABC):
    """One list of the API, at `/api/v1/<name>`, registered with `registry.register` in the floor's `ready()`.

    Everything that it yields is public on the portal at hand: it asks the same querysets as the public pages do.
    """

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    item: ClassVar[type[ApiItem]]
    query: ClassVar[type[ListQuery]]
    # Given at the address of one item only, for they are dear or long.
    only_of_one: ClassVar[frozenset[str]] = frozenset()
    # Where it stands among the others.
    rank: ClassVar[int]
    # An id as in examples.
    example_id: ClassVar[str] = "1"

    @abstractmethod
    def page(
        self, asked: ApiQuestion[QueryT], after: CursorKey | None, number: int
    ) -> Sequence[tuple[CursorKey, ApiItem]]:
        """Return the next `number` items behind `after`, each with its place, in queries that do not grow.

        A place is made of what never changes of an item.
        """

    @abstractmethod
    def one(self, asked: ApiQuestion[OneQuery], item_id: str) -> ApiItem | None:
        """Return the item with all its fields, or None where none is public here by that id."""

    @property
    def known_fields(self) -> frozenset[str]:
        return frozenset(self.item.model_fields)

    @property
    def listed_fields(self) -> frozenset[str]:
        return self.known_fields - self.only_of_one


def dumped(item: ApiItem, fields: frozenset[str]) -> dict[str, Any]:
    return item.model_dump(mode="json", include=set(fields))
