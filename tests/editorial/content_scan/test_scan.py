"""The scan of what is public: it finds what was planted past every check, and tells whom it concerns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.rich_text import RichText

from editorial.checking.actions import confirm_finding
from editorial.checking.reading import findings_of
from editorial.content_scan.actions import (
    ScannedPlace,
    UnableToSettle,
    end_suspicion,
    end_what_is_gone,
    record,
    trust_host,
)
from editorial.content_scan.judging import threats_of_page
from editorial.content_scan.kinds import Threat, ThreatKind
from editorial.content_scan.models import ScanRound, Suspicion
from editorial.content_scan.scan import (
    STUCK_AFTER,
    addresses_to_scan,
    scan_addresses,
    scan_everything,
    scan_files,
    scan_page,
    scan_texts,
    take_up,
)
from editorial.media.scanning import scan_waiting
from editorial.models import InformationPage, Placement, PortalDocument, SectionPage, StoryPage
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE, local_date
from portals.fetching import Fetched
from portals.inbox.jobs import tell_what_is_urgent
from portals.mail.sending import send_due
from portals.models import Portal
from portals.refusals import NotYourOffice
from portals.uploads.scanner import ScanState
from tests.factories import make_document, make_member, make_portal, published_story, section_of
from tests.support.clamd import EICAR, clamd
from tests.support.inboxes import in_inbox
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
LINK = RichText('<p><a href="https://kubet77.example/">Trang chủ</a></p>')


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def district():
    return make_portal("district")


@pytest.fixture
def portal(district):
    return make_portal(overseer=district)


@pytest.fixture
def struck(portal):
    """A story that somebody wrote past every check."""
    return published_story(portal, title="Nhà cái uy tín", body=[("text", LINK)])


def scanned(story, now=None) -> list[Suspicion]:
    return scan_page(page_id=story.pk, now=now or timezone.now())


def texts_in_inbox(user) -> list[str]:
    return [f"{one.title} {one.note}" for one in in_inbox(user, "suspicion")]


class TestATextThatWasPlanted:
    def test_is_found_and_told_to_its_board_and_the_one_above(self, portal, district, struck):
        board = make_member(portal, Position.DEPUTY)
        above = make_member(district, Position.SECRETARY)
        stranger = make_member(make_portal(), Position.HEAD)

        found = scanned(struck)

        assert {one.kind for one in found} == {ThreatKind.GAMBLING, ThreatKind.GAMBLING_LINK}
        for person in (board, above):
            (line,) = texts_in_inbox(person)
            assert portal.name in line
            assert "kubet77" in line
        assert texts_in_inbox(stranger) == []

    def test_is_told_by_mail_once(self, portal, district, struck, monkeypatch):
        make_member(portal, Position.DEPUTY)
        make_member(district, Position.SECRETARY)
        make_member(make_portal(), Position.HEAD)
        scanned(struck)
        monkeypatch.setattr("portals.inbox.models.MailPreference.is_quiet", lambda *_: False)

        first, again = tell_what_is_urgent(), tell_what_is_urgent()

        assert (first, again) == (2, 0)
        send_due(now=timezone.now())
        assert len(mail.outbox) == 2
        assert all("kubet77" not in one.subject for one in mail.outbox)

    def test_is_shown_with_the_place_to_mend(self, portal, district, struck):
        scanned(struck)
        board = desk_client(make_member(portal, Position.SECRETARY))
        above = desk_client(make_member(district, Position.HEAD))
        stranger = desk_client(make_member(make_portal(), Position.HEAD))
        edit = reverse("wagtailadmin_pages:edit", args=[struck.pk])

        mine, theirs = (body(one.get(reverse("suspicions"))).decode() for one in (board, above))

        assert "kubet77" in mine
        assert edit in mine
        assert "kubet77" in theirs
        assert edit not in theirs
        assert "kubet77" not in body(stranger.get(reverse("suspicions"))).decode()

    def test_ends_when_it_is_mended(self, struck):
        scanned(struck)
        story = StoryPage.objects.get(pk=struck.pk).specific
        story.title = "Tin về xã"
        story.body = [("text", RichText("<p>Nội dung.</p>"))]
        story.save_revision().publish(skip_permission_checks=True)

        scanned(struck)

        assert not Suspicion.objects.open().exists()
        assert Suspicion.objects.filter(ended_by=None).count() == 2

    def test_ends_when_it_is_public_no_more(self, struck):
        scanned(struck)
        struck.unpublish()

        assert end_what_is_gone(now=timezone.now()) == 2

    def test_is_written_down_once(self, struck):
        first, second = scanned(struck), scanned(struck)

        assert (len(first), len(second)) == (2, 0)
        assert Suspicion.objects.count() == 2

    def test_is_scanned_when_it_is_published(self, portal, mocker_delay):
        story = published_story(portal)

        assert mocker_delay == [story.pk]

    def test_of_the_police_was_confirmed(self, portal, struck):
        editor = make_member(portal, Position.EDITOR)
        story = published_story(portal, title="Thú xóc đĩa ngày xưa", author=editor)
        (found,) = [
            one for one in findings_of(story, now=timezone.now()) if one.code == "threat-gambling"
        ]
        confirm_finding(
            page=story, code=found.code, mark=found.mark, reason="Tin của công an.",
            actor=editor, now=timezone.now(),
        )  # fmt: skip

        assert scanned(story) == []

    def test_is_cleared_on_the_one_page_that_was_confirmed(self, portal):
        editor = make_member(portal, Position.EDITOR)
        confirmed, other = (
            published_story(portal, title="Thú xóc đĩa ngày xưa", author=editor) for _ in range(2)
        )
        confirm_gambling(confirmed, editor)

        scan_texts(now=timezone.now())

        assert [one.page_id for one in Suspicion.objects.open()] == [other.pk]
        assert scanned(confirmed) == []

    def test_is_not_cleared_by_a_word_on_something_else_in_it(self, portal):
        editor = make_member(portal, Position.EDITOR)
        story = published_story(portal, title="Thú xóc đĩa ngày xưa", author=editor)
        confirm_gambling(story, editor)
        StoryPage.objects.filter(pk=story.pk).update(lead="Nhà cái tài xỉu uy tín.")

        assert "tài xỉu" in {one.words.lower() for one in scanned(story)}

    def test_may_be_a_standing_page(self, portal):
        page = standing_page(portal, "Tài xỉu online")
        hidden = standing_page(portal, "Tài xỉu ở nhà")
        hidden.unpublish()

        assert scan_texts(now=timezone.now()) == 1

        assert [(one.page_id, one.portal_id) for one in Suspicion.objects.open()] == [
            (page.pk, portal.pk)
        ]
        assert scanned(hidden) == []
        Suspicion.objects.all().delete()
        assert len(scanned(page)) == 1


def standing_page(portal, title: str) -> InformationPage:
    page = InformationPage(title=title, live=False)
    section_of(portal, "gioi-thieu").add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    return InformationPage.objects.get(pk=page.pk)


def confirm_gambling(page, editor) -> None:
    (found,) = [
        one for one in findings_of(page, now=timezone.now()) if one.code == "threat-gambling"
    ]
    confirm_finding(
        page=page, code=found.code, mark=found.mark, reason="Tin của công an.",
        actor=editor, now=timezone.now(),
    )  # fmt: skip


def placement_path(story) -> str:
    placement = Placement.objects.select_related("section").get(story=story)
    return f"/{placement.section.slug}/{story.slug}-{story.pk}/"


@pytest.fixture
def mocker_delay(monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(
        "editorial.content_scan.jobs.scan_what_was_published.delay",
        lambda *, page_id: asked.append(page_id),
    )
    return asked


class TestSettling:
    @pytest.fixture
    def word(self, portal):
        story = published_story(portal, title="Thú xóc đĩa ngày xưa")
        (found,) = scanned(story)
        return Suspicion.objects.get(words=found.words)

    @pytest.mark.parametrize("above", [False, True])
    def test_is_a_heads(self, portal, district, word, above):
        head = make_member(district if above else portal, Position.HEAD)
        client = desk_client(head)

        client.post(reverse("suspicion_end", args=[word.pk]), {"reason": "Tin của công an."})

        word.refresh_from_db()
        assert (word.ended_by, word.reason) == (head, "Tin của công an.")
        assert ModelLogEntry.objects.filter(action="editorial.end_suspicion", user=head).exists()
        assert scanned(word.page) == []

    def test_is_nobody_elses(self, portal, word):
        for person in (
            make_member(portal, Position.DEPUTY),
            make_member(make_portal(), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                end_suspicion(suspicion=word, reason="x", actor=person, now=timezone.now())

    def test_of_what_is_planted_for_certain_takes_mending(self, portal, struck):
        scanned(struck)
        link = Suspicion.objects.get(kind=ThreatKind.GAMBLING_LINK)

        with pytest.raises(UnableToSettle):
            end_suspicion(
                suspicion=link,
                reason="x",
                actor=make_member(portal, Position.HEAD),
                now=timezone.now(),
            )

    def test_takes_a_reason(self, portal, word):
        with pytest.raises(UnableToSettle):
            end_suspicion(
                suspicion=word,
                reason=" ",
                actor=make_member(portal, Position.HEAD),
                now=timezone.now(),
            )
        with pytest.raises(IntegrityError):
            Suspicion.objects.filter(pk=word.pk).update(
                ended_by=make_member(portal, Position.EDITOR)
            )


class TestTrustedDomains:
    def test_are_added_by_the_head_of_the_top_portal(self, portal, district):
        story = published_story(
            portal, body=[("text", RichText('<p><a href="https://a.cua-hang.example/">x</a></p>'))]
        )
        head = make_member(district, Position.HEAD)
        assert threats_of_page(story)

        client = desk_client(head)
        client.post(reverse("host_trust"), {"host": "Cua-Hang.example", "reason": "Hợp tác xã."})

        assert threats_of_page(story) == []

    def test_that_lack_a_reason_are_kept_as_they_were_typed(self, district):
        client = desk_client(make_member(district, Position.HEAD))

        answer = client.post(reverse("host_trust"), {"host": "cua-hang.example", "reason": ""})

        form = answer.context["trust_form"]
        assert (answer.status_code, form["host"].value()) == (422, "cua-hang.example")
        assert form.errors.keys() == {"reason"}

    def test_are_added_by_nobody_below(self, portal):
        with pytest.raises(NotYourOffice):
            trust_host(
                host="a.example",
                reason="x",
                actor=make_member(portal, Position.HEAD),
                now=timezone.now(),
            )


class TestFiles:
    def test_that_were_exchanged_in_the_storage_are_found(self, portal):
        document = make_document(portal, content=b"xyz", name="a.pdf")
        document._set_document_file_metadata()
        document.save(update_fields=["file_size", "file_hash"])
        published_story(portal, body=[("file", {"document": document, "title": ""})])
        assert scan_files(now=timezone.now()) == 1
        assert not Suspicion.objects.exists()
        default_storage.delete(document.file.name)
        default_storage.save(document.file.name, ContentFile(b"planted"))

        scan_files(now=timezone.now())

        assert Suspicion.objects.open().get().kind == ThreatKind.FILE

    def test_that_are_infected_are_found_again_each_night(self, portal):
        document = make_document(portal, name="a.pdf")
        published_story(portal, body=[("file", {"document": document, "title": ""})])
        PortalDocument.objects.update(
            scan_state=ScanState.INFECTED, virus="Eicar", scanned_at=timezone.now()
        )

        scan_files(now=timezone.now())

        found = Suspicion.objects.open().get()
        assert (found.kind, found.words, found.document_id) == (
            ThreatKind.VIRUS, "Eicar", document.pk,
        )  # fmt: skip

    def test_that_are_infected_stay_a_finding_where_no_page_shows_them(self, portal):
        infected, exchanged = make_document(portal), make_document(portal)
        for document, kind in ((infected, ThreatKind.VIRUS), (exchanged, ThreatKind.FILE)):
            place = ScannedPlace(portal.pk, document_id=document.pk)
            record(found={place: [Threat(kind, "x", "file")]}, now=timezone.now())

        assert end_what_is_gone(now=timezone.now()) == 1

        assert Suspicion.objects.open().get().document_id == infected.pk

    def test_with_a_virus_are_told_at_once(self, portal, settings):
        board = make_member(portal, Position.DEPUTY)
        with clamd() as running:
            settings.CLAMAV_ADDRESS = running.address
            make_document(portal, content=EICAR, name="a.pdf")
            scan_waiting(limit=5, now=timezone.now())

        (line,) = texts_in_inbox(board)
        assert "EICAR" in line


class TestTheNight:
    @pytest.mark.django_db(transaction=True)
    def test_reads_texts_files_and_pages(self, web_server, district, portal, struck):
        # What a burglar with the database would do: a section that every page names.
        SectionPage.objects.filter(pk=section_of(portal).pk).update(title="Tài xỉu online")

        done = scan_everything(now=timezone.now())

        assert done.finished_at is not None
        assert done.texts >= 1
        assert done.addresses >= 10
        assert done.failed == 0
        places = set(
            Suspicion.objects.open().filter(kind=ThreatKind.GAMBLING).values_list("address", "page")
        )
        assert ("", struck.pk) in places
        assert ("/", None) in places

    @pytest.mark.django_db(transaction=True)
    def test_of_honest_portals_finds_nothing(self, web_server):
        portal = make_portal("province")
        published_story(portal)

        scan_everything(now=timezone.now())

        assert list(Suspicion.objects.values_list("kind", "address", "words")) == []

    def test_is_run_once_a_day(self, portal, monkeypatch):
        monkeypatch.setattr("editorial.content_scan.scan.fetch_own_all", lambda _: [])
        monkeypatch.setattr("editorial.content_scan.scan.addresses_to_scan", lambda *_: ([], 0))
        now = datetime(2026, 8, 4, 2, 30, tzinfo=LOCAL_ZONE)
        ScanRound.objects.create(day=date(2026, 8, 3), begun_at=now - timedelta(days=1))

        first = scan_everything(now=now)
        second = scan_everything(now=now + timedelta(minutes=1))

        assert first.finished_at == second.finished_at
        assert ScanRound.objects.count() == 2
        assert scan_everything(now=now + timedelta(days=1)).day == date(2026, 8, 5)

    def test_is_left_to_the_worker_that_began_it_and_taken_up_where_that_died(
        self, portal, monkeypatch
    ):
        monkeypatch.setattr("editorial.content_scan.scan.fetch_own_all", lambda _: [])
        monkeypatch.setattr("editorial.content_scan.scan.addresses_to_scan", lambda *_: ([], 0))
        now = datetime(2026, 11, 11, 19, tzinfo=UTC)
        begun = ScanRound.objects.create(day=local_date(now), begun_at=now)

        assert scan_everything(now=now + STUCK_AFTER - timedelta(seconds=1)).finished_at is None

        late = now + STUCK_AFTER
        assert scan_everything(now=late).finished_at == late
        # Another who had read of the round before it was taken up comes too late.
        assert not take_up(begun, late + timedelta(seconds=1))

    def test_ends_nothing_at_the_same_address_of_another_portal(self, portal, district):
        threat = Threat(ThreatKind.PAGE, "<iframe>", "/")
        places = [ScannedPlace(one.pk, address="/") for one in (portal, district)]
        record(found={place: [threat] for place in places}, now=timezone.now())

        record(found={places[0]: []}, now=timezone.now())

        assert [one.portal_id for one in Suspicion.objects.open()] == [district.pk]

    def test_asks_for_sections_and_standing_pages(self, portal):
        standing_page(make_portal(), "Nhà người")
        page = standing_page(portal, "Cơ cấu")

        addresses = addresses_to_scan(portal, timezone.now()).addresses

        assert page.public_path() in addresses
        assert section_of(portal).public_path() in addresses
        assert "/gioi-thieu/nha-nguoi/" not in addresses

    def test_lets_confirmed_words_pass_only_where_their_text_stands(self, portal, monkeypatch):
        author, other = make_member(portal, Position.EDITOR), make_portal()
        story = published_story(portal, title="Thú xóc đĩa ngày xưa", author=author)
        (found,) = [
            one for one in findings_of(story, now=timezone.now()) if one.code == "threat-gambling"
        ]
        confirm_finding(
            page=story, code=found.code, mark=found.mark, reason="Tin của công an.",
            actor=author, now=timezone.now(),
        )  # fmt: skip
        page = Fetched(
            "https://example.vn/",
            200,
            {"content-type": "text/html", "content-security-policy": "script-src 'self'"},
            "<p>Thú xóc đĩa ngày xưa</p>".encode(),
        )
        monkeypatch.setattr(
            "editorial.content_scan.scan.fetch_own_all", lambda asked: [page for _ in asked]
        )

        scan_addresses(now=timezone.now())

        struck = Suspicion.objects.open().filter(kind=ThreatKind.GAMBLING)
        assert set(struck.values_list("portal", flat=True)) == set(
            Portal.objects.exclude(pk=portal.pk).values_list("pk", flat=True)
        )
        assert struck.filter(portal=other, address="/").exists()

    def test_asks_again_where_something_was_found(self, portal):
        record(
            found={
                ScannedPlace(portal.pk, address="/la/"): [
                    Threat(ThreatKind.PAGE, "<iframe>", "/la/")
                ]
            },
            now=timezone.now(),
        )

        assert "/la/" in addresses_to_scan(portal, timezone.now()).addresses

    def test_asks_for_every_story_by_and_by_and_says_how_many_wait(self, portal, monkeypatch):
        monkeypatch.setattr("editorial.content_scan.scan.NIGHTS", 2)
        monkeypatch.setattr("editorial.content_scan.scan.MOST_STORIES", 2)
        stories = [published_story(portal) for _ in range(7)]
        now = timezone.now()
        wanted = {placement_path(story) for story in stories}

        fresh = addresses_to_scan(portal, now)
        nights = [addresses_to_scan(portal, now + timedelta(days=10 + night)) for night in range(4)]

        assert {placement_path(story) for story in stories[-2:]} <= set(fresh.addresses)
        asked = [wanted & set(night.addresses) for night in nights]
        assert set().union(*asked) == wanted
        assert all(len(some) <= 2 for some in asked)
        assert [night.later for night in nights] == [7 - len(some) for some in asked]


class TestHowMuchItAsks:
    def test_of_the_database_is_the_same_for_few_texts_and_many(self, portal):
        counts = []
        for more in (2, 8):
            for _ in range(more):
                published_story(portal)
            with CaptureQueriesContext(connection) as asked:
                scan_texts(now=timezone.now())
            counts.append(len(asked))

        assert counts[0] == counts[1]

    def test_for_the_list_is_the_same_for_few_findings_and_many(self, portal):
        client = desk_client(make_member(portal, Position.DEPUTY))
        client.get(reverse("suspicions"))
        counts = []
        for more in (2, 9):
            for _ in range(more):
                scanned(published_story(portal, title="Nhà cái", body=[("text", LINK)]))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("suspicions"))
            counts.append(len(asked))

        assert counts[0] == counts[1]
