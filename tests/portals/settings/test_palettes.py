"""Every palette can be read by everybody: the colours of the style sheets, measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from portals.appearance import Palette

SHEETS = Path(settings.STATICFILES_DIRS[0]) / "portals" / "css"
TEXT, SHAPES = 4.5, 3.0
# How strongly the gold of the motif lies over the banner (frame.css).
MOTIF = 0.17

# Text on ground, and shapes (edges of fields, rings of focus) on ground, in every palette and theme.
PAIRS_OF_TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent") for ground in ("paper", "surface", "tint")),
    *((ink, ground) for ink in ("band-ink", "band-soft") for ground in ("band", "deep", "urgent")),
    *((ink, "footer") for ink in ("footer-ink", "footer-soft")),
    ("strip-ink", "strip"),
    ("ink", "mark"),
    ("deep", "band-soft"),
]  # fmt: skip
PAIRS_OF_SHAPES = [
    *((shape, ground) for shape in ("field", "focus") for ground in ("paper", "surface")),
    ("gold", "band"),
    ("band-ink", "band"),
    ("footer-ink", "footer"),
]


def tokens_of(sheet: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The colours that hold for all, and those of each palette, as one style sheet names them."""
    text = (SHEETS / sheet).read_text()
    colour = r"--([a-z-]+): (#[0-9a-f]{6})"
    common = dict(re.findall(colour, re.search(r":root \{(.*?)\n  \}", text, re.DOTALL)[1]))
    palettes = {
        name: dict(re.findall(colour, rule))
        for name, rule in re.findall(r"\.palette-([a-z]+) \{([^}]*)\}", text)
    }
    return common, palettes


LIGHT, PALETTES_LIGHT = tokens_of("frame.css")
DARK, PALETTES_DARK = tokens_of("dark.css")


def colours(palette: str, theme: str) -> dict[str, str]:
    light = {**LIGHT, **PALETTES_LIGHT[palette]}
    return light if theme == "light" else {**light, **DARK, **PALETTES_DARK[palette]}


def channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def luminance(rgb: tuple[float, ...]) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("palette", Palette.values)
class TestAPalette:
    def test_lets_all_text_be_read(self, palette: str, theme: str) -> None:
        shown = colours(palette, theme)
        weak = {
            pair: round(contrast(*(channels(shown[name]) for name in pair)), 2)
            for pair in PAIRS_OF_TEXT
            if contrast(*(channels(shown[name]) for name in pair)) < TEXT
        }
        assert weak == {}

    def test_lets_all_shapes_be_seen(self, palette: str, theme: str) -> None:
        shown = colours(palette, theme)
        weak = {
            pair: round(contrast(*(channels(shown[name]) for name in pair)), 2)
            for pair in PAIRS_OF_SHAPES
            if contrast(*(channels(shown[name]) for name in pair)) < SHAPES
        }
        assert weak == {}

    def test_keeps_the_banner_readable_over_its_motif(self, palette: str, theme: str) -> None:
        shown = colours(palette, theme)
        band, gold = channels(shown["band"]), channels(shown["gold"])
        ground = tuple(b + (g - b) * MOTIF for b, g in zip(band, gold, strict=True))
        for ink in ("band-ink", "band-soft"):
            assert contrast(channels(shown[ink]), ground) >= TEXT, ink


class TestTheStyleSheets:
    def test_name_every_palette_that_a_board_may_choose_and_no_other(self) -> None:
        assert set(PALETTES_LIGHT) == set(PALETTES_DARK) == set(Palette.values)

    def test_show_the_motif_as_strongly_as_is_measured_here(self) -> None:
        assert f"opacity: {MOTIF};" in (SHEETS / "frame.css").read_text()

    def test_fetch_nothing_from_elsewhere(self) -> None:
        for sheet in SHEETS.glob("*.css"):
            assert not re.search(r"https?://|//[a-z]|@import", sheet.read_text()), sheet.name


class TestTheDesk:
    """It has the colours of the public pages; each sheet names them, since none loads the others'."""

    @pytest.mark.parametrize("sheet", ["admin_kit/pocket.css", "operations/failure.css"])
    def test_has_the_paper_ink_and_indigo_of_the_public_pages(self, sheet: str) -> None:
        light, _, dark = (SHEETS.parent / sheet).read_text().partition("prefers-color-scheme: dark")
        for text, theme in ((light, "light"), (dark, "dark")):
            named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", text))
            shown = colours("cham", theme)
            assert {"paper", "ink", "accent"} <= named.keys()
            assert {name: named[name] for name in named.keys() & shown.keys()} == {
                name: shown[name] for name in named.keys() & shown.keys()
            }
            assert named["soft"] == shown["ink-soft"]
            assert contrast(channels(named["accent-ink"]), channels(named["accent"])) >= TEXT

    def test_shows_each_palette_as_it_is(self) -> None:
        text = (SHEETS.parents[1] / "editorial" / "desk" / "desk.css").read_text()
        swatches = dict(re.findall(r"\.swatch--([a-z]+) \{ background: (#[0-9a-f]{6})", text))

        assert swatches == {
            palette.value: colours(palette.value, "light")["band"] for palette in Palette
        }
