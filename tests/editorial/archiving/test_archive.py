"""All that is public as plain files: whole, browsable from a disk, proven, and nothing that is not public."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.archiving import drafting, one_portal, shared, withdrawn, writing
from editorial.archiving.manifest import KEYS, MANIFEST, PROOF, UnableToArchive, files_listed
from editorial.archiving.one_portal import AS_SERVED
from editorial.archiving.visitor import AnonymousVisitor, GivenToVisitor
from editorial.archiving.writing import ArchiveWritten, finish_archive, write_archive
from editorial.enums import RemovalKind
from editorial.models import PortalDocument, StoryPage
from editorial.placements.actions import withdraw_story
from editorial.public_record.recording import record_waiting
from portals.accountability.actions.releasing import retract_release
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.boards.models import User
from portals.ledger.growing import grow
from portals.models import Portal
from portals.uploads.states import Examination
from tests.editorial.answers.cast import release
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_story,
    published_story,
)
from tests.portals.ledger.writing import SIGNER
from tests.support.kept import as_built, built_once
from tests.support.visiting import republished
from tests.test_public_walls import SHOWN_ON_ITS_OWN, SIGNED
from tests.walls import SECRET, Things

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def signs(settings: Any, tmp_path: Path) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text
    settings.MEDIA_ROOT = tmp_path / "media"


def archive(to: Path, **options: Any) -> ArchiveWritten:
    record_waiting(now=timezone.now())
    return write_archive(
        to, wait=0, now=options.pop("now", timezone.now()), tell=lambda _said: None, **options
    )


def verified(*arguments: object, script: Path) -> subprocess.CompletedProcess[str]:
    """As anybody runs it: without this project, its packages or its folder."""
    return subprocess.run(
        [sys.executable, "-I", str(script), *map(str, arguments), "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )


def pages(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*.html") if path.name != AS_SERVED)


def link_of(folder: Path, link: str, page: Path) -> Path | None:
    """The file to which a relative link leads, None where it leads to the web or elsewhere on the page."""
    parts = urlsplit(link)
    if parts.scheme or not parts.path:
        return None
    return (page.parent / unquote(parts.path)).resolve()


def release_of_statics(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Serve style sheets and what they load under names of that release, and no others."""

    def url(_storage: StaticFilesStorage, path: str) -> str:
        stem, _dot, end = path.rpartition(".")
        return f"/static/{stem}.{name}.{end}"

    def content(path: str) -> bytes | None:
        return (
            b"@font-face { src: url(/static/chu.%b.woff2) }" % name.encode() * (f".{name}." in path)
            or None
        )

    monkeypatch.setattr(StaticFilesStorage, "url", url)
    monkeypatch.setattr(shared, "static_content", content)


def styles_of(page: Path) -> set[str]:
    """The ends of the names of a page's style sheets, each of which is there."""
    links = lxml.html.fromstring(page.read_bytes()).xpath("//link[@rel='stylesheet']/@href")
    for link in links:
        assert (page.parent / unquote(link)).is_file(), (page, link)
    return {"." + ".".join(link.split(".")[-2:]) for link in links}


@pytest.fixture
def commune(db: None) -> Portal:
    return make_portal()


@pytest.fixture
def province(commune: Portal) -> Portal:
    return make_portal("province")


@pytest.fixture
def story(commune: Portal, province: Portal) -> StoryPage:
    document = make_document(commune, content=b"ke hoach", name="kế hoạch.pdf")
    found = published_story(
        commune,
        title="Đường về Đại Phúc",
        lead_image=make_image(commune),
        lead_image_alt="Cầu",
        body=[("file", {"document": document, "title": "Kế hoạch"})],
    )
    republished(found, province)
    return found


