"""Known tricks to raise a score. None may gain more than one point of a hundred."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from editorial.placements.actions import withdraw_story
from editorial.stored_text import StoredText
from portals.boards.enums import Position
from portals.models import Oversight
from portals.refusals import NotYourOffice
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.content.gathering import read_stories
from scoring.content.reading import TextImage, describes, read_text, says_where
from scoring.models import Scorecard
from scoring.periods import Month
from scoring.rounds.actions import score_month
from syndication.enums import ProposalState
from syndication.models import Proposal
from tests.factories import make_image, make_member, make_portal, section_of
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    local,
    make_province,
    measure,
    october,
    score_now,
    text_of,
    write,
)
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
# October's working days on which an honest board writes.
HONEST = (1, 5, 7, 12, 14, 19, 21, 26)


def _town():
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    portal = make_portal(overseer=province)
    author = make_member(portal, Position.HEAD)
    return province, head, portal, author


built, town = once_a_file(_town)


def total(town, month=OCTOBER, now=SNAPSHOT) -> Decimal:
    """The points that would be earned, of 100, before they are rescaled, if it were measured now."""
    return score_now(town[2], month=month, now=now).earned


def write_honestly(town, days=HONEST, **fields):
    return [write(town[2], local(2026, 10, day, 9), day, author=town[3], **fields) for day in days]


class TestNews:
    def test_split_into_five_short_ones_gains_nothing(self, town) -> None:
        write_honestly(town)
        before = total(town)
        for part in range(5):
            write(town[2], local(2026, 10, 27, 9, part), 500 + part, words=40, author=town[3])

        assert total(town) == before

    def test_flooded_around_midnight_counts_five_a_day(self, town) -> None:
        """Thirty items from 23:45 to 00:15: five of each day at most."""
        for number in range(30):
            moment = local(2026, 10, 30, 23, 45) + timedelta(minutes=number)
            write(town[2], moment, 600 + number, author=town[3])
        read_stories(now=SNAPSHOT)

        taken = measure("news.original", town[2], target=12)[town[2].pk]

        assert taken.numbers["counted"] == 10
        assert measure("news.longest_gap", town[2])[town[2].pk].value == 21

    def test_of_last_month_does_not_come_back_by_a_touched_date(self, town) -> None:
        old = write(town[2], local(2026, 9, 15, 9), 1, author=town[3])
        write_honestly(town)
        before = total(town)
        StoryPage.objects.filter(pk=old.pk).update(
            first_published_at=local(2026, 10, 27, 9), last_published_at=local(2026, 10, 27, 9)
        )

        assert total(town) == before

    @pytest.mark.parametrize("section", ["tin-tuc", "tuyen-truyen"])
    def test_withdrawn_and_published_again_is_not_new(self, town, section, monkeypatch) -> None:
        """Neither as an item of this month nor as what keeps its section alive."""
        old = write(town[2], local(2026, 9, 15, 9), 1, author=town[3], section=section)
        write_honestly(town)
        before = total(town)
        withdraw_story(
            story=old, kind=RemovalKind.IN_ERROR, reason="x", actor=town[3],
            now=local(2026, 10, 27, 9),
        )  # fmt: skip
        old = type(old).objects.get(pk=old.pk)
        again = local(2026, 10, 30, 10)
        monkeypatch.setattr(timezone, "now", lambda: again)
        old.get_latest_revision().publish(skip_permission_checks=True)

        assert Placement.objects.standing().get(story=old).placed_at == again
        assert total(town) == before

    def test_of_another_portal_under_another_title_is_no_original(self, town) -> None:
        other = make_portal()
        write(other, local(2026, 10, 6, 9), 77)
        write_honestly(town)
        before = total(town)
        write(
            town[2], local(2026, 10, 27, 9), 900, title="Tên hoàn toàn khác", author=town[3],
            body=text_of(77),
        )  # fmt: skip

        assert total(town) == before

    def test_of_another_portal_with_some_words_changed_is_none_either(self, town) -> None:
        write(make_portal(), local(2026, 10, 6, 9), 77)
        write_honestly(town)
        before = total(town)
        changed = text_of(77)[0]["value"].replace("Xã77n0", "Phường", 1)
        write(
            town[2], local(2026, 10, 27, 9), 900, author=town[3],
            body=[{"type": "text", "value": changed}],
        )  # fmt: skip

        assert total(town) == before

    def test_republished_is_not_written(self, town) -> None:
        story = write(make_portal(), local(2026, 10, 6, 9), 77)
        write_honestly(town)
        before = measure("news.original", town[2], target=12)[town[2].pk]
        Placement.objects.create(
            portal=town[2], section=section_of(town[2]), story=story, role="republished",
            kind="article", placed_at=local(2026, 10, 27, 9),
        )  # fmt: skip

        assert measure("news.original", town[2], target=12)[town[2].pk] == before

    def test_in_a_hidden_section_does_not_count(self, town) -> None:
        write_honestly(town)
        before = total(town)
        section = section_of(town[2], "an-sinh")
        for number in range(4):
            write(
                town[2], local(2026, 10, 27, 9, number), 700 + number, author=town[3],
                section="an-sinh",
            )  # fmt: skip
        type(section).objects.filter(pk=section.pk).update(live=False)

        assert total(town) <= before

    def test_withdrawn_after_scoring_is_taken_off_the_next_month(self, town) -> None:
        stories = write_honestly(town)
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        for day in (2, 4, 6, 11, 13, 18, 20, 25):
            write(town[2], local(2026, 11, day, 9), 800 + day, author=town[3])
        for story in stories[:4]:
            withdraw_story(
                story=story, kind=RemovalKind.WITHDRAWN, reason="x", actor=town[3],
                now=local(2026, 11, 3, 9),
            )  # fmt: skip
        november = Month(2026, 11)
        score_month(month=november, actor=None, now=local(2026, 12, 1, 1))
        card = Scorecard.objects.get(portal=town[2], round__month=november.first)
        line = next(one for one in card.lines["criteria"] if one["code"] == "B1")

        assert (line["numbers"]["counted"], line["numbers"]["withdrawn"]) == (4, 4)

    def test_moved_to_the_future_of_its_event_is_not_timely(self, town) -> None:
        """An event time after publication announces; it does not make a late board timely."""
        for day in HONEST:
            write(
                town[2], local(2026, 10, day, 9), day, author=town[3],
                event_at=local(2026, 10, day, 9) - timedelta(days=5),
            )  # fmt: skip
        read_stories(now=SNAPSHOT)
        before = measure("news.delay", town[2])[town[2].pk].value
        for number in range(4):
            write(
                town[2], local(2026, 10, 27, 9, number), 300 + number, author=town[3],
                event_at=local(2026, 10, 30, 9),
            )  # fmt: skip

        assert measure("news.delay", town[2])[town[2].pk].value == before

    def test_without_its_event_time_is_not_timely_either(self, town) -> None:
        write_honestly(town)

        assert measure("news.delay", town[2])[town[2].pk].value > 72

    def test_of_a_single_day_is_not_regular(self, town) -> None:
        for number in range(12):
            write(town[2], local(2026, 10, 15, 8, number), number, author=town[3])
        read_stories(now=SNAPSHOT)

        assert measure("news.longest_gap", town[2])[town[2].pk].value > 7


class TestImages:
    @pytest.mark.parametrize(
        "alt",
        [
            "",
            " ",
            "ảnh",
            "Ảnh minh họa",
            "hình ảnh",
            "IMG_2034.jpg",
            "DSC00123",
            "image1",
            "...",
            "123",
        ],
    )
    def test_an_empty_description_is_none(self, alt) -> None:
        assert not describes(alt)

    def test_a_real_one_is(self) -> None:
        assert describes("Công nhân rải nhựa đường tại thôn Đông")

    def test_called_decorative_with_a_caption_is_a_fault(self) -> None:
        body = [
            {
                "type": "figure",
                "value": {
                    "image": {"image": 1, "alt_text": "", "decorative": True},
                    "caption": "Lễ khánh thành",
                },
            }
        ]
        found = read_text(StoredText("t", "l", body), TextImage("ảnh", "chú thích"))

        assert (found.bad_images, found.is_illustrated) == (2, False)

    def test_a_file_name_gains_no_points(self, town) -> None:
        image = make_image(town[2])
        fields = {
            "lead_image": image, "lead_image_alt": "IMG_2034.jpg", "lead_image_caption": "x",
            "byline": "BBT",
        }  # fmt: skip
        write_honestly(town, **fields)
        read_stories(now=SNAPSHOT)

        assert measure("news.illustrated", town[2])[town[2].pk].value == 0


class TestLinks:
    @pytest.mark.parametrize(
        "link", ["tại đây", "Xem thêm...", "https://bacninh.gov.vn/x", "", "link"]
    )
    def test_that_say_nothing_are_faults(self, link) -> None:
        assert not says_where(link)


class TestSendingUp:
    def test_the_same_story_often_counts_once(self, town) -> None:
        story = write(town[2], local(2026, 10, 5, 9), 1, author=town[3])
        for day in (5, 6, 7, 8):
            Proposal.objects.create(
                story=story, sender=town[2], receiver=town[0], state=ProposalState.TAKEN,
                proposed_by=town[3], proposed_at=local(2026, 10, day, 10),
                decided_at=local(2026, 10, day, 11),
            )  # fmt: skip

        assert measure("proposals.taken", town[2], target=4)[town[2].pk].value == Decimal("0.25")

    def test_what_is_taken_back_before_the_answer_counts_for_nothing(self, town) -> None:
        story = write(town[2], local(2026, 10, 5, 9), 1, author=town[3])
        Proposal.objects.create(
            story=story, sender=town[2], receiver=town[0], state=ProposalState.WITHDRAWN,
            proposed_by=town[3], proposed_at=local(2026, 10, 5, 10),
            decided_at=local(2026, 10, 20, 10),
        )  # fmt: skip

        assert measure("proposals.taken", town[2], target=1)[town[2].pk].value == 0


class TestWhoScores:
    def test_nobody_enters_facts_for_their_own_portal(self, town) -> None:
        Oversight.objects.filter(portal=town[2]).delete()
        fact = EnteredFact(town[2], "judged.accuracy", Decimal(1), 3, "Tự chấm")
        with pytest.raises(NotYourOffice, match="Không ai được chấm Cổng mà mình là thành viên"):
            enter_facts(month=OCTOBER, facts=[fact], actor=town[3], now=SNAPSHOT)


class TestDoingNothing:
    def test_does_not_win_by_what_does_not_apply(self, town) -> None:
        """A portal without any news loses B1, B2 and C3; leaving B3 and B4 out does not lift it above an honest one."""
        silent = total(town)
        write_honestly(town)

        assert total(town) > silent + 5


class TestStaleSections:
    def test_one_withdrawn_item_does_not_keep_a_section_alive(self, town) -> None:
        story = write(town[2], local(2026, 10, 30, 9), 1, author=town[3])
        withdraw_story(
            story=story, kind=RemovalKind.IN_ERROR, reason="x", actor=town[3],
            now=local(2026, 10, 30, 10),
        )  # fmt: skip

        assert measure("sections.current", town[2])[town[2].pk].numbers["current"] == 0
        assert october().last.day == 31
