"""The catalogues: complete, compiled, and ahead of what the installed packages lack."""

import re
import shutil
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
import wagtail
from django.core.management import call_command
from django.utils.translation import gettext, override
from django.utils.translation.trans_real import DjangoTranslation

from portals.framework_patches.link_fields import LINK_FORMS
from tests.support.processes import ROOT

OURS = ROOT / "portals" / "locale_wagtail" / "vi" / "LC_MESSAGES"
FLOORS = [
    ROOT / floor / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    for floor in ("portals", "editorial", "syndication", "scoring")
]
CATALOGUES = [*FLOORS, OURS / "django.po", OURS / "djangojs.po"]
# The packages of Wagtail that some role gets to see.
COVERED = (
    ".",
    "admin",
    "images",
    "documents",
    "snippets",
    "search",
    "users",
    "contrib/typed_table_block",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[ds]|\{\w*\}")
TAG = re.compile(r"<[^>]+>")

type Key = tuple[str | None, str]
type Entry = polib.POEntry | polib.MOEntry


def key(entry: Entry) -> Key:
    return entry.msgctxt, entry.msgid


def texts(entry: Entry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def current(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def differing(entries: list[polib.POEntry], pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts whose matches of `pattern` are those of neither number of the English."""
    for entry in entries:
        sources = (entry.msgid, entry.msgid_plural or entry.msgid)
        wanted = [Counter(pattern.findall(source)) for source in sources]
        for text in texts(entry):
            if text and Counter(pattern.findall(text)) not in wanted:
                yield entry.msgid


def lacking(domain: str) -> list[Key]:
    """What the covered packages say in English and neither they nor we say in Vietnamese."""
    ours = {key(entry) for entry in current(OURS / f"{domain}.po")}
    missing: list[Key] = []
    for package in COVERED:
        folder = Path(wagtail.__file__).parent / package / "locale"
        english = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
        vietnamese = folder / "vi" / "LC_MESSAGES" / f"{domain}.po"
        if not english.exists():
            continue
        theirs = (
            {key(entry) for entry in current(vietnamese) if entry.translated()}
            if vietnamese.exists()
            else set()
        )
        missing += [key(entry) for entry in current(english) if key(entry) not in theirs | ours]
    return missing


@pytest.mark.parametrize(
    "path", CATALOGUES, ids=lambda path: f"{path.parts[-5]}-{path.parts[-4]}-{path.stem}"
)
class TestCatalogue:
    def test_is_compiled_as_it_stands(self, path: Path) -> None:
        compiled = polib.mofile(str(path.with_suffix(".mo")))
        source = [entry for entry in current(path) if entry.translated()]
        assert {key(entry): texts(entry) for entry in compiled} == {
            key(entry): texts(entry) for entry in source
        }

    def test_keeps_placeholders(self, path: Path) -> None:
        assert list(differing(current(path), PLACEHOLDER)) == []

    def test_keeps_markup(self, path: Path) -> None:
        assert list(differing(current(path), TAG)) == []

    def test_composes_its_letters(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text)

    def test_names_each_text_once(self, path: Path) -> None:
        counts = Counter(key(entry) for entry in current(path))
        assert [found for found, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
class TestPackages:
    def test_are_translated_entirely(self, domain: str) -> None:
        entries = current(OURS / f"{domain}.po")
        assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy] == []

    def test_lack_nothing_that_is_seen(self, domain: str) -> None:
        assert lacking(domain) == [], "new in the installed Wagtail"

    def test_keep_the_spaces_around_a_text(self, domain: str) -> None:
        def around(text: str) -> tuple[str, str]:
            return text[: -len(text.lstrip()) or None], text[len(text.rstrip()) :]

        assert [
            entry.msgid
            for entry in current(OURS / f"{domain}.po")
            for text in texts(entry)
            if around(text) != around(entry.msgid)
        ] == []


# Said by both, and right in both places.
SHARED = {"Caption", "any", "More", "Move", "Section", "Show", "expired", "finished at", "owner"}
# A state of a proposal; Wagtail asks by it for images that no page uses.
SHARED |= {"Not used"}


class TestFloors:
    def test_translate_a_text_alike(self) -> None:
        """At run time one of two would win on every page."""
        said: defaultdict[Key, set[tuple[str, ...]]] = defaultdict(set)
        for path in FLOORS:
            for entry in current(path):
                said[key(entry)].add(tuple(texts(entry)))
        assert {text: ways for text, ways in said.items() if len(ways) > 1} == {}

    @pytest.mark.parametrize("path", FLOORS, ids=lambda path: path.parts[-5])
    def test_are_complete(self, path: Path) -> None:
        assert [
            entry.msgid for entry in current(path) if not entry.translated() or entry.fuzzy
        ] == []


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """A project of two floors, each with an empty catalogue, that makemessages runs in."""
    for floor in ("portals", "editorial"):
        (tmp_path / floor / "locale").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    settings.ROOT = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "portals" / "locale", tmp_path / "editorial" / "locale"]
    return tmp_path


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
class TestCollecting:
    """`manage.py makemessages`."""

    @pytest.mark.parametrize(
        ("file", "floor"),
        [
            ("editorial/review/views.py", "editorial"),
            ("templates/editorial/review/page.html", "editorial"),
            ("templates/portals/page.html", "portals"),
            ("templates/account/login.html", "portals"),
            ("portals/views.py", "portals"),
            ("tests/editorial/test_words.py", None),
        ],
    )
    def test_gives_a_text_to_its_floor(self, checkout: Path, file: str, floor: str | None) -> None:
        (checkout / file).parent.mkdir(parents=True, exist_ok=True)
        (checkout / file).write_text(
            '{% load i18n %}{% translate "A new text" %}'
            if file.endswith(".html")
            else 'gettext("A new text")'
        )
        call_command("makemessages", locale=["vi"], verbosity=0)
        collected = {path.parts[-5] for path in checkout.rglob("django.po") if current(path)}
        assert collected == ({floor} if floor else set())

    def test_writes_no_hour(self, checkout: Path) -> None:
        (checkout / "portals" / "views.py").write_text('gettext("A new text")')
        call_command("makemessages", locale=["vi"], verbosity=0)
        assert (
            "POT-Creation-Date"
            not in (checkout / "portals/locale/vi/LC_MESSAGES/django.po").read_text()
        )


class TestOverriding:
    def test_leaves_words_of_wagtail_their_meaning(self) -> None:
        """Ours come first wherever the English is the same, so a column of Wagtail's may change its name."""
        theirs = {
            key(entry): entry.msgstr
            for path in [
                *(Path(wagtail.__file__).parent / "admin/locale/vi/LC_MESSAGES").glob("django.po"),
                OURS / "django.po",
            ]
            for entry in current(path)
        }
        changed = {
            entry.msgid
            for path in FLOORS
            for entry in current(path)
            if key(entry) in theirs and theirs[key(entry)].lower() != entry.msgstr.lower()
        }
        spelled_otherwise = {"Cancel", "Delete", "Edit", "Email", "Public"}
        assert changed - SHARED - spelled_otherwise == set()

    def test_reaches_the_server(self) -> None:
        with override("vi"):
            assert gettext("Save draft") == "Lưu bản nháp"
            assert gettext("Unpublish") == "Gỡ"

    def test_reaches_the_browser_with_the_packages_of_wagtails_view(self) -> None:
        folder = str(Path(wagtail.__file__).parent / "admin" / "locale")
        served = DjangoTranslation("vi", domain="djangojs", localedirs=[folder])
        assert served.gettext("Autosave in progress…") == "Đang tự lưu…"
        assert served.gettext("Edit") == "Sửa"


class TestFormsOfWagtail:
    def test_name_their_fields_for_a_catalogue(self) -> None:
        unnamed = [
            (form.__name__, name)
            for form in LINK_FORMS
            for name, field in form.base_fields.items()
            if not field.label
        ]
        assert unnamed == []
