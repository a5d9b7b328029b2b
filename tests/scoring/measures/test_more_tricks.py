"""Tricks with links, files, own versions and people. None gains more than one point of a hundred."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange

from editorial.enums import RemovalKind
from editorial.models import (
    ArticlePage,
    InformationPage,
    NoticePage,
    Placement,
    PortalDocument,
    PublishedFile,
    StoryPage,
)
from editorial.placements.actions import take_down, withdraw_story
from portals.boards.enums import Position
from portals.boards.models import RequiredPost
from portals.refusals import NotYourOffice
from scoring.assessing.exemptions import exempt
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.assessing.verdicts import CopyJudgement, decide_on_copies
from scoring.content.gathering import read_stories
from scoring.models import Round, Scorecard
from scoring.periods import Month
from scoring.probes.enums import Fault
from scoring.probes.gathering import gather_links
from scoring.probes.models import Outage, Target
from scoring.rounds.actions import score_month
from scoring.rounds.cards import lines_of
from syndication.enums import DeliveryState, How, ObjectionState, ProposalState, Urgency
from syndication.models import Delivery, Dispatch, Proposal
from syndication.models.delivery import Objection
from tests.factories import make_member, make_portal, section_of
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
from tests.scoring.measures.test_tricks import HONEST, write_honestly
from tests.scoring.probes.test_files import TEXT, joined, read_and_judge, scanned, typeset
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
POINT = Decimal(1)


def _town():
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    portal = make_portal(overseer=province)
    return province, head, portal, make_member(portal, Position.HEAD)


built, town = once_a_file(_town)


def earned(town) -> Decimal:
    """As if it were measured now."""
    return score_now(town[2]).earned


def total(town) -> Decimal:
    """As if it were measured now."""
    return score_now(town[2]).total


def line(town, code: str) -> dict:
    kept = lines_of(card_now(town[2]))
    return next(one for one in kept["criteria"] if one["code"] == code)


def links(*urls: str) -> list[dict[str, object]]:
    said = " ".join(f'<a href="{url}">Xem số {number}</a>' for number, url in enumerate(urls))
    return [{"type": "text", "value": f"<p>{said}</p>"}]


class TestLinks:
    @pytest.fixture
    def broken(self, town):
        """Ten links of the portal, five of them broken since the 5th."""
        urls = [f"http://bao.example.vn/{number}" for number in range(10)]
        story = write(town[2], local(2026, 10, 1, 9), 1, author=town[3], body=links(*urls))
        gather_links(now=local(2026, 10, 2, 9))
        Target.objects.update(checked_at=local(2026, 10, 5, 9))
        Outage.objects.bulk_create(
            Outage(target=target, fault=Fault.GONE, since=local(2026, 10, 5, 9))
            for target in Target.objects.order_by("pk")[:5]
        )
        return story

    def value(self, town) -> Decimal:
        return measure("links.broken", town[2])[town[2].pk].value

    def test_hundreds_of_good_ones_on_one_page_do_not_drown_the_broken(self, town, broken) -> None:
        assert self.value(town) == 40
        read_stories(now=SNAPSHOT)
        before = total(town)
        many = [f"http://bao.example.vn/tot/{number}" for number in range(300)]
        page = InformationPage(
            title="Liên kết", body=links(*many), last_published_at=local(2026, 10, 6, 9),
            first_published_at=local(2026, 10, 6, 9),
        )  # fmt: skip
        town[2].root.add_child(instance=page)
        gather_links(now=local(2026, 10, 7, 9))
        Target.objects.update(checked_at=local(2026, 10, 8, 9))

        # Weighed against the ten that there were when the first was shown.
        assert self.value(town) == 40
        gained = total(town) - before
        assert line(town, "E2")["points"] == "0.00"
        assert gained <= POINT

    def test_a_page_withdrawn_over_the_end_of_the_month_is_no_cure(self, town, broken) -> None:
        """Hidden on the last day, published again on the first: its links go, but so does the item, in both months."""
        read_stories(now=SNAPSHOT)
        before = total(town)
        withdraw_story(
            story=broken, kind=RemovalKind.WITHDRAWN, reason="x", actor=town[3],
            now=local(2026, 10, 31, 20),
        )  # fmt: skip
        gather_links(now=local(2026, 10, 31, 21))

        assert total(town) <= before + POINT
        assert line(town, "E2")["points"] == "0.00"

    def test_touching_the_page_does_not_start_the_days_anew(self, town, broken) -> None:
        page = StoryPage.objects.get(pk=broken.pk).specific
        page.title = "Sửa một chữ"
        page.save_revision(user=town[3]).publish(skip_permission_checks=True)
        gather_links(now=local(2026, 10, 30, 9))

        assert self.value(town) == 40


class TestFiles:
    def add(self, town, content: bytes, name: str, page: StoryPage | None) -> None:
        document = PortalDocument.objects.create(
            title=name, collection=town[2].collection, file=ContentFile(content, name=name)
        )
        PortalDocument.objects.filter(pk=document.pk).update(created_at=local(2026, 10, 9, 9))
        if page:
            PublishedFile.objects.create(page=page, document=document)

    def value(self, town) -> Decimal:
        read_and_judge()
        return measure("files.searchable", town[2])[town[2].pk].value

    def test_a_stamp_on_scans_is_no_text_layer(self, town) -> None:
        story = write(town[2], local(2026, 10, 9, 9), 1, author=town[3])
        self.add(town, joined(*[typeset("Số 1")] * 3, scanned(3)), "a.pdf", story)

        assert self.value(town) == 0

    def test_a_cover_of_text_before_scans_is_none_either(self, town) -> None:
        story = write(town[2], local(2026, 10, 9, 9), 1, author=town[3])
        self.add(town, joined(typeset(TEXT), scanned(30)), "a.pdf", story)

        assert self.value(town) == 0

    def test_files_that_no_page_shows_count_for_nothing(self, town) -> None:
        story = write(town[2], local(2026, 10, 9, 9), 1, author=town[3])
        self.add(town, scanned(), "a.pdf", story)
        for number in range(20):
            self.add(town, b"a;b", f"{number}.csv", None)

        assert self.value(town) == 0

    def test_a_scan_renamed_to_an_open_format_is_a_scan(self, town) -> None:
        story = write(town[2], local(2026, 10, 9, 9), 1, author=town[3])
        self.add(town, scanned(), "a.docx", story)

        assert self.value(town) == 0


class TestOriginality:
    def test_an_own_version_of_the_provinces_story_is_no_original(self, town) -> None:
        source = write(town[0], local(2026, 10, 2, 9), 1, author=town[1])
        before = measure("news.original", town[2], target=12)[town[2].pk].value
        copy = write(town[2], local(2026, 10, 5, 9), 2, author=town[3])
        StoryPage.objects.filter(pk=copy.pk).update(adapted_from=source)

        assert measure("news.original", town[2], target=12)[town[2].pk].value == before == 0

    def test_the_own_text_of_last_month_told_again_is_a_copy(self, town) -> None:
        write(town[2], local(2026, 9, 8, 9), 77, author=town[3])
        write_honestly(town)
        before = earned(town)
        write(town[2], local(2026, 10, 27, 9), 900, author=town[3], body=text_of(77))

        assert earned(town) <= before + POINT

    def test_a_copy_is_not_cleared_by_who_made_it(self, town) -> None:
        write(make_portal(), local(2026, 10, 6, 9), 77)
        story = write(town[2], local(2026, 10, 27, 9), 900, author=town[3], body=text_of(77))
        read_stories(now=SNAPSHOT)
        with pytest.raises(NotYourOffice):
            decide_on_copies(
                portal=town[2], month=OCTOBER, verdicts=[CopyJudgement(story.pk, False, "Mẫu chung")],
                actor=town[3], now=SNAPSHOT,
            )  # fmt: skip

    def test_notices_are_no_news(self, town) -> None:
        write_honestly(town)
        before = earned(town)
        for number in range(12):
            write(
                town[2], local(2026, 10, 5, 9, number), 300 + number, author=town[3],
                kind=NoticePage.story_kind,
            )  # fmt: skip

        assert earned(town) <= before + POINT
        assert line(town, "B1")["numbers"]["published"] == len(HONEST)

    def test_a_word_said_a_hundred_times_is_no_item(self, town) -> None:
        """Padding to the least length: what says the same again and again is not long."""
        body = [{"type": "text", "value": f"<p>{'tin ' * 120}</p>"}]
        for number in range(6):
            write(
                town[2], local(2026, 10, 5 + number, 9), number, author=town[3], body=body,
                title=f"Tin {number}", lead="Tin tin tin",
            )  # fmt: skip
        read_stories(now=SNAPSHOT)

        taken = measure("news.original", town[2], target=12)[town[2].pk]
        assert (taken.numbers["counted"], taken.numbers["short"]) == (0, 6)

    def test_own_versions_are_no_sign_of_ones_own_writing(self, town) -> None:
        """Neither regular nor in time nor well shown by them."""
        source = write(town[0], local(2026, 10, 2, 9), 1, author=town[1])
        for number in range(2, 20):
            copy = write(town[2], local(2026, 10, number, 9), 40 + number, author=town[3])
            StoryPage.objects.filter(pk=copy.pk).update(adapted_from=source)
        read_stories(now=SNAPSHOT)

        assert measure("news.longest_gap", town[2])[town[2].pk].numbers["with_items"] == 0
        assert measure("news.delay", town[2])[town[2].pk].cases == 0
        assert measure("news.illustrated", town[2])[town[2].pk].cases == 0

    def test_a_flood_of_short_items_does_not_water_down_faults(self, town) -> None:
        faulty = [{"type": "text", "value": '<p><a href="http://bao.example.vn/">tại đây</a></p>'}]
        write(town[2], local(2026, 10, 5, 9), 1, author=town[3], body=text_of(1) + faulty)
        read_stories(now=SNAPSHOT)
        before = measure("content.accessible", town[2])[town[2].pk].value
        short = [{"type": "text", "value": "<p>Tin rất ngắn.</p>"}]
        for number in range(2, 12):
            write(town[2], local(2026, 10, number, 9), number, author=town[3], body=short)
        read_stories(now=SNAPSHOT)

        assert measure("content.accessible", town[2])[town[2].pk].value == before > 0


class TestSentStories:
    def send(self, town, how: str, state: str = DeliveryState.PLACED) -> Delivery:
        due, number = local(2026, 10, 14, 16), Dispatch.objects.count()
        dispatch = Dispatch.objects.create(
            story=write(town[0], local(2026, 10, 12, 9), 5_000 + number, author=town[1]),
            sender=town[0], audience="all", urgency=Urgency.PRIORITY, due_at=due, sent_by=town[1],
            sent_at=local(2026, 10, 12, 16),
        )  # fmt: skip
        return Delivery.objects.create(
            dispatch=dispatch, portal=town[2], state=state, state_at=due - timedelta(hours=1),
            how=how, by=town[3] if how == How.HAND else None,
        )  # fmt: skip

    def value(self, town):
        taken = measure("republishing.province", town[2])[town[2].pk]
        return taken.value, taken.cases

    def test_a_standing_rule_earns_nothing(self, town) -> None:
        self.send(town, How.DEADLINE)
        self.send(town, How.HAND)
        before = self.value(town)
        for _ in range(5):
            self.send(town, How.RULE)

        assert self.value(town) == before == (Decimal("0.5"), 2)

    def test_objecting_to_all_wins_no_time(self, town) -> None:
        """Refused within two working days, the machine's placing counts as it would have."""
        for _ in range(5):
            delivery = self.send(town, How.DEADLINE)
            Objection.objects.create(
                delivery=delivery, reason="Không cần", made_by=town[3],
                made_at=local(2026, 10, 13, 9), answer_due_at=local(2026, 10, 14, 9),
                state=ObjectionState.REFUSED, answer="Vẫn đăng", answered_by=town[1],
                answered_at=local(2026, 10, 14, 9), due_again_at=local(2026, 10, 15, 9),
            )  # fmt: skip

        assert self.value(town) == (0, 5)

    def test_laying_everything_aside_is_no_placing(self, town) -> None:
        for _ in range(5):
            self.send(town, How.HAND, state=DeliveryState.LAPSED)

        assert self.value(town) == (0, 5)

    def test_placed_and_taken_down_again_is_left(self, town) -> None:
        delivery = self.send(town, How.HAND)
        assert self.value(town) == (1, 1)
        story = delivery.dispatch.story
        section = section_of(town[2])
        placed = Placement.objects.create(
            portal=town[2], section=section, story=story, kind=ArticlePage.story_kind, role="republished",
            placed_at=delivery.state_at,
        )  # fmt: skip
        take_down(placement=placed, reason="Không cần", actor=town[3], now=local(2026, 10, 15, 9))

        assert self.value(town) == (0, 1)


