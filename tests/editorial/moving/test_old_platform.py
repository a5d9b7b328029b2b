"""What the platform of before exported comes as an archive does, and its addresses lead on in one step."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from editorial.models import (
    ArticlePage,
    CarriedRecord,
    InformationPage,
    MovedThing,
    NoticePage,
    OfficialDocumentPage,
    Placement,
    PortalDocument,
)
from tests.factories import make_portal
from tests.support.files import picture
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
ARTICLES = "id,title,summary,category,published_at,content,image,files,author,views"
DOCUMENTS = "id,published_at,Số ký hiệu,Loại văn bản,Cơ quan ban hành,Ngày ban hành,Trích yếu,Tệp"
PAGES = "id,address,title,intro,section,published_at,content"
CONTENT = """<div onclick="x()"><h2>Phần thi</h2><p>Hội <b>kéo co</b> <script>alert(1)</script>
<a href="javascript:x()">xem</a></p><img src="/documents/1/anh.png" alt="Kéo co"></div>"""


def table(heading: str, *rows: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([heading.split(","), *rows])
    return written.getvalue()


def export_of(folder: Path, *, more: tuple[tuple[str, ...], ...] = ()) -> Path:
    about = {"format": "lien-cong/old-platform/v1", "host": "xa-cu.example.vn"}
    texts = {
        "manifest.json": json.dumps(about),
        "categories.csv": table(
            "category,section,kind", ("Tin xã", "tin-tuc", ""), ("Báo", "tin-tuc", "notice")
        ),
        "articles.csv": table(
            ARTICLES,
            ("43917422", "Hội thi kéo co", "", "Tin xã", "2021-03-18 08:30", "a.html", "anh.png",
             "ke-hoach.txt", "An", "120"),
            ("7", "Lịch cắt điện", "Ngày mai.", "Báo", "19/03/2021", "", "", "", "", ""),
            *more,
        ),
        "documents.csv": table(
            DOCUMENTS,
            ("9", "2021-04-01 07:00", "12/QĐ-UBND", "Quyết định", "Ủy ban nhân dân xã Cũ", "31/03/2021",
             "Về việc mở hội", "ke-hoach.txt"),
        ),
        "pages.csv": table(
            PAGES, ("5", "web/xa-cu/gioi-thieu", "Giới thiệu xã", "", "gioi-thieu", "2020-01-01", "a.html")
        ),
        "content/a.html": CONTENT,
        "files/ke-hoach.txt": "Kế hoạch mở hội.",
        "scores/2023.csv": "don_vi,diem\nXã Cũ,81\n",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "files/anh.png").write_bytes(picture("PNG", (80, 60)))
    return folder


def test_all_of_it_comes_once_and_old_addresses_lead_on_in_one_step(tmp_path, capsys) -> None:
    portal, folder = make_portal(), export_of(tmp_path / "old")
    host = portal.site.hostname
    call_command("import_liferay", str(folder), host=host)
    assert "stories: 3" in capsys.readouterr().out
    assert not MovedThing.objects.exists()

    for _again in range(2):
        call_command("import_liferay", str(folder), host=host, write=True)

    story = ArticlePage.objects.get()
    assert story.first_published_at.isoformat() == "2021-03-18T01:30:00+00:00"
    assert (story.byline, story.lead_image_alt) == ("An", "Hội thi kéo co")
    assert [block.block_type for block in story.body] == ["heading", "text", "figure", "file"]
    assert "Hội <b>kéo co</b>" in story.body[1].value.source
    assert not {"script", "alert", "onclick"} & set(story.body[1].value.source.split('"'))
    assert "javascript" not in story.body[1].value.source
    assert NoticePage.objects.get().lead == "Ngày mai."
    assert OfficialDocumentPage.objects.get().number == "12/QĐ-UBND"
    assert set(Placement.objects.values_list("via", flat=True)) == {"moved"}
    records = dict(CarriedRecord.objects.values_list("name", "content"))
    assert bytes(records["record/xa-cu.example.vn/scores/2023.csv"]).decode().endswith("81\n")
    assert json.loads(bytes(records["record/xa-cu.example.vn/views.json"])) == [
        {"id": "43917422", "views": 120}
    ]

    there = Placement.objects.get(story=story.pk).path
    details = "/news/-/details/57300/hoi-thi-keo-co-43917422"
    for old in (details, f"{details}/", f"/web/xa-cu{details}", "/news/-/details/1/43917422"):
        answer = visit(portal, old)
        assert (answer.status_code, answer["Location"]) == (301, there)
    assert visit(portal, there).status_code == 200
    document = PortalDocument.objects.get(title="ke-hoach.txt")
    former = "/documents/57300/8321/ke-hoach.txt/3f2a-91"
    for old in (former, f"{former}?t=1616031000", "/documents/57300/8321/ke-hoach.txt"):
        answer = visit(portal, old)
        assert (answer.status_code, answer["Location"]) == (301, document.url)
    assert visit(portal, document.url).status_code == 200
    shown = visit(portal, "/documents/57300/8321/anh.png/77")
    assert shown["Location"].startswith("/media/")
    assert visit(portal, shown["Location"]).status_code == 200
    assert visit(make_portal(), former, follow=True).status_code == 404
    page = InformationPage.objects.get()
    for old in ("/web/xa-cu/gioi-thieu", "/web/xa-cu/gioi-thieu/"):
        assert visit(portal, old)["Location"] == page.public_path()
    for unknown in ("/news/-/details/57300/hoi-thi-1", "/news/-/details/57300/x-43917422/y/"):
        assert visit(portal, unknown, follow=True).status_code == 404
    assert visit(make_portal(), details, follow=True).status_code == 404


def test_each_row_that_is_wrong_is_named_and_nothing_comes(tmp_path, capsys) -> None:
    blank = ("", "", "", "", "")
    folder = export_of(
        tmp_path / "old",
        more=(
            ("7", "Trùng số", "x", "Tin xã", "2021-01-01", *blank),
            ("x8", "Số lạ", "x", "Tin xã", "2021-01-01", *blank),
            ("8", "Mục lạ", "x", "Không có", "2021-01-01", *blank),
            ("10", "Ngày lạ", "x", "Tin xã", "hôm qua", *blank),
            ("11", "Thiếu tệp", "x", "Tin xã", "2021-01-01", "", "", "mat.pdf", "", ""),
            ("12", "Thiếu bài", "x", "Tin xã", "2021-01-01", "mat.html", "", "", "", ""),
            ("13", "Đếm lạ", "x", "Tin xã", "2021-01-01", "", "", "", "", "nhiều"),
            ("14", "Mai sau", "x", "Tin xã", "2999-01-01", *blank),
            ("15", "Tin <script>x</script>", "x", "Tin xã", "2021-01-01", *blank),
        ),
    )
    with pytest.raises(CommandError):
        call_command("import_liferay", str(folder), host=make_portal().site.hostname, write=True)

    told = capsys.readouterr().err
    for line in range(4, 11):
        assert re.search(rf"articles.csv, (dòng|line) {line}: ", told)
    for number in (14, 15):
        assert f"stories/{number}.json" in told
    assert not re.search(r"(dòng|line) 3: ", told)
    assert not MovedThing.objects.exists()
