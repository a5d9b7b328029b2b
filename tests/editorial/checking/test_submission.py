"""The checks where they act: at submission, in the editor, on their page; and who may confirm what blocks."""

from __future__ import annotations

from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from editorial.checking.actions import TextBlocked, UnableToConfirmFinding, confirm_finding
from editorial.checking.findings import Severity
from editorial.checking.reading import findings_of
from editorial.models import FindingConfirmation, InformationPage, StoryPage, TextSignature
from editorial.review.actions import approve_story, submit_story, waiting_review
from editorial.review.fast_lane import publish_at_once
from editorial.review.paper import record_paper_approval
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.editorial.review.test_exceptions import photo
from tests.editorial.similarity.test_sketches import edited, text_of
from tests.factories import make_member, make_portal, make_story, published_story, section_of

pytestmark = pytest.mark.django_db
NUMBER = "027089001234"


@pytest.fixture
def portal() -> Portal:
    return make_portal(name="Xã Đông Thọ")


@pytest.fixture
def author(portal: Portal) -> User:
    return make_member(portal, Position.EDITOR)


@pytest.fixture
def desk(author: User, settings: object) -> Client:
    client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
    client.force_login(author)
    return client


def with_number(portal: Portal, author: User, number: str = NUMBER) -> StoryPage:
    return make_story(portal, author=author, body=[("text", f"<p>Ông A, CCCD {number}</p>")])


def submit(story: StoryPage, actor: User) -> None:
    submit_story(story=story, actor=actor, now=timezone.now())


def blocks(story: StoryPage) -> list[tuple[str, str]]:
    findings = findings_of(story.get_latest_revision_as_object(), now=timezone.now())
    return [(one.code, one.mark) for one in findings if one.severity == Severity.BLOCK]


def confirm(story: StoryPage, actor: User, reason: str = "Số mẫu trong hướng dẫn") -> None:
    [(code, mark)] = blocks(story)
    confirm_finding(
        page=story, code=code, mark=mark, reason=reason, actor=actor, now=timezone.now()
    )


class TestSubmission:
    def test_refuses_a_text_with_an_identity_number(self, portal: Portal, author: User) -> None:
        story = with_number(portal, author)
        with pytest.raises(TextBlocked, match="027…34"):
            submit(story, author)
        assert waiting_review(story) is None

    def test_lets_warnings_pass_and_records_them(self, portal: Portal, author: User) -> None:
        story = make_story(portal, author=author, body=[("text", "<p>Theo Ubnd xã.</p>")])
        submit(story, author)
        assert waiting_review(story)
        entry = PageLogEntry.objects.get(page=story.pk, action="editorial.check")
        assert entry.user == author
        assert entry.data["findings"] == {"unit-name": 1, "too-short": 1}

    def test_signs_the_text(self, portal: Portal, author: User) -> None:
        story = make_story(portal, author=author)
        submit(story, author)
        assert TextSignature.objects.filter(story=story, stage="draft").exists()

    def test_lets_a_text_pass_that_was_confirmed(self, portal: Portal, author: User) -> None:
        story = with_number(portal, author)
        confirm(story, author)
        submit(story, author)
        assert waiting_review(story)

    def test_refuses_again_when_another_number_came(self, portal: Portal, author: User) -> None:
        story = with_number(portal, author)
        confirm(story, author)
        story.body = [("text", "<p>Ông B, CCCD 027089009999</p>")]
        story.save_revision(user=author)
        with pytest.raises(TextBlocked):
            submit(story, author)

    def test_checks_standing_pages_too(self, portal: Portal, author: User) -> None:
        page = InformationPage(title="Danh sách", intro=f"CCCD {NUMBER}", live=False)
        section_of(portal).add_child(instance=page)
        page.save_revision(user=author)
        with pytest.raises(TextBlocked):
            submit(page, author)


