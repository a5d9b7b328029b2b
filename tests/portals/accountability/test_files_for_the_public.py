"""Files that go out with a public answer: chosen, looked at page by page, drawn by a job, approved as they are."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdfium2 as pdfium
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from portals.accountability import drawing
from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.answering import (
    AnswerWords,
    approve_draft,
    return_draft,
    save_draft,
    submit_draft,
)
from portals.accountability.actions.publishing import (
    choose_files,
    confirm_page,
    copies_to_release,
    order_copy,
)
from portals.accountability.drawing import MOST_ATTEMPTS, draw_waiting_files
from portals.accountability.enums import RedactionState
from portals.accountability.models import CaseFile, FileRedaction, RedactionPage
from portals.boards.enums import Position
from portals.refusals import NotYourOffice, Refusal
from portals.uploads.states import Examination
from tests.factories import make_member
from tests.portals.accountability.cases import PUBLIC, local, make_case, waits_for_approval
from tests.portals.redaction.letters import NAME, letter
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(portal):
    return make_case(portal, wants_public=True, person_name=NAME)


def sent(case, content: bytes | None = None, name: str = "thu.pdf", **more) -> CaseFile:
    kind = "application/pdf" if name.endswith("pdf") else "image/png"
    content = letter() if content is None else content
    return CaseFile.objects.create(
        case=case, file=ContentFile(content, name=name), name=name, size=len(content), sha256="0" * 64,
        **{"media_type": kind, "examination": Examination.FINE, "added_at": local(2), **more},
    )  # fmt: skip


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "png")
    return out.getvalue()


def chosen(file: CaseFile, actor, title: str = "Đơn") -> FileRedaction:
    choose_files(case=file.case, titles={file.pk: title}, actor=actor, now=local(3))
    return FileRedaction.objects.get(original=file)


def drawn(file: CaseFile, actor, boxes=None) -> FileRedaction:
    """The file as its public copy, by all steps; its proposed boxes where no others are given."""
    redaction = chosen(file, actor)
    assert draw_waiting_files(now=local(3)) == 1
    for page in redaction.pages.all():
        edges = page.boxes if boxes is None else boxes
        confirm_page(page=page, boxes=list(map(tuple, edges)), actor=actor, now=local(3))
    order_copy(redaction=redaction, actor=actor, now=local(3))
    assert draw_waiting_files(now=local(3)) == 1
    redaction.refresh_from_db()
    return redaction


def words_in(file: CaseFile) -> str:
    with file.file.open() as content:
        pdf = pdfium.PdfDocument(content.read())
        return "".join(page.get_textpage().get_text_range() for page in pdf)


class TestTheCopy:
    def test_hides_what_was_proposed_and_keeps_the_rest_to_be_read(self, case, editor) -> None:
        file = sent(case)
        assert not file.redacted.exists()
        redaction = drawn(file, editor)
        assert redaction.state == RedactionState.DONE
        copy = redaction.copy
        assert (copy.redacted_from, copy.by_person, copy.case) == (file, False, case)
        assert copy.examination == Examination.FINE
        words = words_in(copy)
        assert "Trân trọng" in words
        for secret in ("027189004512", "0912", "van@example.vn", NAME.upper()):
            assert secret not in words
        assert "Đơn" not in copy.file.name
        # Each of them by its own reason, none with the words.
        (page,) = redaction.pages.all()
        assert page.has_words
        assert page.picture.size > 1000
        assert {kind for *_edges, kind, _why in page.proposed} >= {
            "identity",
            "phone",
            "email",
            "name",
        }
        assert not any(secret in str(page.proposed) for secret in ("0912", "027189004512"))

    def test_is_as_a_person_corrected_it(self, case, editor) -> None:
        redaction = drawn(sent(case), editor, boxes=[(0, 0, 10_000, 3_000)])
        words = words_in(redaction.copy)
        assert "van@example.vn" in words
        assert "UBND" not in words

    def test_of_a_photo_is_drawn_anew(self, case, editor) -> None:
        redaction = drawn(sent(case, photo(), "anh.png"), editor, boxes=[(0, 0, 5_000, 10_000)])
        (page,) = redaction.pages.all()
        assert (page.width, page.height, page.has_words) == (40, 20, False)
        with redaction.copy.file.open() as content:
            picture = Image.open(content).convert("L")
            assert redaction.copy.media_type == f"image/{Image.open(content).format.lower()}"
        assert picture.getpixel((5, 10)) < 20
        assert picture.getpixel((35, 10)) > 230

    def test_is_not_drawn_before_each_page_was_looked_at(self, case, editor) -> None:
        redaction = chosen(sent(case), editor)
        draw_waiting_files(now=local(3))
        with pytest.raises(NotPossible, match="1"):
            order_copy(redaction=redaction, actor=editor, now=local(3))
        assert draw_waiting_files(now=local(3)) == 0

    def test_goes_when_a_page_is_changed_or_the_file_is_left_out(
        self, case, editor, django_capture_on_commit_callbacks
    ) -> None:
        redaction = drawn(sent(case), editor)
        copy = redaction.copy
        page = redaction.pages.get()
        with django_capture_on_commit_callbacks(execute=True):
            confirm_page(page=page, boxes=[], actor=editor, now=local(3))
        assert not CaseFile.objects.filter(pk=copy.pk).exists()
        assert not default_storage.exists(copy.file.name)
        redaction.refresh_from_db()
        assert redaction.state == RedactionState.LOOKED_AT
        unfit = {sent(case, b"x").pk: " "}
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotPossible):
            choose_files(case=case, titles=unfit, actor=editor, now=local(3))
        assert redaction.pages.get() == page
        assert default_storage.exists(page.picture.name)
        with django_capture_on_commit_callbacks() as once_kept:
            choose_files(case=case, titles={}, actor=editor, now=local(3))
        assert default_storage.exists(page.picture.name)
        for callback in once_kept:
            callback()
        assert not FileRedaction.objects.exists()
        assert not RedactionPage.objects.exists()
        assert not default_storage.exists(page.picture.name)
        assert not CaseFile.objects.filter(by_person=False).exists()

    def test_that_was_overtaken_is_thrown_away(self, case, editor, monkeypatch) -> None:
        redaction = chosen(sent(case, photo(), "anh.png"), editor)
        inner = drawing._pages

        def and_meanwhile(*given):
            FileRedaction.objects.update(changed_at=local(4))
            return inner(*given)

        monkeypatch.setattr(drawing, "_pages", and_meanwhile)
        assert draw_waiting_files(now=local(3)) == 0
        assert not redaction.pages.exists()

    def test_that_cannot_be_made_is_told_and_keeps_the_answer_back(
        self, case, editor, monkeypatch
    ) -> None:
        broken = chosen(sent(case, b"%PDF-1.4 nothing of a file"), editor)
        assert draw_waiting_files(now=local(3)) == 1
        broken.refresh_from_db()
        assert broken.state == RedactionState.FAILED
        assert broken.fault
        with pytest.raises(NotPossible):
            copies_to_release(case)
        page = desk_client(editor).get(reverse("case_files", args=[case.pk])).text
        assert broken.fault in page
        # What the machine could not do is tried again some times.
        choose_files(case=case, titles={}, actor=editor, now=local(3))
        slow = chosen(CaseFile.objects.get(), editor)

        def never(*_given):
            raise drawing.Unfinished

        monkeypatch.setattr(drawing, "_pages", never)
        assert [draw_waiting_files(now=local(3)) for _time in range(MOST_ATTEMPTS)] == [
            *[0] * (MOST_ATTEMPTS - 1), 1,
        ]  # fmt: skip
        slow.refresh_from_db()
        assert slow.state == RedactionState.FAILED

    def test_of_too_many_pages_is_refused_in_words(self, case, editor) -> None:
        pdf = pdfium.PdfDocument.new()
        for _page in range(200):
            pdf.new_page(100, 100)
        out = io.BytesIO()
        pdf.save(out)
        long = chosen(sent(case, out.getvalue()), editor)
        draw_waiting_files(now=local(3))
        long.refresh_from_db()
        assert (long.state, "60" in long.fault) == (RedactionState.FAILED, True)


class TestWhoMay:
    def test_only_editors_of_the_board_in_charge_choose(self, case, portal, theirs, editor) -> None:
        file = sent(case)
        for stranger in (theirs, make_member(portal, Position.CONTRIBUTOR)):
            with pytest.raises(NotYourOffice):
                chosen(file, stranger)
        page = RedactionPage.objects.create(
            redaction=chosen(file, editor), number=0, width=9, height=9, has_words=False,
            picture=ContentFile(b"x", name="x.jpg"),
        )  # fmt: skip
        FileRedaction.objects.update(state=RedactionState.LOOKED_AT)
        with pytest.raises(NotYourOffice):
            confirm_page(page=page, boxes=[], actor=theirs, now=local(3))
        with pytest.raises(NotYourOffice):
            order_copy(redaction=page.redaction, actor=theirs, now=local(3))

    @pytest.mark.parametrize(
        "fault",
        [
            {"examination": Examination.EXAMINING},
            {"examination": Examination.REFUSED},
            {"by_person": False},
            {"media_type": "application/zip"},
        ],
        ids=str,
    )
    def test_only_what_was_found_fine_goes_out(self, case, editor, fault) -> None:
        with pytest.raises(NotPossible):
            chosen(sent(case, b"x", **fault), editor)

    def test_nothing_of_another_request_nor_without_the_persons_will(
        self, case, portal, editor
    ) -> None:
        other = sent(make_case(portal, wants_public=False), b"x")
        for whose in (case, other.case):
            with pytest.raises(NotPossible):
                choose_files(case=whose, titles={other.pk: "Đơn"}, actor=editor, now=local(3))
        for title in (" ", "x" * 151):
            with pytest.raises(NotPossible):
                chosen(sent(case, b"x"), editor, title)

    def test_no_box_off_the_page(self, case, editor) -> None:
        redaction = chosen(sent(case, photo(), "anh.png"), editor)
        draw_waiting_files(now=local(3))
        page = redaction.pages.get()
        for edges in (
            (5, 0, 5, 9),
            (0, 9, 5, 9),
            (-1, 0, 5, 9),
            (0, 0, 10_001, 9),
            (0, 0, 9, 10_001),
        ):
            with pytest.raises(NotPossible):
                confirm_page(page=page, boxes=[edges], actor=editor, now=local(3))


class TestWithTheAnswer:
    def test_waits_until_its_copies_are_ready_and_goes_out_as_it_was_seen(
        self, case, head, editor
    ) -> None:
        redaction = chosen(sent(case, photo(), "anh.png"), editor)
        said = AnswerWords("Sẽ sửa.", **PUBLIC)
        draft = save_draft(case=case, words=said, actor=editor, now=local(3))
        with pytest.raises(NotPossible):
            submit_draft(draft=draft, actor=editor, now=local(3))
        draw_waiting_files(now=local(3))
        page = redaction.pages.get()
        confirm_page(page=page, boxes=[], actor=editor, now=local(3))
        order_copy(redaction=redaction, actor=editor, now=local(3))
        draw_waiting_files(now=local(3))
        draft = submit_draft(draft=case.drafts.get(), actor=editor, now=local(3))
        (copy,) = copies_to_release(case)
        client = desk_client(head)
        with time_machine.travel(local(4), tick=False):
            shown = client.get(reverse("case_approve", args=[case.pk])).text
        assert reverse("case_file", args=[copy.pk]) in shown
        # Another title than the one it was drawn under.
        FileRedaction.objects.update(title="Ảnh hố ga")
        with time_machine.travel(local(4), tick=False):
            assert ">Ảnh hố ga</a>" in client.get(reverse("case_approve", args=[case.pk])).text
            stale = {
                "saved_at": draft.saved_at.isoformat(),
                "files_seen": f'{{"{copy.pk}": "Đơn"}}',
            }
            assert client.post(reverse("case_approve", args=[case.pk]), stale).status_code == 200
        for seen in ({copy.pk: "Đơn"}, {}):
            with pytest.raises(NotPossible):
                copies_to_release(case, seen)
        assert copies_to_release(case, {copy.pk: "Ảnh hố ga"}) == (copy,)
        # While it waits nothing of it changes.
        for act in (
            lambda: choose_files(case=case, titles={}, actor=editor, now=local(3)),
            lambda: confirm_page(page=page, boxes=[], actor=editor, now=local(3)),
            lambda: order_copy(redaction=redaction, actor=editor, now=local(3)),
        ):
            with pytest.raises(Refusal):
                act()
        # Sent back and changed behind the page that somebody still has open.
        later = local(3) + timedelta(minutes=5)
        return_draft(draft=draft, reason="Sửa", actor=editor, now=later)
        choose_files(case=case, titles={}, actor=editor, now=later)
        submit_draft(draft=draft, actor=editor, now=later)
        with pytest.raises(NotPossible):
            approve_draft(
                draft=draft,
                actor=head,
                now=local(4),
                saved_at=draft.saved_at,
                files={copy.pk: "Ảnh hố ga"},
            )
        with time_machine.travel(local(4), tick=False):
            seen = {
                "saved_at": draft.saved_at.isoformat(),
                "files_seen": f'{{"{copy.pk}": "Ảnh hố ga"}}',
            }
            assert client.post(reverse("case_approve", args=[case.pk]), seen).status_code == 200
            case.refresh_from_db()
            assert not case.outcome
            seen["files_seen"] = ""
            assert client.post(reverse("case_approve", args=[case.pk]), seen).status_code == 302

    def test_nothing_is_changed_once_it_has_ended(self, case, head, editor) -> None:
        file = sent(case, photo(), "anh.png")
        draft = waits_for_approval(case, editor, local(3), **PUBLIC)
        approve_draft(draft=draft, actor=head, now=local(4))
        with pytest.raises(NotPossible):
            chosen(file, editor)


class TestOnTheDesk:
    def test_by_pages_without_a_script(self, case, editor, theirs) -> None:
        file = sent(case)
        client = desk_client(editor)
        choose = reverse("case_files", args=[case.pk])
        with time_machine.travel(local(3), tick=False):
            assert choose in client.get(reverse("case_page", args=[case.pk])).text
            client.post(choose, {f"out_{file.pk}": "on", f"title_{file.pk}": "Đơn gửi xã"})
            redaction = FileRedaction.objects.get()
            page = reverse("public_page", args=[redaction.pk, 1])
            assert client.get(page).status_code == 404
            told = client.get(choose).text
            assert 'role="status"' in told
            draw_waiting_files(now=local(3))
            shown = client.get(page)
            assert "no-store" in shown["Cache-Control"]
            assert "027189004512" not in shown.text
            boxes = redaction.pages.get().boxes
            assert shown.text.count('name="paint"') == len(boxes) == shown.text.count("<rect")
            picture = client.get(reverse("public_page_picture", args=[redaction.pk, 1]))
            assert picture["Content-Type"] == "image/jpeg"
            assert "no-store" in picture["Cache-Control"]
            for address in (page, reverse("public_page_picture", args=[redaction.pk, 1]), choose):
                assert desk_client(theirs).get(address).status_code == 404
            kept = " ".join(map(str, boxes[0]))
            seen = shown.context["form"]["seen"].value()
            half = {"seen": seen, "paint": [kept], "left_2": "10.5", "top_2": "20"}
            refused = client.post(page, half)
            assert refused.status_code == 200
            # Ticks that were taken away stay so, and half a box stands as it was typed.
            assert refused.text.count(" checked") == 1
            assert 'value="10.5"' in refused.text
            added = {**half, "right_2": "30", "bottom_2": "25"}
            assert client.post(page, {**added, "stay": "1"}).url == page
            assert sorted(redaction.pages.get().boxes) == sorted(
                [boxes[0], [1050, 2000, 3000, 2500]]
            )
            # Whoever had the page open before takes no box away that was added since.
            for stale in (seen, ""):
                late = client.post(page, {"seen": stale, "paint": [kept]})
                assert late.status_code == 200
            assert [1050, 2000, 3000, 2500] in redaction.pages.get().boxes
            # What was dropped is still offered.
            anew = client.get(page)
            assert anew.text.count('name="paint"') == len(boxes) + 1
            added["seen"] = anew.context["form"]["seen"].value()
            assert client.post(page, {**added, "draw": "1"}).url == choose
            redaction.refresh_from_db()
            assert redaction.state == RedactionState.DRAWING
            assert "<form" in client.get(choose).text

    def test_refusals_keep_what_was_typed(self, case, editor) -> None:
        file = sent(case, b"x")
        client = desk_client(editor)
        with time_machine.travel(local(3), tick=False):
            told = client.post(
                reverse("case_files", args=[case.pk]),
                {f"out_{file.pk}": "on", f"title_{file.pk}": " ", "revision": case.revision},
            )
        assert told.status_code == 200
        assert not FileRedaction.objects.exists()
        assert "checked" in told.text
