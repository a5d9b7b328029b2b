"""Pictures of what the province is known for, and of where its people meet the offices."""

from __future__ import annotations

import math
from random import Random

from .pencil import SIZE, Colour, Pencil, Shades, mix

WHITE, WOOD, TILE = (255, 255, 255), (122, 80, 48), (150, 66, 44)


def communal_house(pencil: Pencil, palette: Shades, random: Random) -> None:
    """A đình: a wide roof with raised corners over wooden columns, a yard, an old tree."""
    ground = mix(palette[2], palette[1], 0.45)
    _far_trees(pencil, palette, 400, random)
    pencil.rectangle((0, 500, SIZE[0], SIZE[1]), fill=ground)
    wall = mix(palette[1], (232, 196, 140), 0.6)
    pencil.rectangle((300, 360, 900, 540), fill=wall)
    for number in range(7):
        x = 300 + number * 98
        pencil.rectangle((x, 352, x + 16, 545), fill=WOOD)
    for number in range(6):
        x = 334 + number * 98
        pencil.rectangle((x, 396, x + 48, 540), fill=mix(WOOD, (60, 30, 20), 0.35))
    roof = mix(TILE, palette[4], 0.3)
    _curved_roof(pencil, (170, 380), (1030, 380), 210, roof)
    for line in range(13):
        x = 300 + line * 50
        pencil.line([(600 + (x - 600) * 0.62, 232), (x, 352)], fill=mix(roof, WHITE, 0.14), width=3)
    pencil.rectangle((390, 214, 810, 232), fill=mix(roof, (60, 20, 20), 0.3))
    for step in range(4):
        pencil.rectangle(
            (270 - step * 14, 540 + step * 14, 930 + step * 14, 554 + step * 14),
            fill=mix(ground, (90, 84, 76), 0.15 + step * 0.08),
        )
    _tree(pencil, palette, 130, 470, 120, random)
    _tree(pencil, palette, 1090, 480, 100, random)


def lotus_pond(pencil: Pencil, palette: Shades, random: Random) -> None:
    """A boat among lotus leaves, as where quan họ is sung."""
    _far_trees(pencil, palette, 330, random)
    water = mix(palette[0], palette[3], 0.42)
    pencil.rectangle((0, 330, SIZE[0], SIZE[1]), fill=water)
    for _line in range(22):
        x, y = random.randint(-40, 1150), random.randint(345, 660)
        pencil.rounded_rectangle(
            (x, y, x + random.randint(60, 220), y + 4), 2, fill=mix(water, palette[1], 0.45)
        )
    pencil.polygon([(380, 420), (860, 420), (790, 480), (450, 480)], fill=WOOD)
    pencil.polygon(
        [(340, 396), (400, 420), (450, 480), (420, 470)], fill=mix(WOOD, palette[4], 0.3)
    )
    pencil.polygon(
        [(900, 392), (850, 420), (790, 480), (820, 470)], fill=mix(WOOD, palette[4], 0.3)
    )
    pencil.pieslice((500, 300, 760, 520), 180, 360, fill=mix(palette[4], palette[1], 0.25))
    pencil.rectangle((500, 404, 760, 422), fill=mix(palette[4], (60, 20, 20), 0.25))
    for number in range(9):
        x, y = random.randint(-60, 1140), random.randint(520, 650)
        leaf = mix(palette[3], (70, 140, 90), 0.5 if number % 2 else 0.25)
        pencil.ellipse((x, y, x + 170, y + 46), fill=leaf)
    for x, y in ((150, 500), (330, 560), (960, 520), (1080, 590), (720, 600)):
        _lotus(pencil, x, y, random.uniform(0.8, 1.2))


