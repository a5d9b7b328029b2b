"""One page, one address: what only the register reads makes no further page of another section or story."""

from __future__ import annotations

import pytest

from portals.models import Portal
from tests.factories import make_official, make_portal, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.mark.parametrize(
    ("query", "plain"),
    [("q=bay", ""), ("trang=7&tu-ngay=x", ""), ("tinh-trang=expired&truoc=1", "?truoc=1")],
)
def test_of_a_section_is_led_to(portal: Portal, query: str, plain: str) -> None:
    answer = visit(portal, f"/tin-tuc/?{query}")
    assert (answer.status_code, answer["Location"]) == (301, f"/tin-tuc/{plain}")
    assert answer["Cache-Control"] == "no-store"


def test_of_a_section_is_its_own_with_what_it_reads_and_with_what_nobody_reads(
    portal: Portal,
) -> None:
    assert visit(portal, "/tin-tuc/?utm_source=thu").status_code == 200


def test_of_the_register_keeps_what_it_reads(portal: Portal) -> None:
    make_official(portal)
    assert visit(portal, "/van-ban/?q=bay&trang=2&tinh-trang=expired").status_code == 200


def test_of_a_story_is_led_to_and_of_a_document_keeps_its_day(portal: Portal) -> None:
    story, document = published_story(portal), make_official(portal)
    answer = visit(portal, f"{story.public_path()}?ngay=2021-03-18")
    assert (answer.status_code, answer["Location"]) == (301, story.public_path())
    assert visit(portal, f"{document.public_path()}?ngay=2021-03-18").status_code == 200
