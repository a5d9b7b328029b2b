"""Boxes on pages and pictures: what is painted over, and what is proposed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import NamedTuple

from .findings import PersonalKind

# Edges are whole numbers of so many to the width and to the height.
WHOLE = 10_000
# More are not drawn by hand, and no task holds more.
MOST_BOXES = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on a page as it is shown, turned and cropped; `page` from 0, a picture has only that.

    Edges are ten-thousandths of the shown width and height, from the left and from the top.
    """

    page: int
    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        across = 0 <= self.left < self.right <= WHOLE
        if self.page < 0 or not across or not 0 <= self.top < self.bottom <= WHOLE:
            raise ValueError("There is no such box on any page.")

    @classmethod
    def around(cls, page: int, rectangle: Rectangle, *, margin: float) -> Box | None:
        """Return the box around `rectangle`, so much wider on each side; None where it lies off the page."""
        edges = (
            int(rectangle.left - margin),
            int(rectangle.top - margin),
            int(rectangle.right + margin) + 1,
            int(rectangle.bottom + margin) + 1,
        )
        left, top, right, bottom = (min(max(edge, 0), WHOLE) for edge in edges)
        return cls(page, left, top, right, bottom) if left < right and top < bottom else None

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return its edges in a picture of that size, the last included; each pixel it touches is within."""
        return (
            self.left * width // WHOLE,
            self.top * height // WHOLE,
            min(-(-self.right * width // WHOLE), width) - 1,
            min(-(-self.bottom * height // WHOLE), height) - 1,
        )


class Rectangle(NamedTuple):
    """Where something stands on a shown page, in the measure of boxes, but of any fraction and maybe off the page."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, box: Box) -> bool:
        return (
            self.left < box.right
            and box.left < self.right
            and self.top < box.bottom
            and box.top < self.bottom
        )

    def joined(self, other: Rectangle) -> Rectangle:
        return Rectangle(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class ProposedBox:
    """A box around what may be personal data; what breaks over lines has one a line."""

    box: Box
    kind: PersonalKind
    why: str


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as it is shown, in points. Of a scan has no words, and nothing is proposed on it."""

    width: int
    height: int
    has_words: bool


def as_values(boxes: Sequence[Box]) -> list[list[int]]:
    """What a process apart is told of them. Raises ValueError for more than MOST_BOXES."""
    if len(boxes) > MOST_BOXES:
        raise ValueError("No task holds so many boxes.")
    return [list(astuple(box)) for box in boxes]
