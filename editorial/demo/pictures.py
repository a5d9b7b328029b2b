"""The pictures of the demo: calm shapes drawn by rule, so nobody's rights are touched and no person is shown."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image

from . import places
from .pencil import SIZE, Colour, Pencil, Shades, canvas
from .pencil import mix as _mix

COPIES = 3

# Sky above, sky below, far, near, accent.
PALETTES: tuple[Shades, ...] = (
    ((205, 227, 238), (247, 240, 222), (131, 168, 142), (77, 124, 92), (201, 94, 58)),
    ((250, 222, 190), (253, 244, 226), (186, 150, 118), (109, 96, 110), (178, 58, 55)),
    ((186, 210, 226), (232, 240, 240), (104, 143, 160), (52, 88, 108), (226, 168, 60)),
    ((214, 232, 214), (250, 246, 230), (156, 178, 116), (84, 112, 74), (188, 82, 60)),
    ((196, 206, 232), (248, 236, 236), (150, 140, 172), (86, 80, 122), (206, 108, 96)),
)


@dataclass(frozen=True)
class Theme:
    draw: Callable[[Pencil, Shades, Random], None]
    alt: str
    caption: str
    # A mirror would make a rising chart fall.
    may_turn: bool = True


@dataclass(frozen=True)
class DrawnPicture:
    """One drawn picture, encoded as WebP, with the words that go with it."""

    name: str
    alt: str
    caption: str
    content: bytes


def _hills(draw: Pencil, colour: Colour, base: int, height: int, random: Random) -> None:
    phase, waves = random.uniform(0, 6), random.uniform(1.2, 2.4)
    top = [
        (x, base - height * (0.5 + 0.5 * math.sin(phase + waves * math.tau * x / SIZE[0])))
        for x in range(0, SIZE[0] + 20, 20)
    ]
    draw.polygon([*top, (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=colour)


def _fields(draw: Pencil, palette: Shades, random: Random) -> None:
    _hills(draw, palette[2], 370, 70, random)
    for number in range(9):
        shade = _mix(palette[3], palette[1], number % 3 * 0.16)
        left, right = -900 + number * 330, -570 + number * 330
        draw.polygon([(560, 360), (640, 360), (right, 680), (left, 680)], fill=shade)
    draw.rectangle((0, 352, SIZE[0], 362), fill=_mix(palette[2], palette[3], 0.6))


def _river(draw: Pencil, palette: Shades, random: Random) -> None:
    _hills(draw, palette[2], 360, 90, random)
    draw.rectangle((0, 360, SIZE[0], SIZE[1]), fill=_mix(palette[0], palette[3], 0.35))
    for number in range(14):
        y, x = 380 + number * 21, random.randint(0, 900)
        draw.rounded_rectangle((x, y, x + random.randint(90, 300), y + 5), 3, fill=palette[1])
    draw.polygon([(520, 500), (820, 500), (770, 545), (570, 545)], fill=palette[4])
    draw.polygon([(600, 500), (660, 440), (730, 440), (760, 500)], fill=palette[3])


def _roofs(draw: Pencil, palette: Shades, random: Random) -> None:
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


def _road(draw: Pencil, palette: Shades, random: Random) -> None:
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


def _chart(draw: Pencil, palette: Shades, random: Random) -> None:
    tops = [520 - number * 34 - random.randint(0, 40) for number in range(9)]
    for number, top in enumerate(tops):
        x = 150 + number * 102
        colour = palette[4] if number == 8 else _mix(palette[2], palette[3], number / 10)
        draw.rounded_rectangle((x, top, x + 66, 560), 8, fill=colour)
    points = [(183 + number * 102, top - 46) for number, top in enumerate(tops)]
    draw.line(points, fill=palette[3], width=8, joint="curve")
    draw.rectangle((120, 560, 1080, 566), fill=palette[3])


def _school(draw: Pencil, palette: Shades, random: Random) -> None:
    _hills(draw, palette[2], 440, 90, random)
    wall, roof = _mix(palette[1], palette[4], 0.12), _mix(palette[4], palette[3], 0.12)
    draw.rectangle((0, 560, SIZE[0], SIZE[1]), fill=_mix(palette[2], palette[1], 0.35))
    draw.rectangle((170, 290, 1030, 580), fill=wall)
    draw.polygon([(140, 290), (1060, 290), (990, 222), (210, 222)], fill=roof)
    for line in range(8):
        x = 250 + line * 100
        draw.line((x, 224, x - 12 + line * 4, 288), fill=_mix(roof, palette[1], 0.25), width=3)
    for row in (322, 452):
        for number in range(8):
            x = 206 + number * 101
            if 490 < x + 31 < 710:
                continue
            draw.rounded_rectangle((x, row, x + 66, row + 84), 6, fill=_mix(palette[3], wall, 0.15))
            draw.rectangle((x + 31, row, x + 35, row + 84), fill=wall)
    draw.rectangle((490, 250, 710, 580), fill=_mix(wall, (255, 255, 255), 0.45))
    draw.polygon([(470, 250), (730, 250), (600, 168)], fill=roof)
    draw.ellipse((570, 276, 630, 336), fill=palette[4])
    draw.pieslice((552, 420, 648, 516), 180, 360, fill=palette[3])
    draw.rectangle((552, 468, 648, 580), fill=palette[3])
    for x, r in ((96, 78), (1104, 84), (1010, 50)):
        draw.rectangle((x - 8, 470, x + 8, 600), fill=_mix(palette[3], (70, 50, 40), 0.6))
        draw.ellipse((x - r, 480 - r * 1.7, x + r, 480 + r * 0.3), fill=palette[3])
        draw.ellipse(
            (x - r * 0.7, 470 - r * 1.6, x + r * 0.5, 470 - r * 0.5),
            fill=_mix(palette[3], palette[1], 0.14),
        )
    draw.polygon([(440, 675), (760, 675), (650, 580), (550, 580)], fill=palette[1])


def _health(draw: Pencil, palette: Shades, random: Random) -> None:
    for number in range(7):
        x, y, r = random.randint(0, 1200), random.randint(80, 600), random.randint(40, 120)
        draw.ellipse(
            (x - r, y - r, x + r, y + r), fill=_mix(palette[1], palette[2], 0.12 + number * 0.05)
        )
    draw.ellipse((380, 118, 820, 558), fill=palette[1])
    draw.rounded_rectangle((560, 200, 640, 476), 20, fill=palette[3])
    draw.rounded_rectangle((462, 298, 738, 378), 20, fill=palette[3])
    draw.ellipse((700, 420, 820, 520), fill=palette[2])


def _works(draw: Pencil, palette: Shades, random: Random) -> None:
    for number in range(7):
        x, top = 40 + number * 170, 300 + random.randint(-80, 90)
        draw.rectangle((x, top, x + 140, 600), fill=_mix(palette[2], palette[3], number % 3 * 0.3))
        for floor in range(top + 24, 580, 52):
            draw.rectangle((x + 18, floor, x + 122, floor + 20), fill=palette[1])
    draw.rectangle((790, 80, 806, 600), fill=palette[4])
    draw.rectangle((480, 104, 960, 118), fill=palette[4])
    draw.line((560, 118, 560, 240), fill=palette[4], width=4)
    draw.rectangle((0, 596, SIZE[0], SIZE[1]), fill=palette[3])


def _factory(draw: Pencil, palette: Shades, random: Random) -> None:
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


def _lanterns(draw: Pencil, palette: Shades, random: Random) -> None:
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


def _trees(draw: Pencil, palette: Shades, random: Random) -> None:
    _hills(draw, palette[2], 430, 70, random)
    draw.rectangle((0, 520, SIZE[0], SIZE[1]), fill=_mix(palette[3], palette[1], 0.25))
    for number in range(8):
        x, y, r = 80 + number * 150, 330 + random.randint(-40, 40), random.randint(70, 100)
        draw.rectangle((x - 9, y, x + 9, 560), fill=_mix(palette[3], (70, 50, 40), 0.6))
        draw.ellipse(
            (x - r, y - r, x + r, y + r), fill=_mix(palette[3], palette[2], random.random())
        )


def _hall(draw: Pencil, palette: Shades, random: Random) -> None:
    wall, cloth = _mix(palette[1], palette[4], 0.1), _mix(palette[4], (90, 20, 24), 0.35)
    draw.rectangle((0, 0, SIZE[0], SIZE[1]), fill=wall)
    draw.rectangle((150, 40, 1050, 400), fill=_mix(cloth, palette[4], 0.4))
    for number in range(18):
        left, shade = 150 + number * 50, _mix(cloth, palette[4], 0.25 + number % 2 * 0.25)
        draw.rectangle((left, 40, left + 50, 400), fill=shade)
    for number in range(7):
        for side in (number * 26, 1174 - number * 26):
            shade = _mix(cloth, (40, 10, 14), 0.18 + number % 2 * 0.2)
            draw.rectangle((side, 0, side + 26, 430), fill=shade)
    draw.rectangle((0, 0, SIZE[0], 56), fill=_mix(cloth, (40, 10, 14), 0.25))
    for number in range(15):
        x = number * 86 - 10
        draw.pieslice((x, 18, x + 90, 96), 0, 180, fill=_mix(cloth, palette[4], 0.2))
    star = [
        (
            600 + (84 if point % 2 == 0 else 33) * math.sin(math.pi * point / 5),
            222 - (84 if point % 2 == 0 else 33) * math.cos(math.pi * point / 5),
        )
        for point in range(10)
    ]
    draw.polygon(star, fill=(250, 208, 92))
    draw.rectangle((0, 400, SIZE[0], 470), fill=_mix(palette[2], (120, 84, 50), 0.55))
    draw.rectangle((0, 462, SIZE[0], SIZE[1]), fill=_mix(palette[3], (40, 32, 34), 0.5))
    draw.polygon([(800, 300), (930, 300), (914, 420), (816, 420)], fill=(126, 84, 50))
    draw.rectangle((790, 290, 940, 306), fill=(150, 104, 66))
    for number in range(9):
        x, y = 812 + number * 13, 284 - number % 3 * 12
        draw.ellipse(
            (x - 12, y - 12, x + 12, y + 12),
            fill=((236, 122, 112), (250, 214, 120), (120, 160, 96))[number % 3],
        )
    for row in range(3):
        shade = _mix(palette[3], (30, 28, 34), 0.15 + row * 0.28)
        for number in range(11 - row):
            x = 20 + row * 62 + number * 118 + random.randint(-9, 9)
            y, size = 506 + row * 66, 30 + row * 5
            draw.ellipse((x - size, y - size * 1.15, x + size, y + size * 0.95), fill=shade)
            draw.rounded_rectangle(
                (x - size * 1.8, y + size * 0.8, x + size * 1.8, y + 260), size, fill=shade
            )


THEMES = {
    "fields": Theme(_fields, "Tranh vẽ cánh đồng chia thửa chạy về phía dãy đồi xa", "cánh đồng"),
    "river": Theme(_river, "Tranh vẽ con thuyền trên dòng sông lặng, phía sau là bờ cây", "dòng sông"),
    "roofs": Theme(_roofs, "Tranh vẽ dãy mái ngói của một khu dân cư", "khu dân cư"),
    "road": Theme(_road, "Tranh vẽ con đường thẳng giữa hai hàng cây", "con đường quê"),
    "chart": Theme(_chart, "Tranh vẽ biểu đồ cột tăng dần với một đường gấp khúc phía trên", "biểu đồ", may_turn=False),
    "school": Theme(_school, "Tranh vẽ ngôi trường hai tầng giữa hàng cây", "ngôi trường"),
    "health": Theme(_health, "Tranh vẽ dấu thập y tế trong vòng tròn sáng", "chăm sóc sức khỏe"),
    "works": Theme(_works, "Tranh vẽ cần cẩu và các khối nhà đang xây", "công trình xây dựng"),
    "factory": Theme(_factory, "Tranh vẽ nhà xưởng mái răng cưa với hai ống khói", "nhà xưởng"),
    "lanterns": Theme(_lanterns, "Tranh vẽ dãy đèn lồng treo trên dây", "đèn lồng ngày hội"),
    "trees": Theme(_trees, "Tranh vẽ hàng cây tán tròn bên thảm cỏ", "hàng cây xanh"),
    "house": Theme(places.communal_house, "Tranh vẽ ngôi đình mái cong, hai bên có cây cổ thụ", "ngôi đình làng"),
    "lotus": Theme(places.lotus_pond, "Tranh vẽ con thuyền mui cong giữa ao sen đang nở", "thuyền trên ao sen"),
    "harvest": Theme(places.harvest, "Tranh vẽ máy gặt giữa ruộng lúa chín và những bó lúa", "mùa gặt"),
    "counter": Theme(places.counter, "Tranh vẽ quầy một cửa với ba màn hình hiện các bước xử lý hồ sơ", "quầy một cửa"),
    "bus": Theme(places.bus, "Tranh vẽ xe buýt dừng bên biển báo, phía sau là dãy phố", "xe buýt"),
    "pottery": Theme(places.pottery, "Tranh vẽ những chiếc vại gốm xếp trước lò nung", "làng gốm"),
    "books": Theme(places.books, "Tranh vẽ ba tầng giá sách trong phòng đọc", "phòng đọc sách"),
    "hall": Theme(_hall, "Tranh vẽ hội trường nhìn từ hàng ghế sau lên sân khấu có ngôi sao", "hội trường"),
}  # fmt: skip


@cache
def pictures() -> dict[str, list[DrawnPicture]]:
    """Return the pictures of each theme: some, in different colours."""
    return {
        name: [
            _paint(name, theme, copy, (index + copy * 2) % len(PALETTES)) for copy in range(COPIES)
        ]
        for index, (name, theme) in enumerate(THEMES.items())
    }


def _paint(name: str, theme: Theme, copy: int, number: int) -> DrawnPicture:
    palette, random = PALETTES[number], Random(f"{name} {copy}")
    image = canvas(palette, random)
    theme.draw(Pencil(image), palette, random)
    shown = image.resize(SIZE, Image.Resampling.LANCZOS)
    if copy % 2 and theme.may_turn:
        shown = shown.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    buffer = io.BytesIO()
    shown.save(buffer, "WEBP", quality=82, method=2)
    return DrawnPicture(
        f"minh-hoa-{name}-{copy + 1}.webp",
        f"{theme.alt}.",
        f"Tranh minh họa: {theme.caption}.",
        buffer.getvalue(),
    )
