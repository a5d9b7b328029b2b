"""Each measure on facts of the install, against values worked out by hand, and in a fixed number of queries."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from editorial.enums import RemovalKind
from editorial.models import InformationPage, NoticePage, Placement
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.boards.models import BoardMember, EditorialBoard, RequiredPost
from portals.calendar.working_days import load_calendar
from portals.models import Portal, Tier
from portals.organisation.models import Confirmation, Official, Unit
from scoring.content.gathering import read_stories
from scoring.measures.registry import KnownMeasure, known_measures
from scoring.models import StoryReading
from scoring.periods import Month, Period
from syndication.enums import How, ProposalState
from syndication.models import Delivery, Dispatch, Proposal
from tests.factories import make_image, make_member, make_portal, section_of
from tests.scoring.cast import SNAPSHOT, local, measure, october, text_of, write

pytestmark = pytest.mark.django_db


def october_day(day: int, hour: int = 9):
    return local(2026, 10, day, hour)


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def author(portal):
    return make_member(portal, Position.HEAD)


def publish(portal, author, *days: int, first: int = 1, **fields: object):
    stories = [
        write(portal, october_day(day), first + number, author=author, **fields)
        for number, day in enumerate(days)
    ]
    read_stories(now=SNAPSHOT)
    return stories


class TestOriginalNews:
    def take(self, portal, **parameters):
        return measure("news.original", portal, target=12, **parameters)[portal.pk]

    def test_is_the_share_of_the_target(self, portal, author) -> None:
        publish(portal, author, 1, 2, 5, 6, 7, 8)

        taken = self.take(portal)

        assert (taken.value, taken.cases, taken.numbers["counted"]) == (Decimal("0.5"), 6, 6)

    def test_is_full_at_the_target_and_not_more_beyond(self, portal, author) -> None:
        publish(portal, author, *range(1, 16))

        assert self.take(portal).value == 1

    def test_leaves_out_other_months(self, portal, author) -> None:
        write(portal, local(2026, 9, 30, 23, 59), 1, author=author)
        write(portal, local(2026, 10, 1, 0, 0), 2, author=author)
        write(portal, local(2026, 10, 31, 23, 59), 3, author=author)
        read_stories(now=SNAPSHOT)

        assert self.take(portal).numbers["counted"] == 2

    def test_leaves_out_what_is_too_short(self, portal, author) -> None:
        publish(portal, author, 1, words=80)
        publish(portal, author, 2, words=120, first=2)

        taken = self.take(portal)

        assert (taken.numbers["counted"], taken.numbers["short"]) == (1, 1)
        assert [one.why for one in taken.examples] == ["short"]

    def test_is_nothing_for_a_portal_that_wrote_nothing(self, portal) -> None:
        taken = self.take(portal)

        assert (taken.value, taken.cases) == (0, 0)


class TestTheLongestGap:
    def take(self, portal):
        return measure("news.longest_gap", portal)[portal.pk].value

    @pytest.mark.parametrize(
        ("days", "gap"),
        [
            # October 2026 begins on a Thursday and has 22 working days.
            ((), 22),
            # The 1st and 2nd; then 5 to 9, 12 to 16, 19 to 23, 26 to 30.
            ((1, 2, 7, 9, 14, 16, 21, 23, 28, 30), 2),
            # A week without: 12 to 16.
            ((1, 2, 5, 7, 9, 19, 21, 23, 26, 28, 30), 5),
            # Only the first day of the month: the 21 others.
            ((1,), 21),
            # A Saturday item breaks the gap between Thursday and Tuesday: Fri, | Mon, not Fri, Mon.
            ((1, 2, 6, 8, 10, 13, 15, 17, 20, 22, 24, 27, 29, 31), 1),
        ],
    )
    def test_counts_working_days(self, portal, author, days, gap) -> None:
        publish(portal, author, *days)

        assert self.take(portal) == gap

    def test_is_not_broken_by_a_notice_of_three_words(self, portal, author) -> None:
        notice = {"kind": NoticePage.story_kind, "title": "Thông báo", "lead": "Nghỉ"}
        publish(portal, author, 15, words=3, **notice)
        assert self.take(portal) == 22
        publish(portal, author, 15, first=2, words=30, **notice)
        assert self.take(portal) == 11

    def test_begins_where_the_portal_opened(self) -> None:
        portal = make_portal(opened_on=date(2026, 10, 26))
        publish(portal, make_member(portal, starts_on=date(2026, 10, 26)), 29)

        assert self.take(portal) == 3


class TestTimeliness:
    def take(self, portal):
        return measure("news.delay", portal)[portal.pk]

    def test_is_the_median_of_hours(self, portal, author) -> None:
        for number, hours in enumerate((2, 30, 60)):
            write(
                portal, october_day(10), number, author=author,
                event_at=october_day(10) - timedelta(hours=hours),
            )  # fmt: skip

        assert self.take(portal).value == 30

    def test_of_two_is_the_sooner(self, portal, author) -> None:
        for number, hours in enumerate((10, 50)):
            write(
                portal, october_day(10), number, author=author,
                event_at=october_day(10) - timedelta(hours=hours),
            )  # fmt: skip

        assert self.take(portal).value == 10

    def test_names_an_event_whose_date_the_text_does_not_give(self, portal, author) -> None:
        published, event = october_day(10), october_day(10, 8)
        dated = {"type": "text", "value": "<p>Sáng 2/10, xã tổ chức hội nghị.</p>"}
        body = [dated, *text_of(1, 120)]
        story = write(portal, published, 1, author=author, event_at=event, body=body)
        write(portal, published, 2, author=author, event_at=event)

        read_stories(now=SNAPSHOT)
        found = self.take(portal)

        # The first was told of on the 2nd, so at least since its end: seven days and nine hours.
        assert found.value == 1
        assert [(one.pk, one.why) for one in found.examples] == [(story.pk, "event_differs")]

    def test_counts_news_without_an_event_as_the_latest(self, portal, author) -> None:
        write(portal, october_day(10), 1, author=author, event_at=october_day(10, 8))
        write(portal, october_day(11), 2, author=author)
        write(portal, october_day(12), 3, author=author)

        taken = self.take(portal)

        assert taken.value > 72
        assert taken.numbers["untimed"] == 2

    def test_leaves_out_what_says_when_it_is_to_come(self, portal, author) -> None:
        dated = [{"type": "text", "value": "<p>Ngày 20/10 xã họp.</p>"}, *text_of(1, 120)]
        write(portal, october_day(10), 1, author=author, event_at=october_day(20), body=dated)
        write(portal, october_day(10), 2, author=author, event_at=october_day(10, 8))
        read_stories(now=SNAPSHOT)

        assert (self.take(portal).cases, self.take(portal).value) == (1, 1)

    def test_is_not_rounded(self, portal, author) -> None:
        """24 hours and a minute are more than 24 hours."""
        event = october_day(10) - timedelta(hours=24, minutes=1)
        write(portal, october_day(10), 1, author=author, event_at=event)

        assert self.take(portal).value > 24
        assert self.take(portal).numbers["hours"] == "24.02"


class TestImages:
    def test_need_description_caption_and_author(self, portal, author) -> None:
        image = make_image(portal)
        again = {"lead_image": make_image(portal)}
        full = {
            "lead_image": image,
            "lead_image_alt": "Công nhân sửa đường bê tông",
            "lead_image_caption": "Sửa đường thôn Đông",
            "byline": "Ban Biên tập",
        }
        publish(portal, author, 1, **full)
        publish(portal, author, 2, first=2, **{**full, "byline": ""})
        publish(portal, author, 3, first=3, **{**full, "lead_image_caption": ""})
        publish(portal, author, 4, first=4)
        publish(portal, author, 5, first=5, **{**full, **again})

        taken = measure("news.illustrated", portal)[portal.pk]

        # The first and the last, which has a picture of its own.
        assert (taken.value, taken.cases) == (Decimal("0.4"), 5)


class TestAccessibility:
    def test_counts_faults_in_a_hundred_items(self, portal, author) -> None:
        text = {"type": "text", "value": "<p>Mời <a href='https://e.vn'>tại đây</a></p>"}
        heading = {"type": "heading", "value": {"text": "Nhỏ", "level": "3"}}
        publish(portal, author, 1, body=[*text_of(1), text, heading])
        publish(portal, author, 2, 5, 6, first=2)

        taken = measure("content.accessible", portal)[portal.pk]

        assert taken.value == 50
        assert (taken.numbers["links"], taken.numbers["headings"]) == (1, 1)


def video(url: str) -> dict[str, object]:
    return {"type": "video", "value": {"url": url, "title": "Phim"}}


class TestVideos:
    def test_count_against_their_target(self, portal, author) -> None:
        urls = (
            "https://youtu.be/x",
            "https://www.youtube.com/watch?v=y&t=4s",
            "https://youtu.be/z",
        )
        publish(portal, author, 1, body=[*text_of(1), *map(video, urls)])

        assert measure("news.multimedia", portal, target=4)[portal.pk].value == Decimal("0.75")

    def test_are_counted_once_however_they_are_linked(self, portal, author) -> None:
        """In one text, in another, and in another month."""
        same = (
            "https://youtu.be/x",
            "https://www.youtube.com/watch?v=x",
            "https://m.youtube.com/embed/x",
        )
        write(
            portal,
            local(2026, 9, 5, 9),
            9,
            author=author,
            body=[*text_of(9), video("https://youtu.be/w")],
        )
        publish(portal, author, 1, body=[*text_of(1), *map(video, same)])
        publish(
            portal,
            author,
            2,
            first=2,
            body=[*text_of(2), video(same[2]), video("https://youtu.be/w")],
        )

        assert measure("news.multimedia", portal, target=4)[portal.pk].numbers["videos"] == 1


class TestWhatAPortalSaysOfItself:
    def test_about_is_the_share_of_parts_and_the_boards_word(self, portal, author) -> None:
        Portal.objects.filter(pk=portal.pk).update(
            address="Số 1 phố Chợ", phone="x", email="a@e.vn"
        )
        portal.refresh_from_db()
        Unit.objects.create(portal=portal, name="Văn phòng")
        Official.objects.create(
            portal=portal, role="leader", name="Nguyễn Văn Mẫu", post="Chủ tịch"
        )

        taken = measure("portal.about", portal)[portal.pk]

        # Address, email, structure and leaders of seven; nobody confirmed: 0.8 × 4 / 7. A letter fills in nothing.
        assert taken.value == Decimal("0.8") * 4 / 7
        assert taken.numbers["missing"] == "phone opening_hours contacts confirmed"

    @pytest.mark.parametrize(("days", "counts"), [(0, False), (1, True), (180, True), (181, False)])
    def test_the_boards_word_holds_for_180_days(self, portal, author, days, counts) -> None:
        """Counted back from the end of the month; what is said after it counts in the next."""
        Portal.objects.filter(pk=portal.pk).update(
            address="Số 1 phố Chợ",
            phone="0222 3822 123",
            email="a@e.vn",
            opening_hours="7:30 đến 17:00",
        )
        portal.refresh_from_db()
        for subject in ("contact", "organisation"):
            Confirmation.objects.create(
                portal=portal, subject=subject, confirmed_by=author,
                confirmed_at=local(2026, 11, 1) - timedelta(days=days),
            )  # fmt: skip

        # It holds for the four parts of seven that are there.
        share = Decimal("0.8") + Decimal("0.2") * counts
        assert measure("portal.about", portal)[portal.pk].value == share * 4 / 7

    def test_footer_counts_what_is_missing(self, portal) -> None:
        assert measure("portal.footer", portal)[portal.pk].value == 8
        for name, value in (
            ("responsible_name", "Nguyễn Văn Mẫu"),
            ("responsible_post", "Chủ tịch"),
            ("address", "Số 1 phố Chợ"),
            ("phone", "0222 3822 123"),
            ("spokesperson_name", "Trần Thị Mẫu"),
            ("spokesperson_email", "x"),
        ):
            setattr(portal, name, value)

        taken = measure("portal.footer", portal)[portal.pk]

        assert taken.value == 3
        assert taken.numbers["missing"] == "email spokesperson_phone spokesperson_email"


class TestSections:
    def test_are_out_of_date_beyond_their_own_age(self, portal, author) -> None:
        """A commune's news may be 3 days old, its directions 7, its about page 180."""
        everything = 100
        before = measure("sections.current", portal)[portal.pk]
        publish(portal, author, 29)  # two days before the 31st
        publish(portal, author, 23, first=2, section="chi-dao")  # eight days
        publish(portal, author, 1, first=3, section="gioi-thieu")

        taken = measure("sections.current", portal)[portal.pk]

        assert before.numbers["current"] == 0
        assert taken.numbers["current"] == 2
        assert taken.cases == before.cases < everything

    def test_of_a_tier_that_ended_are_judged_as_it_was(self) -> None:
        """Districts ended with June 2025, and so did what they must have. A portal that goes on is judged by it."""
        district = make_portal("district")

        assert measure("sections.current", district)[district.pk].cases == 16

    def test_of_a_tier_that_asks_for_nothing_are_no_case(self) -> None:
        nation = make_portal()
        Tier.objects.get_or_create(code="nation", defaults={"name": "Trung ương", "level": 0})
        Portal.objects.filter(pk=nation.pk).update(tier="nation")
        nation.refresh_from_db()

        assert measure("sections.current", nation)[nation.pk].cases == 0

    def test_are_not_kept_alive_by_the_machine(self, portal, author) -> None:
        """What was placed at a deadline is no work of the board; what its hand placed is."""
        other = make_portal("province")
        head = make_member(other, Position.HEAD)
        before = measure("sections.current", portal)[portal.pk].numbers["current"]
        counted = []
        for number, how in enumerate((How.DEADLINE, How.HAND)):
            story = write(other, october_day(30), 50 + number, author=head)
            dispatch = Dispatch.objects.create(
                story=story, sender=other, audience="all", urgency="ordinary", sent_by=head,
                sent_at=october_day(30), starts_at=october_day(30),
            )  # fmt: skip
            Delivery.objects.create(
                dispatch=dispatch, portal=portal, state="placed", state_at=october_day(30), how=how,
                by=author if how == How.HAND else None,
            )  # fmt: skip
            Placement.objects.create(
                portal=portal, section=section_of(portal), story=story, role="republished",
                kind="article", placed_at=october_day(30), via=f"dispatch:{dispatch.pk}",
            )  # fmt: skip
            counted.append(measure("sections.current", portal)[portal.pk].numbers["current"])

        assert counted == [before, before + 1]

    def test_are_not_kept_alive_by_three_words_or_a_copy(self, portal, author) -> None:
        write(make_portal(), october_day(1), 77)
        notice = {"kind": NoticePage.story_kind, "section": "chi-dao"}
        publish(portal, author, 30, words=3, title="Thông báo", lead="Nghỉ", **notice)
        publish(portal, author, 30, first=2, body=text_of(77), **notice)
        assert measure("sections.current", portal)[portal.pk].numbers["current"] == 0
        publish(portal, author, 30, first=3, words=30, **notice)
        assert measure("sections.current", portal)[portal.pk].numbers["current"] == 1

    def test_are_not_kept_alive_by_a_page_of_a_word(self, portal) -> None:
        section = section_of(portal, "quy-hoach")
        for said, counted in (("Chờ", 0), (" ".join(f"chữ{n}" for n in range(40)), 1)):
            page = InformationPage(
                title="Quy hoạch", body=[{"type": "text", "value": f"<p>{said}</p>"}],
                last_published_at=october_day(20), first_published_at=october_day(20),
            )  # fmt: skip
            section.add_child(instance=page)
            assert measure("sections.current", portal)[portal.pk].numbers["current"] == counted

    def test_that_others_judge_are_left_out(self, portal) -> None:
        whole = measure("sections.current", portal)[portal.pk].cases
        taken = measure("sections.current", portal, counted_elsewhere=["van-ban", "ngan-sach"])

        assert taken[portal.pk].cases == whole - 2