class TestProposals:
    def test_a_flood_sent_up_that_is_declined_counts_for_nothing(self, town) -> None:
        write_honestly(town)
        before = earned(town)
        for number in range(20):
            story = write(town[2], local(2026, 10, 5, 9, number), number, author=town[3], words=40)
            Proposal.objects.create(
                story=story, sender=town[2], receiver=town[0], state=ProposalState.DECLINED,
                proposed_by=town[3], proposed_at=local(2026, 10, 5, 10),
                decided_at=local(2026, 10, 6, 11), reason="Không dùng",
            )  # fmt: skip

        assert earned(town) <= before + POINT
        assert line(town, "C3")["points"] == "0.00"


class TestPeople:
    def test_the_own_board_declares_nothing_not_applicable(self, town) -> None:
        with pytest.raises(NotYourOffice):
            exempt(
                portal=town[2], criterion_code="B1", first=OCTOBER, last=None, reason="Ít việc",
                actor=town[3], now=SNAPSHOT,
            )  # fmt: skip

    def test_who_sits_on_both_boards_scores_neither(self, town) -> None:
        """A head of the province who joins the commune's board cannot judge it any more."""
        make_member(town[2], Position.EDITOR, user=town[1])
        fact = EnteredFact(town[2], "judged.accuracy", Decimal(1), 3, "Đã đọc")
        with pytest.raises(NotYourOffice):
            enter_facts(month=OCTOBER, facts=[fact], actor=town[1], now=SNAPSHOT)

    def test_a_board_named_for_one_day_is_not_in_order(self, town) -> None:
        """Posts filled on the last day and left the next stand for the month after, not for good."""
        portal = town[2]
        for position in (Position.DEPUTY, Position.SECRETARY):
            RequiredPost.objects.create(
                tier_id="commune", position=position, period=DateRange(date(2026, 1, 1), None)
            )
            make_member(portal, position, starts_on=date(2026, 10, 31), ends_on=date(2026, 11, 1))
        december = Month(2026, 12)
        score_month(month=december, actor=None, now=local(2027, 1, 1, 1))
        card = Scorecard.objects.get(portal=portal, round__month=december.first)
        found = next(one for one in card.lines["criteria"] if one["code"] == "F3")

        assert found["points"] == "0.00"

    def test_emptying_ones_own_month_ranks_nowhere(self, town) -> None:
        """Deleting every fact leaves too little that applies: no rank and no band, not full marks for nothing."""
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        card = Scorecard.objects.get(portal=town[2])

        assert (card.provisional, card.rank_in_tier, card.band) == ("too_little", None, "")
        assert Round.objects.get().state == "open"
        assert total(town) < 60
