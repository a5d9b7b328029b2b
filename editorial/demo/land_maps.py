"""Maps of made-up fields, as the demo's plans about land have them."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw

SEED = "Bản đồ"
MAP_SIZE = (760, 520)
FIELD_SHADES = ("#d8e6b8", "#c7dca0", "#e6dcae", "#cfe3cf")


def drawn_map(seed: str) -> bytes:
    """Return a map of made-up fields as PDF: parcels, a road, and what is taken, hatched."""
    random = Random(f"{SEED} {seed}")
    picture = Image.new("RGB", MAP_SIZE, "#f4f1e6")
    pencil = ImageDraw.Draw(picture)
    for column in range(9):
        for row in range(6):
            x, y = 20 + column * 80, 20 + row * 80
            box = (x, y, x + random.randint(58, 78), y + random.randint(58, 78))
            pencil.rectangle(box, fill=random.choice(FIELD_SHADES), outline="#7a7a66")
    road = random.randint(180, 330)
    pencil.rectangle((0, road, MAP_SIZE[0], road + 26), fill="#b9b4a8")
    left = random.randint(180, 360)
    taken = (left, road - 60, left + 240, road + 86)
    pencil.rectangle(taken, outline="#a01818", width=4)
    for x in range(taken[0], taken[2], 14):
        pencil.line((x, taken[1], x, taken[3]), fill="#a01818")
    written = io.BytesIO()
    picture.save(written, "PDF", resolution=96)
    return written.getvalue()
