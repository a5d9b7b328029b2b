"""The list of what waits: of all boards at once, narrowed, laid aside, and where its verbs lead back to."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse

from portals.admin_kit.pages import listed_at, opened_from, way_back
from portals.boards.enums import Position
from portals.boards.models import User
from portals.inbox.counts import waiting_by_kind, waiting_everywhere
from portals.inbox.items import InboxItem, InboxUrgency
from portals.inbox.listing import InboxNarrowing
from portals.inbox.mailing import plan_digests, send_digests
from portals.inbox.models import InboxMail, InboxSnooze
from portals.inbox.others import others_told
from portals.inbox.reader import InboxReader
from portals.inbox.snoozing import (
    NotToBeSnoozed,
    latest_day,
    snooze_item,
    still_aside,
    take_snooze_back,
)
from portals.models import Portal
from tests.factories import make_member, make_portal, make_story
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

# A Wednesday, nine in the morning in Bắc Ninh.
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
TODAY = date(2026, 11, 25)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def item(key: str = "1", *, due: timedelta | None = None, **changes: object) -> InboxItem:
    told = {
        "kind": "draft",
        "key": key,
        "title": "Lịch tiêm chủng",
        "portal": Portal(pk=1, name="Xã Thử"),
        "since": NOW - DAY,
        "due_at": None if due is None else NOW + due,
        "urgency": InboxUrgency.ORDINARY,
        "url": "/viec/",
    }
    return InboxItem(**(told | changes))


READER = InboxReader(User(pk=1), NOW, known_posts=[(Portal(pk=1), Position.HEAD)])


class TestLayingAside:
    @pytest.mark.parametrize(
        ("thing", "latest"),
        [
            (item(), TODAY + 60 * DAY),
            (item(due=3 * DAY), TODAY + 3 * DAY),
            # Still today by the clock of Bắc Ninh, and tomorrow by it.
            (item(due=14 * HOUR), None),
            (item(due=16 * HOUR), TODAY + DAY),
            (item(due=-HOUR), None),
            (item(urgency=InboxUrgency.URGENT), None),
            (item(due=90 * DAY), TODAY + 60 * DAY),
        ],
    )
    def test_is_offered_up_to_its_day_and_never_for_what_presses(self, thing, latest) -> None:
        assert latest_day(thing, NOW) == latest

    @pytest.mark.parametrize(
        ("thing", "until"),
        [
            (item(), TODAY),
            (item(), TODAY + 61 * DAY),
            (item(due=3 * DAY), TODAY + 4 * DAY),
            (item(urgency=InboxUrgency.URGENT), TODAY + DAY),
        ],
    )
    def test_is_refused_outside_of_that(self, thing, until) -> None:
        with pytest.raises(NotToBeSnoozed):
            snooze_item(item=thing, until=until, actor=None, now=NOW)

    def test_ends_by_itself_where_the_thing_begins_to_press(self) -> None:
        things = [
            item("a"), item("b", urgency=InboxUrgency.URGENT), item("c", due=-HOUR), item("d"),
        ]  # fmt: skip
        days = {thing.name: TODAY + DAY for thing in things[:3]}

        assert still_aside(things, days, NOW) == {"draft:a": TODAY + DAY}


class TestNarrowing:
    @pytest.mark.parametrize(
        ("wanted", "fits"),
        [
            (InboxNarrowing(), True),
            (InboxNarrowing(portal_id=1), True),
            (InboxNarrowing(portal_id=2), False),
            (InboxNarrowing(kind="draft"), True),
            (InboxNarrowing(kind="review"), False),
            (InboxNarrowing(urgent=True), False),
            (InboxNarrowing(late=True), False),
            (InboxNarrowing(words="TIÊM lịch"), True),
            (InboxNarrowing(words="thử"), True),
            (InboxNarrowing(words="tiem chung xa thu"), True),
            (InboxNarrowing(words="họp"), False),
        ],
    )
    def test_by_board_kind_urgency_time_and_words(self, wanted, fits) -> None:
        assert wanted.fits(item(due=HOUR), READER) is fits

    def test_finds_what_is_late_and_what_is_urgent(self) -> None:
        assert InboxNarrowing(late=True).fits(item(due=-HOUR), READER)
        assert InboxNarrowing(urgent=True).fits(item(urgency=InboxUrgency.URGENT), READER)


class TestTheWayBack:
    def test_goes_with_the_address_of_a_page_that_was_opened_from_the_list(self) -> None:
        listed = "/viec/?cong=3&p=2"
        address = opened_from("/duyet/7/?x=1#den", listed)
        post = RequestFactory().post("/duyet/7/dang/", headers={"referer": f"http://desk{address}"})

        assert address.startswith("/duyet/7/?x=1&ve=")
        assert address.endswith("#den")
        assert listed_at(RequestFactory().post(address)) == listed
        assert way_back(post, "inbox").headers["Location"] == listed

    @pytest.mark.parametrize("elsewhere", ["https://la.example/", "//la.example/", ""])
    def test_leads_to_no_other_host(self, elsewhere) -> None:
        post = RequestFactory().post(opened_from("/duyet/7/", elsewhere))

        assert way_back(post, "inbox").headers["Location"] == reverse("inbox")


def _two_boards():
    first, other = make_portal(name="An Lành"), make_portal(name="Bình An")
    person = make_member(first, Position.EDITOR)
    make_member(other, Position.HEAD, user=person)
    head = make_member(first, Position.HEAD)
    titles = {make_story(portal, author=person).title for portal in (first, first, other)}
    return first, other, person, head, titles


built, untold = once_a_file(_two_boards)


@pytest.fixture
def boards(untold) -> Iterator[tuple]:
    with time_machine.travel(NOW, tick=False):
        yield untold


@pytest.mark.django_db
class TestThePages:
    def test_both_hold_all_boards_with_their_counts(self, boards) -> None:
        first, other, person, _head, titles = boards
        client = desk_client(person)

        for page in ("inbox", "wagtailadmin_home"):
            shown = client.get(reverse(page))
            assert {one.line.item.title for one in shown.context["told"]} >= titles
            counts = {board.value: board.count for board in shown.context["boards"]}
            assert counts[first.pk] > counts[other.pk] > 0
            assert shown.context["total"] == sum(counts.values())
        # The menu's own word, as the script of the frame is given it.
        word = json.dumps(f"Việc ({shown.context['total']})")
        assert word in body(client.get(reverse("wagtailadmin_home"))).decode()

    def test_a_thing_laid_aside_leaves_the_list_and_the_mail_until_its_day(self, boards) -> None:
        _first, _other, person, _head, _titles = boards
        client = desk_client(person)
        asked = client.get(reverse("inbox") + "?loai=draft")
        drafts = [one.line.item.name for one in asked.context["told"]]
        for name in drafts:
            client.post(reverse("inbox_snooze"), {"viec": name, "until": TODAY + 2 * DAY})

        assert client.get(reverse("inbox") + "?loai=draft").context["told"] == []
        aside = client.get(reverse("inbox") + "?loai=draft&hoan=1").context["told"]
        assert [one.line.item.name for one in aside] == drafts
        client.post(reverse("inbox_unsnooze"), {"viec": drafts[0]})
        left = client.get(reverse("inbox") + "?loai=draft").context["told"]
        assert [one.line.item.name for one in left] == drafts[:1]
        with time_machine.travel(NOW + 2 * DAY, tick=False):
            assert len(client.get(reverse("inbox") + "?loai=draft").context["told"]) == 3

    def test_a_thing_may_wait_until_the_day_on_which_it_is_due(self, boards) -> None:
        _first, _other, person, _head, _titles = boards
        kept = snooze_item(item=item(due=3 * DAY), until=TODAY + 3 * DAY, actor=person, now=NOW)
        assert (kept.user, kept.until, kept.made_on) == (person, TODAY + 3 * DAY, TODAY)

    def test_what_others_lay_aside_stays_on_ones_own_list(self, boards) -> None:
        _first, _other, person, head, _titles = boards
        things = [
            one.line.item.name for one in desk_client(person).get(reverse("inbox")).context["told"]
        ]
        for name in things:
            InboxSnooze.objects.create(user=head, about=name, made_on=TODAY, until=TODAY + DAY)

        told = desk_client(person).get(reverse("inbox")).context["told"]
        assert [one.line.item.name for one in told] == things
        # Nor is another's taken back.
        assert take_snooze_back(about=things[0], actor=person, now=NOW) == 0
        assert InboxSnooze.objects.filter(user=head).count() == len(things)

    def test_nobody_lays_another_persons_thing_aside(self, boards) -> None:
        _first, _other, person, head, _titles = boards
        mine = desk_client(person).get(reverse("inbox")).context["told"][0].line.item.name

        posted = {"viec": mine, "until": TODAY + DAY}
        assert desk_client(head).post(reverse("inbox_snooze"), posted).status_code == 404
        assert not InboxSnooze.objects.exists()

    def test_the_mail_leaves_it_out(self, boards) -> None:
        _first, _other, person, head, _titles = boards
        type(head).objects.exclude(pk=person.pk).update(email="")
        things = desk_client(person).get(reverse("inbox")).context["told"]
        for one in things:
            InboxSnooze.objects.create(
                user=person, about=one.line.item.name, made_on=TODAY, until=TODAY + DAY
            )

        assert send_digests(mail_ids=plan_digests(now=NOW), now=NOW) == 0
        assert InboxMail.objects.filter(user=person, state="empty").exists()

    def test_whoever_has_nothing_to_do_is_told_what_waits_for_the_head(self, boards) -> None:
        first, _other, _person, head, _titles = boards
        idle = desk_client(make_member(first, Position.CONTRIBUTOR)).get(reverse("inbox"))

        assert idle.context["told"] == []
        waiting = idle.context["others_wait"]
        assert waiting["count"] > 0
        assert waiting["person"] == str(head)
        assert re.search(rf"{waiting['count']} việc", body(idle).decode())

    def test_a_line_names_the_others_of_its_board_who_are_told_of_it(self, boards) -> None:
        first, other, person, head, _titles = boards
        secretary = make_member(first, Position.SECRETARY)
        make_member(other, Position.SECRETARY)
        # Told to head, deputies and secretary; a draft to whoever wrote it.
        things = [item("1", kind="suspicion", portal=first), item("2", portal=first)]

        told_on = InboxReader(head, NOW).told_on
        told = {
            name: set(people.split(", "))
            for name, people in others_told(head, things, told_on, NOW).items()
        }
        assert told == {"suspicion:1": {str(secretary)}}
        assert others_told(person, things, told_on, NOW) == {"suspicion:1": f"{head}, {secretary}"}

    def test_what_waits_below_is_of_the_board_that_oversees_it(self, boards) -> None:
        first, other, person, head, _titles = boards
        below, stranger = make_portal(overseer=other), make_portal()
        make_member(below, Position.SECRETARY)
        secretary = make_member(other, Position.SECRETARY)
        make_member(first, Position.DEPUTY, user=secretary)
        thing = item("1", kind="suspicion", portal=below)
        reader = InboxReader(make_member(other, Position.HEAD, user=head), NOW)

        assert reader.told_on(thing) == other.pk
        assert InboxNarrowing(portal_id=other.pk).fits(thing, reader)
        assert not InboxNarrowing(portal_id=first.pk).fits(thing, reader)
        # Nobody below is told of what the overseer has to do.
        people = others_told(head, [thing], reader.told_on, NOW)["suspicion:1"].split(", ")
        assert set(people) == {str(person), str(secretary)}
        # What no own board oversees is told on the first of them.
        assert reader.told_on(item(portal=stranger)) == reader.posts[0][0].pk

    def test_the_menu_counts_what_waits_for_its_reader_on_the_portal_in_hand(self, boards) -> None:
        first, other, person, head, _titles = boards
        client = desk_client(person)
        read = client.get(reverse("inbox")).context
        waiting = Counter(
            one.line.item.portal.pk for one in read["told"] if one.line.item.kind == "draft"
        )

        request = client.get(reverse("own_texts")).wsgi_request
        assert waiting_by_kind(request)["draft"] == waiting[first.pk] == 2
        assert waiting_everywhere(request) == read["total"]
        client.post(reverse("portal_choose"), {"portal": other.pk})
        request = client.get(reverse("own_texts")).wsgi_request
        assert waiting_by_kind(request)["draft"] == waiting[other.pk] == 1
        # Who has not looked yet is told nothing, and nothing of others.
        assert waiting_everywhere(desk_client(head).get(reverse("own_texts")).wsgi_request) == 0
