"""The search of an archive, as a browser runs it from a disk, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from editorial.archiving.writing import write_archive
from editorial.public_record.recording import record_waiting
from tests.factories import make_portal, published_story
from tests.portals.ledger.writing import SIGNER


@pytest.fixture
def folder(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    settings.LEDGER_KEY = SIGNER.secret_text
    settings.MEDIA_ROOT = tmp_path / "media"
    for title in ("Đường về Đại Phúc", "Duong doi cua to"):
        published_story(make_portal(), title=title)
    record_waiting(now=timezone.now())
    to = tmp_path / "kho"
    write_archive(to, wait=0, now=timezone.now(), tell=lambda _said: None)
    return to


def found(page: Page, words: str) -> set[str]:
    page.locator("#ket-qua").evaluate("list => list.replaceChildren()")
    page.locator("#trang-thai").evaluate("said => { said.textContent = ''; }")
    page.fill("#q", words)
    page.press("#q", "Enter")
    expect(page.locator("#trang-thai")).to_contain_text(":")
    return set(page.locator("#ket-qua > li > a").all_inner_texts())


def test_words_are_found_with_marks_and_without(folder: Path, page: Page) -> None:
    page.goto(f"file://{folder}/tim/index.html")
    both = {"Đường về Đại Phúc", "Duong doi cua to"}
    assert found(page, "duong") >= both
    assert found(page, "đường đại") & both == {"Đường về Đại Phúc"}
    assert found(page, "DUONG dai") & both == {"Đường về Đại Phúc"}
    assert found(page, "dường") & both == set()
    assert found(page, "không-có-chữ-này") == set()
    found(page, "đường đại phúc")
    page.locator("#ket-qua > li > a").first.click()
    assert page.url.startswith("file://")
    expect(page.locator("h1")).to_contain_text("Đường về Đại Phúc")