class TestApproval:
    """What was edited after it was submitted is judged again, whichever way it is approved."""

    @pytest.fixture
    def head(self, portal: Portal) -> User:
        return make_member(portal, Position.HEAD)

    @pytest.fixture
    def edited_since(self, portal: Portal, author: User) -> StoryPage:
        story = make_story(portal, author=author)
        submit(story, author)
        story.body = [("text", f"<p>Ông A, CCCD {NUMBER}</p>")]
        story.save_revision(user=author)
        return story

    def approve(self, way: str, story: StoryPage, head: User) -> None:
        now = timezone.now()
        if way == "here":
            approve_story(story=story, actor=head, now=now)
        elif way == "at once":
            publish_at_once(story=story, reason="Bão.", actor=head, now=now)
        else:
            secretary = make_member(story.portal_of_page(), Position.SECRETARY)
            record_paper_approval(
                story=story, approver=head, signed_at=now, sheet=photo(), actor=secretary, now=now
            )

    @pytest.mark.parametrize("way", ["here", "at once", "on paper"])
    def test_refuses_what_came_after_the_submission(
        self, way: str, edited_since: StoryPage, head: User
    ) -> None:
        with pytest.raises(TextBlocked, match="027…34"):
            self.approve(way, edited_since, head)
        assert not StoryPage.objects.get(pk=edited_since.pk).live
        assert waiting_review(edited_since)

    @pytest.mark.parametrize("way", ["here", "at once", "on paper"])
    def test_lets_pass_what_was_confirmed(
        self, way: str, edited_since: StoryPage, author: User, head: User
    ) -> None:
        confirm(edited_since, author)
        self.approve(way, edited_since, head)
        assert StoryPage.objects.get(pk=edited_since.pk).live


class TestConfirming:
    def test_needs_a_reason(self, portal: Portal, author: User) -> None:
        with pytest.raises(UnableToConfirmFinding):
            confirm(with_number(portal, author), author, reason="  ")

    def test_is_refused_to_a_stranger(self, portal: Portal, author: User) -> None:
        stranger = make_member(make_portal(), Position.HEAD)
        with pytest.raises(NotYourOffice):
            confirm(with_number(portal, author), stranger)

    def test_is_refused_to_who_may_not_edit_the_text(self, portal: Portal, author: User) -> None:
        colleague = make_member(portal, Position.CONTRIBUTOR)
        with pytest.raises(NotYourOffice):
            confirm(with_number(portal, author), colleague)
        confirm(with_number(portal, colleague), colleague)

    def test_holds_only_for_what_is_there(self, portal: Portal, author: User) -> None:
        story = with_number(portal, author)
        with pytest.raises(UnableToConfirmFinding):
            confirm_finding(
                page=story,
                code="identity-number",
                mark="0" * 64,
                reason="Vì sao",
                actor=author,
                now=timezone.now(),
            )
        assert not FindingConfirmation.objects.exists()

    def test_keeps_who_when_and_why_but_not_the_number(self, portal: Portal, author: User) -> None:
        story = with_number(portal, author)
        confirm(story, author)
        kept = FindingConfirmation.objects.get()
        assert (kept.confirmed_by, kept.reason) == (author, "Số mẫu trong hướng dẫn")
        entry = PageLogEntry.objects.get(action="editorial.confirm_finding")
        assert entry.data["reason"] == "Số mẫu trong hướng dẫn"
        assert NUMBER not in f"{kept.__dict__} {entry.data}"

    def test_twice_is_told(self, portal: Portal, author: User) -> None:
        story = with_number(portal, author)
        [(code, mark)] = blocks(story)
        confirm(story, author)
        with pytest.raises(UnableToConfirmFinding):
            confirm_finding(
                page=story, code=code, mark=mark, reason="x", actor=author, now=timezone.now()
            )


class TestCopies:
    def test_of_public_stories_are_named_with_the_way_there(
        self, portal: Portal, author: User
    ) -> None:
        words = text_of(Random(4), 200)
        other = make_portal("province", name="Tỉnh Bắc Ninh")
        story = published_story(
            other, title="Lễ hội Lim", body=[("text", f"<p>{' '.join(words)}</p>")]
        )
        copied = " ".join(edited(words, 0.02, Random(5)))
        mine = make_story(portal, author=author, body=[("text", f"<p>{copied}</p>")])
        found = findings_of(mine, now=timezone.now())
        [copy] = [one for one in found if one.code == "near-duplicate"]
        assert "Lễ hội Lim" in copy.message
        assert copy.link.endswith(f"{story.public_path()}")
        assert other.site.hostname in copy.link

    def test_of_anothers_draft_stay_secret(self, portal: Portal, author: User) -> None:
        body = [("text", f"<p>{' '.join(text_of(Random(4), 200))}</p>")]
        other = make_portal()
        submit(make_story(other, body=body), make_member(other, Position.EDITOR))
        mine = make_story(portal, author=author, body=body)
        assert "near-duplicate" not in {one.code for one in findings_of(mine, now=timezone.now())}


