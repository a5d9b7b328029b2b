"""A portal leaves as an archive, and comes elsewhere as it was."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image
from wagtail.models import Page

from editorial.models import (
    ArticlePage,
    CarriedRecord,
    DisclosureFigure,
    InformationPage,
    MovedThing,
    OldAddress,
    Placement,
    PortalDocument,
    PortalImage,
    SectionPage,
    StoryPage,
)
from editorial.moving.archive import ArchiveReader, ArchiveWriter, UnreadableArchive
from editorial.moving.bodies import KnownMedia, clean_text
from editorial.moving.coming import UnableToArrive, carry_out_arrival
from editorial.moving.leaving import export_portal
from portals.models import Portal
from tests.factories import make_portal
from tests.support.visiting import republished, visit

from .cast import Left, change, come, leave, only_story, planned, sum_up

pytestmark = pytest.mark.django_db


def seen(path: Path) -> str:
    """A picture by its pixels: it is drawn anew where it comes."""
    with Image.open(path) as picture:
        return hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()


def told(folder: Path) -> dict[str, Any]:
    """What an archive says, without hosts and keys: hashes stand for the things that keys name."""

    def as_read(name: str) -> Any:
        return json.loads((folder / name).read_text())

    names = {
        f"{kind}/{one['key']}": seen(folder / one["file"]) if kind == "images" else one["sha256"]
        for kind in ("images", "files")
        for one in as_read(f"{kind}.json")
    }
    texts = []
    for kind in ("stories", "pages"):
        for path in (folder / kind).glob("*.json"):
            given = json.loads(path.read_text())
            for name in ("key", "address"):
                given.pop(name)
            said = json.dumps(given, sort_keys=True, ensure_ascii=False)
            said = re.sub(r'(?<=image": )"(\d+)"', lambda key: names[f"images/{key[1]}"], said)
            said = re.sub(
                r'(?<=document": )"(\d+)"|archive:file/(\d+)',
                lambda key: names[f"files/{key[1] or key[2]}"],
                said,
            )
            texts.append(said)
    record = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in (folder / "record").rglob("*")
        if path.is_file()
    }
    return {
        "texts": sorted(texts),
        "media": sorted(names.values()),
        "sections": as_read("sections.json"),
        "record": record,
    }


class TestAnArchive:
    def test_holds_what_is_public_of_one_portal_and_nothing_else(self, tmp_path: Path) -> None:
        left = leave(tmp_path)
        everything = b"\n".join(p.read_bytes() for p in left.folder.rglob("*") if p.is_file())
        said = everything.decode(errors="replace")
        story = json.loads((left.folder / only_story(left.folder)).read_text())

        for secret in ("cổng khác", "Nháp", "Ảnh của nháp", "0" * 64):
            assert secret not in said.replace("nội dung của cổng khác", "")
        assert "tin kia</a>" in story["body"][0]["value"]
        assert "nháp kia</a>" not in story["body"][0]["value"]
        assert {len(list((left.folder / name).glob("*.json"))) for name in ("stories",)} == {3}
        assert "Đèn đường hỏng" in said
        html = (left.folder / only_story(left.folder)).with_suffix(".html").read_text()
        for name in re.findall(r'(?:src|href)="\.\./([^"]+)"', html):
            assert (left.folder / name).is_file()
        assert html.count("../images/") == 2
        assert html.count("../files/") == 2
        readme = (left.folder / "README.txt").read_text()
        assert "TIẾNG VIỆT" in readme
        assert "ENGLISH" in readme
        assert "answers/" in readme

        # More where it was asked for.
        host, more = left.portal.site.hostname, tmp_path / "more"
        call_command("export_portal", host, str(more), drafts=True, revisions=True)
        (draft,) = (more / "drafts").glob("*.json")
        assert json.loads(draft.read_text())["title"] == "Nháp giữ lại"
        assert len(json.loads((more / "images.json").read_text())) == 2
        versions = list((more / "record").glob(f"*/versions/page/{left.page.pk}/1.json"))
        assert [json.loads(one.read_text())["title"] for one in versions] == ["Cơ cấu tổ chức"]

    def test_is_never_written_over_another_nor_left_half(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="written twice"):
            self.write_twice(tmp_path / "b.zip")
        assert list(tmp_path.iterdir()) == []
        (tmp_path / "b").mkdir()
        with pytest.raises(CommandError):
            call_command("export_portal", make_portal().site.hostname, str(tmp_path / "b"))

    @staticmethod
    def write_twice(to: Path) -> None:
        with ArchiveWriter(to) as archive:
            archive.write("a.txt", b"a")
            archive.write("a.txt", b"a")


class TestAPortalThatComes:
    def test_is_what_it_was_and_comes_twice_as_once(self, tmp_path: Path, capsys) -> None:
        left, new = leave(tmp_path), make_portal(name="Xã Mới")
        SectionPage.objects.get(portal=new, section_type="ngan-sach").delete()
        before = Placement.objects.count()
        self.refuses_what_is_wrong(tmp_path, left, new)
        self.brings_nothing_that_no_editor_could_write(tmp_path, left, new)
        call_command("import_portal", str(left.folder), host=new.site.hostname)
        assert "stories: 3" in capsys.readouterr().out
        assert Placement.objects.count() == before

        call_command("import_portal", str(left.folder), host=new.site.hostname, write=True)

        export_portal(portal=new, to=tmp_path / "b", actor=None, now=timezone.now())
        was, is_now = told(left.folder), told(tmp_path / "b")
        for one, other in zip(was["texts"], is_now["texts"], strict=True):
            assert one == other
        assert was["media"] == is_now["media"]
        assert is_now["record"].items() >= was["record"].items()
        by_type = {one["type"]: one for one in is_now["sections"]}
        assert all(by_type[one["type"]] == one for one in was["sections"])
        assert DisclosureFigure.objects.filter(portal=new).exists()
        counted = [
            model.objects.count()
            for model in (StoryPage, InformationPage, PortalImage, PortalDocument, OldAddress,
                          MovedThing, CarriedRecord, SectionPage)
        ]  # fmt: skip
        plan = come(left.folder, new)
        assert (plan.counts["stories"], plan.differing) == (0, [])
        assert counted == [
            model.objects.count()
            for model in (StoryPage, InformationPage, PortalImage, PortalDocument, OldAddress,
                          MovedThing, CarriedRecord, SectionPage)
        ]  # fmt: skip

        old = Placement.objects.get(story=left.story.pk, portal=left.portal).path
        came = ArticlePage.objects.exclude(pk=left.story.pk).get(title=left.story.title)
        there = Placement.objects.get(story=came.pk)
        assert (there.portal_id, there.via) == (new.pk, "moved")
        self.leads_in_one_hop(new, old, there.path)
        page = InformationPage.objects.exclude(pk=left.page.pk).get(title=left.page.title)
        self.leads_in_one_hop(new, "/co-cau-cu/", page.public_path())
        # Another story of the portal has the number that this one had elsewhere.
        republished(left.story, new)
        self.leads_in_one_hop(new, old.replace("/tin-tuc/", "/tin-tuc/x-", 1), old)
        Page.objects.filter(pk=left.story.pk).update(slug="khac")
        self.leads_in_one_hop(new, old, there.path)

    @staticmethod
    def leads_in_one_hop(portal: Any, old: str, new: str) -> None:
        answer = visit(portal, old)
        assert (answer.status_code, answer["Location"]) == (301, new)
        assert visit(portal, new).status_code == 200

    @staticmethod
    def refuses_what_is_wrong(tmp_path: Path, left: Left, new: Portal) -> None:
        left = replace(left, folder=Path(shutil.copytree(left.folder, tmp_path / "wrong")))
        name = only_story(left.folder)
        page = f"pages/{left.page.pk}.json"
        (document,) = (
            f"stories/{path.name}"
            for path in (left.folder / "stories").glob("*.json")
            if json.loads(path.read_text())["kind"] == "document"
        )
        change(left.folder, name, lambda given: given["body"].append({"type": "embed", "value": 1}))
        change(left.folder, page, lambda given: given.update(section="khong-co"))
        change(left.folder, document, lambda given: given["own"].update(issued_on="hôm qua"))
        change(left.folder, "redirects.json", lambda given: given.append({"path": "/x"}))
        change(left.folder, "sections.json", lambda given: given.append({"type": "la"}))
        change(left.folder, "images.json", lambda given: given[0].update(sha256="0"))

        plan = planned(left.folder, new)

        wrong = {fault.where for fault in plan.faults}
        last = len(json.loads((left.folder / "sections.json").read_text()))
        assert wrong >= {
            name,
            page,
            document,
            "redirects.json (2)",
            f"sections.json ({last})",
            "images.json (1)",
        }
        with pytest.raises(UnableToArrive), ArchiveReader(left.folder) as archive:
            carry_out_arrival(plan=plan, archive=archive, actor=None, now=timezone.now())
        assert not MovedThing.objects.exists()

    @staticmethod
    def brings_nothing_that_no_editor_could_write(tmp_path: Path, left: Left, new: Portal) -> None:
        folder = Path(shutil.copytree(left.folder, tmp_path / "planted"))
        name = only_story(folder)
        change(folder, name, lambda given: given.update(title="Tin <script>alert(1)</script>"))
        assert {fault.where for fault in planned(folder, new).faults} == {name}

        stored = clean_text(
            '<p onclick="x()">Một <script>alert(2)</script><b>chữ</b> <a href="javascript:x()">đây</a> '
            f'<a linktype="page" id="{left.story.pk}">kia</a><embed embedtype="image" id="1"/>'
            '<a linktype="document" id="1">tệp</a><iframe src=//x.example></iframe></p>',
            KnownMedia(),
        )
        for planted in ("script", "alert", "onclick", "linktype", "embed", "iframe", "href"):
            assert planted not in stored
        for word in ("<b>chữ</b>", "đây", "kia", "tệp"):
            assert word in stored


class TestAnUntrueArchive:
    def test_is_refused_where_a_file_was_changed_added_or_lost(self, tmp_path: Path) -> None:
        with ArchiveWriter(tmp_path / "a") as archive:
            archive.write("manifest.json", json.dumps(
                {"format": "lien-cong/portal-archive/v1", "source": "x", "portal": {"host": "x"}}
            ).encode())  # fmt: skip
            archive.write("a.txt", b"a")
            archive.write("b.txt", b"b")
        (tmp_path / "a/a.txt").write_text("another")
        (tmp_path / "a/b.txt").unlink()
        (tmp_path / "a/c.txt").write_text("c")

        plan = planned(tmp_path / "a", make_portal())

        assert [fault.where for fault in plan.faults] == ["a.txt", "b.txt", "c.txt"]
        sum_up(tmp_path / "a")
        change(tmp_path / "a", "manifest.json", lambda given: given.update(format="x/v2"))
        with pytest.raises(UnreadableArchive):
            planned(tmp_path / "a", make_portal())

    @pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "a/../../b", "c:\\a.txt", "a\x01b"])
    def test_is_refused_where_a_name_leads_out(self, tmp_path: Path, name: str) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr(name, b"x")
        with pytest.raises(UnreadableArchive), ArchiveReader(tmp_path / "a.zip"):
            pass

    def test_is_refused_where_it_unpacks_without_end_or_holds_links(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", b"0" * 6_000_000)
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
            archive.writestr(link, "/etc/passwd")
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder/a.txt").symlink_to("/etc/passwd")
        with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
            archive.writestr("a.txt", b"a")
            archive.writestr("A.txt", b"b")
        for name in ("bomb.zip", "link.zip", "folder", "twice.zip", "none"):
            with pytest.raises(UnreadableArchive), ArchiveReader(tmp_path / name):
                pass
