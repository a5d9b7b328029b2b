"""What readers download of a story at its own portal is the very file whose hash the ledger holds."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ActToRecord, Placement, StoryPage, StoryPaper
from editorial.placements.actions import withdraw_story
from editorial.public.pdf import stories as saved
from editorial.public_record import papers
from editorial.public_record.recording import FIRST_WAIT, record_waiting
from portals.boards.enums import Position
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def entries(story: StoryPage) -> list[Entry]:
    rows = LedgerEntry.objects.filter(subject=str(story.pk)).order_by("pk")
    return [Entry.from_bytes(bytes(row.entry)) for row in rows]


def download(portal: object, story: StoryPage, **headers: str) -> object:
    return visit(portal, f"{story.public_path().rstrip('/')}.pdf", **headers)


def content_of(answer: object) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def record() -> None:
    record_waiting(now=timezone.now())


def correct(story: StoryPage) -> None:
    page = StoryPage.objects.get(pk=story.pk).specific
    page.lead = "Đã khác."
    page.save_revision().publish()


def files(tmp_path: object) -> list[object]:
    return list(tmp_path.rglob("*.pdf"))


class TestThePaper:
    def test_stands_right_behind_its_publication_and_is_what_is_downloaded(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        before = content_of(download(portal, story))
        record()
        published, paper = entries(story)
        assert (published.kind, paper.kind) == ("publication", "paper")
        assert paper.body["text"] == published.body["text"]
        answer = download(portal, story)
        written = content_of(answer)
        assert sha256(written).hexdigest() == paper.body["sha256"]
        assert answer["ETag"] == f'"{paper.body["sha256"]}"'
        assert f"{story.slug}.pdf" in answer["Content-Disposition"]
        # Who took it in the minute before has the same.
        assert before == written

    def test_stays_the_same_whatever_becomes_of_the_typesetter(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        portal = make_portal()
        story = published_story(portal)
        record()
        monkeypatch.setattr(saved, "typeset", lambda *_a, **_k: b"%PDF-another")
        written = content_of(download(portal, story))
        assert sha256(written).hexdigest() == entries(story)[-1].body["sha256"]
        # Without the file it is typeset as before.
        paper = StoryPaper.objects.get()
        paper.file.storage.delete(paper.file.name)
        assert content_of(download(portal, story)) == b"%PDF-another"

    def test_of_an_earlier_version_is_not_served(self, tmp_path: object) -> None:
        portal = make_portal()
        story = published_story(portal)
        record()
        first = content_of(download(portal, story))
        correct(story)
        between = content_of(download(portal, story))
        record()
        assert first != between == content_of(download(portal, story))
        assert [one.kind for one in entries(story)] == ["publication", "paper"] * 2

    def test_is_made_of_no_version_that_was_replaced_meanwhile(self) -> None:
        story = published_story(make_portal())
        correct(story)
        record()
        assert [one.kind for one in entries(story)] == ["publication", "publication", "paper"]

    def test_goes_with_the_withdrawal_and_its_hash_stays(
        self, tmp_path: object, django_capture_on_commit_callbacks: object
    ) -> None:
        portal = make_portal()
        story = published_story(portal)
        record()
        assert len(files(tmp_path)) == 1
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        assert download(portal, story).status_code == 410
        with django_capture_on_commit_callbacks(execute=True):
            record()
        assert files(tmp_path) == []
        assert not StoryPaper.objects.exists()
        assert [one.kind for one in entries(story)] == ["publication", "paper", "withdrawal"]

    def test_that_cannot_be_made_holds_nothing_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        portal = make_portal()
        story = published_story(portal)

        def fail(*_: object, **__: object) -> bytes:
            raise OSError("no such picture")

        with monkeypatch.context() as patched:
            patched.setattr(papers, "typeset_story", fail)
            with pytest.raises(ExceptionGroup):
                record()
            assert [one.kind for one in entries(story)] == ["publication"]
            correct(story)
            with pytest.raises(ExceptionGroup):
                record()
            assert [one.kind for one in entries(story)] == ["publication"] * 2
        record_waiting(now=timezone.now() + FIRST_WAIT)
        assert [one.kind for one in entries(story)] == ["publication"] * 2 + ["paper"]
        assert not ActToRecord.objects.exists()

    def test_leaves_no_file_where_its_entry_fails(
        self, tmp_path: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        story = published_story(make_portal())
        monkeypatch.setattr(
            papers.StoryPaper, "sha256", property(lambda _one: "none", lambda _one, _value: None)
        )
        with pytest.raises(ExceptionGroup):
            record()
        assert files(tmp_path) == []
        assert [one.kind for one in entries(story)] == ["publication"]


class TestOnAnotherPortal:
    def test_it_has_its_frame_and_says_where_the_proven_one_is(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        province, _district, (commune, *_) = make_province_tree(1)
        story = published_story(province)
        record()
        republished(story, commune)
        told: list[dict] = []
        monkeypatch.setattr(saved, "typeset", lambda _to, given, **_: told.append(given) or b"")
        there = Placement.objects.select_related("section", "story").get(
            story=story, portal=commune
        )
        visit(commune, f"{there.path.rstrip('/')}.pdf")
        own = Placement.objects.select_related("section", "story").get(story=story, portal=province)
        assert f"{province.site.hostname}" in told[0]["original"]
        assert told[0]["original"].endswith(f"{own.path.rstrip('/')}.pdf")
        assert told[0]["portal"] == commune.title
