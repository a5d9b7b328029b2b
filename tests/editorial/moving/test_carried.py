"""What came from a former portal is shown as it came: its answers by pages, its views, its scores as files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.models import CarriedRecord, MovedThing
from portals.models import Portal
from tests.editorial.moving.carried import CARRIED_PAGE as PAGE
from tests.editorial.moving.carried import carry, former_answers
from tests.factories import make_portal, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


def shown(portal: Portal, path: str = PAGE) -> str:
    answer: Any = visit(portal, path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_answers_views_and_scores_are_shown_where_one_looks() -> None:
    portal, other = make_portal(), make_portal()
    assert visit(portal, PAGE).status_code == 404
    assert PAGE not in shown(portal, "/hoi-dap/")
    came = published_story(portal, title="Hội thi kéo co")
    MovedThing.objects.create(
        portal=portal, source="liferay:x", key="story/7", sha256="0" * 64, page=came,
        moved_at=timezone.now(),
    )  # fmt: skip
    carry(portal, "answers/answers.json", former_answers(25))
    carry(
        portal,
        "views.json",
        json.dumps([{"id": "7", "views": 120}, {"id": "8", "views": 3}]).encode(),
    )
    scores = carry(portal, "scores/2023.csv", "don_vi,diem\nXã Cũ,81\n".encode())
    proof = carry(portal, "proofs/7.json", b"{}")

    page = shown(portal)

    assert "Câu hỏi 25" in page
    assert "Câu hỏi 05" not in page
    assert "Câu hỏi 05" in shown(portal, f"{PAGE}?trang=2")
    assert "<script>x()" not in page
    assert "Hội thi kéo co" in page
    assert "123 " in page
    file = visit(portal, f"{PAGE}tep/{scores.pk}/")
    assert file.content.decode().endswith("81\n")
    assert file["Content-Disposition"].startswith("attachment")
    for nobodys in (f"{PAGE}tep/{proof.pk}/", f"{PAGE}tep/{scores.pk + 999}/"):
        assert visit(portal, nobodys).status_code == 404
    assert visit(other, f"{PAGE}tep/{scores.pk}/").status_code == 404
    assert visit(other, PAGE).status_code == 404
    assert PAGE in shown(portal, "/hoi-dap/")
    assert PAGE in shown(portal, "/so-do/")


def test_costs_the_same_for_more_and_what_is_no_list_stays_a_file() -> None:
    portal = make_portal()
    counts = []
    for content in (former_answers(2), former_answers(25), b"not json"):
        CarriedRecord.objects.all().delete()
        carry(portal, "answers/answers.json", content)
        shown(portal)
        with CaptureQueriesContext(connection) as asked:
            page = shown(portal)
        counts.append(len(asked))

    assert len(set(counts)) == 1
    assert "answers/answers.json" in page