def harvest(pencil: Pencil, palette: Shades, random: Random) -> None:
    """Ripe rice with a harvester and sheaves."""
    _far_trees(pencil, palette, 330, random)
    gold = mix((228, 178, 74), palette[1], 0.12)
    pencil.rectangle((0, 330, SIZE[0], SIZE[1]), fill=gold)
    for row in range(9):
        y = 345 + row * row * 4.4
        pencil.rectangle((0, y, SIZE[0], y + 3 + row), fill=mix(gold, (150, 106, 40), 0.16))
    for _ear in range(240):
        x, y = random.randint(0, 1200), random.randint(380, 675)
        tall = 10 + (y - 380) * 0.12
        pencil.line([(x, y), (x + tall * 0.4, y - tall)], fill=mix(gold, WHITE, 0.35), width=2)
    body = palette[4]
    pencil.rounded_rectangle((560, 330, 800, 450), 14, fill=body)
    pencil.rounded_rectangle((690, 262, 780, 340), 10, fill=mix(palette[3], WHITE, 0.35))
    pencil.rectangle((460, 430, 570, 452), fill=mix(body, (40, 40, 40), 0.4))
    for number in range(6):
        x = 440 + number * 22
        pencil.line([(x, 452), (x + 14, 412)], fill=mix(body, (30, 30, 30), 0.5), width=5)
    for x, r in ((610, 40), (760, 52)):
        pencil.ellipse((x - r, 470 - r, x + r, 470 + r), fill=(58, 54, 52))
        pencil.ellipse((x - r / 2, 470 - r / 2, x + r / 2, 470 + r / 2), fill=mix(gold, WHITE, 0.3))
    for x, y in ((120, 560), (260, 600), (940, 550), (1080, 610)):
        pencil.polygon([(x - 46, y + 52), (x + 46, y + 52), (x, y - 62)], fill=(206, 152, 52))
        pencil.rectangle((x - 30, y - 2, x + 30, y + 10), fill=(150, 98, 40))


def counter(pencil: Pencil, palette: Shades, random: Random) -> None:
    """A one-stop counter: screens with a list of steps, a bench, a plant; nobody waits."""
    wall = mix(palette[1], palette[0], 0.3)
    pencil.rectangle((0, 0, SIZE[0], SIZE[1]), fill=wall)
    pencil.rectangle((0, 560, SIZE[0], SIZE[1]), fill=mix(wall, palette[3], 0.35))
    pencil.rounded_rectangle((110, 70, 1090, 150), 14, fill=palette[3])
    for number in range(4):
        x = 190 + number * 240
        pencil.rounded_rectangle((x, 94, x + 110, 126), 8, fill=mix(palette[3], WHITE, 0.75))
    desk = mix(WOOD, palette[1], 0.4)
    pencil.rounded_rectangle((90, 410, 1110, 590), 12, fill=desk)
    pencil.rectangle((70, 392, 1130, 420), fill=mix(desk, (60, 40, 30), 0.3))
    for number in range(3):
        x = 190 + number * 310 + random.randint(-12, 12)
        pencil.rounded_rectangle((x, 210, x + 210, 356), 10, fill=(52, 58, 66))
        pencil.rectangle((x + 12, 222, x + 198, 344), fill=mix(palette[0], WHITE, 0.6))
        for line in range(4):
            y = 238 + line * 26
            done = palette[4] if line <= number else mix(palette[2], WHITE, 0.4)
            pencil.rounded_rectangle((x + 24, y, x + 42, y + 16), 4, fill=done)
            pencil.rounded_rectangle(
                (x + 54, y + 3, x + 54 + random.randint(70, 130), y + 12),
                4, fill=mix(palette[3], WHITE, 0.35),
            )  # fmt: skip
        pencil.rectangle((x + 96, 356, x + 114, 394), fill=(52, 58, 66))
        pencil.rounded_rectangle((x + 20, 450, x + 190, 540), 8, fill=mix(desk, WHITE, 0.22))
    pencil.polygon([(1010, 640), (1090, 640), (1078, 560), (1022, 560)], fill=TILE)
    for angle in range(-60, 61, 20):
        tip = (
            1050 + math.sin(math.radians(angle)) * 120,
            560 - math.cos(math.radians(angle)) * 120,
        )
        pencil.line([(1050, 562), tip], fill=mix(palette[3], (60, 140, 80), 0.55), width=14)


