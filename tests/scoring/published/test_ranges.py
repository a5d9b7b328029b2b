"""How far ranks move, and that the stand-alone verifier counts them as the product does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.enums import LineState
from scoring.published.as_json import portal_as_json
from scoring.published.dossier import dossier_files
from scoring.published.ranges import rank_ranges, weights_of
from scoring.published.table import JudgedBy, PublishedLine, PublishedPortal
from tests.portals.ledger.test_verify import verify

from .cast import make_published, october_of, sign_ledger
from .test_verified import changed, told_of


def portal(number: int, *points: str | None, **changes: object) -> PublishedPortal:
    """Of ten-point lines; None: the line does not count."""
    lines = [
        PublishedLine(
            f"A{place}", "", "A", Decimal(10), None if one is None else Decimal(one),
            LineState.NO_CASES if one is None else LineState.SCORED, JudgedBy.BY_MACHINE,
        )
        for place, one in enumerate(points)
    ]  # fmt: skip
    earned = sum((line.points for line in lines if line.points is not None), Decimal())
    applicable = Decimal(10 * sum(line.points is not None for line in lines))
    total = (earned * 100 / applicable).quantize(Decimal("0.01"))
    return replace(
        PublishedPortal(
            number, number, f"p{number}.example.vn", "", f"Xã {number}", "commune", "Xã", "", "h.example.vn", 1,
            "commune/1", earned, applicable, Decimal(), Decimal(), total, "Khá", "", False, lines=lines,
        ),
        **changes,
    )  # fmt: skip


def ranges(*portals: PublishedPortal) -> dict[int, tuple[int, int, int]]:
    found = rank_ranges("2026-10", portals)
    return {pk: (one.rank, one.from_rank, one.to_rank) for pk, one in found.items()}


class TestRanges:
    def test_a_clear_lead_is_a_rank(self):
        assert ranges(portal(1, "9", "9"), portal(2, "5", "5"), portal(3, "2", "2")) == {
            1: (1, 1, 1), 2: (2, 2, 2), 3: (3, 3, 3),
        }  # fmt: skip

    def test_what_weights_decide_is_a_range(self):
        """The two have the same sum on other lines: either may be before the other."""
        found = ranges(portal(1, "9", "5.1"), portal(2, "5", "9"), portal(3, "1", "1"))
        assert found == {1: (1, 1, 2), 2: (2, 1, 2), 3: (3, 3, 3)}

    def test_those_who_are_the_same_share_a_rank(self):
        assert ranges(portal(1, "5", "5"), portal(2, "5", "5"), portal(3, "1", "1")) == {
            1: (1, 1, 1), 2: (1, 1, 1), 3: (3, 3, 3),
        }  # fmt: skip

    def test_a_provisional_one_has_none_and_moves_nobody(self):
        lone = portal(9, "10", "10", provisional="too_little")
        assert ranges(portal(1, "9", "9"), portal(2, "5", "5"), lone) == {
            1: (1, 1, 1),
            2: (2, 2, 2),
        }

    def test_what_does_not_count_has_no_weight(self):
        assert ranges(portal(1, "9", None), portal(2, "9", "9")) == {1: (1, 1, 1), 2: (1, 1, 1)}

    def test_penalties_and_bonuses_stay_what_they_are(self):
        low = portal(1, "9", "9", penalty=Decimal(30), total=Decimal(60))
        high = portal(2, "6", "6", bonus=Decimal(5), total=Decimal("61.5"))
        assert ranges(low, high) == {1: (2, 2, 2), 2: (1, 1, 1)}

    def test_they_are_the_same_whenever_they_are_counted_and_others_in_other_months(self):
        first = weights_of("2026-10", "commune", 0, ["A1", "A2"])
        assert first == weights_of("2026-10", "commune", 0, ["A1", "A2"])
        assert first != weights_of("2026-11", "commune", 0, ["A1", "A2"])
        assert all(900_000 <= one <= 1_100_000 for one in first.values())
        assert ranges() == {}

    def test_the_verifier_counts_the_same(self):
        portals = [
            portal(
                number, str(number % 7), str(9 - number % 5), None if number % 4 == 0 else "4.25"
            )
            for number in range(1, 20)
        ]
        portals.append(portal(30, "4", "8", "4", penalty=Decimal(2), total=Decimal("51.33")))
        told = verify.ranks_of("2026-10", "commune", [portal_as_json(one) for one in portals])
        assert dict(zip((one.portal_id for one in portals), told, strict=True)) == ranges(*portals)


@pytest.mark.django_db
class TestInTheFile:
    @pytest.fixture
    def files(self) -> dict[str, bytes]:
        make_published()
        sign_ledger()
        month = october_of()
        found = rank_ranges(str(month.month), month.portals)
        ranked = replace(
            month,
            portals=[replace(one, rank=found.get(one.portal_id)) for one in month.portals],
        )
        return dossier_files(ranked)

    def test_each_digit_counts(self, files, tmp_path: Path, capsys):
        code, said = told_of(files, tmp_path, capsys)
        assert code == 0, said
        for name in ("rank", "rank_from", "rank_to"):
            for change in (
                lambda one, name=name: one.update({name: one[name] + 1}),
                lambda one, name=name: one.pop(name),
            ):
                forged = changed(files, lambda table, change=change: change(table["portals"][0]))
                code, said = told_of(forged, tmp_path, capsys)
                assert (code, "rank" in said) == (1, True)
