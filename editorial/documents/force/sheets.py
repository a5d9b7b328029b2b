"""The leaves of one document, and which of them a path, a clause or an event means."""

from collections.abc import Iterable
from datetime import date

from editorial.documents.force.cases import Document, Effect, Event
from editorial.documents.force.days import start_of
from editorial.documents.force.leaves import Leaf
from editorial.documents.force.provisions import WHOLE, enclosing, leaves_of, stands_within


class Sheet:
    """The leaves of a document.

    Where no provisions are listed, nobody knows what else there is: each provision that an event names is a leaf
    then, and so is the rest of the document (`WHOLE`). Of a stub that rest alone answers for the whole. A clause
    that a listed document does not list has a leaf beside the others, which counts for nothing but the question
    whether that clause is ended.
    """

    def __init__(self, document: Document, *, named: Iterable[str], clauses: Iterable[str]) -> None:
        self.document = document
        self.listed = frozenset(document.provisions)
        self.is_stub = not self.listed and document.effective is None
        paths = (
            leaves_of(document.provisions) if self.listed else tuple(dict.fromkeys((WHOLE, *named)))
        )
        self.leaves = self._leaves_at(paths)
        beside = [
            clause for clause in dict.fromkeys(clauses) if self.listed and clause not in self.listed
        ]
        self._beside = self._leaves_at(beside)

    def _leaves_at(self, paths: Iterable[str]) -> dict[str, Leaf]:
        return {path: Leaf(path, start_of(self.document, path)) for path in paths}

    def all_leaves(self) -> list[Leaf]:
        """Return all leaves, those beside the list included."""
        return [*self.leaves.values(), *self._beside.values()]

    def of_path(self, path: str) -> list[Leaf]:
        """Return the leaves that a provision consists of; none where a listed document does not list it (R15)."""
        if self.listed and path != WHOLE and path not in self.listed:
            return []
        if path == WHOLE and self.is_stub:
            return [self.leaves[WHOLE]]
        within = [leaf for leaf in self.leaves.values() if stands_within(leaf.path, path)]
        if self.listed or path in self.leaves:
            return within
        nearest = next(outer for outer in enclosing(path) if outer in self.leaves)
        return [self.leaves[nearest], *within]

    def of_clause(self, clause: str | None) -> list[Leaf]:
        """Return the leaves of what an act does something by: one of its provisions, or the act as a whole."""
        beside = self._beside.get(clause or WHOLE)
        return [beside] if beside else self.of_path(clause or WHOLE)

    def touched_by(self, event: Event) -> list[Leaf]:
        """Return the leaves that an event on this document has its effect on; a replacement is always whole (R9)."""
        if event.provisions is None or event.effect is Effect.REPLACE:
            return self.all_leaves()
        listed = [path for path in event.provisions if not self.listed or path in self.listed]
        return [leaf for leaf in self.leaves.values() if _within_any(leaf, listed)] + [
            leaf for leaf in self._beside.values() if _within_any(leaf, event.provisions)
        ]

    def starts(self) -> set[date]:
        """Return the days on which something in the document begins to apply."""
        return {leaf.start for leaf in self.leaves.values() if leaf.start}


def _within_any(leaf: Leaf, paths: Iterable[str]) -> bool:
    return not leaf.around.isdisjoint(paths)
