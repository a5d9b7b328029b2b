"""A file whose examination takes longer than a request may: usable in drafts, shown to nobody, published not before."""

from __future__ import annotations

import io
import time
import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import django_rq
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from redis.exceptions import ConnectionError as RedisConnectionError
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.images.models import SourceImageIOError
from wagtail.models import ModelLogEntry

from editorial import jobs
from editorial.checking.actions import TextBlocked
from editorial.checking.reading import findings_of
from editorial.media import rounds
from editorial.media.examining import examine_file, examine_waiting
from editorial.models import ArticlePage, PortalDocument, PortalImage
from editorial.review.actions import UnableToApprove, approve_story, submit_story
from portals.boards.enums import Position
from portals.boards.models import User
from portals.jobs.schedules import ROUTINE
from portals.uploads import apart
from portals.uploads.apart import BY_JOB
from portals.uploads.states import Examination
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_story,
    picture_block,
    published_story,
)
from tests.support.files import pdf, picture, upload, zipped
from tests.support.inboxes import in_inbox
from tests.support.tiring import png
from tests.support.visiting import visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

# Far more than a request takes, far less than the attacks took.
SOON = 15


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def editor(portal):
    return make_member(portal, Position.EDITOR)


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


@pytest.fixture
def desk(editor):
    return desk_client(editor)


@pytest.fixture
def in_a_hurry(settings):
    """No request waits for anything."""
    settings.PORTALS_UPLOAD_SECONDS = 0


def kept_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def send(desk, portal, name: str, content: bytes, kind: str = "docs") -> Any:
    sent = {"file": upload(name, content), "title": "Lịch tiêm", "collection": portal.collection_id}
    return desk.post(reverse(f"wagtail{kind}:add"), sent)


def sent_document(
    desk, portal, content: bytes | None = None, name: str = "a.pdf"
) -> PortalDocument:
    send(desk, portal, name, pdf() if content is None else content)
    return PortalDocument.objects.get()


def sent_image(desk, portal, content: bytes | None = None) -> PortalImage:
    send(desk, portal, "a.jpg", picture() if content is None else content, "images")
    return PortalImage.objects.get()


def photo_on_its_side() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Hãng máy"
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "blue").save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()


def approved(story: ArticlePage, head) -> None:
    approve_story(story=story, actor=head, now=timezone.now())


