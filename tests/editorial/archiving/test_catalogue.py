"""What is known of an archive while it is made: whose a file is, and what stays on the disk of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from editorial.archiving.catalogue import ArchiveCatalogue, Filed
from editorial.archiving.search_files import WORDS_SEARCHED, SearchWriter
from editorial.archiving.store import ArchiveFolder

ONE, OTHER = "mot.example.vn", "hai.example.vn"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[ArchiveCatalogue]:
    made = ArchiveCatalogue(tmp_path / "catalogue")
    yield made
    made.close()


def test_a_file_that_another_portal_shows_stays_when_one_is_written_anew(
    catalogue: ArchiveCatalogue,
) -> None:
    for name in ("tep/a.pdf", "tep/b.pdf"):
        catalogue.keep(Filed(name, "0", 1, "0", "kho", host=ONE, path=f"/{name}", kind="file"))
        catalogue.note_use(name, ONE)
    catalogue.note_use("tep/a.pdf", OTHER)

    assert dict(catalogue.forget_portal(ONE)) == {"tep/a.pdf": OTHER, "tep/b.pdf": None}

    kept = catalogue.file("tep/a.pdf")
    assert kept is not None
    assert (kept.host, kept.path) == (OTHER, "/tep/a.pdf")
    assert catalogue.file("tep/b.pdf") is None


def test_what_is_as_in_the_archive_before_leaves_nothing_of_a_round_before(
    catalogue: ArchiveCatalogue, tmp_path: Path
) -> None:
    before = b"without"
    line = {"sha256": sha256(before).hexdigest(), "size": len(before), "held": "goc"}
    catalogue.remember([("tim/a.js", json.dumps(line))])
    folder = ArchiveFolder(tmp_path, catalogue, "thang-1")

    folder.put("tim/a.js", b"with what is recalled a moment later")
    assert (tmp_path / "tim/a.js").exists()
    assert folder.put("tim/a.js", before).held == "goc"
    assert not (tmp_path / "tim/a.js").exists()


def test_a_style_is_kept_as_long_as_pages_of_an_archive_that_loads_it(
    catalogue: ArchiveCatalogue, tmp_path: Path
) -> None:
    line = {"sha256": "0", "size": 1, "held": "goc"}
    styles = {"tep/static/a.css": ["goc"], "tep/static/b.css": ["goc", "thang-1"]}
    lines = [(name, {**line, "name": name, "named_by": by}) for name, by in styles.items()]
    lines += [("a.html", {**line, "held": "thang-1", "same": "1"}), ("a.pdf", line)]
    catalogue.remember((name, json.dumps({**told, "name": name})) for name, told in lines)
    folder = ArchiveFolder(tmp_path, catalogue, "thang-2")
    # A page of the second month and a file of the base are as they were; no page of the base is.
    assert folder.put("a.html", b"", same="1").held == "thang-1"
    catalogue.keep(Filed("a.pdf", "0", 1, "0", "goc"))

    folder.keep_statics_of_kept_pages()

    kept = {filed.name: filed for filed in catalogue.files()}
    assert kept.keys() == {"a.html", "a.pdf", "tep/static/b.css"}
    style = kept["tep/static/b.css"]
    assert (style.held, style.sha256, style.named_by) == ("goc", "0", "goc thang-1")


def test_what_is_searched_ends_with_a_whole_word() -> None:
    file = BytesIO()
    text = "x" * (WORDS_SEARCHED - 4) + " liên thôn"
    SearchWriter(file, ONE).add("a.html", "Đường", text)
    row = json.loads(file.getvalue().decode().splitlines()[1].rstrip(","))
    assert row == ["Đường", "a.html", "x" * (WORDS_SEARCHED - 4)]