class TestItemsSentUp:
    def send(self, portal, author, day: int, state, decided=None, **fields):
        number = Proposal.objects.count() + 1
        story = write(portal, october_day(day), number, author=author, **fields)
        return Proposal.objects.create(
            story=story, sender=portal, receiver=make_portal("province"), state=state,
            proposed_by=author, proposed_at=october_day(day, 10), decided_at=decided,
            reason="Trùng" if state == ProposalState.DECLINED else "",
        )  # fmt: skip

    def take(self, portal, target=4):
        return measure("proposals.taken", portal, target=target)[portal.pk]

    def test_count_when_taken(self, portal, author) -> None:
        self.send(portal, author, 5, ProposalState.TAKEN, october_day(6))
        self.send(portal, author, 6, ProposalState.DECLINED, october_day(7))
        self.send(portal, author, 7, ProposalState.WITHDRAWN, october_day(8))

        taken = self.take(portal)

        assert (taken.value, taken.cases) == (Decimal("0.25"), 2)

    def test_count_when_nobody_answered_in_three_working_days(self, portal, author) -> None:
        # Thursday the 22nd; its third working day is Tuesday the 27th.
        self.send(portal, author, 22, ProposalState.DECLINED, october_day(27))
        self.send(portal, author, 22, ProposalState.DECLINED, october_day(28))
        # Waits still, at the snapshot: from Monday the 26th four, from Tuesday the 27th three.
        self.send(portal, author, 26, ProposalState.WAITING)
        waits = self.send(portal, author, 27, ProposalState.WAITING)
        read_stories(now=SNAPSHOT)

        taken = self.take(portal)

        assert (taken.numbers["taken"], taken.numbers["unanswered"]) == (2, 2)
        assert waits.story_id not in {one.pk for one in taken.examples}

    def test_count_in_the_month_of_the_answer(self, portal, author) -> None:
        """Sent in October and answered, or overdue, in November: of November, and of no month twice."""
        answered = self.send(portal, author, 30, ProposalState.TAKEN, local(2026, 11, 2, 9))
        self.send(portal, author, 28, ProposalState.WAITING)
        read_stories(now=SNAPSHOT)
        november = Period.of_months(Month(2026, 11), local(2026, 12, 1, 1), load_calendar())
        again = Proposal.objects.get(pk=answered.pk)
        again.pk, again.proposed_at = None, local(2026, 11, 20, 9)
        again.save()

        taken = measure("proposals.taken", portal, target=4, period=november)[portal.pk]

        assert self.take(portal).cases == 0
        assert (taken.numbers["taken"], taken.numbers["unanswered"]) == (2, 1)

    @pytest.mark.parametrize("junk", ["short", "copy", "notice"])
    def test_count_unanswered_only_as_news_of_ones_own(self, portal, author, junk) -> None:
        fields = {
            "short": {"words": 40},
            "copy": {"body": text_of(77)},
            "notice": {"kind": NoticePage.story_kind},
        }[junk]
        write(make_portal(), october_day(1), 77)
        sent = self.send(portal, author, 5, ProposalState.WAITING, **fields)
        read_stories(now=SNAPSHOT)

        assert self.take(portal).numbers["taken"] == 0
        Proposal.objects.filter(pk=sent.pk).update(
            state=ProposalState.TAKEN, decided_at=october_day(20)
        )
        assert self.take(portal).numbers["taken"] == 1

    def test_count_once_a_story(self, portal, author) -> None:
        first = self.send(portal, author, 5, ProposalState.TAKEN, october_day(6))
        first.pk = None
        first.save()

        assert self.take(portal).numbers["taken"] == 1


