"""A standing page is taken off by who approves texts, with a reason that its address then tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from editorial.enums import RemovalKind
from editorial.models import InformationPage
from editorial.placements.actions import UnableToWithdraw
from editorial.placements.removing import withdraw_information
from editorial.review.actions import submit_story, waiting_review
from portals.boards.enums import Position
from portals.boards.models import User
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal
from tests.support.visiting import visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
REASON = "Cơ cấu đã thay đổi."


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


@pytest.fixture
def page(portal) -> InformationPage:
    page = InformationPage(title="Cơ cấu tổ chức", slug="co-cau", live=False)
    portal.root.add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    return InformationPage.objects.get(pk=page.pk)


def take_off(page, actor, **options) -> None:
    given = {"kind": RemovalKind.SUPERSEDED, "reason": REASON, **options}
    withdraw_information(page=page, actor=actor, now=timezone.now(), **given)


class TestTakingOff:
    def test_is_done_on_the_desk_and_told_at_the_address(self, portal, head, page) -> None:
        assert visit(portal, page.public_path()).status_code == 200
        address = reverse("story_withdraw", args=[page.pk])
        client = desk_client(head)
        editor = body(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))).decode()
        assert address in editor

        client.post(
            address,
            {"kind": "superseded", "reason": REASON, "superseded_by": "https://example.vn/moi/"},
        )

        answer = visit(portal, page.public_path())
        assert answer.status_code == 410
        assert REASON in answer.content.decode()
        assert PageLogEntry.objects.get(action="editorial.withdraw").user == head

    def test_ends_when_the_page_is_published_anew(self, portal, head, page) -> None:
        take_off(page, head)
        again = InformationPage.objects.get(pk=page.pk)
        again.save_revision().publish(skip_permission_checks=True)
        assert visit(portal, page.public_path()).status_code == 200

    def test_cancels_what_waits(self, portal, head, page) -> None:
        editor = make_member(portal, Position.EDITOR)
        later = page.save_revision(user=editor)
        submit_story(story=page, actor=editor, now=timezone.now())
        Revision.objects.filter(pk=later.pk).update(
            approved_go_live_at=timezone.now() + timedelta(days=1)
        )

        take_off(page, head)

        assert waiting_review(page) is None
        assert not Revision.objects.exclude(approved_go_live_at=None).exists()

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_needs_a_reason(self, portal, head, page, reason) -> None:
        with pytest.raises(UnableToWithdraw):
            take_off(page, head, reason=reason)

    def test_is_refused_for_what_is_not_public(self, head, page) -> None:
        take_off(page, head)
        with pytest.raises(UnableToWithdraw):
            take_off(page, head)

    def test_is_for_approvers_of_the_portal_alone(self, portal, page) -> None:
        for person in (
            make_member(portal, Position.SECRETARY),
            make_member(make_portal(), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                take_off(page, person)
        assert visit(portal, page.public_path()).status_code == 200

    def test_is_offered_where_deleting_is_refused(self, page) -> None:
        client = desk_client(User.objects.create_superuser("v", "v@example.vn", "mat-khau-thu-1"))
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        home = body(client.get(reverse("wagtailadmin_home"))).decode()
        assert reverse("story_withdraw", args=[page.pk]) in home
