"""The page on which a story proves itself, and what is taken home from it."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from editorial.enums import RemovalKind
from editorial.models import ActToRecord, Correction, Placement
from editorial.placements.actions import withdraw_story
from editorial.public_record.recording import record_waiting
from editorial.public_record.standing import note_standing
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.ledger.actions import append
from portals.ledger.growing import grow
from portals.ledger.keys import add_key
from portals.ledger.models import LedgerEntry
from portals.ledger.notes import countersign
from portals.ledger.proofs import Proof
from portals.ledger.queries import checkpoint_of, newest_checkpoint
from portals.ledger.signing import take
from portals.pagecache.freshness import HEADER
from syndication.recalls.recalling import recall_story
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    make_story,
    published_story,
)
from tests.portals.ledger.writing import SIGNER, WITNESS
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signs(settings: object) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text


def settle() -> None:
    """Have the jobs do what they do within a minute."""
    record_waiting(now=timezone.now())
    grow(now=timezone.now())


def correct(story: object, note: str = "Số đúng là 12.") -> None:
    Correction.objects.create(
        story=story, text=note, written_by=make_member(make_portal()), written_at=timezone.now()
    )
    page = type(story).objects.get(pk=story.pk)
    page.lead = f"{page.lead} Đã sửa."
    page.save_revision().publish()


def text_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def files_of(content: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {info.filename.partition("/")[2]: archive.read(info) for info in archive.infolist()}


class TestThePage:
    def test_says_who_published_exactly_this_and_where_it_stands(self) -> None:
        portal = make_portal()
        make_portal("province")
        story = published_story(portal)
        settle()
        path = story.public_path()
        assert f'href="{path}xac-thuc/"' in visit(portal, path).content.decode()
        answer = visit(portal, f"{path}xac-thuc/")
        assert answer.status_code == 200
        told = text_of(answer)
        entry = LedgerEntry.objects.get(subject=str(story.pk), kind="publication")
        index = entry.leaf.index
        assert escape(f"{portal.agency} đã đăng đúng nguyên văn bài đang đứng ở đây.") in told
        assert f"mục {index}" in told
        assert newest_checkpoint().note.splitlines()[2] in told
        assert f"/so-cai/proof/{index}.tlog-proof" in told
        assert f"{path}xac-thuc.zip" in told
        assert 'name="robots" content="noindex"' in told
        assert HEADER not in answer

    def test_says_what_is_still_to_come(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        address = f"{story.public_path()}xac-thuc/"
        answer = visit(portal, address)
        assert "Bài này chưa có trong sổ cái." in text_of(answer)
        assert "trong vài phút" in text_of(answer)
        assert float(answer[HEADER]) < timezone.now().timestamp() + 11
        record_waiting(now=timezone.now())
        assert "Chưa có vị trí trong sổ cái: trong vài phút nữa." in text_of(visit(portal, address))
        settle()
        assert "trong vài phút" not in text_of(visit(portal, address))

    def test_says_that_nothing_signed_it(self, settings: object) -> None:
        settings.LEDGER_KEY = ""
        portal = make_portal()
        story = published_story(portal)
        settle()
        told = text_of(visit(portal, f"{story.public_path()}xac-thuc/"))
        assert "Sổ cái chưa được ký." in told
        assert "chưa ký: trong vài phút" in told
        assert visit(portal, f"{story.public_path()}xac-thuc.zip").status_code == 404

    def test_believes_no_signature_of_another_key(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        portal = make_portal()
        story = published_story(portal)
        settle()
        monkeypatch.setattr("portals.ledger.recorded.known_keys", list)
        told = text_of(visit(portal, f"{story.public_path()}xac-thuc/"))
        assert "Sổ cái chưa được ký." in told
        assert "is not signed by its key" in caplog.text

    def test_says_of_a_story_without_an_entry_that_nothing_is_proven(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        ActToRecord.objects.all().delete()
        told = text_of(visit(portal, f"{story.public_path()}xac-thuc/"))
        assert "Bài này không có trong sổ cái." in told
        assert "Tự kiểm chứng" not in told

    def test_says_of_a_former_story_that_it_is_proven_since_it_was_put_on_record(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        ActToRecord.objects.all().delete()
        note_standing(now=timezone.now())
        address = f"{story.public_path()}xac-thuc/"
        told = text_of(visit(portal, address))
        assert "Bài này chưa có trong sổ cái." in told
        assert "chờ đến lượt" in told
        assert "trong vài phút" not in told
        settle()
        told = text_of(visit(portal, address))
        said = f"{portal.agency} đã ghi nhận đúng nguyên văn bài đang đứng ở đây."
        assert escape(said) in told
        assert "trước lúc ghi nhận không được chứng minh" in told
        assert escape(f"{portal.agency} ghi nhận bài “{story.title}” đang đăng tại") in told
        assert "đã đăng đúng nguyên văn" not in told
        assert any(
            name.endswith("-standing.tlog-proof")
            for name in files_of(visit(portal, f"{story.public_path()}xac-thuc.zip").content)
        )
        correct(story)
        settle()
        told = text_of(visit(portal, address))
        assert "là bản đính chính" in told
        assert "trước lúc ghi nhận" not in told

    def test_tells_corrections_in_order_and_that_the_text_is_the_last(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        settle()
        correct(story)
        told = text_of(visit(portal, f"{story.public_path()}xac-thuc/"))
        assert "chưa ghi, chưa có vị trí hoặc chưa ký" in told
        settle()
        told = text_of(visit(portal, f"{story.public_path()}xac-thuc/"))
        assert "là bản đính chính" in told
        assert told.index("đăng “") < told.index("đính chính “")
        assert "Số đúng là 12." in told

    def test_names_who_countersigned(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        settle()
        add_key(WITNESS.key, now=timezone.now())
        newest = newest_checkpoint()
        line = countersign(checkpoint_of(newest), WITNESS, timezone.now())
        address = f"{story.public_path()}xac-thuc/"
        assert "Chưa có cơ quan bên ngoài nào ký lưu chứng" in text_of(visit(portal, address))
        take((newest.note + line.line).encode(), now=timezone.now())
        told = text_of(visit(portal, address))
        assert WITNESS.name in told
        assert "Chưa có cơ quan bên ngoài nào ký lưu chứng" not in told

    def test_names_no_person(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        head.last_name, head.first_name = "Trần Thị", "Kín Đáo"
        head.save()
        story = published_story(portal)
        settle()
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai số liệu",
            actor=head,
            now=timezone.now(),
        )
        settle()
        answer = visit(portal, f"{story.public_path()}xac-thuc/")
        packed = files_of(visit(portal, f"{story.public_path()}xac-thuc.zip").content)
        for name in ("Kín Đáo", head.username):
            assert name not in answer.content.decode()
            assert all(name.encode() not in content for content in packed.values())


class TestAStoryThatStandsElsewhereToo:
    def test_is_told_as_another_portals(self) -> None:
        home, other = make_portal(), make_portal()
        story = published_story(home)
        placement = republished(story, other)
        settle()
        told = text_of(visit(other, f"{placement.path}xac-thuc/"))
        assert escape(home.agency) in told
        assert "không viết bài này mà đăng lại nguyên văn" in told
        assert f"{home.site.hostname}" in told

    def test_is_told_as_written_by_the_agency_of_its_entry(self) -> None:
        home, other = make_portal(), make_portal()
        story = published_story(home)
        placement = republished(story, other)
        settle()
        assert escape(other.agency) + " đã đăng đúng" not in text_of(
            visit(other, f"{placement.path}xac-thuc/")
        )

    def test_is_nothing_where_it_does_not_stand(self) -> None:
        story = published_story(make_portal())
        settle()
        other = make_portal()
        for step in ("xac-thuc/", "xac-thuc.zip"):
            assert visit(other, story.public_path() + step).status_code == 404


class TestWhatIsNotPublic:
    def test_is_nothing(self) -> None:
        portal = make_portal()
        story = make_story(portal)
        for step in ("xac-thuc/", "xac-thuc.zip"):
            assert visit(portal, story.public_path() + step).status_code == 404
            assert visit(portal, f"/tin-tuc/khong-co-999999/{step}").status_code == 404

    def test_is_nothing_where_the_page_was_taken_off_without_a_removal(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        settle()
        type(story).objects.filter(pk=story.pk).update(live=False)
        for step in ("xac-thuc/", "xac-thuc.zip"):
            assert visit(portal, story.public_path() + step).status_code == 404


class TestAnotherSpelling:
    def test_leads_to_the_right_one(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        for step in ("xac-thuc/", "xac-thuc.zip"):
            answer = visit(portal, f"/tin-tuc/khac-{story.pk}/{step}")
            assert answer.status_code == 301
            assert answer["Location"] == story.public_path() + step

    def test_of_a_moved_story_leads_to_where_it_stands(self) -> None:
        home, other = make_portal(), make_portal()
        story = published_story(home)
        path = story.public_path()
        placement = Placement.objects.get(story=story)
        placement.removed_at, placement.removal_kind = timezone.now(), RemovalKind.MOVED
        placement.save()
        now_at = republished(story, other)
        Placement.objects.filter(pk=now_at.pk).update(role="origin")
        answer = visit(home, f"{path}xac-thuc/")
        assert answer.status_code == 301
        assert answer["Location"] == f"{main_origin(other)}{now_at.path}xac-thuc/"


class TestAWithdrawnStory:
    def test_says_so_and_by_whom_and_shows_no_text(self) -> None:
        portal = make_portal()
        story = published_story(portal, lead="Câu này không còn hiện ra.")
        settle()
        path = story.public_path()
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai số liệu",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        settle()
        gone = visit(portal, path)
        assert gone.status_code == 410
        assert f'href="{path}xac-thuc/"' in gone.content.decode()
        answer = visit(portal, f"{path}xac-thuc/")
        assert answer.status_code == 200
        told = text_of(answer)
        assert "Bài này không còn ở đây." in told
        assert escape(f"{portal.agency} gỡ") in told
        assert "Sai số liệu" in told
        assert "Câu này không còn hiện ra." not in told
        assert "đúng nguyên văn bài đang đứng" not in told

    def test_is_recalled_everywhere(self) -> None:
        province, _district, communes = make_province_tree(2)
        story = published_story(communes[0])
        placement = republished(story, communes[1])
        settle()
        recall_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Nhầm người",
            actor=make_member(province, Position.HEAD),
            now=timezone.now(),
        )
        settle()
        told = text_of(visit(communes[1], f"{placement.path}xac-thuc/"))
        assert escape(province.agency) in told
        assert "thu hồi" in told
        assert "Nhầm người" in told


class TestWhatIsTakenHome:
    def test_are_proofs_of_all_acts_and_the_keys(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        other = published_story(portal)
        settle()
        correct(story)
        settle()
        answer = visit(portal, f"{story.public_path()}xac-thuc.zip")
        assert answer["Content-Type"] == "application/zip"
        assert "attachment" in answer["Content-Disposition"]
        files = files_of(answer.content)
        proofs = [Proof.parse(data) for name, data in files.items() if name.endswith("proof")]
        # Each text with its PDF.
        assert len(proofs) == 4
        for proof in proofs:
            proof.verify([SIGNER.key])
            assert f'"content":"{story.pk}"'.encode() in proof.entry
            assert f'"content":"{other.pk}"'.encode() not in proof.entry
        assert files["keys"] == f"log {SIGNER.key}\n".encode()
        how_to = files["DOC-TRUOC.txt"].decode("utf-8-sig")
        assert all(name in how_to for name in files if name != "DOC-TRUOC.txt")
        assert answer.content == visit(portal, f"{story.public_path()}xac-thuc.zip").content


class TestQueries:
    def test_do_not_grow_with_the_ledger_or_with_acts(self) -> None:
        portal = make_portal()
        make_portal("province")
        story = published_story(portal)
        settle()
        asked = []
        for corrections in (0, 5):
            for _ in range(corrections):
                correct(story)
            for number in range(corrections * 55):
                append_withdrawal(number)
            settle()
            row = []
            for step in ("", "xac-thuc/", "xac-thuc.zip"):
                # What a process keeps is known then.
                visit(portal, story.public_path() + step)
                with CaptureQueriesContext(connection) as queries:
                    assert visit(portal, story.public_path() + step).status_code == 200
                row.append(len(queries))
            asked.append(row)
        assert asked[0][:2] == asked[1][:2]
        # Of full tiles there is one only now; they have a query of their own.
        assert asked[0][2] == asked[1][2] - 1


def append_withdrawal(number: int) -> None:
    """An entry about something else."""
    body = {"content": f"x{number}", "address": "https://khac.example.vn/", "reason": "Sai"}
    append("withdrawal", body, portal=None, office="Sở Khác", at=timezone.now())
