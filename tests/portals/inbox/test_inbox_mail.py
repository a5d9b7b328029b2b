"""Mail about what waits: once, to whoever holds the post, outside quiet hours, with links that open one thing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from editorial.review.actions import approve_story, return_story, submit_story
from portals.boards.enums import ALL_POSITIONS, Position
from portals.boards.models import User
from portals.inbox import mailing, registry
from portals.inbox.enums import MailState
from portals.inbox.forms import MailSettingsForm
from portals.inbox.items import InboxUrgency
from portals.inbox.jobs import ensure_digests
from portals.inbox.links import UnusableLink, make_links, use_link
from portals.inbox.mailing import forget_old_reminders, plan_digests, send_digests, tell_urgent
from portals.inbox.models import InboxMail, MailLink, MailPreference
from portals.inbox.registry import always_told, sources
from portals.inbox.rows import Rows
from portals.inbox.source import InboxSource
from portals.models import Portal
from tests.factories import make_member, make_portal, make_story, make_user
from tests.portals.accountability.cases import make_case
from tests.support.jobs import do_waiting
from tests.support.mail import deliver
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

# A Wednesday, eight in the morning in Bắc Ninh.
MORNING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
SECRET = "Kết luận thanh tra đất đai"


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


@pytest.fixture
def story(portal, head):
    author = make_member(portal, Position.EDITOR)
    story = make_story(portal, author=author, title=SECRET)
    submit_story(story=story, actor=author, now=timezone.now())
    # So that the author has nothing to be told of.
    User.objects.filter(pk=author.pk).update(email="")
    return story


def send(now: datetime) -> int:
    count = send_digests(mail_ids=plan_digests(now=now), now=now)
    assert deliver() == count
    return count


class TestWagtailsOwnMail:
    """It would come at once, at any hour, past every switch."""

    def test_is_not_sent_for_any_step_of_a_review(
        self, portal, head, django_capture_on_commit_callbacks
    ) -> None:
        author = make_member(portal, Position.EDITOR)
        for end in ("return", "approve"):
            story = make_story(portal, author=author)
            with django_capture_on_commit_callbacks(execute=True):
                submit_story(story=story, actor=author, now=timezone.now())
                if end == "return":
                    return_story(story=story, reason="Sửa.", actor=head, now=timezone.now())
                else:
                    approve_story(story=story, actor=head, now=timezone.now())

        assert deliver() == 0


class TestTheDigest:
    def test_tells_a_head_what_waits_and_nothing_in_its_subject(self, story, head) -> None:
        assert send(MORNING) == 1

        (sent,) = mail.outbox
        assert sent.to == [head.email]
        assert SECRET not in sent.subject
        assert SECRET in sent.body
        html, kind = sent.alternatives[0]
        assert kind == "text/html"
        assert SECRET in html
        assert "/viec/mo/" in sent.body

    def test_is_sent_once_a_day(self, story, head) -> None:
        assert [send(MORNING + timedelta(hours=hours)) for hours in (0, 1, 2, 24)] == [1, 0, 0, 1]

    def test_is_not_sent_twice_by_two_workers_with_the_same_rows(self, story, head) -> None:
        rows = plan_digests(now=MORNING)

        assert send_digests(mail_ids=rows, now=MORNING) == 1
        assert send_digests(mail_ids=rows, now=MORNING) == 0

    def test_of_a_worker_killed_before_it_began_is_sent_by_another(self, story, head) -> None:
        plan_digests(now=MORNING)

        assert plan_digests(now=MORNING + timedelta(minutes=10)) == []
        assert send(MORNING + timedelta(minutes=40)) == 1

    def test_is_claimed_and_written_together(self, story, head, monkeypatch) -> None:
        """A worker killed between the two would lose the day's mail."""
        rows = plan_digests(now=MORNING)
        monkeypatch.setattr(mailing, "post_digest", killed)
        with pytest.raises(KeyboardInterrupt):
            send_digests(mail_ids=rows, now=MORNING)
        monkeypatch.undo()

        assert InboxMail.objects.get(user=head).state == MailState.PLANNED
        assert send(MORNING + timedelta(minutes=40)) == 1

    def test_is_not_sent_where_nothing_waits(self, head) -> None:
        """Sections that are out of date bring no mail but on a Monday."""
        assert send(MORNING) == 0
        assert InboxMail.objects.get(user=head).state == MailState.EMPTY
        assert send(MORNING + timedelta(days=5)) == 1

    def test_waits_for_the_office_to_open_and_for_quiet_hours_to_end(self, story, head) -> None:
        MailPreference.objects.create(user=head, quiet_from="20:00", quiet_until="09:30")

        assert send(MORNING - timedelta(hours=2)) == 0
        assert send(MORNING) == 0
        assert send(MORNING + timedelta(hours=2)) == 1

    def test_goes_to_whoever_holds_the_post_and_not_to_a_group(self, story, portal) -> None:
        former = make_member(portal, Position.HEAD, ends_on=MORNING.date())
        stranger = make_user()
        stranger.groups.set(former.groups.all())

        send(MORNING)

        assert not {former.email, stranger.email} & {to for sent in mail.outbox for to in sent.to}

    def test_leaves_out_a_kind_that_is_switched_off(self, story, head) -> None:
        MailPreference.objects.create(user=head, muted=["review"])

        assert send(MORNING) == 0

    def test_is_not_sent_to_whoever_wants_none(self, story, head) -> None:
        MailPreference.objects.create(user=head, digest=False)

        assert send(MORNING) == 0

    def test_tells_always_of_what_the_law_gives_a_term(self, portal, head) -> None:
        """However little a person wishes for: on the last day and after it, not before."""
        MailPreference.objects.create(
            user=head, digest=False, urgent=False, muted=["request-triage", "request-answer"]
        )
        case = make_case(portal, now=MORNING)
        make_member(make_portal(), Position.HEAD)
        # Whoever asked is told that it came.
        deliver()
        mail.outbox.clear()
        owed = case.triage_due_at

        assert send(owed - timedelta(days=1, minutes=1)) == 0
        assert send(owed - timedelta(minutes=30)) == 1
        assert send(owed + timedelta(days=1)) == 1
        assert {to for sent in mail.outbox for to in sent.to} == {head.email}

    def test_is_ensured_by_the_clock(
        self, story, head, monkeypatch, django_capture_on_commit_callbacks
    ) -> None:
        """Planned and sent once a day, however often the clock asks."""
        monkeypatch.setattr(timezone, "now", lambda: MORNING)
        with django_capture_on_commit_callbacks(execute=True):
            assert ensure_digests() == 1
        assert do_waiting("routine") == 1
        with django_capture_on_commit_callbacks(execute=True):
            assert ensure_digests() == 0

        assert do_waiting("routine") == 0
        deliver()
        assert [sent.to for sent in mail.outbox] == [[head.email]]


