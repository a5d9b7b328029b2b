"""What the pages of the handbook name is still there: addresses, words on the screen, places, codes, pictures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polib
import pytest
import wagtail
from django.conf import settings
from django.contrib.staticfiles import finders

from editorial.content_scan.kinds import ThreatKind
from portals.learning.enums import HandbookReader
from portals.learning.handover import handover_papers
from portals.learning.markup import as_blocks, as_html, desk_links_of, labels_of
from portals.learning.pages import UnreadablePage, page_of_code, read_handbook_page, shipped_pages
from portals.learning.searching import pages_found
from portals.learning.tasks import RETURNED, help_page, page_for_task
from scoring.measures.registry import known_measures
from tests.walls import views

PAGES = list(shipped_pages().values())
NAMES = {name for name, _parameters in views()}
# Where the framework's own help stands in for ours: its pages are not mapped one by one.
OURS = re.compile(r"(?!wagtail)")


def gone(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{slug}: {', '.join(names)}" for slug, names in found.items() if names)


def test_no_address_is_gone() -> None:
    def is_gone(task: str) -> bool:
        if task.endswith("*"):
            return not any(name.startswith(task[:-1]) for name in NAMES)
        return task not in {*NAMES, RETURNED}

    wrong = {
        page.slug: [task for task in (*page.tasks, *desk_links_of(page.text)) if is_gone(task)]
        for page in PAGES
    }
    assert not gone(wrong), gone(wrong)


def test_each_page_of_the_desk_has_help() -> None:
    assert [name for name in sorted(NAMES) if page_for_task(name) is None] == []
    # Ours are told by themselves and not by what tells of the desk as a whole.
    general = page_for_task("wagtailadmin_home")
    unnamed = [
        name for name in sorted(NAMES)
        if OURS.match(name) and page_for_task(name) is general and name not in general.tasks
    ]  # fmt: skip
    assert [name for name in unnamed if not name.startswith("handbook_")] == []


def test_no_word_of_the_screen_is_gone() -> None:
    ours = Path(settings.ROOT).glob("*/locale/vi/LC_MESSAGES/django.mo")
    framework = Path(wagtail.__file__).parent.glob("**/locale/vi/LC_MESSAGES/django.mo")
    said = {
        text
        for file in (*ours, *framework)
        for entry in polib.mofile(str(file))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    }
    texts = {one.slug: one.text for one in PAGES}
    texts |= {name: paper.text for name, paper in handover_papers().items()}
    wrong = {
        name: [one for one in labels_of(text) if one not in said] for name, text in texts.items()
    }
    assert not gone(wrong), gone(wrong)
    assert sum(len(labels_of(page.text)) for page in PAGES) > 150


def test_no_place_is_gone() -> None:
    templates = "\n".join(
        file.read_text("utf-8") for file in (Path(settings.ROOT) / "templates").rglob("*.html")
    )
    names = set(re.findall(r"[\w-]+", templates))
    wrong = {
        page.slug: [one for one in page.selectors if not set(re.findall(r"[\w-]+", one)) <= names]
        for page in PAGES
    }
    assert not gone(wrong), gone(wrong)
    assert any(page.selectors for page in PAGES)


def test_no_code_is_gone_and_each_measure_leads_somewhere() -> None:
    checks = "\n".join(
        file.read_text("utf-8")
        for file in (Path(settings.ROOT) / "editorial/checking").glob("*.py")
    )
    codes = set(page_of_code())
    findings = {code.removeprefix("finding:") for code in codes if code.startswith("finding:")}
    threats = {f"threat-{kind.value}" for kind in ThreatKind}
    assert {one for one in findings - threats if f'"{one}"' not in checks} == set()
    assert threats <= findings
    assert set(re.findall(r'Finding\(\s*"([a-z-]+)"', checks)) <= findings
    measures = {code.removeprefix("measure:") for code in codes if code.startswith("measure:")}
    assert measures == {measure.code for measure in known_measures()}


def test_no_picture_is_gone() -> None:
    wrong = {
        page.slug: [page.picture]
        for page in PAGES
        if page.picture and not finders.find(f"portals/learning/pictures/{page.picture}")
    }
    assert not gone(wrong), gone(wrong)
    assert all(page.picture_text for page in PAGES if page.picture)


def test_each_role_finds_its_pages() -> None:
    for reader in HandbookReader:
        assert any(reader in page.readers for page in PAGES), reader
    assert {page.slug for page in PAGES if page.is_open} >= {"dang-nhap", "mat-khau", "loi-moi"}


class TestReading:
    @pytest.mark.parametrize(
        "content", ["chỉ có chữ", "---\ntitle: Một\nfor: [writer]\nlạ: 1\n---\nchữ\n"]
    )
    def test_refuses_what_is_no_page(self, content: str) -> None:
        with pytest.raises(UnreadablePage):
            read_handbook_page("mot", content)

    def test_marks_words_of_the_screen_and_obeys_no_markup(self) -> None:
        html = as_html("1. Bấm [[Gửi duyệt]].\n\n<script>x</script> [lạ](javascript:x)")
        assert "<strong>Gửi duyệt</strong>" in html
        assert "<script" not in html
        assert 'href="javascript' not in html

    def test_leads_to_pages_of_the_desk_and_nowhere_by_a_wrong_name(self) -> None:
        assert '<a href="/viet-nhanh/">viết</a>' in as_html("[viết](desk:quick_write)")
        assert as_html("[viết](desk:no_such_page)") == "<p>viết</p>\n"

    def test_tells_a_typesetter_of_lists_and_bold_words(self) -> None:
        (nested,) = as_blocks("1. Một\n\n   Thêm\n   - Trong\n2. Hai")
        told = ["".join(run["text"] for run in item) for item in nested["items"]]
        assert told == ["Một Thêm", "Trong", "Hai"]
        assert as_blocks("Một\n\n    thụt vào")[1]["runs"][0]["text"] == "thụt vào"
        first, steps = as_blocks("Một **hai**\n\n1. Bấm [[Lưu]]\n2. Xong")
        assert first["runs"][1] == {"text": "hai", "bold": True}
        assert steps["kind"] == "ol"
        assert steps["items"][0][1] == {"text": "Lưu", "bold": True}


class TestSearching:
    def test_asks_for_no_accents_and_puts_titles_first(self) -> None:
        found = [one.slug for one in pages_found("dinh chinh", PAGES)]
        assert found[0] in {"dinh-chinh", "dinh-chinh-theo-yeu-cau"}
        assert next(one.slug for one in pages_found("lịch làm việc", PAGES)) == "lich-lam-viec"

    def test_finds_nothing_where_a_word_is_missing(self) -> None:
        assert pages_found("đính chính xyzt", PAGES) == []
        assert pages_found("  ", PAGES) == []


class TestHelp:
    def test_prefers_an_exact_name_and_whoever_is_meant(self) -> None:
        assert help_page("case_extend").slug == "gia-han-yeu-cau"
        assert help_page("case_that_is_new").slug == "tiep-nhan-yeu-cau"
        assert help_page("nobody_knows").slug == "tim-duong"

    def test_shows_only_open_pages_outside(self) -> None:
        assert page_for_task("account_login", only_open=True) is not None
        assert page_for_task("story_review", only_open=True) is None


def test_the_mark_tells_texts_apart() -> None:
    assert PAGES[0].mark == replace(PAGES[0]).mark
    assert PAGES[0].mark != replace(PAGES[0], text="khác").mark
