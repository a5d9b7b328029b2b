"""Acts of the standing editors: the board as a table, the roster, two audiences, previews, nudges."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.clock import local_date
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.models import Portal
from portals.refusals import NotYourOffice
from syndication.deliveries.inbox import NudgesOfToday
from syndication.dispatches.actions import UnableToDispatch
from syndication.dispatches.audience import Audience, meant_among, receivers_of
from syndication.dispatches.duty import (
    UnableToHandOver,
    UnableToPlanDuty,
    drop_shift,
    hand_over,
    plan_shift,
    take_over_duty,
    who_may_recall,
)
from syndication.enums import AudienceKind
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch, DutyShift, Nudge
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_province_tree,
    published_story,
)
from tests.syndication.casts import make_cast, send
from tests.syndication.desk import client_of, page, text_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FORMULA = '=HYPERLINK("http://example.vn")'


class TestTheBoardAsATable:
    @pytest.fixture
    def export(self):
        cast = make_cast()
        Portal.objects.filter(pk=cast.communes[0].pk).update(name=FORMULA)
        dispatch = send(cast.story, cast.head)

        def asked(form):
            return client_of(cast.head).get(
                reverse("syndication:dispatch_export", args=[dispatch.pk, form])
            )

        return asked

    def test_csv_holds_a_line_a_portal_and_no_formula(self, export):
        rows = list(csv.reader(io.StringIO(export("csv").content.decode("utf-8-sig"))))

        assert len(rows) == 1 + 3
        names = {row[0] for row in rows[1:]}
        assert f"'{FORMULA}" in names
        assert not any(cell.startswith("=") for row in rows for cell in row)

    def test_xlsx_holds_the_same(self, export):
        (sheet,) = load_workbook(io.BytesIO(export("xlsx").content)).worksheets

        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert sheet.max_row == 1 + 3
        assert f"'{FORMULA}" in {cell.value for cell in cells}
        assert not any(cell.data_type == "f" for cell in cells)


class TestTheRoster:
    @pytest.fixture
    def cast(self):
        return make_cast(0)

    @staticmethod
    def shift(cast, user, *, starts=HOUR, **options) -> DutyShift:
        now = timezone.now()
        given = {"actor": cast.head, "now": now, **options}
        return plan_shift(
            portal=cast.portal, user=user, starts_at=now + starts, ends_at=now + 9 * HOUR, **given
        )

    def test_one_of_the_board_is_put_on_duty_and_nobody_beside_them(self, cast):
        first, second = (make_member(cast.portal, Position.SECRETARY) for _ in range(2))

        shift = self.shift(cast, first)

        assert (shift.user, shift.made_by) == (first, cast.head)
        assert ModelLogEntry.objects.filter(action="syndication.plan_duty").count() == 1
        with pytest.raises(UnableToPlanDuty):
            self.shift(cast, second)

    def test_strangers_neither_plan_nor_are_planned(self, cast):
        stranger = make_member(make_portal("province"), Position.HEAD)
        with pytest.raises(NotYourOffice):
            self.shift(cast, cast.head, actor=stranger)
        with pytest.raises(UnableToPlanDuty):
            self.shift(cast, stranger)

    def test_is_taken_out_before_it_begins_only(self, cast):
        shift = self.shift(cast, cast.head)
        with pytest.raises(UnableToPlanDuty):
            drop_shift(shift=shift, actor=cast.head, now=shift.period.lower)

        drop_shift(shift=shift, actor=cast.head, now=timezone.now())

        assert not DutyShift.objects.exists()

    def test_a_recall_is_asked_of_whoever_is_on_duty_first_and_of_no_secretary(self, cast):
        now, deputy = timezone.now(), make_member(cast.portal, Position.DEPUTY)
        make_member(cast.portal, Position.SECRETARY)
        make_member(cast.district, Position.HEAD)
        self.shift(cast, deputy, starts=-HOUR)

        def asked(when):
            return [(one.name, one.is_on_duty) for one in who_may_recall(cast.portal, when)]

        assert asked(now) == [(str(deputy), True), (str(cast.head), False)]
        assert {on_duty for _name, on_duty in asked(now + 10 * HOUR)} == {False}

    def test_a_word_is_left_and_taken_over_by_another(self, cast):
        deputy = make_member(cast.portal, Position.DEPUTY)
        shift = self.shift(cast, cast.head, starts=-HOUR)
        now = timezone.now()
        with pytest.raises(UnableToHandOver):
            take_over_duty(shift=shift, actor=deputy, now=now)
        with pytest.raises(UnableToHandOver):
            hand_over(shift=shift, text="Của người khác", actor=deputy, now=now)

        hand_over(shift=shift, text=" Còn một tin chờ xã đăng. ", actor=cast.head, now=now)
        with pytest.raises(UnableToHandOver):
            take_over_duty(shift=shift, actor=cast.head, now=now)
        taken = take_over_duty(shift=shift, actor=deputy, now=now)

        assert (taken.handover, taken.taken_over_by) == ("Còn một tin chờ xã đăng.", deputy)
        with pytest.raises(UnableToHandOver):
            hand_over(shift=shift, text="Muộn rồi", actor=cast.head, now=now)


class TestTwoAudiences:
    def test_below_reaches_the_portals_under_one_and_not_that_one(self):
        cast = make_cast()
        other = make_portal("district", overseer=cast.portal)
        make_portal(overseer=other)

        dispatch = send(cast.story, cast.head, Audience(AudienceKind.BELOW, str(cast.district.pk)))

        reached = set(dispatch.deliveries.values_list("portal_id", flat=True))
        assert reached == {portal.pk for portal in cast.communes}
        # As whoever confirms is shown it beforehand.
        offered = receivers_of(sender=cast.portal, day=local_date(timezone.now()))
        assert {one.portal_id for one in offered} > reached
        told = meant_among(offered, Audience.of(dispatch))
        assert {one.portal_id for one in told} == reached

    def test_a_list_reaches_its_portals_and_refuses_those_of_others(self):
        cast = make_cast()
        _province, _district, (foreign,) = make_province_tree(1)
        chosen = frozenset({cast.district.pk, cast.communes[1].pk})

        dispatch = send(
            cast.story, cast.head, Audience(AudienceKind.LIST, "Ven sông", portal_ids=chosen)
        )

        assert set(dispatch.deliveries.values_list("portal_id", flat=True)) == chosen
        assert dispatch.audience_detail == "Ven sông"
        with pytest.raises(UnableToDispatch, match=foreign.name):
            send(
                cast.story,
                cast.head,
                Audience(AudienceKind.LIST, "Lạ", portal_ids=chosen | {foreign.pk}),
            )


class TestPreviews:
    def test_the_desk_sees_the_story_in_the_frame_of_one_commune_and_of_no_foreign_one(self):
        cast = make_cast()
        stranger = make_portal()
        client = client_of(cast.head)

        shown = client.get(page("preview_there", cast.story.pk, cast.communes[0].pk))

        assert shown.status_code == 200
        assert cast.story.title in text_of(shown)
        assert cast.communes[0].name in text_of(shown)
        foreign = client.get(page("preview_there", cast.story.pk, stranger.pk))
        assert foreign.status_code == 404

    def test_the_board_sees_what_it_was_sent_in_its_own_frame_and_another_board_does_not(self):
        cast = make_cast(at_once=False)
        send(cast.story, cast.head)
        row = Delivery.objects.get(portal=cast.communes[0])
        own, other = (make_member(portal, Position.HEAD) for portal in cast.communes)

        shown = client_of(own).get(page("delivery_preview", row.pk))
        # The page of the delivery shows it in a frame.
        assert shown["X-Frame-Options"] == "SAMEORIGIN"

        assert shown.status_code == 200
        assert cast.story.title in text_of(shown)
        assert cast.communes[0].name in text_of(shown)
        assert client_of(other).get(page("delivery_preview", row.pk)).status_code == 404


def test_files_and_images_are_served_where_a_story_was_sent_without_a_copy():
    cast = make_cast()
    image, file = make_image(cast.portal), make_document(cast.portal)
    story = published_story(
        cast.portal,
        lead_image=image,
        lead_image_alt="Cầu mới qua sông Cầu",
        body=[{"type": "file", "value": {"document": file.pk, "title": "Kế hoạch"}}],
    )
    kept = [get_image_model().objects.count(), get_document_model().objects.count()]

    place_dispatch(dispatch_id=send(story, cast.head).pk)

    assert [get_image_model().objects.count(), get_document_model().objects.count()] == kept
    placement = story.placements.get(portal=cast.communes[0])
    host = {"host": cast.communes[0].site.hostname}
    shown = Client().get(placement.path, headers=host)
    assert shown.status_code == 200
    assert file.url in text_of(shown)
    assert image.renditions.first().url in text_of(shown)
    assert b"".join(Client().get(file.url, headers=host)) == b"noi dung tep"
    file.refresh_from_db()
    assert file.collection == cast.portal.collection


class TestSeveralAtOnce:
    def test_leave_ordinary_ones_seven_days_and_say_of_each_kind_what_holds(self):
        cast = make_cast(at_once=False)
        stories = [cast.story, *(published_story(cast.portal) for _one in range(2))]
        classes = dict(zip(stories, ("ordinary", "priority", "urgent"), strict=True))
        form = {"audience": "all", "confirm": "1"}
        form |= {f"class-{story.pk}": kind for story, kind in classes.items()}
        address = page("send_several") + "?" + "&".join(f"tin={one.pk}" for one in stories)
        now = timezone.now()

        said = text_of(client_of(cast.head).post(address, form, follow=True))

        due = {one.urgency: one.due_at for one in Dispatch.objects.all()}
        assert due["urgent"] is None
        assert due["priority"] - now < timedelta(days=5)
        assert timedelta(days=6.9) < due["ordinary"] - now < timedelta(days=7.1)
        assert "1 tin khẩn cấp chờ người thứ hai" in said
        assert "2 tin còn lại" in said

    def test_are_taken_back_only_while_they_may_be(self):
        cast = make_cast(at_once=False)
        dispatch = send(cast.story, cast.head, starts_at=timezone.now() + HOUR)
        client = client_of(cast.head)
        offers = [page("dispatch", dispatch.pk), f"{page('dispatches')}?lan={dispatch.batch}"]
        undo = page("undo", dispatch.pk)
        assert all(undo in text_of(client.get(one)) for one in offers)

        Dispatch.objects.update(starts_at=timezone.now())

        assert not any(undo in text_of(client.get(one)) for one in offers)


def test_a_nudge_is_a_line_in_the_inbox_until_the_board_decided():
    cast = make_cast(at_once=False)
    dispatch = send(cast.story, cast.head)
    board = make_member(cast.communes[0], Position.HEAD)

    def lines():
        reader = InboxReader(board, timezone.now())
        return items_of(reader, [NudgesOfToday()])

    assert lines() == []

    client = client_of(cast.head)
    said = text_of(client.post(page("nudge", dispatch.pk), follow=True))
    assert "Đã nhắc 3 Ban" in said
    # Of another story: who was reminded today is said, and not counted in the button.
    other = send(published_story(cast.portal), cast.head)
    Nudge.objects.filter(portal=cast.communes[1]).delete()
    # Placed by a rule of that board, which so has nothing to decide.
    Delivery.objects.filter(dispatch=other, portal=cast.district).update(how="rule")
    assert "Nhắc 1 Ban" in text_of(client.get(page("dispatch", other.pk)))
    assert "1 Ban khác đã được nhắc trong hôm nay" in text_of(
        client.post(page("nudge", other.pk), follow=True)
    )

    (line,) = lines()
    assert cast.portal.name in line.title
    assert line.portal == cast.communes[0]
    Delivery.objects.filter(portal=cast.communes[0]).update(state="placed")
    assert lines() == []