class TestAnArchive:
    def test_is_read_from_a_disk(self, story: StoryPage, commune: Portal, tmp_path: Path) -> None:
        folder = tmp_path / "kho"
        written = archive(folder)
        assert written.here == written.files
        host = commune.site.hostname
        own = folder / host / story.public_path().strip("/") / "index.html"
        text = own.read_text()
        assert "Đường về Đại Phúc" in text
        # Nothing runs, and nothing is asked of a server.
        for page in pages(folder):
            root = lxml.html.fromstring(page.read_bytes())
            if page.parent.name != "tim":
                assert not root.xpath("//script|//form|//*[@onclick]"), page
            loaded = root.xpath(
                "//img/@src|//link[@rel='stylesheet']/@href|//audio/@src|//source/@src"
            )
            for link in [*loaded, *root.xpath("//a/@href")]:
                target = link_of(folder, link, page)
                if target is not None:
                    assert target.is_file(), (page, link)
                    assert target.is_relative_to(folder.resolve())
            assert not [link for link in loaded if urlsplit(link).scheme], page
        assert (folder / "tep" / "tep" / str(PortalDocument.objects.get().pk)).is_dir()
        assert not list(tmp_path.glob(".kho*"))

    def test_leads_from_the_start_to_every_page(self, story: StoryPage, tmp_path: Path) -> None:
        folder = tmp_path / "kho"
        archive(folder)
        seen, waiting = set(), [folder / "index.html"]
        while waiting:
            page = waiting.pop()
            if page in seen or page.suffix != ".html":
                continue
            seen.add(page)
            for link in lxml.html.fromstring(page.read_bytes()).xpath("//a/@href"):
                target = link_of(folder, link, page)
                if target is not None:
                    waiting.append(target)
        assert {page.resolve() for page in pages(folder)} <= {page.resolve() for page in seen}

    def test_of_one_portal_has_that_one(
        self, story: StoryPage, commune: Portal, province: Portal, tmp_path: Path
    ) -> None:
        archive(tmp_path / "kho", code=commune.code)
        names = {path.name for path in (tmp_path / "kho").iterdir() if path.is_dir()}
        assert commune.site.hostname in names
        assert province.site.hostname not in names

    def test_is_whole_or_not_there(
        self, story: StoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_arguments: Any, **_options: Any) -> None:
            raise OSError("No space left on device")

        monkeypatch.setattr(one_portal, "archived_page", broken)
        with pytest.raises(OSError, match="No space"):
            archive(tmp_path / "kho")
        assert [path.name for path in tmp_path.iterdir() if path.name != "media"] == []

    def test_that_nobody_signed_bears_no_name_until_it_is_sealed(
        self, story: StoryPage, tmp_path: Path, settings: Any
    ) -> None:
        record_waiting(now=timezone.now())
        grow(now=timezone.now())
        settings.LEDGER_KEY = ""
        to = tmp_path / "kho"
        with pytest.raises(UnableToArchive):
            archive(to)
        assert not to.exists()
        with pytest.raises(UnableToArchive):
            finish_archive(to, wait=0)
        settings.LEDGER_KEY = SIGNER.secret_text
        call_command("archive", str(to), "--seal")
        assert verified("--key", SIGNER.key, script=to / "verify.py").returncode == 0

    def test_over_another_is_refused(self, story: StoryPage, tmp_path: Path) -> None:
        archive(tmp_path / "kho")
        with pytest.raises(CommandError, match="đã có sẵn"):
            call_command("archive", str(tmp_path / "kho"))


class TestTheProof:
    def test_is_good_and_tells_what_was_altered(
        self, story: StoryPage, commune: Portal, tmp_path: Path
    ) -> None:
        folder = tmp_path / "kho"
        archive(folder)
        key = ("--key", str(SIGNER.key))
        script = folder / "verify.py"
        good = verified(*key, script=script)
        assert (good.returncode, good.stderr) == (0, ""), good.stdout
        assert "GOOD" in good.stdout
        own = folder / commune.site.hostname / story.public_path().strip("/")
        served = own / AS_SERVED
        kept = served.read_bytes()
        served.write_bytes(kept + b" ")
        assert verified(*key, script=script).returncode == 1
        served.write_bytes(kept)
        (own / "them.html").write_text("x")
        assert verified(*key, script=script).returncode == 1
        (own / "them.html").unlink()
        listed = (folder / MANIFEST).read_text()
        (folder / MANIFEST).write_text(listed.replace('"size":', '"size": ', 1))
        assert verified(*key, script=script).returncode == 1
        (folder / MANIFEST).write_text(listed)
        # Somebody else's key.
        assert (
            verified("--key", str(SIGNER.key).replace("+", "+0", 1), script=script).returncode != 0
        )
        assert verified(*key, script=script).returncode == 0

    def test_holds_for_the_texts_too(
        self, story: StoryPage, commune: Portal, tmp_path: Path
    ) -> None:
        """The whole ledger lies in it, and the page as it was served is the text of its entry."""
        folder = tmp_path / "kho"
        archive(folder)
        script = folder / "verify.py"
        ledger = verified("ledger", folder / "so-cai", script=script)
        assert ledger.returncode == 0, ledger.stdout
        served = folder / commune.site.hostname / story.public_path().strip("/") / AS_SERVED
        assert b"/static/" in served.read_bytes()


