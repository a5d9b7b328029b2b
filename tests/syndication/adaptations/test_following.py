"""A source that changes, is corrected or withdrawn: its own versions' boards see it, decide, and lose nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Correction, PortalImage
from editorial.placements.actions import withdraw_story
from editorial.review.correcting import write_correction
from portals.boards.enums import Position
from portals.inbox.items import InboxUrgency
from portals.inbox.queries import items_of, urgent_portals
from portals.inbox.reader import InboxReader
from portals.refusals import NotYourOffice
from syndication.adaptations.actions.taking import UnableToTake, answer_end, compare
from syndication.adaptations.enums import AdaptationOutcome, SourceEvent
from syndication.adaptations.inbox import SourcesChanged
from syndication.adaptations.jobs import sweep_adaptations
from syndication.adaptations.models import SourceChange
from tests.factories import make_image, make_member
from tests.support.kept import once_a_file
from tests.support.visiting import visit

from .casts import FIRST, SECOND, blocks, make_adapted, rewrite

pytestmark = pytest.mark.django_db

LATER = FIRST.replace("18 giờ", "19 giờ")
NOTE = "Giờ mở cửa đúng là 19 giờ."


built, adapted = once_a_file(make_adapted)


@pytest.fixture
def cast(adapted):
    return adapted[0]


@pytest.fixture
def adaptation(adapted):
    return adapted[1]


def own_body(cast, *texts, **files):
    return blocks(*texts, **files)


def edit_own(adaptation, actor, **fields):
    page = ArticlePage.objects.get(pk=adaptation.copy_id).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=actor)


def replace_own(adaptation, actor, block_id, text):
    page = ArticlePage.objects.get(pk=adaptation.copy_id).get_latest_revision_as_object()
    raw = [dict(block) for block in page.body.raw_data]
    for block in raw:
        if block["id"] == block_id:
            block["value"] = text
    edit_own(adaptation, actor, body=page.body.stream_block.to_python(raw))


def correct(cast, **fields):
    Correction.objects.create(
        story=cast.source, text=NOTE, written_by=cast.head, written_at=timezone.now()
    )
    return cast.rewrite(**fields)


def withdraw(cast):
    withdraw_story(
        story=cast.source,
        kind=RemovalKind.IN_ERROR,
        reason="Sai địa điểm",
        actor=cast.head,
        now=timezone.now(),
    )


def changes_of(adaptation):
    adaptation.refresh_from_db()
    return {change.key: change for change in compare(adaptation).changes}


def lines(user):
    return items_of(InboxReader(user=user, now=timezone.now()), [SourcesChanged()])


class TestAChange:
    def test_stands_in_the_inbox_once_and_block_by_block(self, cast, adaptation):
        cast.rewrite(title="Chợ đêm dời giờ", body=blocks(LATER, SECOND))
        cast.rewrite(title="Chợ đêm dời giờ mở cửa", body=blocks(LATER, SECOND))

        (line,) = lines(cast.editor)
        assert line.urgency == InboxUrgency.ORDINARY
        assert set(changes_of(adaptation)) == {"title", "block:b1", "block:f", "block:d"}
        assert SourceChange.objects.count() == 1

    def test_is_taken_into_a_draft_which_the_board_reviews(self, cast, adaptation):
        cast.rewrite(title="Chợ đêm dời giờ", body=blocks(LATER, SECOND))

        cast.take(adaptation, taken=["block:b1"], kept=["title", "block:f", "block:d"])

        copy = ArticlePage.objects.get(pk=adaptation.copy_id)
        assert "18 giờ" in str(copy.body)
        draft = copy.get_latest_revision_as_object()
        assert "19 giờ" in str(draft.body)
        assert draft.title == "Chợ đêm mở cửa"
        assert len(draft.body) == 4
        change = SourceChange.objects.get()
        assert (change.outcome, change.in_force_at) == (AdaptationOutcome.TAKEN, None)
        assert change.decisions == {
            "taken": ["block:b1"],
            "kept": ["block:d", "block:f", "title"],
        }
        assert changes_of(adaptation) == {}
        assert lines(cast.editor) == []

        cast.publish(adaptation)

        assert SourceChange.objects.get().in_force_at is not None

    def test_that_is_kept_is_shown_again_when_the_source_changes_there_again(
        self, cast, adaptation
    ):
        cast.rewrite(title="Chợ đêm dời giờ")
        cast.take(adaptation, kept=["title"])

        cast.rewrite(title="Chợ đêm dời giờ lần hai")

        found = changes_of(adaptation)
        assert found["title"].before == "Chợ đêm dời giờ"
        assert found["title"].is_conflict

    def test_of_a_place_the_board_changed_is_a_conflict_and_nothing_else_is(self, cast, adaptation):
        replace_own(adaptation, cast.editor, "b1", "<p>Chợ của xã mở lúc 18 giờ.</p>")
        # What the editor writes into every paragraph it opens is no change.
        replace_own(adaptation, cast.editor, "b2", SECOND.replace("<p>", '<p data-block-key="x1">'))

        cast.rewrite(body=blocks(LATER, SECOND.replace("tuần", "tháng")))

        found = changes_of(adaptation)
        assert found["block:b1"].is_conflict
        assert not found["block:b2"].is_conflict

    def test_decided_in_part_leaves_the_rest_open(self, cast, adaptation):
        cast.rewrite(title="Tên mới", lead="Tóm tắt mới.")

        cast.take(adaptation, taken=["title"])

        assert set(changes_of(adaptation)) == {"lead"}
        assert len(lines(cast.editor)) == 1

    def test_brings_a_new_image_as_the_boards_own(self, cast, adaptation):
        fresh = make_image(cast.province, title="Ảnh mới")
        cast.rewrite(body=blocks(FIRST, SECOND, image=fresh, file=cast.file))

        cast.take(adaptation, taken=["block:f"])

        draft = ArticlePage.objects.get(pk=adaptation.copy_id).get_latest_revision_as_object()
        shown = PortalImage.objects.get(pk=draft.body[2].value["image"].pk)
        assert (shown.title, shown.collection_id) == ("Ảnh mới", cast.commune.collection_id)
        assert changes_of(adaptation) == {}

    def test_that_the_source_takes_back_is_void(self, cast, adaptation):
        cast.rewrite(title="Tên mới")
        cast.rewrite(title="Chợ đêm mở cửa")

        assert SourceChange.objects.get().outcome == AdaptationOutcome.VOID
        assert lines(cast.editor) == []

    def test_decided_on_other_texts_than_were_read_is_refused(self, cast, adaptation):
        cast.rewrite(title="Tên mới")
        mark = compare(adaptation).mark
        cast.rewrite(title="Tên mới nữa")

        with pytest.raises(UnableToTake):
            cast.take(adaptation, taken=["title"], mark=mark)

        assert ArticlePage.objects.get(
            pk=adaptation.copy_id
        ).get_latest_revision_as_object().title == ("Chợ đêm mở cửa")

    def test_is_decided_on_by_the_boards_own_editors(self, cast, adaptation):
        cast.rewrite(title="Tên mới")

        with pytest.raises(NotYourOffice):
            cast.take(adaptation, taken=["title"], actor=make_member(cast.other, Position.HEAD))

    def test_left_out_by_a_publication_is_found_by_the_sweeper_once(self, cast, adaptation):
        cast.rewrite(title="Tên mới")
        SourceChange.objects.all().delete()

        sweep_adaptations(now=timezone.now())
        sweep_adaptations(now=timezone.now())

        assert SourceChange.objects.count() == 1


class TestACorrection:
    def test_reaches_readers_of_the_own_version_at_once_and_presses_its_board(
        self, cast, adaptation
    ):
        correct(cast, body=blocks(LATER, SECOND, image=cast.image, file=cast.file))

        copy = ArticlePage.objects.get(pk=adaptation.copy_id)
        assert NOTE in visit(cast.commune, copy.public_path()).content.decode()
        (line,) = lines(cast.editor)
        assert line.urgency == InboxUrgency.URGENT
        assert line.due_at > line.since
        assert NOTE in line.note
        assert urgent_portals(timezone.now(), [SourcesChanged()]) == {
            "source-change": {cast.commune.pk}
        }

    def test_taken_brings_the_note_along_and_counts_from_its_publication(self, cast, adaptation):
        correct(cast, body=blocks(LATER, SECOND, image=cast.image, file=cast.file))

        cast.take(adaptation, taken=["block:b1"])
        cast.publish(adaptation)

        copy = ArticlePage.objects.get(pk=adaptation.copy_id)
        assert list(copy.corrections.values_list("text", flat=True)) == [NOTE]
        shown = visit(cast.commune, copy.public_path()).content.decode()
        assert shown.count(NOTE) == 1
        change = SourceChange.objects.get()
        assert change.kind == SourceEvent.CORRECTED
        assert change.in_force_at - change.happened_at < timedelta(minutes=5)

    def test_does_not_overwrite_a_note_the_board_has_in_hand(self, cast, adaptation):
        copy = ArticlePage.objects.get(pk=adaptation.copy_id)
        write_correction(
            story=copy, text="Tên thôn đúng là Giữa.", actor=cast.editor, now=timezone.now()
        )
        correct(cast, body=blocks(LATER, SECOND, image=cast.image, file=cast.file))

        cast.take(adaptation, taken=["block:b1"])

        assert copy.corrections.get().text == f"Tên thôn đúng là Giữa.\n{NOTE}"


class TestAWithdrawal:
    def test_reaches_readers_of_the_own_version_at_once_and_presses_its_board(
        self, cast, adaptation
    ):
        withdraw(cast)

        copy = ArticlePage.objects.get(pk=adaptation.copy_id)
        assert copy.live
        assert "Sai địa điểm" in visit(cast.commune, copy.public_path()).content.decode()
        (line,) = lines(cast.editor)
        assert line.urgency == InboxUrgency.URGENT

    def test_is_answered_by_withdrawing_or_keeping_with_a_reason(self, cast, adaptation):
        withdraw(cast)
        with pytest.raises(UnableToTake):
            answer_end(
                adaptation=adaptation, keep=True, reason=" ", actor=cast.chief, now=timezone.now()
            )
        with pytest.raises(NotYourOffice):
            answer_end(
                adaptation=adaptation, keep=True, reason="x", actor=cast.editor, now=timezone.now()
            )

        answer_end(
            adaptation=adaptation,
            keep=False,
            reason="Gỡ theo nguồn",
            actor=cast.chief,
            now=timezone.now(),
        )

        copy = ArticlePage.objects.get(pk=adaptation.copy_id)
        assert not copy.live
        change = SourceChange.objects.get()
        assert (change.outcome, change.reason) == (AdaptationOutcome.ENDED, "Gỡ theo nguồn")
        assert change.in_force_at is not None
        assert visit(cast.commune, copy.public_path()).status_code == 410
        assert lines(cast.editor) == []

    def test_that_the_source_takes_back_is_void(self, cast, adaptation):
        withdraw(cast)

        rewrite(cast.source)

        assert SourceChange.objects.get().outcome == AdaptationOutcome.VOID

    def test_of_the_own_version_itself_settles_what_was_open(self, cast, adaptation):
        cast.rewrite(title="Tên mới")

        withdraw_story(
            story=ArticlePage.objects.get(pk=adaptation.copy_id),
            kind=RemovalKind.IN_ERROR,
            reason="Trùng",
            actor=cast.chief,
            now=timezone.now(),
        )

        assert SourceChange.objects.get().outcome == AdaptationOutcome.ENDED


class TestTheInbox:
    def test_asks_the_same_number_of_questions_for_few_and_many(
        self, cast, adaptation, django_assert_num_queries
    ):
        reader = InboxReader(user=cast.editor, now=timezone.now())
        correct(cast, title="Tên mới")
        with django_assert_num_queries(4):
            assert len(items_of(reader, [SourcesChanged()])) == 1
        for _ in range(3):
            SourceChange.objects.create(
                adaptation=adaptation, kind=SourceEvent.CORRECTED, happened_at=timezone.now()
            )
        reader = InboxReader(user=cast.editor, now=timezone.now())

        with django_assert_num_queries(4):
            assert len(items_of(reader, [SourcesChanged()])) == 1

    def test_shows_nothing_to_another_board(self, cast, adaptation):
        cast.rewrite(title="Tên mới")

        assert lines(make_member(cast.other, Position.HEAD)) == []
