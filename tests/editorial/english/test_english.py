"""A portal in English: made from its data, marked as what it is, with the way back."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from editorial.english.names import name_of_body, name_of_post, tables
from portals.models import Portal
from portals.organisation.models import Official, Unit
from tests.factories import make_portal, published_story, section_of
from tests.support.kept import once_a_file
from tests.support.visiting import visit


def build() -> Portal:
    portal = make_portal("district", name="Huyện Yên Phong", overseer=make_portal("province"))
    Portal.objects.filter(pk=portal.pk).update(
        address="Số 1 đường Thử", phone="0222 000 123", spokesperson_name="Bà Mẫu"
    )
    office = Unit.objects.create(portal=portal, name="Văn phòng")
    Unit.objects.create(portal=portal, parent=office, name="Tổ Thử Nghiệm")
    told = {"portal": portal, "role": "leader"}
    Official.objects.create(name="Nguyễn Văn Mẫu", post="Chủ tịch UBND huyện", **told)
    Official.objects.create(name="Trần Thị Mẫu", post="Ủy viên Thử", **told)
    return Portal.objects.select_related("site").get(pk=portal.pk)


built, portal = once_a_file(build)


def shown(portal: Portal, path: str = "/en/") -> BeautifulSoup:
    answer = visit(portal, path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_is_english_but_for_what_is_marked(portal: Portal) -> None:
    page = shown(portal)
    assert page.html["lang"] == "en"
    assert page.h1.get_text() == "People's Committee of Yên Phong District"
    marked = {one.get_text() for one in page.select('main [lang="vi"], header [lang="vi"]')}
    assert {"Số 1 đường Thử", "Tổ Thử Nghiệm", "Ủy viên Thử", "Nguyễn Văn Mẫu"} <= marked
    assert "Chairperson of the People's Committee" in page.get_text()
    for one in page.select('[lang="vi"]'):
        one.decompose()
    words = page.body.get_text(" ")
    for vietnamese in ("Chuyên mục", "Liên hệ", "Điện thoại", "Chủ tịch", "Bỏ qua"):
        assert vietnamese not in words
    labels = [one["aria-label"] for one in page.select("[aria-label]")]
    assert all(label.isascii() for label in labels)


def test_leaves_the_thread_in_its_language(portal: Portal) -> None:
    before = translation.get_language()
    shown(portal)
    assert translation.get_language() == before
    # What the frame keeps in English is not shown on the other pages.
    assert "Liên hệ" in shown(portal, "/to-chuc/").footer.get_text()
    assert shown(portal, "/to-chuc/").html["lang"] == "vi"


def test_leads_to_the_same_in_vietnamese_and_back(portal: Portal) -> None:
    page = shown(portal)
    alternate = {
        one["hreflang"]: one["href"] for one in page.select('link[rel="alternate"][hreflang]')
    }
    assert alternate["vi"].endswith("/to-chuc/")
    assert alternate["en"].endswith("/en/")
    for path in ("/to-chuc/", "/lien-he/"):
        back = shown(portal, path).select_one('link[rel="alternate"][hreflang="en"]')
        assert back["href"] == alternate["en"]
    assert shown(portal, "/").select_one('footer a[hreflang="en"]')["href"] == "/en/"


def test_lists_what_stands_in_the_section_in_english() -> None:
    province = make_portal("province", name="Tỉnh Thử")
    story = published_story(province, section="english", title="Flood warning for low areas")
    published_story(province, title="Tin tiếng Việt")
    page = shown(province)
    [link] = page.select("section[aria-labelledby=news] a")
    assert (link["href"], link.get_text()) == (story.public_path(), story.title)
    whole = shown(province, story.public_path())
    english = " ".join(one.get_text() for one in whole.select('article [lang="en"]'))
    assert story.title in english
    assert story.lead in english
    # The words around it are not.
    assert whole.select("article .meta")
    assert not whole.select('[lang="en"] :is(.meta, .story-tools, .useful, .proof-link)')
    listing = shown(province, f"/{section_of(province, 'english').slug}/")
    assert listing.select_one('.rows[lang="en"]')


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Sở Y tế", "Department of Health"),
        ("Thị trấn Lim", "People's Committee of Lim Township"),
        ("Phường Vũ Ninh", "People's Committee of Vũ Ninh Ward"),
        ("Cơ quan Lạ", ""),
    ],
)
def test_names_bodies_by_table_and_rule(name: str, said: str) -> None:
    assert name_of_body(Portal(name=name)) == said


def test_names_posts_by_their_longest_beginning() -> None:
    assert name_of_post("Phó Chủ tịch UBND xã Thử") == "Vice Chairperson of the People's Committee"
    assert name_of_post("Giám đốc") == "Director"
    assert name_of_post("Giám đốcx") == ""
    assert all(words.isascii() for words in tables()["posts"].values())