class TestTheBoard:
    def take(self, portal):
        return measure("board.in_order", portal)[portal.pk]

    def seat(self, portal, *positions, until=None):
        for position in positions:
            make_member(portal, position, ends_on=until)

    def test_lacks_what_is_vacant_for_long(self, portal) -> None:
        portal = make_portal("department")
        self.seat(portal, Position.HEAD)
        self.seat(portal, Position.DEPUTY, until=date(2026, 10, 1))
        self.seat(portal, Position.SECRETARY, until=date(2026, 10, 2))

        # Thirty days before the 31st is the 1st: held that day or later is not yet too long.
        assert self.take(portal).numbers["missing"] == "decision deputy_head"

    def test_of_a_commune_may_be_one_person(self, portal) -> None:
        """In force on the last day of the month; a department needs three people."""
        department = make_portal("department")
        for one in (portal, department):
            self.seat(one, Position.HEAD)
            EditorialBoard.objects.filter(portal=one).update(decision_number="5/QĐ-UBND")
        assert (self.take(portal).value, self.take(department).value) == (0, 2)
        RequiredPost.objects.create(
            tier_id="commune", position="secretary", period=DateRange(date(2026, 10, 31), None)
        )
        assert self.take(portal).numbers["missing"] == "secretary"

    def test_is_in_order_with_a_decision_and_three_posts(self) -> None:
        portal = make_portal("department")
        self.seat(portal, Position.HEAD, Position.DEPUTY, Position.SECRETARY)
        EditorialBoard.objects.filter(portal=portal).update(decision_number="5/QĐ-UBND")

        assert self.take(portal).value == 0

    def test_a_post_of_a_closed_account_is_vacant(self, portal) -> None:
        self.seat(portal, Position.HEAD, Position.DEPUTY, Position.SECRETARY)
        user = BoardMember.objects.get(board__portal=portal, position="head").user
        user.is_active = False
        user.save()

        assert "head" in self.take(portal).numbers["missing"].split()

    def test_a_term_called_off_is_none(self, portal) -> None:
        self.seat(portal, Position.HEAD)
        BoardMember.objects.filter(board__portal=portal).update(
            period=DateRange(date(2026, 1, 1), date(2026, 1, 2))
        )

        assert "head" in self.take(portal).numbers["missing"].split()


