"""The pages of following: without script, without an account, and open to no program that only opens links."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from portals.alerts.enums import AlertFrequency, LeavingReason
from portals.alerts.links import confirming_token, own_token
from portals.alerts.models import Departure, Follow, Subscriber
from portals.mail.enums import MailKind
from portals.mail.models import OutgoingMail
from tests.editorial.asking.asked import post
from tests.factories import make_portal, make_province_tree, published_story, section_of
from tests.portals.alerts.followed import ask_to_follow, followed, key_of
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def portal():
    return make_portal()


def html(answer) -> str:
    return answer.content.decode()


def ask(portal, about: str = "", address: str = "lan@example.vn", **given: str):
    sent = {"about": about or key_of(portal), "frequency": "daily", "email": address, **given}
    return post(portal, "/theo-doi/", sent)


class TestTheForm:
    def test_offers_the_portal_its_sections_and_kinds(self, portal) -> None:
        published_story(portal)
        page = html(visit(portal, "/theo-doi/"))
        assert f'value="{key_of(portal)}"' in page
        assert f'value="section:{section_of(portal).pk}"' in page
        assert f'value="kind:{portal.pk}/article"' in page
        # Nobody is below it.
        assert "below:" not in page
        province, _district, _communes = make_province_tree()
        assert f'value="below:{province.pk}"' in html(visit(province, "/theo-doi/"))

    def test_is_led_to_with_the_section_chosen(self, portal) -> None:
        story = published_story(portal)
        section = section_of(portal)
        link = f"/theo-doi/?theo=section:{section.pk}"
        assert link in html(visit(portal, f"/{section.slug}/"))
        assert f'value="section:{section.pk}" selected' in html(visit(portal, link))
        assert f'"/{section.slug}/atom.xml"' in html(visit(portal, link))
        for path in ("/", story.public_path()):
            assert '"/theo-doi/"' in html(visit(portal, path))

    def test_answers_alike_whether_or_not_an_address_is_known(self, portal) -> None:
        followed(portal, "lan@example.vn")
        known, unknown = ask(portal), ask(portal, address="hoa@example.vn")
        assert known.status_code == unknown.status_code == 200
        assert html(known) == html(unknown)
        assert known["Cache-Control"] == "no-store"
        assert "lan@" not in html(known)
        assert OutgoingMail.objects.filter(kind=MailKind.CONFIRMING).count() == 2

    def test_keeps_what_was_typed(self, portal) -> None:
        page = html(ask(portal, address="khong-phai"))
        assert 'value="khong-phai"' in page
        assert 'aria-invalid="true"' in page
        assert not Subscriber.objects.exists()

    @pytest.mark.parametrize(
        "address",
        ["hoà@example.vn", "lan@", "a" * 250 + "@example.vn", "lan@example.vn\nBcc: x@y.vn"],
    )
    def test_takes_no_address_that_is_none(self, portal, address) -> None:
        page = ask(portal, address=address)
        assert page.status_code == 200
        assert 'aria-invalid="true"' in html(page)
        assert not Subscriber.objects.exists()

    def test_takes_nothing_of_another_portal(self, portal) -> None:
        ask(portal, about=key_of(make_portal()))
        assert not Subscriber.objects.exists()

    def test_mails_a_machine_nothing_and_does_not_tell_it(self, portal) -> None:
        told = ask(portal, **{"trang-web-rieng": "http://x.example"})
        assert told.status_code == 200
        assert not OutgoingMail.objects.exists()

    def test_bombs_no_mailbox(self, portal) -> None:
        for _time in range(12):
            last = ask(portal)
        assert last.status_code == 429
        assert OutgoingMail.objects.count() == 1


class TestConfirming:
    def test_is_a_post_and_no_opening_of_the_link(self, portal) -> None:
        wanted = ask_to_follow(portal, now=timezone.now())
        path = f"/theo-doi/xac-nhan/{confirming_token(wanted)}/"
        for _time in range(2):
            page = visit(portal, path)
            assert page.status_code == 200
            assert page["Cache-Control"] == "no-store"
            assert page["Referrer-Policy"] == "no-referrer"
        wanted.refresh_from_db()
        assert wanted.confirmed_at is None
        seen = post(portal, path, {})
        assert seen.status_code == 303
        assert own_token(wanted.subscriber) in seen["Location"]
        wanted.refresh_from_db()
        assert wanted.confirmed_at is not None

    def test_from_another_site_confirms_nothing(self, portal) -> None:
        wanted = ask_to_follow(portal, now=timezone.now())
        path = f"/theo-doi/xac-nhan/{confirming_token(wanted)}/"
        post(portal, path, {}, **{"sec-fetch-site": "cross-site"})
        wanted.refresh_from_db()
        assert wanted.confirmed_at is None

    def test_on_another_portal_is_unknown(self, portal) -> None:
        wanted = ask_to_follow(portal, now=timezone.now())
        path = f"/theo-doi/xac-nhan/{confirming_token(wanted)}/"
        assert visit(make_portal(), path).status_code == 404
        assert visit(portal, "/theo-doi/xac-nhan/1-x/").status_code == 404


class TestOwnPage:
    def test_changes_and_ends_one_follow(self, portal) -> None:
        subscriber = followed(portal)
        follow = Follow.objects.get()
        path = f"/theo-doi/cua-toi/{own_token(subscriber)}/"
        assert follow.name in html(visit(portal, path))
        post(portal, path, {"viec": "doi", "muc": follow.pk, "tan-suat": "weekly"})
        follow.refresh_from_db()
        assert follow.frequency == AlertFrequency.WEEKLY
        post(portal, path, {"viec": "doi", "muc": follow.pk, "tan-suat": "hourly"})
        follow.refresh_from_db()
        assert follow.frequency == AlertFrequency.WEEKLY
        post(portal, path, {"viec": "thoi", "muc": follow.pk})
        assert not Subscriber.objects.exists()
        assert visit(portal, path).status_code == 404

    def test_shows_no_address(self, portal) -> None:
        page = html(visit(portal, f"/theo-doi/cua-toi/{own_token(followed(portal))}/"))
        assert "lan@example.vn" not in page


class TestLeaving:
    def test_is_one_click_of_a_mail_program(self, portal) -> None:
        """RFC 8058: a POST from elsewhere, without cookies, with this body; no redirect."""
        subscriber = followed(portal)
        path = f"/theo-doi/thoi/{own_token(subscriber)}/"
        for _time in range(2):
            left = post(
                portal, path, {"List-Unsubscribe": "One-Click"}, **{"sec-fetch-site": "cross-site"}
            )
            assert left.status_code == 200
            assert not left.cookies
        assert not Subscriber.objects.exists()
        assert Departure.objects.count() == 1

    def test_by_the_link_asks_first(self, portal) -> None:
        subscriber = followed(portal)
        path = f"/theo-doi/thoi/{own_token(subscriber)}/"
        assert visit(portal, path).status_code == 200
        assert Subscriber.objects.exists()
        post(portal, path, {"reason": "too_many"})
        assert not Subscriber.objects.exists()
        assert Departure.objects.get().reason == LeavingReason.TOO_MANY

    def test_asks_why_afterwards(self, portal) -> None:
        path = f"/theo-doi/thoi/{own_token(followed(portal))}/"
        left = html(post(portal, path, {"List-Unsubscribe": "One-Click"}))
        assert re.search(r'name="reason"', left)
        post(portal, path, {"reason": "moved"})
        assert Departure.objects.get().reason == LeavingReason.MOVED
