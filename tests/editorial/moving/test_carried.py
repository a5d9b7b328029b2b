"""What came from a former portal is shown as it came: its answers by pages, its views, its scores as files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.models import CarriedRecord, MovedThing
from editorial.moving.carried import carried_answers, carried_views
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
    # The layer before Django lets no other name through.
    assert settings.PORTALS_PAGE_QUERY["carried"] == {"trang"}
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


@pytest.mark.parametrize(
    "views",
    [
        '[{"id": "7", "views": "%s"}, {"id": "8", "views": 3}]' % ("9" * 5000),
        '[{"id": "7", "views": %s}, {"id": "8", "views": 3}]' % ("9" * 4000),
        '[{"id": "7\\u0000\\ud800", "views": 3}]',
        '[{"id": ["7"], "views": "\u00b3"}, {"id": "%s", "views": 3}]' % ("8" * 4000),
    ],
)
def test_numbers_and_keys_that_a_hostile_archive_writes_break_no_page(views: str) -> None:
    portal = make_portal()
    carry(portal, "views.json", views.encode())

    found = carried_views(portal)

    assert found is not None
    assert (found.texts, found.total) == (1, 3)
    assert "3 " in shown(portal)


def test_answers_that_nest_without_end_or_are_no_text_break_no_page() -> None:
    portal = make_portal()
    carry(portal, "answers/answers.json", b"[" * 200_000)
    assert carried_answers(portal) == []

    nested = "[" * 500 + "]" * 500
    odd = json.dumps([{"subject": "Còn đọc được\ud800", "question": "?", "answered_on": {}}])
    CarriedRecord.objects.all().delete()
    carry(portal, "answers/answers.json", odd.replace('"?"', nested).encode())
    assert "Còn đọc được" in shown(portal)
