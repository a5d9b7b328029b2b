"""A pencil that draws at twice the size, so that edges are soft once the picture is reduced."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from PIL import Image, ImageDraw

SIZE = (1200, 675)
FINER = 2
type Colour = tuple[int, int, int]
type Shades = tuple[Colour, Colour, Colour, Colour, Colour]
type Points = Sequence[float] | Sequence[tuple[float, float]]


class Pencil:
    """The shapes that pictures are made of, in the coordinates of the picture as it is shown."""

    def __init__(self, image: Image.Image) -> None:
        self._draw = ImageDraw.Draw(image)

    def polygon(self, points: Points, fill: Colour) -> None:
        self._draw.polygon(_finer(points), fill=fill)

    def rectangle(self, box: Points, fill: Colour) -> None:
        self._draw.rectangle(_finer(box), fill=fill)

    def rounded_rectangle(self, box: Points, radius: float, fill: Colour) -> None:
        self._draw.rounded_rectangle(_finer(box), radius * FINER, fill=fill)

    def ellipse(self, box: Points, fill: Colour) -> None:
        self._draw.ellipse(_finer(box), fill=fill)

    def pieslice(self, box: Points, start: float, end: float, fill: Colour) -> None:
        self._draw.pieslice(_finer(box), start, end, fill=fill)

    def line(self, points: Points, fill: Colour, width: int, joint: str | None = None) -> None:
        self._draw.line(_finer(points), fill=fill, width=width * FINER, joint=joint)


def canvas(palette: Shades, random: Random) -> Image.Image:
    """Return a sky at the finer size: lighter towards the horizon, with a sun and some clouds."""
    size = (SIZE[0] * FINER, SIZE[1] * FINER)
    mask = Image.linear_gradient("L").resize(size)
    image = Image.composite(
        Image.new("RGB", size, palette[1]), Image.new("RGB", size, palette[0]), mask
    )
    pencil = Pencil(image)
    x, y = random.choice((170, 420, 860, 990)), random.randint(60, 110)
    pencil.ellipse((x, y, x + 116, y + 116), fill=mix(palette[1], (255, 255, 255), 0.55))
    for _cloud in range(3):
        left, top = random.randint(-60, 1100), random.randint(50, 210)
        shade = mix(palette[0], (255, 255, 255), 0.45)
        for puff in range(4):
            width, height = random.randint(80, 150), random.randint(26, 44)
            begin = left + puff * 48
            pencil.ellipse((begin, top - height, begin + width, top + height // 3), fill=shade)
    return image


def mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _finer(points: Any) -> Any:
    return [
        tuple(each * FINER for each in point) if isinstance(point, tuple) else point * FINER
        for point in points
    ]
