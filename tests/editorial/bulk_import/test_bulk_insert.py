"""Many pages are written into the tree at once, and behave like pages saved one by one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from editorial.bulk_import.bulk_insert import UnableToPlant, insert_pages
from editorial.models import ArticlePage, HomePage, NoticePage, SectionPage, SectionType, StoryPage
from portals.models import Portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sections() -> list[SectionPage]:
    root = Page.get_first_root_node()
    home = HomePage(title="Xã Thử Nghiệm", slug="xa-thu-nghiem")
    insert_pages(children={root: [home]})
    portal = Portal.objects.create(
        code="90001",
        name="Xã Thử Nghiệm",
        tier_id="commune",
        opened_on=date(2019, 1, 1),
        root=home,
    )
    planted = [
        SectionPage(title=kind.name, slug=kind.code, portal=portal, section_type=kind)
        for kind in SectionType.objects.order_by("position")[:3]
    ]
    insert_pages(children={home: planted})
    return planted


def articles(number: int, title: str = "Tin số") -> list[ArticlePage]:
    return [ArticlePage(title=f"{title} {n}", lead="Một câu.") for n in range(number)]


class TestPlantedPages:
    def test_leave_the_tree_without_problems(self, sections: list[SectionPage]) -> None:
        insert_pages(
            children={sections[0]: articles(40), sections[1]: [NoticePage(title="Báo", lead="Một")]}
        )

        assert Page.find_problems() == ([], [], [], [], [])
        assert Page.objects.get(pk=sections[0].pk).numchild == sections[0].numchild == 40

    def test_stand_after_the_children_that_were_there(self, sections: list[SectionPage]) -> None:
        first, second = articles(2)
        sections[0].add_child(instance=first)

        insert_pages(children={sections[0]: [second]})

        children = sections[0].get_children()
        assert [page.pk for page in children] == [first.pk, second.pk]

    def test_have_rows_of_every_level(self, sections: list[SectionPage]) -> None:
        story = ArticlePage(title="Đường mới ở thôn Đông", lead="Đã mở.", live=False)
        insert_pages(children={sections[0]: [story]})

        stored = StoryPage.objects.get(pk=story.pk)
        assert (stored.title, stored.lead, stored.live) == (story.title, "Đã mở.", False)
        assert isinstance(stored.specific, ArticlePage)
        assert stored.url_path == f"/xa-thu-nghiem/{sections[0].slug}/duong-moi-o-thon-dong/"

    def test_get_slugs_of_their_own(self, sections: list[SectionPage]) -> None:
        def namesakes() -> list[ArticlePage]:
            return [ArticlePage(title="Lịch tiếp dân", lead="Một câu.") for _ in range(2)]

        insert_pages(children={sections[0]: namesakes()})
        insert_pages(children={sections[0]: namesakes(), sections[1]: namesakes()[:1]})

        slugs = [page.slug for page in sections[0].get_children()]
        assert slugs == [
            "lich-tiep-dan",
            "lich-tiep-dan-2",
            "lich-tiep-dan-3",
            "lich-tiep-dan-4",
        ]
        assert sections[1].get_children().get().slug == "lich-tiep-dan"

    def test_can_be_edited_and_published_afterwards(self, sections: list[SectionPage]) -> None:
        story = articles(1)[0]
        insert_pages(children={sections[0]: [story]})

        story.title = "Đã sửa"
        story.save_revision().publish()

        assert ArticlePage.objects.get(pk=story.pk).title == "Đã sửa"

    def test_take_the_same_number_of_queries_few_or_many(self, sections: list[SectionPage]) -> None:
        insert_pages(children={sections[0]: articles(1, "Tin đầu")})
        counts = []
        for number in (5, 300):
            with CaptureQueriesContext(connection) as queries:
                insert_pages(children={sections[0]: articles(number, f"Loạt {number}")})
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 10

    def test_are_refused_without_a_parent(self, sections: list[SectionPage]) -> None:
        gone = SectionPage(title="Không có", pk=sections[-1].pk + 1000)

        with pytest.raises(UnableToPlant):
            insert_pages(children={gone: articles(1)})


def test_django_still_inserts_the_rows_of_one_table_by_itself() -> None:
    assert callable(QuerySet._insert)
    with pytest.raises(ValueError, match="multi-table"):
        ArticlePage.objects.bulk_create([ArticlePage(title="Một")])