class Storm(InboxSource):
    kind = "storm"
    label = "Bão"
    positions = ALL_POSITIONS

    def __init__(self, portal) -> None:
        self.portal = portal

    def rows(self, reader, portals):
        yield Rows(Portal.objects.filter(pk=self.portal.pk), portal="pk")

    def item(self, reader, row):
        return row.item(key="1", title=SECRET, urgency=InboxUrgency.URGENT, url="/viec/")

    def urgent(self, now):
        yield Rows(Portal.objects.filter(pk=self.portal.pk), portal="pk")


class TestWhatIsUrgent:
    @pytest.fixture(autouse=True)
    def storm(self, portal, monkeypatch):
        monkeypatch.setattr(registry, "_sources", {**registry._sources, "storm": Storm(portal)})

    def test_is_told_at_once_and_once(self, portal, head) -> None:
        make_member(make_portal(), Position.HEAD)

        assert [tell_urgent(now=MORNING), tell_urgent(now=MORNING)] == [1, 0]
        assert deliver() == 1
        assert mail.outbox[0].to == [head.email]
        assert SECRET not in mail.outbox[0].subject

    def test_waits_in_the_quiet_hours_unless_the_person_wants_it_then(self, portal, head) -> None:
        night = MORNING - timedelta(hours=5)
        owl = make_member(portal, Position.DEPUTY)
        MailPreference.objects.create(user=owl, urgent_at_night=True)

        assert tell_urgent(now=night) == 1
        assert deliver() == 1
        assert mail.outbox[0].to == [owl.email]
        assert tell_urgent(now=MORNING) == 1

    def test_is_not_told_where_it_is_switched_off(self, portal, head) -> None:
        MailPreference.objects.create(user=head, urgent=False)

        assert tell_urgent(now=MORNING) == 0

    def test_is_told_whatever_a_person_wishes_where_harm_is_done_meanwhile(
        self, portal, head, monkeypatch
    ) -> None:
        monkeypatch.setattr(Storm, "always_told", True)
        MailPreference.objects.create(user=head, digest=False, urgent=False, muted=["storm"])
        make_member(make_portal(), Position.HEAD)

        assert tell_urgent(now=MORNING - timedelta(hours=5)) == 0, "in the quiet hours"
        assert tell_urgent(now=MORNING) == 1
        assert deliver() == 1
        assert mail.outbox[0].to == [head.email]
        assert send(MORNING + timedelta(days=1)) == 0, "again, though it was told and has no term"


