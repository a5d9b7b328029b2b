"""Tricks, looked at by what they gain in the total of a full card: none gains more than a point of a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator

from editorial.enums import RemovalKind
from editorial.models import InformationPage, NoticePage, Placement, StoryPage
from editorial.models.removal import StoryWithdrawal
from editorial.placements.actions import take_down, withdraw_story
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.calendar.working_days import load_calendar
from portals.models import Portal
from portals.organisation.models import Confirmation, Official, Unit
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.assessing.queries import entered_by_persons
from scoring.content.gathering import read_stories
from scoring.models import StoryReading
from scoring.periods import Month, Period
from scoring.probes.enums import Fault
from scoring.probes.gathering import gather_links
from scoring.probes.models import Outage, Target
from scoring.rounds.cards import lines_of
from scoring.rubrics.storage import specs_of
from syndication.enums import DeliveryState, How, ObjectionState, ProposalState, Urgency
from syndication.models import Delivery, Dispatch, Proposal
from syndication.models.delivery import Objection
from tests.factories import make_image, make_member, make_portal, section_of
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    card_now,
    local,
    make_province,
    measure,
    score_now,
    text_of,
    write,
)
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
POINT = Decimal(1)
# October's working days on which the board writes, at nine.
HONEST = (1, 5, 7, 12, 14, 19, 21, 26)


@dataclass
class Town:
    """A board that does half of what is asked of it, with everything entered that persons enter."""

    province: Portal
    head_of_province: User
    portal: Portal
    head: User

    def write(self, day: int, number: int, *, month: int = 10, **fields: object) -> StoryPage:
        return write(self.portal, local(2026, month, day, 9), number, author=self.head, **fields)

    def total(self) -> Decimal:
        """As if October were measured now."""
        return score_now(self.portal).total

    def line(self, code: str) -> dict:
        kept = lines_of(card_now(self.portal))
        return next(one for one in kept["criteria"] if one["code"] == code)

    def send(self, day: int, how: str, **fields: object) -> Delivery:
        due, number = local(2026, 10, day, 16), Dispatch.objects.count()
        dispatch = Dispatch.objects.create(
            story=write(self.province, due - timedelta(days=2), 5_000 + number,
                author=self.head_of_province),
            sender=self.province, audience="all", urgency=Urgency.PRIORITY, due_at=due,
            sent_by=self.head_of_province, sent_at=due - timedelta(days=2),
            starts_at=due - timedelta(days=2),
        )  # fmt: skip
        given = {"state": DeliveryState.PLACED, "state_at": due - timedelta(hours=1)} | fields
        by = self.head if how == How.HAND else None
        return Delivery.objects.create(
            dispatch=dispatch, portal=self.portal, how=how, by=by, **given
        )

    def place(self, delivery: Delivery) -> Placement:
        return Placement.objects.create(
            portal=self.portal, section=section_of(self.portal), story=delivery.dispatch.story,
            kind="article", role="republished", placed_at=delivery.state_at,
            via=f"dispatch:{delivery.dispatch_id}",
        )  # fmt: skip

    def send_up(self, story: StoryPage, day: int, **fields: object) -> Proposal:
        given = {"state": ProposalState.WAITING} | fields
        return Proposal.objects.create(
            story=story, sender=self.portal, receiver=self.province, proposed_by=self.head,
            proposed_at=local(2026, 10, day, 10), **given,
        )  # fmt: skip


def make_town(tier: str) -> Town:
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=(tier,))
    portal = make_portal(tier, overseer=province)
    town = Town(province, head, portal, make_member(portal, Position.HEAD))
    for day in HONEST:
        event = local(2026, 10, day, 9) - timedelta(days=5)
        town.write(day, day, event_at=event, body=_dated(event.date(), day))
    judged, registers = entered_by_persons(specs_of(OCTOBER)[tier])
    facts = [
        EnteredFact(portal, one.measure, Decimal("0.8"), 3, "Sổ theo dõi của Văn phòng")
        for one in (*judged, *registers)
        if one.measure != "round.in_time"
    ]
    enter_facts(month=OCTOBER, facts=facts, actor=head, now=SNAPSHOT)
    return town


def _dated(day: date, number: int) -> list[dict[str, object]]:
    """A text that says when it happened."""
    said = {"type": "text", "value": f"<p>Ngày {day:%d/%m/%Y}, xã tổ chức hội nghị.</p>"}
    return [said, *text_of(number)]


built, town = once_a_file(lambda: make_town("commune"))


class TestEntries:
    def test_x_in_every_field_then_confirmed(self, town) -> None:
        Portal.objects.filter(pk=town.portal.pk).update(address="", phone="", email="")
        before = town.total()
        Portal.objects.filter(pk=town.portal.pk).update(
            address="x", phone="x", email="x", opening_hours="x", responsible_name="x",
            responsible_post="x", spokesperson_name="x", spokesperson_phone="x",
            spokesperson_email="x",
        )  # fmt: skip
        Unit.objects.create(portal=town.portal, name="x")
        for role in ("leader", "contact"):
            Official.objects.create(portal=town.portal, role=role, name="x", post="x")
        for subject in ("contact", "organisation"):
            Confirmation.objects.create(
                portal=town.portal, subject=subject, confirmed_by=town.head,
                confirmed_at=local(2026, 10, 30),
            )  # fmt: skip

        assert town.total() - before <= POINT

    def test_the_post_without_second_factor_ended_on_the_last_day(self, town) -> None:
        Authenticator.objects.create(user=town.head, type="totp", data={})
        deputy = make_member(town.portal, Position.DEPUTY)
        before = town.total()
        BoardMember.objects.filter(user=deputy).update(
            period=(date(2026, 1, 1), date(2026, 10, 31))
        )

        assert town.total() - before <= POINT


class TestTexts:
    def test_copies_with_every_16th_word_changed(self, town) -> None:
        other = make_portal()
        for number in range(4):
            write(other, local(2026, 10, 6, 9), 70 + number)
        before = town.total()
        for number in range(4):
            words = (
                text_of(70 + number)[0]["value"].removeprefix("<p>").removesuffix("</p>").split()
            )
            words = [f"khác{n}" if n % 16 == 15 else word for n, word in enumerate(words)]
            body = [{"type": "text", "value": f"<p>{' '.join(words)}</p>"}]
            town.write(27, 900 + number, body=body)

        assert town.total() - before <= POINT
        assert town.line("B1")["numbers"]["copies"] == 4

    def test_copies_with_their_passages_in_another_order(self, town) -> None:
        other = make_portal()
        for number in range(4):
            write(other, local(2026, 10, 6, 9), 70 + number)
        before = town.total()
        for number in range(4):
            words = (
                text_of(70 + number)[0]["value"].removeprefix("<p>").removesuffix("</p>").split()
            )
            body = [{"type": "text", "value": f"<p>{' '.join(words[60:] + words[:60])}</p>"}]
            town.write(27, 900 + number, body=body)

        assert town.total() - before <= POINT

    def test_withdrawn_as_superseded_by_nothing(self, town) -> None:
        """Four that were published to be counted and are gone before anybody reads them."""
        before = town.total()
        for number in range(4):
            story = town.write(28, 900 + number)
            withdraw_story(
                story=story, kind=RemovalKind.SUPERSEDED, reason="Thay thế", actor=town.head,
                now=local(2026, 10, 28, 11),
            )  # fmt: skip

        assert town.total() - before <= POINT

    def test_all_superseded_by_one_that_stands(self, town) -> None:
        before = town.total()
        successor = town.write(30, 950)
        for number in range(5):
            story = town.write(29, 900 + number)
            withdraw_story(
                story=story, kind=RemovalKind.SUPERSEDED, reason="Thay thế", actor=town.head,
                now=local(2026, 10, 30, 11),
            )  # fmt: skip
            StoryWithdrawal.objects.filter(story=story).update(superseded_by=successor)
        counted = town.total()

        # The successor, and the one that it came in the place of.
        assert town.line("B1")["numbers"]["counted"] == len(HONEST) + 2
        assert counted >= before

    def test_news_that_expires_the_day_after(self, town) -> None:
        before = town.total()
        for number in range(4):
            story = town.write(28, 900 + number)
            Placement.objects.filter(story=story).update(
                removed_at=local(2026, 10, 29), removal_kind=RemovalKind.EXPIRED
            )

        assert town.total() - before <= POINT

    def test_one_word_notices_in_every_section_on_the_last_evening(self, town) -> None:
        before = town.total()
        for number, section in enumerate(town.portal.sections.order_by("pk")):
            write(
                town.portal, local(2026, 10, 31, 20, number), 300 + number, author=town.head,
                kind=NoticePage.story_kind, section=section.section_type_id, words=1,
                title="Nghỉ", lead="Nghỉ",
            )  # fmt: skip

        assert town.total() - before <= POINT

    def test_a_page_of_a_word_in_every_section(self, town) -> None:
        before = town.total()
        for section in town.portal.sections.order_by("pk"):
            section.add_child(
                instance=InformationPage(
                    title="Chờ", first_published_at=local(2026, 10, 31, 20),
                    last_published_at=local(2026, 10, 31, 20),
                )
            )  # fmt: skip

        assert town.total() - before <= POINT

    def test_notices_of_three_words_every_other_day(self, town) -> None:
        """They break no gap."""
        before = town.total()
        for day in (2, 8, 9, 13, 15, 16, 20, 22, 23, 27, 28, 29, 30):
            town.write(
                day, 400 + day, kind=NoticePage.story_kind, words=1, title="Nghỉ", lead="Nghỉ làm"
            )

        assert town.total() - before <= POINT

    def test_the_same_notice_every_other_day(self, town) -> None:
        town.write(1, 400, kind=NoticePage.story_kind, words=60)
        before = town.total()
        for day in (2, 8, 9, 13, 15, 16, 20, 22, 23, 27, 28, 29, 30):
            town.write(day, 400 + day, kind=NoticePage.story_kind, body=text_of(400, 60))

        assert town.total() - before <= POINT

    def test_bulletins_counted_as_news_besides(self, town) -> None:
        before = town.total()
        for number in range(4):
            town.write(1, 900 + number, section="loa")

        assert town.total() - before <= POINT


class TestTimeAndPictures:
    @pytest.mark.parametrize("minutes", [-1, 1])
    def test_an_event_a_minute_before_or_after_publication(self, town, minutes) -> None:
        """The texts say that it was five days ago."""
        before = town.total()
        for story in StoryPage.objects.filter(event_at__isnull=False):
            StoryPage.objects.filter(pk=story.pk).update(
                event_at=story.first_published_at + timedelta(minutes=minutes)
            )
        again()

        assert town.total() - before <= POINT

    def test_an_event_to_come_that_no_text_names(self, town) -> None:
        """Left out, all news would be no case, and the line would leave the denominator."""
        for story in StoryPage.objects.filter(event_at__isnull=False):
            StoryPage.objects.filter(pk=story.pk).update(body=text_of(story.pk))
        again()
        before = town.total()
        StoryPage.objects.filter(event_at__isnull=False).update(event_at=local(2026, 12, 1))
        again()

        assert town.total() - before <= POINT

    @pytest.mark.parametrize("is_uploaded_twice", [False, True])
    def test_one_picture_on_every_story(self, town, is_uploaded_twice) -> None:
        before = town.total()
        image, twin = make_image(town.portal), make_image(town.portal)
        if is_uploaded_twice:
            type(image).objects.filter(pk__in=[image.pk, twin.pk]).update(file_hash="a" * 40)
        for place, story in enumerate(StoryPage.objects.filter(event_at__isnull=False)):
            StoryPage.objects.filter(pk=story.pk).update(
                lead_image=twin if is_uploaded_twice and place % 2 else image, byline="Ban Biên tập",
                lead_image_alt="Công nhân sửa đường bê tông", lead_image_caption="Sửa đường",
            )  # fmt: skip
        again()

        assert town.total() - before <= POINT


def again() -> None:
    """Have all texts read anew, as if they had been published so."""
    StoryReading.objects.all().delete()
    read_stories(now=SNAPSHOT)


class TestSending:
    def test_placed_by_hand_and_taken_down_on_the_first(self, town) -> None:
        """Five for the last evening: they are of November, and then they were gone."""
        for day in (6, 7, 8):
            town.send(day, How.DEADLINE)
        before = town.total()
        for _ in range(5):
            placed = town.place(town.send(30, How.HAND))
            take_down(
                placement=placed, reason="Không cần", actor=town.head, now=local(2026, 11, 1, 8)
            )

        assert town.total() - before <= POINT
        november = Period.of_months(Month(2026, 11), local(2026, 12, 1, 1), load_calendar())
        taken = measure("republishing.province", town.portal, period=november)[town.portal.pk]
        assert (taken.cases, taken.value) == (5, 0)

    def test_objecting_in_time_for_a_deadline_in_the_next_month(self, town) -> None:
        """Refused with another deadline, an item is of the month of that deadline, and not of none."""
        for day in (6, 7, 8, 9, 12):
            delivery = town.send(day, How.DEADLINE)
            Objection.objects.create(
                delivery=delivery, reason="Không cần", made_by=town.head,
                made_at=local(2026, 10, day, 9), answer_due_at=local(2026, 10, day, 16),
                state=ObjectionState.REFUSED, answer="Vẫn đăng",
                answered_by=town.head_of_province, answered_at=local(2026, 10, day, 15),
                due_again_at=local(2026, 10, day + 1, 16),
            )  # fmt: skip
        town.total()

        assert town.line("C1")["cases"] == 5
        assert town.line("C1")["points"] == "0.00"

    def test_junk_sent_up_and_left_unanswered(self, town) -> None:
        before = town.total()
        for number in range(3):
            town.send_up(town.write(5, 900 + number, words=40), 5)

        assert town.total() - before <= POINT

    def test_copies_sent_up_and_left_unanswered(self, town) -> None:
        write(make_portal(), local(2026, 10, 2, 9), 77)
        before = town.total()
        town.send_up(town.write(5, 900, body=text_of(77)), 5)

        assert town.total() - before <= POINT

    def test_the_story_of_last_month_sent_up_again(self, town) -> None:
        story = town.write(1, 900, month=9)
        sent = town.send_up(story, 5, state=ProposalState.TAKEN, decided_at=local(2026, 9, 7))
        Proposal.objects.filter(pk=sent.pk).update(proposed_at=local(2026, 9, 5))
        before = town.total()
        town.send_up(story, 6)

        assert town.total() - before <= POINT

    def test_what_the_machine_places_keeps_no_section_alive(self, town) -> None:
        before = town.total()
        for section in town.portal.sections.order_by("pk"):
            placed = town.place(town.send(30, How.DEADLINE))
            Placement.objects.filter(pk=placed.pk).update(section=section)

        assert town.total() - before <= POINT


class TestLinks:
    @pytest.fixture
    def broken(self, town) -> None:
        """Of ten links two have led nowhere since the 5th."""
        said = " ".join(f'<a href="http://bao.example.vn/{n}">Xem số {n}</a>' for n in range(10))
        self.page(town, said, 1)
        gather_links(now=local(2026, 10, 2, 9))
        Target.objects.update(checked_at=local(2026, 10, 5, 9))
        Outage.objects.bulk_create(
            Outage(target=target, fault=Fault.GONE, since=local(2026, 10, 5, 9))
            for target in Target.objects.order_by("pk")[:3]
        )

    def page(self, town, said: str, day: int) -> InformationPage:
        return town.portal.root.add_child(
            instance=InformationPage(
                title=f"Liên kết {day}", body=[{"type": "text", "value": f"<p>{said}</p>"}],
                first_published_at=local(2026, 10, day, 9),
                last_published_at=local(2026, 10, day, 9),
            )
        )  # fmt: skip

    def test_a_broken_link_drowned_in_good_ones(self, town, broken) -> None:
        """On many pages, so that the limit of a page does not help."""
        before = town.total()
        for day in range(6, 31):
            said = " ".join(
                f'<a href="http://bao.example.vn/tot/{day}/{n}">Xem số {n}</a>' for n in range(20)
            )
            self.page(town, said, day)
        gather_links(now=local(2026, 10, 31, 9))
        Target.objects.update(checked_at=local(2026, 10, 31, 9))

        assert town.total() - before <= POINT

    def test_the_page_hidden_over_the_end_of_the_month(self, town, broken) -> None:
        before = town.total()
        page = InformationPage.objects.get(title="Liên kết 1")
        InformationPage.objects.filter(pk=page.pk).update(live=False)
        gather_links(now=local(2026, 10, 31, 21))

        assert town.total() - before <= POINT

    def test_a_broken_procedure_among_news_in_its_section(self, town) -> None:
        """News about procedures is no procedure."""
        said = '<a href="http://bao.example.vn/mat">Nộp hồ sơ</a>'
        town.write(
            1, 950, section="tthc", kind=NoticePage.story_kind,
            body=[{"type": "text", "value": f"<p>{said}</p>"}],
        )  # fmt: skip
        gather_links(now=local(2026, 10, 2, 9))
        Target.objects.update(checked_at=local(2026, 10, 5, 9))
        Outage.objects.create(
            target=Target.objects.get(), fault=Fault.GONE, since=local(2026, 10, 5, 9)
        )
        before = town.total()
        good = [{"type": "text", "value": '<p><a href="http://dichvucong.gov.vn/1">Nộp</a></p>'}]
        for number in range(5):
            town.write(30, 960 + number, section="tthc", body=good)
        gather_links(now=local(2026, 10, 31, 9))
        Target.objects.update(checked_at=local(2026, 10, 31, 9))

        assert town.total() - before <= POINT