class TestTheSecondFactor:
    def test_is_for_all_who_approve(self, portal, author) -> None:
        deputy = make_member(portal, Position.DEPUTY)
        make_member(portal, Position.EDITOR)
        Authenticator.objects.create(user=author, type="totp", data={})
        before = measure("accounts.second_factor", portal)[portal.pk]
        Authenticator.objects.create(user=deputy, type="recovery_codes", data={})
        codes = measure("accounts.second_factor", portal)[portal.pk]
        Authenticator.objects.create(user=deputy, type="totp", data={})
        after = measure("accounts.second_factor", portal)[portal.pk]

        assert [one.value for one in (before, codes, after)] == [0, 0, 1]
        assert before.numbers == {"safe": 1, "approvers": 2}

    @pytest.mark.parametrize(
        ("starts", "ends", "approvers"),
        [
            # The last day is not theirs any more, but a week was; the second holds it then; the third a few days.
            (date(2026, 1, 1), date(2026, 10, 31), 2),
            (date(2026, 10, 31), None, 2),
            (date(2026, 1, 1), date(2026, 10, 7), 1),
            (date(2026, 1, 1), date(2026, 10, 8), 2),
        ],
    )
    def test_is_of_whoever_approved_for_a_week(
        self, portal, author, starts, ends, approvers
    ) -> None:
        make_member(portal, Position.DEPUTY, starts_on=starts, ends_on=ends)

        taken = measure("accounts.second_factor", portal)[portal.pk]

        assert taken.numbers["approvers"] == approvers