@pytest.mark.usefixtures("in_a_hurry")
class TestAFileThatTakesLong:
    def test_is_kept_and_said_to_be_examined(self, desk, portal):
        document = sent_document(desk, portal)
        shown = body(desk.get(reverse("wagtaildocs:edit", args=[document.pk]))).decode()

        assert document.examination == Examination.EXAMINING
        assert "Đang kiểm tra" in shown

    def test_is_given_to_nobody(self, desk, portal):
        document = sent_document(desk, portal)
        published_story(portal, body=[("file", {"document": document, "title": "Tệp"})])

        assert visit(portal, document.url).status_code == 503
        refused = desk.get(document.url)
        assert refused.status_code == 403

    def test_that_was_refused_is_gone_for_the_public(self, desk, portal):
        document = sent_document(desk, portal, pdf("script on opening"))
        published_story(portal, body=[("file", {"document": document, "title": "Tệp"})])
        jobs.examine_document_now(document.pk)

        assert visit(portal, document.url).status_code == 410

    def test_is_examined_by_the_job_of_its_own(
        self, desk, portal, django_capture_on_commit_callbacks
    ):
        content = pdf()
        django_rq.get_queue(ROUTINE).empty()
        with django_capture_on_commit_callbacks(execute=True):
            document = sent_document(desk, portal, content)
        [job] = [
            job
            for job in django_rq.get_queue(ROUTINE).jobs
            if job.func_name.endswith("examine_document_now")
        ]
        job.func(*job.args, **job.kwargs)
        django_rq.get_queue(ROUTINE).empty()

        document.refresh_from_db()
        assert document.examination == Examination.FINE
        opened = desk.get(document.url)
        assert opened.status_code == 200
        assert body(opened) == content

    def test_that_is_bad_is_refused_with_reason_and_nothing_of_it_stays(
        self, desk, editor, portal, own_media, django_capture_on_commit_callbacks
    ):
        document = sent_document(desk, portal, pdf("script on opening"))
        assert kept_files(own_media)
        with django_capture_on_commit_callbacks(execute=True):
            assert jobs.examine_document_now(document.pk)

        document.refresh_from_db()
        shown = body(desk.get(reverse("wagtaildocs:edit", args=[document.pk]))).decode()
        assert document.examination == Examination.REFUSED
        assert "mã lệnh" in document.refusal
        assert document.refusal in shown
        assert kept_files(own_media) == []
        assert desk.get(document.url).status_code == 403
        entry = ModelLogEntry.objects.get(action="editorial.refuse_file")
        assert (entry.data["portal"], entry.data["reason"]) == (portal.pk, document.refusal)

    def test_that_is_bad_waits_in_the_inbox_of_who_sent_it_until_it_is_deleted(
        self, desk, editor, head, portal
    ):
        document = sent_document(desk, portal, pdf("script on opening"))
        assert self.told(editor) == []
        jobs.examine_document_now(document.pk)

        [line] = self.told(editor)
        assert line.note == PortalDocument.objects.get().refusal
        assert line.url == reverse("wagtaildocs:edit", args=[document.pk])
        assert self.told(head) == []
        assert desk.post(reverse("wagtaildocs:delete", args=[document.pk])).status_code == 302
        assert self.told(editor) == []

    def told(self, user) -> list[Any]:
        return in_inbox(user, "refused-file")

    def test_goes_on_waiting_where_it_could_not_be_examined(
        self, desk, portal, own_media, monkeypatch
    ):
        document = sent_document(desk, portal)
        before = kept_files(own_media)
        with monkeypatch.context() as broken:
            broken.setattr(apart, "_ready", None)
            broken.setattr(apart.sys, "executable", "/nowhere/python")
            assert not jobs.examine_document_now(document.pk)

        document.refresh_from_db()
        assert document.examination == Examination.EXAMINING
        assert kept_files(own_media) == before
        later = timezone.now() + timedelta(minutes=5)
        assert examine_waiting(limit=jobs.EXAMINED_A_ROUND, now=later) == 1

    def test_is_examined_once(self, desk, portal):
        document = sent_document(desk, portal)
        assert jobs.examine_document_now(document.pk)
        assert not jobs.examine_document_now(document.pk)
        assert not jobs.examine_document_now(document.pk + 1)

    def test_is_not_seen_by_another_portals_officer(self, desk, portal):
        document = sent_document(desk, portal)
        other = desk_client(make_member(make_portal(), Position.HEAD))

        assert other.get(document.url).status_code == 404
        assert other.get(reverse("wagtaildocs:edit", args=[document.pk])).status_code == 404


@pytest.mark.usefixtures("in_a_hurry")
class TestWhereTheQueueIsAway:
    def test_a_file_is_taken_and_the_clock_finds_it(
        self, desk, portal, monkeypatch, django_capture_on_commit_callbacks
    ):
        def away(_enqueue: object) -> None:
            raise RedisConnectionError

        monkeypatch.setattr("portals.jobs.queueing.enqueue_quickly", away)
        with django_capture_on_commit_callbacks(execute=True):
            document = sent_document(desk, portal)
            image = sent_image(desk, portal)

        # Whoever has a job still is left to it.
        assert jobs.examine_files() == 0
        for model in (PortalDocument, PortalImage):
            model.objects.update(created_at=timezone.now() - timedelta(minutes=2))
        assert jobs.examine_files() == 2
        document.refresh_from_db()
        image.refresh_from_db()
        assert document.is_fine
        assert image.is_fine


