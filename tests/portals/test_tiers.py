"""Tiers are data: no code asks for one by its name, and another one takes rows only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from portals import tiers
from portals.appearance import Motif, Palette
from portals.models import Portal, Tier
from portals.tiers import GOVERNMENT_TIER, INSTALL_TIER, TRAITS, read_traits
from tests.factories import make_portal

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("portals", "editorial", "syndication", "scoring")
# Migrations tell of a day; demo and bench make up a province of their own.
ELSEWHERE = {"migrations", "demo", "bench"}
NO_TIER = {
    "portals/settings/backends.py": "the name of the province's own sign-on, in its address",
    "editorial/land/prices/finding.py": "a column of price tables: in which commune a street lies",
    "editorial/land/prices/open_data.py": "the same column, in the table to take away",
}
TEXT = tiers.DATA.read_text()


def named(text: str) -> Iterator[int]:
    """Yield the lines that name a tier."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and node.value in TRAITS:
            yield node.lineno


def test_no_code_names_a_tier() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if ELSEWHERE.isdisjoint(path.relative_to(ROOT).parts)
        and str(path.relative_to(ROOT)) not in NO_TIER
        for line in named(path.read_text())
    }
    assert found == set()


@pytest.mark.parametrize("path", NO_TIER)
def test_what_is_no_tier_is_there(path: str) -> None:
    assert list(named((ROOT / path).read_text()))


def test_a_named_tier_is_found() -> None:
    assert list(named("x = 1\nif portal.tier_id == 'district':\n    pass")) == [2]


class TestTheTraits:
    def test_are_of_tiers_that_exist(self, db: None) -> None:
        """One that is ordinary has none."""
        assert set(TRAITS) <= set(Tier.objects.values_list("code", flat=True))

    def test_name_looks_that_exist(self) -> None:
        assert {traits.palette for traits in TRAITS.values()} <= set(Palette.values)
        assert {traits.motif for traits in TRAITS.values()} <= set(Motif.values)

    def test_give_portals_the_look_of_their_tier(self) -> None:
        looks = {
            "nation": ("son", "trong-dong"),
            "province": ("son", "trong-dong"),
            "department": ("cham", "trong-dong"),
            "district": ("ngoc", "song-nuoc"),
            "commune": ("la", "bong-lua"),
        }
        plain = {code: Portal(tier_id=code, palette="", motif="") for code in looks}
        assert looks == {code: (one.shown_palette, one.shown_motif) for code, one in plain.items()}

    def test_say_who_decides_and_who_governs(self) -> None:
        assert (INSTALL_TIER, GOVERNMENT_TIER) == ("province", "nation")

    @pytest.mark.parametrize("trait", ["runs_install", "is_government"])
    def test_are_refused_where_nobody_or_two_have_what_one_must(self, trait: str) -> None:
        nobody = TEXT.replace(f"{trait} = true", "")
        two = f"{TEXT}\n[tried]\n{trait} = true\n"
        for text in (nobody, two):
            with pytest.raises(ValueError, match=trait):
                read_traits(text)

    def test_with_an_unknown_word_are_refused(self) -> None:
        with pytest.raises(TypeError, match="parts_other"):
            read_traits(f"{TEXT}\n[tried]\nparts_other = true\n")


class TestAnotherTier:
    @pytest.fixture
    def tried(self, db: None) -> Portal:
        Tier.objects.create(
            code="tried",
            name="Cụm",
            level=3,
            name_prefixes=["Cụm"],
            period=DateRange(date(2019, 1, 1), None),
        )
        province = make_portal(INSTALL_TIER)
        return make_portal("tried", overseer=province, name="Cụm Mẫu")

    def test_takes_a_row_only(self, tried: Portal) -> None:
        tried.refresh_from_db()
        assert tried.tier.name == "Cụm"
        assert (tried.shown_palette, tried.shown_motif) == ("cham", "trong-dong")

    def test_has_the_traits_that_the_data_give_it(
        self, tried: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        more = read_traits(f'{TEXT}\n[tried]\npalette = "gach"\nparts_others = true\n')
        monkeypatch.setattr(tiers, "TRAITS", more)
        assert tried.shown_palette == "gach"
        assert tiers.traits_of(tried.tier_id).parts_others