class TestADelta:
    def test_holds_what_is_new_and_says_what_is_gone(
        self, story: StoryPage, commune: Portal, tmp_path: Path
    ) -> None:
        recalled = published_story(commune, title="Tin sẽ bị thu hồi")
        base, delta = tmp_path / "goc", tmp_path / "thang-1"
        archive(base)
        recall(recalled, make_member(commune, Position.HEAD))
        fresh = published_story(commune, title="Tin mới của tháng")
        written = archive(delta, since=base)
        assert 0 < written.here < written.files
        host = commune.site.hostname
        assert (delta / host / fresh.public_path().strip("/") / "index.html").is_file()
        unchanged = Path(host) / story.public_path().strip("/") / AS_SERVED
        assert (base / unchanged).is_file()
        gone = [
            json.loads(line)
            for line in (delta / MANIFEST).read_text().splitlines()
            if '"gone"' in line
        ]
        assert {one["gone"] for one in gone if str(recalled.pk) in one["name"]} == {
            RemovalKind.IN_ERROR
        }
        assert "Tin sẽ bị thu hồi" not in everything(delta)
        merged = tmp_path / "gop"
        script = delta / "verify.py"
        done = verified("--key", SIGNER.key, "--into", merged, base, delta, script=script)
        assert done.returncode == 0, done.stdout
        assert "Tin sẽ bị thu hồi" not in everything(merged)
        assert (merged / host / story.public_path().strip("/") / "index.html").is_file()
        assert {one["name"] for one in files_listed(delta)} == {
            path.relative_to(merged).as_posix() for path in merged.rglob("*") if path.is_file()
        } - {MANIFEST, PROOF, KEYS}
        # What is shown to the public proves itself, and lacks nothing.
        assert verified("--key", SIGNER.key, merged, script=merged / "verify.py").returncode == 0
        (merged / host / story.public_path().strip("/") / "index.html").unlink()
        assert verified("--key", SIGNER.key, merged, script=merged / "verify.py").returncode == 1
        # A delta by itself is as it should be, and is laid over nothing.
        assert verified("--key", SIGNER.key, delta, script=script).returncode == 0
        alone = verified("--key", SIGNER.key, "--into", tmp_path / "x", delta, script=script)
        assert alone.returncode == 2
        assert not (tmp_path / "x").exists()
        # Out of order, or with one left out, they are no chain.
        assert verified("--key", SIGNER.key, delta, base, script=script).returncode == 1

    def test_after_a_release_keeps_the_style_of_pages_that_are_kept(
        self, story: StoryPage, commune: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        base, delta, later = tmp_path / "goc", tmp_path / "thang-1", tmp_path / "thang-2"
        release_of_statics(monkeypatch, "cu")
        archive(base)
        release_of_statics(monkeypatch, "moi")
        fresh = published_story(commune, title="Tin mới của tháng")
        archive(delta, since=base)
        # The list between, which loads nothing of the base itself, hands on what does.
        archive(later, since=delta)
        merged = tmp_path / "gop"
        script, key = later / "verify.py", ("--key", SIGNER.key)
        done = verified(*key, "--into", merged, base, delta, later, script=script)
        assert done.returncode == 0, done.stdout
        own = merged / commune.site.hostname
        assert {".cu.css"} == styles_of(own / "lien-he" / "index.html")
        assert {".moi.css"} == styles_of(own / fresh.public_path().strip("/") / "index.html")
        for page in pages(merged):
            styles_of(page)
        fonts = {path.name for path in (merged / "tep").rglob("*.woff2")}
        assert fonts == {"chu.cu.woff2", "chu.moi.woff2"}
        assert not list(delta.rglob("*.cu.css"))
        assert verified(*key, merged, script=merged / "verify.py").returncode == 0

    def test_with_nothing_new_is_small(self, story: StoryPage, tmp_path: Path) -> None:
        archive(tmp_path / "a")
        archive(tmp_path / "b", since=tmp_path / "a")
        names = {
            path.relative_to(tmp_path / "b").as_posix()
            for path in (tmp_path / "b").rglob("*")
            if path.is_file()
        }
        assert [name for name in names if name.endswith(AS_SERVED) or name.startswith("tep")] == []

    def test_of_another_scope_is_refused(
        self, story: StoryPage, commune: Portal, tmp_path: Path
    ) -> None:
        archive(tmp_path / "a", code=commune.code)
        with pytest.raises(UnableToArchive):
            archive(tmp_path / "b", since=tmp_path / "a")


def test_what_is_recalled_meanwhile_is_not_in_it(
    story: StoryPage, commune: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, head = drafting.take_out_withdrawn, make_member(commune, Position.HEAD)

    def recall_first(*arguments: Any) -> bool:
        recall(story, head)
        return real(*arguments)

    monkeypatch.setattr(drafting, "take_out_withdrawn", recall_first)
    archive(tmp_path / "kho")
    assert "Đường về Đại Phúc" not in everything(tmp_path / "kho", but_for="so-cai")
    assert not list((tmp_path / "kho" / "tep").glob("tep/*/*"))
    assert verified("--key", SIGNER.key, script=tmp_path / "kho" / "verify.py").returncode == 0


def test_an_answer_retracted_meanwhile_stands_in_no_list(
    province: Portal, commune: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not in that of the province, where answers of all portals are gathered."""
    answer, head = release(commune), make_member(commune, Position.HEAD)
    subject = answer.subject
    # That list goes on, with what another board answered.
    release(make_portal(), public_subject="Nước sạch về thôn")
    real, seen = drafting.take_out_withdrawn, []

    def retract_first(*arguments: Any) -> bool:
        gathered = tmp_path / ".kho.part" / province.site.hostname / "hoi-dap" / "index.html"
        seen.append(subject in gathered.read_text())
        retract_release(case=answer.case, reason="Có tên người.", actor=head, now=timezone.now())
        return real(*arguments)

    monkeypatch.setattr(drafting, "take_out_withdrawn", retract_first)
    archive(tmp_path / "kho")
    assert seen == [True]
    assert subject not in everything(tmp_path / "kho")


class TestWhatIsWithdrawnWhileTheLedgerSigns:
    @pytest.fixture
    def head(self, commune: Portal) -> User:
        return make_member(commune, Position.HEAD)

    @pytest.fixture
    def while_it_signs(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], Any]]]:
        """What happens while it is waited for the signature, one a time."""
        real: Any = writing.seal_archive
        happens: list[Callable[[], Any]] = []

        def signed(folder: Path, **options: Any) -> None:
            real(folder, **options)
            if happens:
                happens.pop(0)()

        monkeypatch.setattr(writing, "seal_archive", signed)
        yield happens
        assert not happens

    def test_a_story_is_not_in_it(
        self, story: StoryPage, commune: Portal, head: User, tmp_path: Path, while_it_signs: Any
    ) -> None:
        other = published_story(commune, title="Tin khác cũng sai")
        while_it_signs += [lambda: recall(story, head), lambda: recall(other, head)]
        written = archive(tmp_path / "kho")
        told = everything(tmp_path / "kho")
        assert ("Đường về Đại Phúc" in told, "Tin khác" in told) == (False, False)
        assert not list((tmp_path / "kho" / "tep").glob("tep/*/*"))
        assert written.files == len(list(files_listed(tmp_path / "kho")))
        script = tmp_path / "kho" / "verify.py"
        assert verified("--key", SIGNER.key, script=script).returncode == 0
        assert not list(tmp_path.glob(".kho*"))

    def test_an_answer_is_not_in_it(
        self, province: Portal, commune: Portal, head: User, tmp_path: Path, while_it_signs: Any
    ) -> None:
        """Also not in the province's list, which goes on with what another board answered."""
        answer, subject = release(commune), "Nước sạch về thôn"
        release(make_portal(), public_subject=subject)
        while_it_signs.append(
            lambda: retract_release(
                case=answer.case, reason="Có tên người.", actor=head, now=timezone.now()
            )
        )
        archive(tmp_path / "kho")
        told = everything(tmp_path / "kho")
        assert (answer.subject in told, subject in told) == (False, True)

    def test_nor_what_is_withdrawn_before_it_is_sealed_later(
        self, story: StoryPage, head: User, tmp_path: Path, settings: Any
    ) -> None:
        record_waiting(now=timezone.now())
        grow(now=timezone.now())
        settings.LEDGER_KEY = ""
        to = tmp_path / "kho"
        with pytest.raises(UnableToArchive):
            archive(to)
        recall(story, head)
        settings.LEDGER_KEY = SIGNER.secret_text
        finish_archive(to, wait=0)
        assert "Đường về Đại Phúc" not in everything(to)
        assert verified("--key", SIGNER.key, script=to / "verify.py").returncode == 0
        assert not list(tmp_path.glob(".kho*"))

    def test_that_goes_on_ends_it_and_leaves_nothing(
        self, story: StoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "is_anything_withdrawn", lambda *_: True)
        with pytest.raises(UnableToArchive, match="nhanh hơn"):
            archive(tmp_path / "kho")
        assert [path.name for path in tmp_path.iterdir() if path.name != "media"] == []

    def test_is_no_reason_to_seal_half_of_it(
        self,
        story: StoryPage,
        head: User,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        while_it_signs: Any,
    ) -> None:
        def broken(*_arguments: Any) -> None:
            assert not (tmp_path / ".kho.part" / MANIFEST).exists()
            raise OSError("No space left on device")

        monkeypatch.setattr(withdrawn, "_write_anew", lambda *_, **__: broken())
        while_it_signs.append(lambda: recall(story, head))
        with pytest.raises(OSError, match="No space"):
            archive(tmp_path / "kho")
        assert [path.name for path in tmp_path.iterdir() if path.name != "media"] == []

    def test_without_what_was_known_of_it_nothing_is_sealed(
        self, story: StoryPage, tmp_path: Path, settings: Any
    ) -> None:
        record_waiting(now=timezone.now())
        grow(now=timezone.now())
        settings.LEDGER_KEY = ""
        with pytest.raises(UnableToArchive):
            archive(tmp_path / "kho")
        (tmp_path / ".kho.work").unlink()
        settings.LEDGER_KEY = SIGNER.secret_text
        with pytest.raises(UnableToArchive, match="mới"):
            finish_archive(tmp_path / "kho", wait=0)
        assert not (tmp_path / "kho").exists()


def recall(story: StoryPage, head: User) -> None:
    withdraw_story(
        story=story, kind=RemovalKind.IN_ERROR, reason="Sai.", now=timezone.now(), actor=head
    )


def test_links_that_lead_nowhere_stop_nothing(
    province: Portal, commune: Portal, tmp_path: Path
) -> None:
    links = ("/noi-dung/99999999999999999999/", "/static/", "/static/portals/", "/static/portals")
    text = "".join(f'<p><a href="{main_origin(commune)}{link}">ở đây</a></p>' for link in links)
    story = published_story(commune, body=[{"type": "text", "value": text}])
    archive(tmp_path / "kho")
    own = tmp_path / "kho" / commune.site.hostname / story.public_path().strip("/") / "index.html"
    assert own.read_text().count("ở đây") == len(links)


@pytest.mark.parametrize("fails", [1, 2])
def test_a_page_that_fails_is_asked_for_again_and_then_named(
    story: StoryPage, commune: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    real, asked = AnonymousVisitor.asked, []

    @contextmanager
    def failing(self: AnonymousVisitor, hostname: str, path: str) -> Iterator[GivenToVisitor]:
        with real(self, hostname, path) as given:
            if (hostname, path) == (commune.site.hostname, story.public_path()):
                asked.append(path)
                if len(asked) <= fails:
                    given = replace(given, status=503)
            yield given

    monkeypatch.setattr(AnonymousVisitor, "asked", failing)
    to = tmp_path / "kho"
    if fails == 1:
        archive(to)
        assert "Đường về Đại Phúc" in everything(to)
    else:
        with pytest.raises(UnableToArchive, match=re.escape(story.public_path())):
            archive(to)
        assert not to.exists()


def everything(folder: Path, *, but_for: str = "so-cai") -> str:
    """All texts of an archive; the ledger keeps titles of what was withdrawn, as it does for everybody."""
    return "\n".join(
        path.read_bytes().decode(errors="replace")
        for path in folder.rglob("*")
        if path.is_file() and but_for not in path.relative_to(folder).parts
    )


class TestTheWalls:
    @pytest.fixture(scope="class")
    def built(self, django_db_setup: None, django_db_blocker: Any) -> Iterator[Things]:
        with built_once(django_db_blocker, lambda: Things.of(make_portal(), SECRET)) as things:
            yield things

    @pytest.fixture
    def theirs(self, built: Things) -> Iterator[Things]:
        with as_built(built) as own:
            yield own

    def test_nothing_that_is_not_public_is_in_it(
        self, theirs: Things, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A board's one of everything: drafts, scores under way, requests, people, files, notes, mails, rights."""
        folder = tmp_path / "kho"
        # The ledger of these things is made up, and leads to no root.
        monkeypatch.setattr(drafting, "_write_ledger", lambda *_: None)
        for step in ("seal_archive", "grow", "newest_checkpoint"):
            monkeypatch.setattr(writing, step, lambda *_, **__: 1)
        archive(folder, code=theirs.portal.code)
        told = set(re.findall(rf"{SECRET}[ -]?(\w*)", everything(folder, but_for="nothing")))
        # The station's name stands on the page of bulletins, and behind an account's address that nobody verified it.
        assert told - {""} - SHOWN_ON_ITS_OWN - SIGNED - {"đài", "Chưa"} == set()
        assert {"khẩn", "phòng", "người"} <= told

    @pytest.mark.parametrize("state", [Examination.EXAMINING, Examination.REFUSED])
    def test_no_file_that_was_not_found_fine(
        self, story: StoryPage, tmp_path: Path, state: str
    ) -> None:
        PortalDocument.objects.update(
            examination=state, refusal="Có mã độc." if state == Examination.REFUSED else ""
        )
        archive(tmp_path / "kho")
        assert not list((tmp_path / "kho" / "tep").glob("tep/*/*"))
        assert "ke hoach" not in everything(tmp_path / "kho").replace("ke hoach.pdf", "")

    def test_no_draft_and_no_file_of_one(
        self, story: StoryPage, commune: Portal, tmp_path: Path
    ) -> None:
        hidden = make_document(commune, content=b"bi mat", name="nhap.pdf")
        make_story(
            commune, title="Nháp gần công khai", body=[("file", {"document": hidden, "title": ""})]
        )
        changed = StoryPage.objects.get(pk=story.pk).specific
        changed.title = "Tựa chưa duyệt"
        changed.save_revision()
        archive(tmp_path / "kho")
        told = everything(tmp_path / "kho", but_for="nothing")
        for secret in ("Nháp gần công khai", "Tựa chưa duyệt", "bi mat", "nhap.pdf"):
            assert secret not in told, secret


def test_a_page_takes_as_many_queries_however_many_there_are(
    commune: Portal, tmp_path: Path
) -> None:
    asked = []
    # Beyond what the lists beside a story hold, where one more story still makes each page longer.
    for size in (12, 24, 36):
        for number in range(12):
            published_story(commune, title=f"Tin {size} {number}")
        with CaptureQueriesContext(connection) as found:
            archive(tmp_path / str(size), code=commune.code)
        asked.append(len(found))
    few, many = asked[1] - asked[0], asked[2] - asked[1]
    assert many <= few * 1.1, asked
