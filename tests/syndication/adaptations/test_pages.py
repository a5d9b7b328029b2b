"""The pages of own versions as the board meets them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.models import ArticlePage
from portals.boards.enums import Position
from syndication.adaptations.actions.making import adapt_story
from syndication.adaptations.models import Adaptation
from tests.factories import make_member, published_story, section_of
from tests.syndication.desk import client_of, text_of

from .casts import FIRST, SECOND, blocks, make_adapting_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_adapting_cast()


def address(name, *args):
    return reverse(f"adapting:{name}", args=args)


class TestBeginning:
    def test_says_what_happens_and_opens_the_draft(self, cast):
        client = client_of(cast.editor)
        page = address("adapt", cast.source.pk)

        shown = text_of(client.get(page))
        answer = client.post(page, {"section": section_of(cast.commune).pk})

        made = Adaptation.objects.get()
        assert cast.province.title in shown
        assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[made.copy_id])
        assert client.get(answer["Location"]).status_code == 200

    def test_says_why_not_in_place(self, cast):
        cast.adapt()

        answer = client_of(cast.editor).post(
            address("adapt", cast.source.pk), {"section": section_of(cast.commune).pk}
        )

        assert Adaptation.objects.count() == 1
        assert cast.commune.title in text_of(answer)

    def test_takes_no_section_of_another_board(self, cast):
        client_of(cast.editor).post(
            address("adapt", cast.source.pk), {"section": section_of(cast.other).pk}
        )

        assert not Adaptation.objects.exists()


class TestComparing:
    def test_shows_both_texts_and_takes_what_was_chosen(self, cast):
        adaptation = cast.adapt()
        cast.rewrite(
            title="Chợ đêm dời giờ",
            body=blocks(FIRST.replace("18", "19"), SECOND, image=cast.image, file=cast.file),
        )
        client = client_of(cast.editor)
        page = address("adaptation", adaptation.pk)

        response = client.get(page)
        shown = text_of(response)
        assert "<del>18 </del>" in shown
        assert "<ins>19 </ins>" in shown
        answer = client.post(
            page,
            {
                "mark": response.context["mark"],
                "change:block:b1": "take",
                "change:title": "keep",
            },
        )

        assert answer["Location"] == reverse("story_review", args=[adaptation.copy_id])
        draft = ArticlePage.objects.get(pk=adaptation.copy_id).get_latest_revision_as_object()
        assert draft.title == "Chợ đêm mở cửa"
        assert "19 giờ" in str(draft.body)

    def test_keeps_the_choices_where_the_source_changed_meanwhile(self, cast):
        adaptation = cast.adapt()
        cast.rewrite(title="Chợ đêm dời giờ")
        client = client_of(cast.editor)

        answer = client.post(
            address("adaptation", adaptation.pk), {"mark": "1-2-3", "change:title": "keep"}
        )

        assert answer.status_code == 422
        assert 'name="change:title" value="keep" checked' in text_of(answer)

    def test_lists_those_with_something_to_decide_first(self, cast):
        adaptation = cast.adapt()
        cast.rewrite(title="Chợ đêm dời giờ")

        shown = text_of(client_of(cast.editor).get(address("adaptations")))

        assert address("adaptation", adaptation.pk) in shown

    def test_exists_for_nobody_else(self, cast):
        adaptation = cast.adapt()
        client = client_of(make_member(cast.other, Position.HEAD))

        assert client.get(address("adaptation", adaptation.pk)).status_code == 404
        assert client.get(address("answer_end", adaptation.pk)).status_code == 404


def test_the_list_asks_the_same_for_few_and_many(cast):
    client = client_of(cast.editor)
    cast.adapt()
    client.get(address("adaptations"))
    with CaptureQueriesContext(connection) as few:
        client.get(address("adaptations"))
    for number in range(3):
        adapt_story(
            source=published_story(cast.province, title=f"Tin {number}"),
            section=section_of(cast.commune),
            actor=cast.editor,
            now=timezone.now(),
        )

    with CaptureQueriesContext(connection) as many:
        client.get(address("adaptations"))

    assert len(few) == len(many)