class TestReading:
    def test_reads_a_story_once_a_version(self, portal, author) -> None:
        publish(portal, author, 1, 2)

        assert read_stories(now=SNAPSHOT) == 0
        assert StoryReading.objects.count() == 2

    def test_takes_the_earlier_of_two_texts_for_the_original(self, portal, author) -> None:
        other = make_portal()
        first = write(portal, october_day(5), 7, author=author)
        copy = write(other, october_day(6), 7, title="Tên khác", author=make_member(other))
        read_stories(now=SNAPSHOT)

        assert StoryReading.objects.get(story=copy).copy_of_id == first.pk
        assert StoryReading.objects.get(story=first).copy_of_id is None

    def test_asks_the_same_for_two_and_for_twenty(self, portal, author) -> None:
        def queries(number: int, first: int) -> int:
            for one in range(number):
                write(portal, october_day(1), first + one, author=author)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                read_stories(now=SNAPSHOT)
            return len(captured)

        queries(1, 100)

        assert queries(2, 200) == queries(20, 300)


class TestEveryMeasure:
    def parameters(self, known: KnownMeasure) -> dict[str, int]:
        """One for each that a rubric must give."""
        return {one.name: 1 for one in fields(known.parameters) if one.default is MISSING}

    def test_asks_the_same_of_two_portals_and_of_twelve(self) -> None:
        portals = [make_portal() for _ in range(12)]
        for number, portal in enumerate(portals):
            write(portal, october_day(5), number)
        read_stories(now=SNAPSHOT)

        def queries(known: KnownMeasure, some) -> int:
            with CaptureQueriesContext(connection) as captured:
                taken = measure(known.code, *some, **self.parameters(known))
            assert set(taken) == {portal.pk for portal in some}
            # The calendar is read by the period.
            return len(captured) - 2

        for known in known_measures():
            if known.take is not None:
                few, many = queries(known, portals[:2]), queries(known, portals)
                assert (known.code, few) == (known.code, many)
                assert many <= 4

    def test_says_in_words_what_it_found(self) -> None:
        portal = make_portal()
        for known in known_measures():
            if known.take is not None:
                taken = measure(known.code, portal, **self.parameters(known))
                assert known.sentence % taken[portal.pk].numbers


class TestWithdrawals:
    def withdraw(self, story, head, day, kind=RemovalKind.IN_ERROR) -> None:
        withdraw_story(story=story, kind=kind, reason="Sai", actor=head, now=day)

    def test_in_the_same_month_take_the_item_out(self, portal, author) -> None:
        stories = publish(portal, author, 1, 2, 3)
        self.withdraw(stories[0], author, october_day(20))

        assert measure("news.original", portal, target=12)[portal.pk].numbers["counted"] == 2

    def test_after_the_month_leave_it_as_it_was(self, portal, author) -> None:
        stories = publish(portal, author, 1, 2, 3)
        self.withdraw(stories[0], author, local(2026, 11, 3))

        assert measure("news.original", portal, target=12)[portal.pk].numbers["counted"] == 3
        assert october().ends_at == local(2026, 11, 1)