class TestTheReview:
    def test_shows_the_findings_to_whoever_decides(
        self, portal: Portal, author: User, settings: object
    ) -> None:
        story = make_story(portal, author=author, body=[("text", "<p>Theo Ubnd xã.</p>")])
        submit(story, author)
        head = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
        head.force_login(make_member(portal, Position.HEAD))
        page = head.get(reverse("story_review", args=[story.pk])).content.decode()
        assert "desk-finding--warning" in page
        assert "Ubnd" in page

    def test_shows_nothing_of_a_published_text(
        self, desk: Client, portal: Portal, author: User
    ) -> None:
        story = published_story(portal, author=author)
        page = desk.get(reverse("story_review", args=[story.pk])).content.decode()
        assert "desk-finding" not in page


class TestThePage:
    def test_lists_what_was_found_with_the_way_to_it(
        self, desk: Client, portal: Portal, author: User
    ) -> None:
        story = with_number(portal, author)
        page = desk.get(reverse("text_checks", args=[story.pk]))
        place = f"/pages/{story.pk}/edit/#block-{story.body[0].id}-section"
        assert page.status_code == 200
        assert place in page.content.decode()

    def test_takes_a_confirmation(self, desk: Client, portal: Portal, author: User) -> None:
        story = with_number(portal, author)
        [(code, mark)] = blocks(story)
        address = reverse("text_checks", args=[story.pk])
        sent = desk.post(address, {"code": code, "mark": mark, "reason": "Số mẫu"})
        assert (sent.status_code, sent["location"]) == (302, address)
        assert blocks(story) == []

    def test_says_what_a_confirmation_lacks(
        self, desk: Client, portal: Portal, author: User
    ) -> None:
        story = with_number(portal, author)
        [(code, mark)] = blocks(story)
        sent = desk.post(
            reverse("text_checks", args=[story.pk]), {"code": code, "mark": mark, "reason": ""}
        )
        assert sent.status_code == 422
        assert "errorlist" in sent.content.decode()

    def test_does_not_exist_for_a_stranger(self, desk: Client) -> None:
        story = make_story(make_portal())
        assert desk.get(reverse("text_checks", args=[story.pk])).status_code == 404

    def test_takes_the_same_number_of_queries_for_little_and_for_much(
        self, desk: Client, portal: Portal, author: User
    ) -> None:
        words = text_of(Random(4), 150)
        counts = []
        for length in (2, 40):
            body = [("text", f"<p>{' '.join(words)} Ubnd {number}</p>") for number in range(length)]
            for _ in range(2):
                published_story(make_portal(), body=body)
            story = make_story(portal, author=author, body=body)
            address = reverse("text_checks", args=[story.pk])
            desk.get(address)
            with CaptureQueriesContext(connection) as queries:
                desk.get(address)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTheEditor:
    def form(self, story: StoryPage, markup: str) -> dict[str, object]:
        return nested_form_data(
            {
                "title": story.title,
                "lead": story.lead,
                "lead_image": "",
                "lead_image_alt": "",
                "lead_image_caption": "",
                "source": "",
                "byline": "",
                "event_at": "",
                "body": streamfield([("text", rich_text(markup))]),
                "related_stories": inline_formset([]),
                "comments": inline_formset([]),
            }
        )

    def test_shows_the_checks_beside_the_text(
        self, desk: Client, portal: Portal, author: User
    ) -> None:
        story = with_number(portal, author)
        page = desk.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
        assert 'data-side-panel="text-checks"' in page
        assert f"#block-{story.body[0].id}-section" in page

    def test_shows_them_anew_with_every_autosave(
        self, desk: Client, portal: Portal, author: User
    ) -> None:
        story = make_story(portal, author=author)
        saved = desk.post(
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            self.form(story, f"<p>CCCD {NUMBER}</p>"),
            headers={"accept": "application/json"},
        ).json()
        assert saved["success"]
        assert "027…34" in saved["html"]

    def test_shows_an_empty_panel_for_a_new_text(self, desk: Client, portal: Portal) -> None:
        address = reverse(
            "wagtailadmin_pages:add", args=["editorial", "articlepage", section_of(portal).pk]
        )
        assert 'data-side-panel="text-checks"' in desk.get(address).content.decode()

    def test_refuses_to_submit_what_is_blocked(
        self, desk: Client, portal: Portal, author: User
    ) -> None:
        story = make_story(portal, author=author)
        sent = desk.post(
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            {**self.form(story, f"<p>CCCD {NUMBER}</p>"), "action-submit": "1"},
        )
        assert sent.status_code == 200
        assert "027…34" in sent.content.decode()
        assert waiting_review(story) is None

    def test_submits_what_is_not(self, desk: Client, portal: Portal, author: User) -> None:
        story = make_story(portal, author=author)
        desk.post(
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            {**self.form(story, "<p>Bình thường</p>"), "action-submit": "1"},
        )
        assert waiting_review(story)
