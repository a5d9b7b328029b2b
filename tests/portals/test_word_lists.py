"""Words that rules look for: those shipped, and what the province adds in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from portals.settings import values
from portals.word_lists import SHIPPED, word_list
from tests.support.processes import ROOT

NAMES = sorted(file.stem for file in SHIPPED.glob("*.txt"))
FOUND = """
import django
django.setup()
from editorial.review.subjects import PATTERNS
from portals.content_security.words import gambling_in
print([*gambling_in("Nhà cái và quay số trúng lớn")], [s for s, p in PATTERNS.items() if p.search("luân phiên ghế")])
"""


@pytest.fixture
def own(tmp_path, settings) -> Path:
    """A folder of the province's own; what was read before is forgotten, before and after."""
    settings.PORTALS_WORDS_FOLDER = str(tmp_path)
    word_list.cache_clear()
    yield tmp_path
    word_list.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_list_holds_each_expression_once_and_composed(name: str) -> None:
    lines = [line for line in (SHIPPED / f"{name}.txt").read_text().splitlines() if line[:1] != "#"]

    assert list(word_list(name)) == lines
    assert all(unicodedata.is_normalized("NFC", line) and line == line.strip() for line in lines)
    assert len(lines) > 2


class TestTheProvincesOwn:
    def test_lines_come_behind_those_shipped(self, own) -> None:
        shipped = word_list("gambling")
        word_list.cache_clear()
        (own / "gambling.txt").write_text(
            "# của tỉnh\nquay số trúng lớn  # mới\n\nnhà cái\n"
            + unicodedata.normalize("NFD", "cá kiếm")
        )

        assert word_list("gambling") == (*shipped, "quay số trúng lớn", "cá kiếm")

    def test_lists_that_it_leaves_alone_are_as_shipped(self, own) -> None:
        (own / "gambling.txt").write_text("quay số trúng lớn")

        assert "quay số trúng lớn" not in word_list("subject-land")

    def test_a_file_that_adds_to_no_list_is_told(self, tmp_path) -> None:
        (tmp_path / "gamblin.txt").write_text("quay số")

        with pytest.raises(values.Malformed, match=r"gamblin\.txt"):
            values.words_folder(str(tmp_path))

    def test_are_looked_for_by_a_process_that_starts_with_them(self, tmp_path) -> None:
        (tmp_path / "gambling.txt").write_text("quay số trúng lớn")
        (tmp_path / "subject-personnel.txt").write_text("luân phiên ghế")
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "portals.settings.test"}

        said = [
            subprocess.run(
                [sys.executable, "-c", FOUND], cwd=ROOT, env=env | more, capture_output=True,
                text=True, check=True,
            ).stdout.strip()
            for more in ({}, {"WORDS_FOLDER": str(tmp_path)})
        ]  # fmt: skip

        assert said == [
            "['nhà cái'] []",
            "['nhà cái', 'quay số trúng lớn'] [SensitiveSubject.PERSONNEL]",
        ]