def bus(pencil: Pencil, palette: Shades, random: Random) -> None:
    """A bus at its stop, houses behind."""
    for number in range(9):
        x, top = number * 140 - 30, 250 + random.randint(-70, 60)
        shade = mix(palette[2], palette[1], 0.25 + number % 3 * 0.2)
        pencil.rectangle((x, top, x + 124, 520), fill=shade)
        for floor in range(top + 22, 490, 46):
            for window in (18, 54, 90):
                pencil.rectangle(
                    (x + window, floor, x + window + 20, floor + 24), fill=mix(shade, WHITE, 0.5)
                )
    pencil.rectangle((0, 500, SIZE[0], SIZE[1]), fill=mix(palette[3], (70, 70, 74), 0.7))
    for number in range(8):
        pencil.rectangle((number * 170 - 20, 614, number * 170 + 70, 622), fill=palette[1])
    pencil.rounded_rectangle((250, 300, 930, 566), 34, fill=palette[4])
    pencil.rectangle((250, 452, 930, 476), fill=mix(palette[4], WHITE, 0.8))
    for number in range(6):
        x = 286 + number * 100
        pencil.rounded_rectangle((x, 334, x + 82, 430), 10, fill=mix(palette[0], WHITE, 0.55))
    pencil.rounded_rectangle((878, 334, 926, 440), 10, fill=mix(palette[0], WHITE, 0.7))
    for x in (390, 790):
        pencil.ellipse((x - 54, 510, x + 54, 618), fill=(44, 42, 44))
        pencil.ellipse((x - 24, 540, x + 24, 588), fill=(190, 186, 180))
    pencil.rectangle((1052, 330, 1062, 590), fill=(90, 90, 94))
    pencil.rounded_rectangle((1010, 290, 1104, 372), 12, fill=palette[3])
    pencil.rounded_rectangle((1030, 314, 1084, 348), 6, fill=mix(palette[3], WHITE, 0.8))


def pottery(pencil: Pencil, palette: Shades, random: Random) -> None:
    """Jars drying before a kiln, as in the villages of the craft."""
    _far_trees(pencil, palette, 360, random)
    pencil.rectangle((0, 360, SIZE[0], SIZE[1]), fill=mix(palette[2], (214, 178, 138), 0.6))
    brick = mix(TILE, palette[1], 0.12)
    pencil.pieslice((690, 170, 1170, 660), 180, 360, fill=brick)
    pencil.rectangle((690, 414, 1170, 470), fill=brick)
    pencil.pieslice((850, 300, 1010, 520), 180, 360, fill=(70, 40, 32))
    pencil.rectangle((850, 408, 1010, 470), fill=(70, 40, 32))
    pencil.pieslice((880, 360, 980, 480), 180, 360, fill=(240, 160, 70))
    pencil.rectangle((1040, 90, 1100, 230), fill=mix(brick, (60, 30, 24), 0.2))
    pencil.rectangle((0, 470, 1200, 486), fill=WOOD)
    for row, (y, size, count) in enumerate(((470, 62, 5), (640, 88, 9))):
        for number in range(count):
            x = 70 + number * (size * 1.55) + random.randint(-6, 6)
            if x > 1180:
                continue
            clay = mix((164, 92, 58), (206, 142, 92), random.random())
            _jar(pencil, x, y, size * random.uniform(0.85, 1.05), clay, glazed=row == 1)