class TestALinkInAMail:
    @pytest.fixture
    def address(self, head, story) -> str:
        url = reverse("story_review", args=[story.pk])
        (address,) = make_links(user=head, urls=[url], now=timezone.now())
        return re.sub(r"^https?://[^/]+", "", address)

    def test_opens_its_text_once(self, address, head, story) -> None:
        client = desk_client(head)

        assert client.get(address).headers["Location"] == reverse("story_review", args=[story.pk])
        again = client.get(address)
        assert again.status_code == 410
        assert reverse("inbox") in body(again).decode()

    def test_leads_who_is_not_signed_in_to_the_sign_in_and_stays_unused(
        self, address, head
    ) -> None:
        response = desk_client(None).get(address)

        assert response.headers["Location"].startswith("/login/?next=/viec/mo/")
        assert desk_client(head).get(address).status_code == 302

    def test_opens_nothing_for_another_person(self, address, head, portal, story) -> None:
        response = desk_client(make_member(make_portal(), Position.HEAD)).get(address)

        assert response.status_code == 410
        assert SECRET not in body(response).decode()
        assert MailLink.objects.get().used_at is None

    def test_expires(self, address, head) -> None:
        MailLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

        assert desk_client(head).get(address).status_code == 410

    def test_is_not_guessed_from_an_id(self, address, head) -> None:
        link = MailLink.objects.get()

        for signed in (str(link.pk), f"{link.pk}:AAAA", "x", "…"):
            with pytest.raises(UnusableLink):
                use_link(signed=signed, actor=head, now=timezone.now())

    def test_is_forgotten_after_a_season(self, address, head) -> None:
        assert forget_old_reminders(now=timezone.now() + timedelta(days=60)) == 0
        assert forget_old_reminders(now=timezone.now() + timedelta(days=100)) == 1


class TestTheSettings:
    def test_are_kept(self, head) -> None:
        client = desk_client(head)

        response = client.post(
            reverse("mail_settings"),
            {"digest": "on", "quiet_from": "20:00", "quiet_until": "07:00", "told": ["review"]},
        )

        assert response.status_code == 302
        kept = MailPreference.objects.get(user=head)
        assert (kept.digest, kept.urgent, kept.quiet_from.hour) == (True, False, 20)
        assert "stale" in kept.muted
        assert "review" not in kept.muted
        page = body(client.get(reverse("mail_settings"))).decode()
        assert re.search(r'value="review" id="id_told_\d+" checked', page)
        assert not re.search(r'value="stale" id="id_told_\d+" checked', page)

    def test_offer_no_switch_for_what_is_told_always(self, head) -> None:
        MailPreference.objects.create(user=head, muted=["proposal"])
        client = desk_client(head)
        page = body(client.get(reverse("mail_settings"))).decode()
        assert 'value="request-answer"' not in page
        # Nor for what this person is never told.
        assert 'value="proposal"' not in page
        assert 'value="stale"' in page
        (label,) = [source.label for source in sources() if source.kind == "request-answer"]
        assert f"<li>{label}</li>" in page

        client.post(reverse("mail_settings"), {"quiet_from": "20:00", "quiet_until": "07:00"})

        kept = MailPreference.objects.get(user=head)
        assert {"stale", "review", "proposal"} <= set(kept.muted)
        assert not always_told().intersection(kept.muted)

    def test_are_a_persons_own(self, head, portal) -> None:
        """There is no address of another's, and what is posted by one changes none of another."""
        deputy = make_member(portal, Position.DEPUTY)
        MailPreference.objects.create(user=deputy, urgent=False)
        told = {"quiet_from": "20:00", "quiet_until": "07:00", "user": deputy.pk}

        desk_client(head).post(reverse("mail_settings"), told)

        assert MailPreference.objects.get(user=deputy).quiet_from.hour == 21
        assert MailPreference.objects.get(user=head).quiet_from.hour == 20

    def test_are_reached_from_the_page_of_the_account_by_who_sits_on_a_board(
        self, head, rf
    ) -> None:
        def offered(user: User) -> list[str]:
            request = rf.get("/")
            request.user = user
            items = [hook(request) for hook in hooks.get_hooks("register_account_menu_item")]
            return [item["url"] for item in items if item]

        assert reverse("mail_settings") in offered(head)
        assert reverse("mail_settings") not in offered(make_user())

    @pytest.mark.parametrize(
        ("begins", "ends", "is_right"),
        [("18:00", "08:00", True), ("18:00", "08:01", False), ("06:00", "21:00", False), ("07:00", "07:00", True)],
    )  # fmt: skip
    def test_let_no_quiet_hours_last_longer_than_a_night(
        self, head, begins, ends, is_right
    ) -> None:
        told = {"quiet_from": begins, "quiet_until": ends}
        response = desk_client(head).post(reverse("mail_settings"), told)

        assert response.status_code == (302 if is_right else 422)
        assert MailPreference.objects.exists() is is_right

    def test_show_no_empty_list(self) -> None:
        form = MailSettingsForm(told_of=[])
        html = render_to_string("portals/inbox/mail_settings.html", {"form": form})
        assert 'id="always"' not in html
        assert "<fieldset" not in html

    def test_say_what_is_wrong(self, head) -> None:
        response = desk_client(head).post(reverse("mail_settings"), {"quiet_from": "muộn"})

        assert response.status_code == 422
        assert not MailPreference.objects.exists()


def killed(**_: object) -> int:
    raise KeyboardInterrupt