@pytest.mark.usefixtures("in_a_hurry")
class TestAPictureThatTakesLong:
    def test_is_drawn_by_nobody_before(self, desk, portal):
        image = sent_image(desk, portal)

        assert image.examination == Examination.EXAMINING
        assert (image.width, image.height) == (40, 30)
        with pytest.raises(SourceImageIOError):
            image.get_rendition("width-20")
        shown = desk.get(reverse("wagtailimages:edit", args=[image.pk]))
        assert "Đang kiểm tra" in body(shown).decode()
        assert desk.get(reverse("wagtailimages:index")).status_code == 200

    def test_is_drawn_anew_and_nothing_of_the_old_one_stays(
        self, desk, portal, own_media, django_capture_on_commit_callbacks
    ):
        image = sent_image(desk, portal, photo_on_its_side())
        uploaded = image.file.name
        with django_capture_on_commit_callbacks(execute=True):
            assert jobs.examine_image_now(image.pk)

        image.refresh_from_db()
        assert image.is_fine
        assert (image.width, image.height) == (40, 60)
        assert image.file.name != uploaded
        [kept] = kept_files(own_media)
        content = kept.read_bytes()
        assert "Hãng máy".encode() not in content
        assert image.file_size == len(content)
        assert image.get_rendition("width-20").width == 20

    def test_that_is_none_is_refused(self, desk, portal, own_media):
        image = sent_image(desk, portal, picture(size=(400, 400))[:700])
        jobs.examine_image_now(image.pk)

        image.refresh_from_db()
        assert image.examination == Examination.REFUSED
        with pytest.raises(SourceImageIOError):
            image.get_rendition("width-20")
        assert desk.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 200

    def test_leaves_no_file_where_the_row_cannot_be_written(
        self, desk, portal, own_media, monkeypatch
    ):
        image = sent_image(desk, portal)
        before = kept_files(own_media)

        def fail(self, **_options: object) -> None:
            self.file.save(self.file.name, self.file.file, save=False)
            raise RuntimeError

        monkeypatch.setattr(PortalImage, "save", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            jobs.examine_image_now(image.pk)
        assert kept_files(own_media) == before

    def test_is_shown_as_such_in_a_preview(self, desk, portal, editor):
        image = sent_image(desk, portal)
        document = sent_document(desk, portal)
        story = make_story(
            portal,
            author=editor,
            lead_image=image,
            lead_image_alt="Cầu",
            body=[("file", {"document": document, "title": ""})],
        )
        shown = body(desk.get(reverse("story_review", args=[story.pk]))).decode()
        assert shown.count("đang được kiểm tra") >= 2

    def test_has_no_renditions_either_where_several_are_asked_for(self, desk, portal, own_media):
        image = sent_image(desk, portal)
        before = kept_files(own_media)

        with pytest.raises(SourceImageIOError):
            image.get_renditions("width-20", "width-10")
        assert kept_files(own_media) == before
        assert not image.renditions.exists()


@pytest.mark.usefixtures("in_a_hurry")
class TestWhatHappensMeanwhile:
    """The examination takes a minute, a form is open for an hour."""

    def test_words_that_people_typed_are_kept(self, desk, portal):
        image = sent_image(desk, portal)
        loaded_by_the_job = PortalImage.objects.get()
        PortalImage.objects.update(title="Chợ phiên", credit="Báo xã")

        assert examine_file(item=loaded_by_the_job)
        image.refresh_from_db()
        assert image.is_fine
        assert (image.title, image.credit) == ("Chợ phiên", "Báo xã")

    @pytest.mark.parametrize("kind", ["docs", "images"])
    def test_a_form_of_before_does_not_take_the_verdict_back(self, desk, portal, kind):
        item = sent_document(desk, portal) if kind == "docs" else sent_image(desk, portal)
        form = get_document_form(PortalDocument) if kind == "docs" else get_image_form(PortalImage)
        opened = form(
            {"title": "Chợ phiên", "collection": portal.collection_id, "tags": ""},
            instance=type(item).objects.get(),
            user=User.objects.get(pk=item.uploaded_by_user_id),
        )
        assert opened.is_valid(), opened.errors
        assert examine_file(item=type(item).objects.get())
        opened.save()

        judged = type(item).objects.get()
        assert judged.is_fine
        assert judged.title == "Chợ phiên"
        with judged.file.open("rb") as kept:
            assert len(kept.read()) == judged.file_size

    def test_a_file_that_was_lost_is_refused(self, desk, portal):
        document = sent_document(desk, portal)
        document.file.storage.delete(document.file.name)

        assert jobs.examine_document_now(document.pk)
        document.refresh_from_db()
        assert document.examination == Examination.REFUSED
        assert document.refusal == "Tệp đã bị mất. Hãy gửi lại."


@pytest.mark.usefixtures("in_a_hurry")
class TestTheRound:
    def test_goes_on_past_those_that_cannot_be_examined(self, desk, portal):
        waiting = [make_image(portal) for _ in range(jobs.EXAMINED_A_ROUND + 1)]
        PortalImage.objects.update(examination=Examination.EXAMINING)
        document = sent_document(desk, portal)
        for model in (PortalDocument, PortalImage):
            model.objects.update(created_at=timezone.now() - timedelta(minutes=2))
        good = waiting[-1]
        for image in waiting[:-1]:
            # A storage that fails.
            Path(image.file.path).unlink()
            Path(image.file.path).mkdir()

        now = timezone.now()
        with pytest.raises(ExceptionGroup):
            examine_waiting(limit=jobs.EXAMINED_A_ROUND, now=now)
        document.refresh_from_db()
        assert document.is_fine
        # Those that failed wait longer than until the next round.
        with suppress(ExceptionGroup):
            examine_waiting(limit=jobs.EXAMINED_A_ROUND, now=now + timedelta(minutes=2))
        good.refresh_from_db()
        assert good.is_fine

    def test_begins_no_file_that_it_cannot_finish(self, desk, portal, monkeypatch, settings):
        longest = settings.RQ_QUEUES[ROUTINE]["DEFAULT_TIMEOUT"]
        assert rounds.LONGEST_ROUND + BY_JOB.seconds < longest
        sent_document(desk, portal)
        PortalDocument.objects.update(created_at=timezone.now() - timedelta(minutes=2))
        monkeypatch.setattr(rounds, "LONGEST_ROUND", -1)

        assert jobs.examine_files() == 0
        assert PortalDocument.objects.get().examination == Examination.EXAMINING


class TestAText:
    @pytest.fixture
    def document(self, desk, portal, in_a_hurry):
        return sent_document(desk, portal)

    @pytest.fixture
    def submitted(self, portal, editor, document):
        story = make_story(
            portal, author=editor, body=[("file", {"document": document, "title": ""})]
        )
        submit_story(story=story, actor=editor, now=timezone.now())
        return ArticlePage.objects.get(pk=story.pk)

    def test_is_not_published_before_its_file_is_examined(self, submitted, head, document):
        with pytest.raises(UnableToApprove, match="Lịch tiêm"):
            approved(submitted, head)
        submitted.refresh_from_db()
        assert not submitted.live

        jobs.examine_document_now(document.pk)
        approved(submitted, head)
        submitted.refresh_from_db()
        assert submitted.live

    def test_says_so_in_its_checks(self, submitted):
        found = {one.code: one for one in findings_of(submitted, now=timezone.now())}
        assert found["file-examined"].severity == "warning"
        assert "Lịch tiêm" in found["file-examined"].message

    def test_is_not_published_with_a_refused_file(self, desk, submitted, head, document):
        PortalDocument.objects.update(examination="refused", refusal="Có mã lệnh.")
        with pytest.raises(UnableToApprove, match="Có mã lệnh"):
            approved(submitted, head)

    def test_is_not_even_submitted_with_one(self, portal, editor, document):
        PortalDocument.objects.update(examination="refused", refusal="Có mã lệnh.")
        story = make_story(
            portal, author=editor, body=[("file", {"document": document, "title": ""})]
        )
        with pytest.raises(TextBlocked, match="Có mã lệnh"):
            submit_story(story=story, actor=editor, now=timezone.now())

    @pytest.mark.parametrize("where", ["lead", "body"])
    def test_is_not_published_with_a_picture_that_waits(
        self, desk, portal, editor, head, in_a_hurry, where
    ):
        image = sent_image(desk, portal)
        shown: dict[str, Any] = (
            {"lead_image": image, "lead_image_alt": "Cầu"}
            if where == "lead"
            else {"body": [picture_block(image)]}
        )
        story = make_story(portal, author=editor, **shown)
        submit_story(story=story, actor=editor, now=timezone.now())
        story = ArticlePage.objects.get(pk=story.pk)

        with pytest.raises(UnableToApprove, match="Lịch tiêm"):
            approved(story, head)
        jobs.examine_image_now(image.pk)
        approved(story, head)

    def test_names_the_file_to_the_chief_in_words(self, submitted, head):
        chief = desk_client(head)
        answer = chief.post(reverse("story_approve", args=[submitted.pk]), follow=True)
        shown = body(answer).decode()
        assert "“Lịch tiêm” còn đang được kiểm tra" in shown


class TestQuickWriting:
    def sent(self, desk, portal, count: int) -> Any:
        photos = {f"photo-{n}": upload(f"{n}.jpg", picture()) for n in range(count)}
        alts = {f"alt-{n}": "Cầu mới" for n in range(count)}
        return desk.post(
            reverse("quick_write"),
            {
                "key": str(uuid.uuid4()), "portal": portal.pk, "title": "Cầu mới", "act": "submit",
                "text": "Sáng nay xã mở cầu.", "section": "tin-tuc", **photos, **alts,
            },
            headers={"accept": "application/json"},
        )  # fmt: skip

    def test_keeps_photos_that_take_long(self, desk, portal, in_a_hurry, head):
        answer = self.sent(desk, portal, 3)

        assert answer.status_code == 201
        states = set(PortalImage.objects.values_list("examination", flat=True))
        assert states == {Examination.EXAMINING}
        story = ArticlePage.objects.get()
        assert story.workflow_in_progress
        with pytest.raises(UnableToApprove):
            approved(story, head)

    def test_has_them_at_once_where_there_is_time(self, desk, portal):
        self.sent(desk, portal, 2)
        states = list(PortalImage.objects.values_list("examination", flat=True))
        assert states == [Examination.FINE] * 2


class TestAttacks:
    """What held a web thread for half a minute is answered at once, and ends refused."""

    @pytest.mark.asvs("5.2.3")
    def test_an_archive_of_pictures_without_end(self, desk, portal, settings):
        settings.PORTALS_UPLOAD_SECONDS = 0.8
        content = zipped({f"{n}.png": png(10_900, 10_900) for n in range(8)})
        began = time.monotonic()
        send(desk, portal, "a.zip", content)
        assert time.monotonic() - began < SOON

        for document in PortalDocument.objects.all():
            jobs.examine_document_now(document.pk)
        assert not PortalDocument.objects.exclude(examination=Examination.REFUSED).exists()

    def test_a_refusal_gives_one_reason_and_keeps_what_was_typed(self, desk, portal, settings):
        settings.PORTALS_UPLOAD_SECONDS = 10
        answer = send(desk, portal, "a.zip", zipped({f"{n}.txt": b"x" for n in range(51)}))
        form = answer.context["form"]
        assert [list(told) for told in form.errors.values()] == [
            ["Tệp nén có hơn 50 tệp. Hãy chia nhỏ."]
        ]
        assert form["title"].value() == "Lịch tiêm"
        assert not PortalDocument.objects.exists()

    @pytest.mark.parametrize(
        ("content", "size"),
        [
            (lambda: png(10_900, 10_900), (10_900, 10_900)),
            (lambda: gif_of_many(2_000), (2, 2)),
            (picture, (40, 30)),
        ],
        ids=["many pixels", "many pictures", "honest"],
    )
    def test_a_picture_is_never_drawn_by_the_request(
        self, desk, portal, settings, monkeypatch, content, size
    ):
        made = content()
        name = {b"GI": "a.gif", b"\xff\xd8": "a.jpg"}.get(made[:2], "a.png")
        settings.PORTALS_UPLOAD_SECONDS = 0

        def drawn(*_arguments: object, **_options: object) -> None:
            raise AssertionError("A picture was drawn in the request.")

        # Nor is its header read there, which may be as long as the file.
        monkeypatch.setattr("PIL.Image.open", drawn)
        monkeypatch.setattr("PIL.ImageFile.ImageFile.load", drawn)
        began = time.monotonic()
        answer = send(desk, portal, name, made, "images")
        assert answer.status_code == 302
        assert time.monotonic() - began < SOON
        image = PortalImage.objects.get()
        assert image.examination == Examination.EXAMINING
        assert (image.width, image.height) == size

    @pytest.mark.parametrize("way", ["desk", "quick"])
    def test_a_picture_whose_header_does_not_end_is_refused(
        self, desk, portal, own_media, monkeypatch, in_a_hurry, way
    ):
        monkeypatch.setattr(apart, "A_GLANCE", replace(apart.A_GLANCE, seconds=0))
        if way == "desk":
            told = body(send(desk, portal, "a.jpg", picture(), "images")).decode()
        else:
            told = TestQuickWriting().sent(desk, portal, 1).json()["said"]

        assert "Chưa kiểm tra kịp" in told
        assert not PortalImage.objects.exists()
        assert kept_files(own_media) == []


def gif_of_many(count: int) -> bytes:
    frames = [Image.new("P", (2, 2), number % 200) for number in range(count)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


class TestTheRow:
    @pytest.mark.parametrize(
        "state",
        [
            {"examination": "refused"},
            {"examination": "fine", "refusal": "Có mã lệnh."},
            {"examination": "examining", "refusal": "Có mã lệnh."},
            {"examination": "khac"},
        ],
        ids=["no reason", "fine with reason", "examining with reason", "unknown"],
    )
    def test_holds_a_reason_with_a_refusal_and_with_nothing_else(self, portal, state):
        document = make_document(portal)
        assert document.is_fine
        with pytest.raises(IntegrityError), transaction.atomic():
            PortalDocument.objects.filter(pk=document.pk).update(**state)
