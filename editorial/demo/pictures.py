"""The pictures of the demo: calm shapes drawn by rule, so nobody's rights are touched and no person is shown."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image, ImageDraw

SIZE = (1200, 675)
Colour = tuple[int, int, int]
Palette = tuple[Colour, Colour, Colour, Colour, Colour]

# Sky above, sky below, far, near, accent.
PALETTES: tuple[Palette, ...] = (
    ((205, 227, 238), (247, 240, 222), (131, 168, 142), (77, 124, 92), (201, 94, 58)),
    ((250, 222, 190), (253, 244, 226), (186, 150, 118), (109, 96, 110), (178, 58, 55)),
    ((186, 210, 226), (232, 240, 240), (104, 143, 160), (52, 88, 108), (226, 168, 60)),
)


@dataclass(frozen=True)
class Theme:
    draw: Callable[[ImageDraw.ImageDraw, Palette, Random], None]
    alt: str
    caption: str


@dataclass(frozen=True)
class Picture:
    """One drawn picture, encoded as WebP, with the words that go with it."""

    name: str
    alt: str
    caption: str
    content: bytes


def _hills(
    draw: ImageDraw.ImageDraw, colour: Colour, base: int, height: int, random: Random
) -> None:
    phase, waves = random.uniform(0, 6), random.uniform(1.2, 2.4)
    top = [
        (x, base - height * (0.5 + 0.5 * math.sin(phase + waves * math.tau * x / SIZE[0])))
        for x in range(0, SIZE[0] + 20, 20)
    ]
    draw.polygon([*top, (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=colour)


def _fields(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    _hills(draw, palette[2], 370, 70, random)
    for number in range(9):
        shade = _mix(palette[3], palette[1], number % 3 * 0.16)
        left, right = -900 + number * 330, -570 + number * 330
        draw.polygon([(560, 360), (640, 360), (right, 680), (left, 680)], fill=shade)
    draw.rectangle((0, 352, SIZE[0], 362), fill=_mix(palette[2], palette[3], 0.6))


def _river(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    _hills(draw, palette[2], 360, 90, random)
    draw.rectangle((0, 360, SIZE[0], SIZE[1]), fill=_mix(palette[0], palette[3], 0.35))
    for number in range(14):
        y, x = 380 + number * 21, random.randint(0, 900)
        draw.rounded_rectangle((x, y, x + random.randint(90, 300), y + 5), 3, fill=palette[1])
    draw.polygon([(520, 500), (820, 500), (770, 545), (570, 545)], fill=palette[4])
    draw.polygon([(600, 500), (660, 440), (730, 440), (760, 500)], fill=palette[3])


def _roofs(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    _hills(draw, palette[2], 400, 60, random)
    for number in range(6):
        x, y = number * 220 - 60 + random.randint(-15, 15), 420 + random.randint(-30, 40)
        draw.rectangle(
            (x, y, x + 210, SIZE[1]), fill=_mix(palette[1], palette[2], 0.3 * (number % 2))
        )
        draw.polygon(
            [(x - 26, y), (x + 236, y), (x + 190, y - 80), (x + 20, y - 80)], fill=palette[4]
        )
        for window in (40, 130):
            draw.rectangle((x + window, y + 60, x + window + 44, y + 120), fill=palette[3])


def _road(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    _hills(draw, palette[2], 390, 80, random)
    draw.rectangle((0, 390, SIZE[0], SIZE[1]), fill=palette[3])
    draw.polygon(
        [(570, 390), (630, 390), (920, 675), (280, 675)], fill=_mix(palette[3], (60, 60, 66), 0.7)
    )
    for number in range(6):
        y, width = 405 + number * number * 9, 3 + number * 3
        draw.rectangle((600 - width, y, 600 + width, y + 10 + number * 6), fill=palette[1])
    for x in (160, 1010):
        draw.rectangle((x, 210, x + 10, 470), fill=_mix(palette[3], (40, 40, 40), 0.5))
        draw.ellipse((x - 70, 120, x + 80, 260), fill=_mix(palette[2], palette[3], 0.4))


def _chart(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    tops = [520 - number * 34 - random.randint(0, 40) for number in range(9)]
    for number, top in enumerate(tops):
        x = 150 + number * 102
        colour = palette[4] if number == 8 else _mix(palette[2], palette[3], number / 10)
        draw.rounded_rectangle((x, top, x + 66, 560), 8, fill=colour)
    points = [(183 + number * 102, top - 46) for number, top in enumerate(tops)]
    draw.line(points, fill=palette[3], width=8, joint="curve")
    draw.rectangle((120, 560, 1080, 566), fill=palette[3])


def _school(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    _hills(draw, palette[2], 420, 60, random)
    draw.rectangle((180, 260, 1020, 560), fill=_mix(palette[1], palette[4], 0.18))
    draw.polygon([(150, 260), (1050, 260), (980, 190), (220, 190)], fill=palette[4])
    for row in (300, 430):
        for number in range(8):
            x = 215 + number * 100
            draw.rounded_rectangle((x, row, x + 62, row + 80), 6, fill=palette[3])
    draw.rectangle((0, 560, SIZE[0], SIZE[1]), fill=palette[2])
    draw.rectangle((1090, 150, 1098, 560), fill=palette[3])


def _health(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    for number in range(7):
        x, y, r = random.randint(0, 1200), random.randint(80, 600), random.randint(40, 120)
        draw.ellipse(
            (x - r, y - r, x + r, y + r), fill=_mix(palette[1], palette[2], 0.12 + number * 0.05)
        )
    draw.ellipse((380, 118, 820, 558), fill=palette[1])
    draw.rounded_rectangle((560, 200, 640, 476), 20, fill=palette[3])
    draw.rounded_rectangle((462, 298, 738, 378), 20, fill=palette[3])
    draw.ellipse((700, 420, 820, 520), fill=palette[2])


def _works(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    for number in range(7):
        x, top = 40 + number * 170, 300 + random.randint(-80, 90)
        draw.rectangle((x, top, x + 140, 600), fill=_mix(palette[2], palette[3], number % 3 * 0.3))
        for floor in range(top + 24, 580, 52):
            draw.rectangle((x + 18, floor, x + 122, floor + 20), fill=palette[1])
    draw.rectangle((790, 80, 806, 600), fill=palette[4])
    draw.rectangle((480, 104, 960, 118), fill=palette[4])
    draw.line((560, 118, 560, 240), fill=palette[4], width=4)
    draw.rectangle((0, 596, SIZE[0], SIZE[1]), fill=palette[3])


def _factory(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    _hills(draw, palette[2], 420, 50, random)
    for number in range(5):
        x = 130 + number * 180
        draw.polygon(
            [(x, 420), (x + 180, 340), (x + 180, 600), (x, 600)],
            fill=_mix(palette[3], palette[2], number % 2 * 0.4),
        )
        draw.rectangle((x + 40, 470, x + 140, 510), fill=palette[1])
    for x in (1050, 1100):
        draw.rectangle((x, 220, x + 26, 600), fill=palette[4])
    draw.rectangle((0, 596, SIZE[0], SIZE[1]), fill=palette[3])


def _lanterns(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    _hills(draw, palette[2], 600, 110, random)
    draw.line(
        [(x, 70 + 60 * math.sin(math.pi * x / 1200)) for x in range(0, 1201, 20)],
        fill=palette[3],
        width=4,
    )
    for number in range(8):
        x = 90 + number * 146
        y = 110 + 60 * math.sin(math.pi * x / 1200) + random.randint(0, 50)
        draw.line((x, y - 60, x, y), fill=palette[3], width=3)
        draw.ellipse(
            (x - 46, y, x + 46, y + 104),
            fill=palette[4] if number % 2 else _mix(palette[4], palette[1], 0.5),
        )
        draw.rectangle((x - 18, y + 102, x + 18, y + 114), fill=palette[3])


def _trees(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    _hills(draw, palette[2], 430, 70, random)
    draw.rectangle((0, 520, SIZE[0], SIZE[1]), fill=_mix(palette[3], palette[1], 0.25))
    for number in range(8):
        x, y, r = 80 + number * 150, 330 + random.randint(-40, 40), random.randint(70, 100)
        draw.rectangle((x - 9, y, x + 9, 560), fill=_mix(palette[3], (70, 50, 40), 0.6))
        draw.ellipse(
            (x - r, y - r, x + r, y + r), fill=_mix(palette[3], palette[2], random.random())
        )


def _hall(draw: ImageDraw.ImageDraw, palette: Palette, random: Random) -> None:
    draw.rectangle((0, 0, SIZE[0], SIZE[1]), fill=_mix(palette[1], palette[2], 0.15))
    draw.rounded_rectangle((260, 90, 940, 330), 12, fill=palette[4])
    draw.rounded_rectangle((300, 130, 900, 290), 8, fill=_mix(palette[4], palette[1], 0.25))
    for row in range(4):
        for number in range(10 + row):
            x, y = 90 - row * 25 + number * 108 + random.randint(-2, 2), 390 + row * 72
            draw.rounded_rectangle(
                (x, y, x + 78, y + 70), 22, fill=_mix(palette[2], palette[3], row / 4)
            )


THEMES = {
    "fields": Theme(_fields, "Tranh vẽ cánh đồng chia thửa chạy về phía dãy đồi xa", "cánh đồng"),
    "river": Theme(_river, "Tranh vẽ con thuyền trên dòng sông lặng, phía sau là bờ cây", "dòng sông"),
    "roofs": Theme(_roofs, "Tranh vẽ dãy mái ngói của một khu dân cư", "khu dân cư"),
    "road": Theme(_road, "Tranh vẽ con đường thẳng giữa hai hàng cây", "con đường quê"),
    "chart": Theme(_chart, "Tranh vẽ biểu đồ cột tăng dần với một đường gấp khúc phía trên", "biểu đồ"),
    "school": Theme(_school, "Tranh vẽ ngôi trường hai tầng mái đỏ và cột cờ", "ngôi trường"),
    "health": Theme(_health, "Tranh vẽ dấu thập y tế trong vòng tròn sáng", "chăm sóc sức khỏe"),
    "works": Theme(_works, "Tranh vẽ cần cẩu và các khối nhà đang xây", "công trình xây dựng"),
    "factory": Theme(_factory, "Tranh vẽ nhà xưởng mái răng cưa với hai ống khói", "nhà xưởng"),
    "lanterns": Theme(_lanterns, "Tranh vẽ dãy đèn lồng treo trên dây", "đèn lồng ngày hội"),
    "trees": Theme(_trees, "Tranh vẽ hàng cây tán tròn bên thảm cỏ", "hàng cây xanh"),
    "hall": Theme(_hall, "Tranh vẽ hội trường với các hàng ghế trước phông sân khấu", "hội trường"),
}  # fmt: skip


@cache
def pictures() -> dict[str, list[Picture]]:
    """Return the pictures of each theme: two, in different colours."""
    return {
        name: [_paint(name, theme, (index * 2 + copy) % len(PALETTES)) for copy in range(2)]
        for index, (name, theme) in enumerate(THEMES.items())
    }


def _paint(name: str, theme: Theme, number: int) -> Picture:
    palette = PALETTES[number]
    image = Image.linear_gradient("L").resize(SIZE)
    canvas = Image.composite(
        Image.new("RGB", SIZE, palette[1]), Image.new("RGB", SIZE, palette[0]), image
    )
    draw = ImageDraw.Draw(canvas)
    draw.ellipse((860, 70, 980, 190), fill=_mix(palette[1], (255, 255, 255), 0.5))
    theme.draw(draw, palette, Random(f"{name} {number}"))
    buffer = io.BytesIO()
    canvas.save(buffer, "WEBP", quality=82, method=2)
    return Picture(
        f"minh-hoa-{name}-{number + 1}.webp",
        f"{theme.alt}.",
        f"Tranh minh họa: {theme.caption}.",
        buffer.getvalue(),
    )


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
