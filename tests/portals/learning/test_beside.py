"""Beside a finding and beside a lost point stands the page that tells how it is done."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from editorial.checking.findings import Finding, Severity
from scoring.enums import LineState
from scoring.explaining import ExplainedLine

LINE = ExplainedLine(
    code="B3",
    name="Ảnh, chú thích, nguồn",
    most=Decimal(5),
    points=Decimal(3),
    state=LineState.SCORED,
    state_name="",
    found="",
    sum="",
    rule="",
    legal_basis="",
    notes=(),
    places=(),
    measure="news.illustrated",
)
PAGE = reverse("handbook_read", args=["anh-va-mo-ta"])


def line(shown: ExplainedLine) -> str:
    with override("vi"):
        return render_to_string("scoring/rounds/line.html", {"line": shown})


def test_a_lost_point_leads_to_how_it_is_done_and_a_full_line_nowhere() -> None:
    assert PAGE in line(LINE)
    assert "so-tay" not in line(replace(LINE, points=Decimal(5)))
    assert "so-tay" not in line(replace(LINE, points=None))
    assert "so-tay" not in line(replace(LINE, measure="of a later release"))


def test_a_finding_leads_to_how_it_is_mended() -> None:
    finding = Finding("alt-missing", Severity.WARNING, "Ảnh chưa có mô tả.", "lead_image")
    assert PAGE in render_to_string("editorial/checking/findings.html", {"findings": [finding]})
