"""Numbers in texts: found, held against the documents that are public, and shown beside the text, never in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.document_numbers.mentions import find, mentions_in
from editorial.documents.mentions import actions
from editorial.documents.mentions.actions import note_mentions, read_missing
from editorial.documents.mentions.queries import documents_named_in, texts_citing
from editorial.models import DocumentMention, MentionsRead, OfficialDocumentPage, StoryPage
from editorial.public_record.rendering import text_shown
from portals.models import Portal
from tests.editorial.documents.mentions.measure import measure
from tests.factories import make_official, make_portal, published_by_wagtail, published_story
from tests.support.visiting import republished, visit

DAY = date(2021, 3, 18)
TEXT = "<p>Theo Quyết định số 96/QĐ-UBND ngày 18/03/2021, bà con cần biết.</p>"


class TestTheFinder:
    @pytest.mark.parametrize("half", ["tuning", "held_back"])
    def test_finds_what_people_marked(self, half: str) -> None:
        found = measure(find, half)
        assert found.precision >= 0.995
        assert found.recall >= 0.98

    @pytest.mark.parametrize(
        ("behind", "day"),
        [
            (" ngày 18/03/2021", DAY),
            (" của UBND tỉnh ngày 18 tháng 3 năm 2021 về", DAY),
            (", ngày 18-3-2021", DAY),
            (" về việc nghỉ. Ngày 18/03/2021 họp", None),
            (" ngày 31/02/2021", None),
            (" và 97/QĐ-UBND ngày 18/03/2021", None),
        ],
    )
    def test_reads_the_day_behind_a_number(self, behind: str, day: date | None) -> None:
        first = next(mentions_in(f"Quyết định 96/QĐ-UBND{behind}"))
        assert first.day == day

    def test_knows_whose_documents_are_not_the_province_s(self) -> None:
        found = [one.is_central for one in mentions_in("30/2020/NĐ-CP và 96/QĐ-UBND")]
        assert found == [True, False]


def telling(portal: Portal, text: str = TEXT, **fields: Any) -> StoryPage:
    return published_by_wagtail(portal, body=[("text", text)], **fields)


def named(story: StoryPage, portal: Portal) -> list[tuple[str, str]]:
    return [(one.name, one.path) for one in documents_named_in(story, portal)]


def leads_to(document: OfficialDocumentPage) -> list[tuple[str, str]]:
    return [(document.title, f"/noi-dung/{document.pk}/")]


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.mark.django_db
class TestAMention:
    def test_with_its_day_means_the_document_of_that_day(self, portal: Portal) -> None:
        document = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        make_official(portal, number="96/QĐ-UBND", issued_on=date(2022, 3, 18))
        assert named(telling(portal), portal) == leads_to(document)

    def test_with_a_day_of_no_document_leads_nowhere(self, portal: Portal) -> None:
        make_official(portal, number="96/QĐ-UBND", issued_on=date(2021, 3, 19))
        assert named(telling(portal), portal) == []

    def test_without_a_day_means_the_only_one_and_of_several_none(self, portal: Portal) -> None:
        document = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        story = telling(portal, "<p>Theo 96/QĐ-UBND.</p>")
        assert named(story, portal) == leads_to(document)
        make_official(make_portal(), number="96/QĐ-UBND", issued_on=DAY)
        assert named(story, portal) == [("96/QĐ-UBND", "/van-ban/so/96-qd-ubnd/")]
        assert texts_citing(document, portal) is None

    def test_without_a_day_means_none_that_came_later(self, portal: Portal) -> None:
        older = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        make_official(portal, number="96/QĐ-UBND", issued_on=date(2024, 3, 19))
        citing = {"issued_on": date(2024, 3, 18), "lead": "Theo 96/QĐ-UBND"}
        assert named(make_official(portal, **citing), portal) == leads_to(older)
        citing["issued_on"] = date(2024, 3, 19)
        assert named(make_official(portal, **citing), portal)[0][0] == "96/QĐ-UBND"

    def test_of_itself_is_none(self, portal: Portal) -> None:
        document = make_official(
            portal,
            number="96/QĐ-UBND",
            issued_on=DAY,
            body=[("text", f"{TEXT}<p>Thay 96/QĐ-UBND ngày 18/03/2020.</p>")],
        )
        kept = DocumentMention.objects.filter(story=document.pk)
        assert [one.issued_on for one in kept] == [date(2020, 3, 18)]

    def test_is_listed_once_however_often_it_stands(self, portal: Portal) -> None:
        document = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        assert named(telling(portal, f"{TEXT}{TEXT}<p>96/QĐ–UBND</p>"), portal) == leads_to(
            document
        )

    def test_leads_to_no_draft_and_to_no_board_s_own_version(self, portal: Portal) -> None:
        make_official(portal, number="96/QĐ-UBND", issued_on=DAY, is_public=False)
        source = published_story(portal)
        make_official(portal, number="96/QĐ-UBND", issued_on=DAY, adapted_from=source)
        assert named(telling(portal), portal) == []
        assert named(telling(portal, "<p>Theo 96/QĐ-UBND</p>"), portal) == []


@pytest.mark.django_db
class TestWhatIsKept:
    def test_is_filled_in_when_the_document_comes_and_emptied_when_it_goes(
        self, portal: Portal
    ) -> None:
        story = telling(portal)
        assert named(story, portal) == []
        document = make_official(make_portal(), number="96/QĐ-UBND", issued_on=DAY)
        assert named(story, portal) == leads_to(document)
        document.unpublish()
        assert named(story, portal) == []

    def test_makes_the_pages_that_show_it_out_of_date(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        renewed: list[set[int]] = []
        monkeypatch.setattr(
            actions, "change_editions", lambda *, portal_ids: renewed.append(set(portal_ids))
        )
        telling(portal)
        assert renewed == []
        other = make_portal()
        make_official(other, number="96/QĐ-UBND", issued_on=DAY)
        assert renewed == [{portal.pk, other.pk}]

    def test_follows_the_number_of_a_document_that_is_corrected(self, portal: Portal) -> None:
        document = make_official(portal, number="69/QĐ-UBND", issued_on=DAY)
        wrong = telling(portal, TEXT.replace("96", "69"))
        right = telling(portal)
        assert named(wrong, portal) == leads_to(document)
        document.number = "96/QĐ-UBND"
        document.save_revision().publish(skip_permission_checks=True)
        document.refresh_from_db()
        assert (named(wrong, portal), named(right, portal)) == ([], leads_to(document))

    def test_is_what_the_newest_version_names_and_ends_with_the_text(self, portal: Portal) -> None:
        document = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        story = telling(portal)
        assert texts_citing(document, portal).total == 1
        story.body = [("text", "<p>Không nhắc gì nữa.</p>")]
        story.save_revision().publish(skip_permission_checks=True)
        assert texts_citing(document, portal) is None
        story.body = [("text", TEXT)]
        story.save_revision().publish(skip_permission_checks=True)
        type(story).objects.get(pk=story.pk).unpublish()
        assert not DocumentMention.objects.filter(story=story.pk).exists()
        assert not MentionsRead.objects.filter(story=story.pk).exists()

    def test_is_made_up_for_texts_that_came_another_way(self, portal: Portal) -> None:
        document = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        story = telling(portal)
        MentionsRead.objects.all().delete()
        DocumentMention.objects.all().delete()
        assert read_missing(limit=100) == 2
        assert named(story, portal) == leads_to(document)
        assert DocumentMention.objects.count() == 1
        assert read_missing(limit=100) == 0

    def test_costs_the_same_for_one_number_as_for_many(self, portal: Portal) -> None:
        few = telling(portal)
        many = telling(portal, "".join(f"<p>Theo {n}/QĐ-UBND.</p>" for n in range(1, 40)))
        costs = []
        for story in (few, many):
            for act in (lambda s=story: note_mentions([s]), lambda s=story: named(s, portal)):
                with CaptureQueriesContext(connection) as queries:
                    act()
                costs.append(len(queries))
        assert costs[:2] == costs[2:]
        assert costs[1] == 1


@pytest.mark.django_db
class TestOnPages:
    def test_stands_outside_the_words_that_the_ledger_proves(self, portal: Portal) -> None:
        story = telling(portal)
        before = visit(portal, story.public_path()).content.decode()
        assert "van-ban-duoc-nhac-den" not in before
        proven = text_shown(story, portal=portal, address="https://thu.example/x/")
        document = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        after = visit(portal, story.public_path()).content.decode()
        assert f'href="/noi-dung/{document.pk}/">{document.title}</a>' in after
        assert text_shown(story, portal=portal, address="https://thu.example/x/") == proven

    def test_of_a_document_name_the_texts_of_this_portal_that_cite_it(self, portal: Portal) -> None:
        document = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        story = telling(portal, title="Tin có nhắc")
        elsewhere = make_portal()
        telling(elsewhere, title="Tin nơi khác")
        assert [one.story_id for one in texts_citing(document, portal).placements] == [story.pk]
        page = visit(portal, document.public_path()).content.decode()
        assert "Tin có nhắc" in page
        assert "Tin nơi khác" not in page
        republished(document, elsewhere)
        assert [one.story.title for one in texts_citing(document, elsewhere).placements] == [
            "Tin nơi khác"
        ]

    def test_counts_what_it_does_not_list(self, portal: Portal) -> None:
        document = make_official(portal, number="96/QĐ-UBND", issued_on=DAY)
        stories = [published_story(portal) for _ in range(12)]
        DocumentMention.objects.bulk_create(
            DocumentMention(
                story=story,
                number="96/QĐ-UBND",
                number_key="96/qd-ubnd",
                cited_on=timezone.localdate(),
                position=1,
                is_central=False,
                document=document,
            )
            for story in stories
        )
        with CaptureQueriesContext(connection) as queries:
            cited = texts_citing(document, portal)
        assert (len(cited.placements), cited.total, cited.more) == (10, 12, 2)
        assert len(queries) == 1
