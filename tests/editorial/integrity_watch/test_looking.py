"""What the watch looks at, what it finds, what it leaves alone, and whom it tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from editorial.integrity_watch.actions import UnableToConfirm, confirm_alteration
from editorial.integrity_watch.comparing import ContentExpected
from editorial.integrity_watch.expecting import Expected, Surroundings
from editorial.integrity_watch.judging import judge_page
from editorial.integrity_watch.kinds import AddressKind
from editorial.integrity_watch.known_states import compare_states
from editorial.integrity_watch.models import FoundAlteration, WatchedAddress
from editorial.integrity_watch.planning import list_all, list_changes, state_of_watch
from editorial.integrity_watch.walking import look_at_slice
from editorial.models import ActToRecord, Placement
from editorial.public_record.recording import record_waiting
from editorial.public_record.standing import note_standing
from portals.boards.enums import Position
from portals.fetching import Fetched
from portals.models import Portal
from portals.organisation.actions import change_contact
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, published_story, section_of
from tests.support.inboxes import in_inbox
from tests.walls import desk_client

from .looking import FrontInProcess, front_in_process, look, look_at

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch, settings, tmp_path) -> FrontInProcess:
    settings.MEDIA_ROOT, settings.PORTALS_KNOWN_SECONDS = tmp_path, 0
    return front_in_process(monkeypatch)


@pytest.fixture
def district() -> Portal:
    return make_portal("district")


@pytest.fixture
def portal(district: Portal) -> Portal:
    return make_portal(overseer=district)


@pytest.fixture
def story(portal: Portal):
    made = published_story(portal, title="Tin của xã")
    record_waiting(now=timezone.now())
    return made


def retitle(story, title: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = %s WHERE id = %s", [title, story.pk])


def test_an_untouched_portal_has_nothing(front, portal, story) -> None:
    # Of an event search engines are told in words that are addresses.
    event = published_story(
        portal, notice=True, event_at=timezone.now(), ends_at=timezone.now() + timedelta(days=3)
    )
    record_waiting(now=timezone.now())

    assert look(at=Q()) == []
    assert {"/", "/lien-he/", "/sitemap.xml", story.public_path(), event.public_path()} <= {
        path for _, path in front.asked
    }


class TestALook:
    def test_is_repeated_before_anybody_is_told(self, front, portal, story) -> None:
        look()
        retitle(story, "Tin khác")
        now = timezone.now()
        WatchedAddress.objects.filter(subject=story.pk).update(due_at=now)

        look_at_slice(now=now)
        assert not FoundAlteration.objects.exists()
        look_at_slice(now=now + MINUTE)

        (found,) = FoundAlteration.objects.filter(kind="text")
        assert (found.place, found.expected, found.found) == (
            story.public_path(), "Tin của xã", "Tin khác",
        )  # fmt: skip

    def test_ends_what_was_mended(self, front, portal, story) -> None:
        look()
        retitle(story, "Tin khác")
        look_at(portal, story.public_path())
        retitle(story, "Tin của xã")

        look_at(portal, story.public_path())

        assert FoundAlteration.objects.get(kind="text").ended_at is not None

    def test_says_nothing_of_a_publication_that_is_not_recorded_yet(self, front, portal) -> None:
        look()
        story = published_story(portal, title="Tin mới")

        assert look() == []
        assert WatchedAddress.objects.get(path=story.public_path()).looked_at is None
        record_waiting(now=timezone.now())
        assert look() == []
        assert WatchedAddress.objects.get(path=story.public_path()).looked_at is not None

    def test_of_a_front_that_is_down_finds_nothing_and_is_none(self, front, portal, story) -> None:
        front.is_down = True
        now = timezone.now()

        assert look(now=now) == []

        assert not WatchedAddress.objects.exclude(looked_at=None).exists()
        assert WatchedAddress.objects.filter(failures__gte=1, due_at__gt=now).exists()

    def test_names_a_template_s_fault_at_five_places(self, front, portal, story) -> None:
        def planted(answer):
            body = answer.body.replace(b"</footer>", b'<iframe src="/x"></iframe></footer>')
            return type(answer)(answer.url, answer.status, answer.headers, body)

        look()
        front.alter = planted

        found = look(at=Q(portal=portal, kind="fixed"))
        assert len([one for one in found if one.kind == "markup"]) == 5

    def test_asks_as_many_queries_for_many_addresses(self, front, portal, story) -> None:
        look()
        counts = []
        for most in (5, 30):
            WatchedAddress.objects.filter(kind__in=("section", "fixed", "story")).update(
                due_at=timezone.now()
            )
            pages = CaptureQueriesContext(connection)
            front.is_down = True
            with pages:
                look_at_slice(now=timezone.now(), most=most)
            front.is_down = False
            counts.append(len(pages))
        assert counts[0] == counts[1]


class TestATextThatStoodThereBefore:
    @pytest.fixture
    def former(self, front, portal):
        made = published_story(portal, title="Tin cũ của xã")
        ActToRecord.objects.all().delete()
        look()
        note_standing(now=timezone.now())
        return made

    def test_is_compared_with_the_look_before_while_its_entry_waits(self, portal, former) -> None:
        retitle(former, "Tin đã bị sửa")
        (found,) = look_at(portal, former.public_path())
        assert found.kind == "text"

    def test_is_compared_with_its_entry(self, portal, former) -> None:
        record_waiting(now=timezone.now())
        assert look() == []
        WatchedAddress.objects.update(known_digest="")
        retitle(former, "Tin đã bị sửa")
        found = look_at(portal, former.public_path())
        assert {one.kind for one in found} == {"text"}
        assert "Tin cũ của xã" in {one.expected for one in found}

    def test_is_no_change_that_is_looked_at_at_once(self, front, former) -> None:
        record_waiting(now=timezone.now())
        now = timezone.now()
        list_changes(state=state_of_watch(now=now), now=now)
        assert not WatchedAddress.objects.get(path=former.public_path()).is_urgent


class TestAChange:
    def test_is_looked_at_at_once_with_the_home_page(self, front, portal, story) -> None:
        look()
        story = published_story(portal, title="Tin nữa")
        record_waiting(now=timezone.now())
        front.asked.clear()

        now = timezone.now()
        list_changes(state=state_of_watch(now=now), now=now)
        while look_at_slice(now=now, only_urgent=True).looked:
            pass

        assert {"/", story.public_path(), story.public_path()[:-1] + ".pdf"} <= {
            path for _, path in front.asked
        }
        assert len(front.asked) < 10
        # Nor is what counts readers asked.
        assert not [path for _, path in front.asked if path.startswith("/-/")]

    @pytest.mark.parametrize("listed_before", [False, True])
    def test_leaves_paper_and_proofs_on_other_portals_to_their_turn(
        self, front, district, portal, story, listed_before
    ) -> None:
        now = timezone.now()
        Placement.objects.create(
            portal=district, section=section_of(district), story=story, role="republished",
            kind="article", via="dispatch:1", placed_at=now,
        )  # fmt: skip
        state = state_of_watch(now=now - timedelta(minutes=5))
        if listed_before:
            list_all(now=now)
            WatchedAddress.objects.update(is_urgent=False, looked_at=None)
        list_changes(state=state, now=now)

        of_story = WatchedAddress.objects.filter(subject=story.pk)
        assert of_story.count() == 2 * 4
        assert set(of_story.filter(is_urgent=True).values_list("portal", "kind")) == {
            *((portal.pk, kind) for kind in ("story", "paper", "proof", "proofs")),
            (district.pk, "story"),
        }

    def test_takes_what_was_made_of_a_text_off_the_list_where_that_was_taken_down(
        self, front, district, portal, story
    ) -> None:
        now = timezone.now()
        Placement.objects.create(
            portal=district, section=section_of(district), story=story, role="republished",
            kind="article", via="dispatch:1", placed_at=now,
        )  # fmt: skip
        list_all(now=now)
        state = state_of_watch(now=now)
        Placement.objects.filter(story=story, portal=district).update(
            removed_at=now, removal_kind="outdated"
        )
        list_changes(state=state, now=now)
        listed = WatchedAddress.objects.filter(subject=story.pk).values_list("portal", "kind")
        assert sorted(listed) == sorted(
            [(portal.pk, kind) for kind in ("story", "paper", "proof", "proofs")]
            + [(district.pk, "gone")]
        )

    @pytest.mark.parametrize(("is_withdrawn", "found"), [(True, []), (False, ["answer"])])
    def test_by_withdrawal_is_right_at_what_was_listed_before(self, is_withdrawn, found) -> None:
        content = ContentExpected(
            1, "", "Tin", is_withdrawn, is_pending=False, must_be_recorded=False
        )
        expected = Expected(1, "a.example", "/a.pdf", AddressKind.PAPER, content=content)
        answer = Fetched("http://a.example/a.pdf", 410, {}, b"")
        judged = judge_page(answer, expected, Surroundings(frozenset()))
        assert [one.kind for one in judged.found] == found

    def test_by_an_act_is_right_and_without_one_is_told(self, front, portal) -> None:
        head = make_member(portal, Position.HEAD)
        look()
        change_contact(
            portal=portal, contact={"phone": "0222 3811 111"}, actor=head, now=timezone.now()
        )
        assert compare_states(now=timezone.now()) == 0

        Portal.objects.filter(pk=portal.pk).update(phone="0900 000 000")

        assert compare_states(now=timezone.now()) == 1
        (found,) = FoundAlteration.objects.open()
        assert (found.place, found.kind) == ("contact", "change")
        assert "0900 000 000" in found.found
        Portal.objects.filter(pk=portal.pk).update(phone="0222 3811 111")
        assert compare_states(now=timezone.now()) == 0
        assert not FoundAlteration.objects.open().exists()


class TestWhoIsTold:
    @pytest.fixture
    def found(self, front, portal) -> FoundAlteration:
        look()
        Portal.objects.filter(pk=portal.pk).update(phone="0900 000 000")
        (found,) = look()
        return found

    def lines(self, user) -> list[str]:
        return [f"{one.title} {one.note}" for one in in_inbox(user, "alteration")]

    def test_the_board_and_the_one_above(self, portal, district, found) -> None:
        board, above = make_member(portal, Position.DEPUTY), make_member(district, Position.HEAD)
        stranger = make_member(make_portal(), Position.HEAD)
        for person in (board, above):
            (line,) = self.lines(person)
            assert portal.name in line
            page = desk_client(person).get(reverse("alterations")).content.decode()
            assert "0900 000 000" in page
        assert self.lines(stranger) == []
        page = desk_client(stranger).get(reverse("alterations")).content.decode()
        assert "0900 000 000" not in page

    def test_the_head_above_confirms_and_the_board_cannot(self, portal, district, found) -> None:
        own, above = make_member(portal, Position.HEAD), make_member(district, Position.HEAD)
        now = timezone.now()
        with pytest.raises(NotYourOffice):
            confirm_alteration(found=found, reason="Đúng số.", actor=own, now=now)
        with pytest.raises(UnableToConfirm):
            confirm_alteration(found=found, reason=" ", actor=above, now=now)

        client = desk_client(above)
        client.post(reverse("alteration_confirm", args=[found.pk]), {"reason": "Số mới."})

        found.refresh_from_db()
        assert found.ended_by == above
        assert ModelLogEntry.objects.filter(action="editorial.confirm_alteration").exists()
        assert look() == []
