"""What came with an archive or from an older platform earns nothing and costs nothing, whatever month it is of."""

from __future__ import annotations

from typing import Any

import pytest

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import InformationPage, MovedThing, OfficialDocumentPage, Placement
from editorial.models.moved import MOVED
from editorial.placements.writing import move_origins
from portals.models import Portal
from scoring.content.gathering import read_stories
from scoring.measures.registry import known_measures
from tests.factories import make_portal, section_of
from tests.scoring.cast import SNAPSHOT, local, measure, text_of

pytestmark = pytest.mark.django_db


def taken(portal: Portal) -> dict[str, Any]:
    """What every measure that needs no parameters says of the portal."""
    found = {}
    for known in known_measures():
        if known.take is None:
            continue
        try:
            said = measure(known.code, portal)[portal.pk]
        except (TypeError, ValueError):
            # It measures by the numbers of a rubric.
            continue
        found[known.code] = (said.value, said.cases, said.numbers)
    return found


def bring(portal: Portal, via: str) -> None:
    """A story, a document and a page of October, each where measures look for it."""
    stories = [
        StoryImport(
            section=section_of(portal), title="Tin cũ", lead="Tóm tắt.", body=text_of(1),
            published_at=local(2026, 10, 6, 9),
        ),
        StoryImport(
            section=section_of(portal, "van-ban"), title="", lead="Danh mục thông tin phải được công khai",
            published_at=local(2026, 10, 7, 9), kind=OfficialDocumentPage.story_kind,
            own={
                "number": f"{portal.pk}/QĐ-UBND", "document_kind": "quyet-dinh", "issuer": portal.name,
                "issued_on": local(2026, 10, 6).date(),
            },
        ),
    ]  # fmt: skip
    import_stories(stories=stories, actor=None, now=SNAPSHOT, via=via)
    page = InformationPage(title="Danh mục thông tin, phiếu yêu cầu", body=text_of(2), live=True)
    page.first_published_at = page.last_published_at = local(2026, 10, 8, 9)
    section_of(portal, "gioi-thieu").add_child(instance=page)
    if via == MOVED:
        MovedThing.objects.create(
            portal=portal, source="cũ", key="page/1", sha256="0" * 64, page=page, moved_at=SNAPSHOT
        )
    read_stories(now=SNAPSHOT)


def test_what_was_moved_changes_no_measure() -> None:
    portal, other = make_portal(), make_portal()
    before, of_other = taken(portal), taken(other)

    bring(portal, MOVED)
    bring(other, "import")

    assert Placement.objects.filter(portal=portal, via=MOVED).count() == 2
    after = taken(portal)
    assert {code for code in after if after[code] != before[code]} == set()
    counted = taken(other)
    changed = {code for code in counted if counted[code] != of_other[code]}
    assert changed >= {"news.original", "documents.register"} & counted.keys()
    assert len(changed) >= 3


def test_what_came_from_another_portal_after_the_month_counts_where_it_stood_in_it() -> None:
    """Of another tier too, which is measured by itself."""
    old, successor = make_portal(), make_portal("department")
    bring(old, "import")
    before = taken(old), taken(successor)
    came = {
        placed.story_id: section_of(successor, placed.section.section_type_id)
        for placed in Placement.objects.filter(portal=old).select_related("section")
    }

    assert len(move_origins(sections=came, now=SNAPSHOT)) == 2

    after = taken(old), taken(successor)
    for was, now in zip(before, after, strict=True):
        assert {code for code in now if now[code] != was[code]} == set()