def books(pencil: Pencil, palette: Shades, random: Random) -> None:
    """Shelves of a reading room."""
    wall = mix(palette[1], palette[0], 0.2)
    pencil.rectangle((0, 0, SIZE[0], SIZE[1]), fill=wall)
    shades = (palette[2], palette[3], palette[4], mix(palette[4], palette[1], 0.5), (226, 178, 92))
    for shelf in range(3):
        floor = 230 + shelf * 190
        x = 90.0
        while x < 1070:
            width, height = random.randint(26, 52), random.randint(104, 150)
            colour = random.choice(shades)
            pencil.rounded_rectangle((x, floor - height, x + width, floor), 4, fill=colour)
            pencil.rectangle(
                (x, floor - height + 20, x + width, floor - height + 30),
                fill=mix(colour, WHITE, 0.5),
            )
            x += width + (random.randint(30, 90) if random.random() < 0.08 else 4)
        pencil.rectangle((60, floor, 1140, floor + 22), fill=WOOD)
    for x in (60, 1118):
        pencil.rectangle((x, 60, x + 22, 632), fill=mix(WOOD, (50, 30, 20), 0.25))
    pencil.rectangle((60, 44, 1140, 66), fill=mix(WOOD, (50, 30, 20), 0.25))


def _far_trees(pencil: Pencil, palette: Shades, base: int, random: Random) -> None:
    shade = mix(palette[2], palette[1], 0.18)
    for number in range(16):
        x, r = number * 84 - 40, random.randint(44, 84)
        pencil.ellipse((x - r, base - r, x + r, base + r), fill=shade)


def _tree(pencil: Pencil, palette: Shades, x: int, y: int, r: int, random: Random) -> None:
    pencil.rectangle((x - 14, y, x + 14, y + 150), fill=mix(WOOD, (50, 34, 24), 0.3))
    for _puff in range(7):
        dx, dy = random.randint(-r, r), random.randint(-r, r // 2)
        size = random.randint(r // 2, r * 3 // 4)
        shade = mix(palette[3], palette[2], random.random() * 0.6)
        pencil.ellipse((x + dx - size, y + dy - size, x + dx + size, y + dy + size), fill=shade)


def _curved_roof(
    pencil: Pencil,
    left: tuple[int, int],
    right: tuple[int, int],
    top: int,
    fill: Colour,
) -> None:
    """Eaves that sink in the middle and rise to a point at both ends."""
    width = right[0] - left[0]
    eaves = [
        (right[0] - width * share, right[1] - 46 * (2 * share - 1) ** 4 + 4)
        for share in (number / 40 for number in range(41))
    ]
    pencil.polygon([(left[0] + 220, top), (right[0] - 220, top), *eaves], fill=fill)


def _lotus(pencil: Pencil, x: int, y: int, scale: float) -> None:
    pencil.line([(x, y), (x + 6, y + 90 * scale)], fill=(96, 140, 92), width=5)
    for turn, shade in ((-34, 0.0), (34, 0.0), (-17, 0.25), (17, 0.25), (0, 0.45)):
        tip = (
            x + math.sin(math.radians(turn)) * 58 * scale,
            y - math.cos(math.radians(turn)) * 58 * scale,
        )
        side = 15 * scale
        colour = mix((226, 120, 150), WHITE, shade)
        pencil.polygon(
            [
                (x, y + 6), ((x + tip[0]) / 2 - side, (y + tip[1]) / 2),
                tip, ((x + tip[0]) / 2 + side, (y + tip[1]) / 2),
            ],
            fill=colour,
        )  # fmt: skip


def _jar(pencil: Pencil, x: float, y: float, size: float, clay: Colour, *, glazed: bool) -> None:
    pencil.ellipse((x - size / 2, y - size * 1.15, x + size / 2, y), fill=clay)
    pencil.rectangle((x - size * 0.26, y - size * 1.32, x + size * 0.26, y - size), fill=clay)
    pencil.ellipse(
        (x - size * 0.32, y - size * 1.42, x + size * 0.32, y - size * 1.24),
        fill=mix(clay, (60, 30, 20), 0.3),
    )
    if glazed:
        pencil.pieslice(
            (x - size / 2, y - size * 1.15, x + size / 2, y), 200, 340,
            fill=mix(clay, (96, 54, 30), 0.5),
        )  # fmt: skip
    pencil.ellipse(
        (x - size * 0.3, y - size * 0.95, x - size * 0.16, y - size * 0.5),
        fill=mix(clay, WHITE, 0.3),
    )
