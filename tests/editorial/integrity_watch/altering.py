"""Fifty ways and more to alter what is public past every verb: in the database, in the store, in templates, in front.

Each names what the watch must say of it and where: a path, or the part of the portal.
"""

# ruff: noqa: E501
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.template.autoreload import reset_loaders
from django.utils import timezone

from editorial.models import (
    ArticlePage,
    InformationPage,
    OldAddress,
    Placement,
    PortalDocument,
    PortalRendition,
    SectionPage,
    StoryPage,
    StoryPaper,
)
from portals.boards.models import User
from portals.fetching import Fetched
from portals.ledger.notes import Algorithm, Signer
from portals.models import Portal, PortalAddress
from tests.factories import section_of
from tests.portals.ledger.writing import SIGNER

from .looking import FrontInProcess

TEMPLATES = settings.ROOT / "templates"
BASE = "portals/pages/base.html"
FOOTER = "editorial/public/components/footer.html"
STORY_TEXT = "editorial/public/components/story_text.html"
PROOF_ACTS = "editorial/public/components/proof_acts.html"
PROOF_SIGNATURES = "editorial/public/components/proof_signatures.html"


@dataclass
class Struck:
    """The portal that is altered, what stands on it, and where a template or the front may be tampered with."""

    portal: Portal
    neighbour: Portal
    story: StoryPage
    foreign: StoryPage
    withdrawn: StoryPage
    page: InformationPage
    taken_off: InformationPage
    document: PortalDocument
    other_document: PortalDocument
    rendition: PortalRendition
    templates: Path
    front: FrontInProcess
    people: dict[str, User]
    planted: dict[str, Any] = field(default_factory=dict)

    def sql(self, statement: str, *given: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, given)

    def in_template(self, name: str, old: str, new: str) -> None:
        text = (TEMPLATES / name).read_text()
        assert old in text
        target = self.templates / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace(old, new, 1))
        # As after a restart.
        reset_loaders()

    def in_front(self, alter: Callable[[Fetched], Fetched]) -> None:
        self.front.alter = alter

    def stored(self, name: str) -> Path:
        return Path(settings.MEDIA_ROOT) / name


@dataclass(frozen=True)
class Injection:
    name: str
    kind: str
    # "story", "page", "withdrawn", "document", "rendition", or "paper", "proof" and "proofs" of the story: the address
    # of that thing. Else a path or a part.
    at: str
    by: Callable[[Struck], object]


def body(old: str, new: str) -> Callable[[Struck], None]:
    """Replace words in the stored text of the story."""

    def alter(struck: Struck) -> None:
        text = connection.cursor()
        text.execute(
            "SELECT body::text FROM editorial_storypage WHERE page_ptr_id = %s", [struck.story.pk]
        )
        assert old in text.fetchone()[0]
        struck.sql(
            "UPDATE editorial_storypage SET body = replace(body::text, %s, %s)::jsonb"
            " WHERE page_ptr_id = %s",
            old, new, struck.story.pk,
        )  # fmt: skip

    return alter


def of_story(column: str, value: object) -> Callable[[Struck], None]:
    return lambda struck: struck.sql(
        f"UPDATE editorial_storypage SET {column} = %s WHERE page_ptr_id = %s",
        value, struck.story.pk,
    )  # fmt: skip


def of_page(sql: str, *given: object) -> Callable[[Struck], None]:
    return lambda struck: struck.sql(sql, *given, struck.page.pk)


def of_portal(column: str, value: str) -> Callable[[Struck], None]:
    return lambda struck: struck.sql(
        f"UPDATE portals_portal SET {column} = %s WHERE id = %s", value, struck.portal.pk
    )


def rows(sql: str, *given: object) -> Callable[[Struck], None]:
    return lambda struck: struck.sql(sql, *given, struck.portal.pk)


def template(name: str, old: str, new: str) -> Callable[[Struck], None]:
    return lambda struck: struck.in_template(name, old, new)


def served(old: bytes, new: bytes) -> Callable[[Struck], None]:
    return lambda struck: struck.in_front(
        lambda answer: replace(answer, body=answer.body.replace(old, new, 1))
    )


def headers(**given: str) -> Callable[[Struck], None]:
    told = {name.replace("_", "-"): value for name, value in given.items()}
    return lambda struck: struck.in_front(
        lambda answer: replace(answer, headers={**answer.headers, **told})
    )


def publish_again(struck: Struck) -> None:
    """What was withdrawn stands again."""
    pk = struck.withdrawn.pk
    struck.sql("UPDATE wagtailcore_page SET live = true WHERE id = %s", pk)
    struck.sql(
        "UPDATE editorial_placement SET removed_at = NULL, removal_kind = '', removal_reason = ''"
        " WHERE story_id = %s",
        pk,
    )


def insert_story(struck: Struck) -> None:
    section = section_of(struck.portal)
    made = ArticlePage(title="Tin không ai đăng", slug="tin-khong-ai-dang", lead="Chữ.", live=True)
    section.add_child(instance=made)
    Placement.objects.bulk_create([
        Placement(
            portal=struck.portal, section=section, story_id=made.pk, role="origin", kind="article",
            placed_at=timezone.now(),
        )
    ])  # fmt: skip
    struck.planted["at"] = f"/{section.slug}/{made.slug}-{made.pk}/"


def insert_page(struck: Struck) -> None:
    made = InformationPage(title="Trang không ai đăng", slug="trang-khong-ai-dang", live=True)
    struck.portal.root.specific.add_child(instance=made)
    struck.planted["at"] = f"page:{made.pk}"


def show_page_again(struck: Struck) -> None:
    struck.sql("UPDATE wagtailcore_page SET live = true WHERE id = %s", struck.taken_off.pk)
    struck.planted["at"] = struck.taken_off.public_path()


def place_foreign(struck: Struck) -> None:
    (made,) = Placement.objects.bulk_create([
        Placement(
            portal=struck.portal, section=section_of(struck.portal), story=struck.foreign,
            role="republished", kind="article", via="dispatch:99999", placed_at=timezone.now(),
        )
    ])  # fmt: skip
    struck.planted["at"] = f"placement:{made.pk}"


def add_redirect(struck: Struck) -> None:
    OldAddress.objects.create(
        portal=struck.portal, path="uu-dai/", page=struck.page, title="x", changed_at=timezone.now()
    )


def add_host(struck: Struck) -> None:
    PortalAddress.objects.bulk_create([
        PortalAddress(
            portal=struck.portal, hostname="khuyen-mai.example.vn", is_main=False,
            period=struck.portal.addresses.get().period,
        )
    ])  # fmt: skip


def swap_document(struck: Struck) -> None:
    struck.sql(
        "UPDATE editorial_portaldocument SET file = other.file, file_hash = other.file_hash,"
        " file_size = other.file_size FROM editorial_portaldocument other"
        " WHERE other.id = %s AND editorial_portaldocument.id = %s",
        struck.other_document.pk, struck.document.pk,
    )  # fmt: skip
    struck.planted["at"] = f"file:{struck.document.pk}"


def swap_picture(struck: Struck) -> None:
    pk = struck.rendition.image_id
    struck.sql("UPDATE editorial_portalimage SET file_hash = repeat('0', 40) WHERE id = %s", pk)
    struck.planted["at"] = f"picture:{pk}"


def overwrite(thing: str, content: bytes) -> Callable[[Struck], None]:
    return lambda struck: struck.stored(getattr(struck, thing).file.name).write_bytes(content)


def beside(thing: str, name: str, content: bytes) -> Callable[[Struck], None]:
    def add(struck: Struck) -> None:
        stored = Path(getattr(struck, thing).file.name).parent / name
        struck.stored(str(stored)).write_bytes(content)
        struck.planted["at"] = f"stored:{stored}"

    return add


def overwrite_paper(struck: Struck) -> None:
    paper = StoryPaper.objects.get(story=struck.story.pk)
    kept = struck.stored(paper.file.name)
    kept.write_bytes(kept.read_bytes().replace(b"%%EOF", b"%%EOF\n% khac"))


def swap_paper(struck: Struck) -> None:
    other = StoryPaper.objects.get(story=struck.foreign.pk)
    struck.sql(
        "UPDATE editorial_storypaper SET file = %s, sha256 = %s WHERE story_id = %s",
        other.file.name, other.sha256, struck.story.pk,
    )  # fmt: skip


def packed(alter: Callable[[dict[str, bytes]], object]) -> Callable[[Struck], None]:
    """The packed proofs with other files in them than were packed."""

    def on_the_way(answer: Fetched) -> Fetched:
        if not answer.url.endswith(".zip"):
            return answer
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        alter(files)
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return replace(answer, body=written.getvalue())

    return lambda struck: struck.in_front(on_the_way)


def first(files: dict[str, bytes], ending: str) -> str:
    return next(name for name in sorted(files) if name.endswith(ending))


def other_key(files: dict[str, bytes]) -> None:
    files[first(files, "keys")] = (
        f"log {Signer.generate(SIGNER.name, Algorithm.LEDGER).key}\n".encode()
    )


def one_digit_of_a_proof(files: dict[str, bytes]) -> None:
    name = first(files, ".tlog-proof")
    files[name] = files[name].replace(b"index ", b"index 1", 1)


def strange_page(struck: Struck) -> None:
    """The server has a page that no list has, and the map names it."""

    def alter(answer: Fetched) -> Fetched:
        host = answer.url.split("/")[2]
        if answer.url.endswith("/khuyen-mai-lon/"):
            return replace(answer, status=200, body=b"<h1>x</h1>")
        mark = b"</urlset>"
        entry = f"<url><loc>http://{host}:8000/khuyen-mai-lon/</loc></url>".encode()
        return replace(answer, body=answer.body.replace(mark, entry + mark))

    struck.in_front(alter)


HIDDEN_LINK = '<div hidden><a href="/tin-tuc/">x</a></div></footer>'
INJECTIONS = [
    # The text of a story, in its row.
    Injection("words of the text", "text", "story", body("an toàn", "nguy hiểm")),
    Injection("a digit of the text", "text", "story", body("150 triệu", "950 triệu")),
    Injection("the end of a link", "text", "story", body("chinhphu.vn", "chinhphu.example")),
    Injection("a paragraph less", "text", "story", body("<p>Câu cuối.</p>", "")),
    Injection("a paragraph more", "text", "story", body("<p>Câu cuối.</p>", "<p>Câu cuối.</p><p>Thêm.</p>")),
    Injection("a hidden link", "text", "story", body("<p>Câu cuối.</p>", "<p style='display:none'><a href='https://x.example/'>x</a></p>")),
    Injection("a script", "text", "story", body("Câu cuối.", "<script>x()</script>Chữ.")),
    Injection("a frame with words", "text", "story", body("Câu cuối.", "<iframe src='https://x.example/'></iframe>Chữ.")),
    Injection("a heading", "text", "story", body("Tiêu đề mục", "Tiêu đề khác")),
    Injection("the lead", "text", "story", of_story("lead", "Tóm tắt khác.")),
    Injection("the byline", "text", "story", of_story("byline", "Người khác")),
    Injection("the source", "text", "story", of_story("source", "Nguồn khác")),
    Injection("the title", "text", "story", lambda struck: struck.sql("UPDATE wagtailcore_page SET title = 'Khác' WHERE id = %s", struck.story.pk)),
    # What is public at all.
    Injection("a withdrawn story", "withdrawn", "withdrawn", publish_again),
    Injection("a story of nobody", "unrecorded", "planted", insert_story),
    Injection("another's story placed", "placement", "planted", place_foreign),
    Injection("a page of nobody", "change", "planted", insert_page),
    Injection("a redirect", "change", "redirects", add_redirect),
    Injection("a host name", "change", "hosts", add_host),
    # Information pages.
    Injection("words of a page, by their hash", "text", "page-text", of_page("UPDATE editorial_informationpage SET body = replace(body::text, '8 giờ', '9 giờ')::jsonb WHERE page_ptr_id = %s")),
    Injection("the title of a page, by its entry", "text", "page-text", of_page("UPDATE wagtailcore_page SET title = 'Khác' WHERE id = %s")),
    Injection("a page that was taken off", "withdrawn", "planted", show_page_again),
    Injection("a credit", "text", "story", lambda struck: struck.sql("UPDATE editorial_portalimage SET credit = 'Người khác' WHERE id = %s", struck.rendition.image_id)),
    Injection("words of a page", "change", "page", of_page("UPDATE editorial_informationpage SET body = replace(body::text, 'Giờ làm việc', 'Giờ nghỉ')::jsonb WHERE page_ptr_id = %s")),
    Injection("the lead of a page", "change", "page", of_page("UPDATE editorial_informationpage SET intro = 'Nộp lệ phí vào tài khoản khác.' WHERE page_ptr_id = %s")),
    Injection("the title of a page", "change", "page", of_page("UPDATE wagtailcore_page SET title = 'Khác' WHERE id = %s")),
    # The portal and what its board set.
    Injection("the telephone", "change", "contact", of_portal("phone", "0900 000 000")),
    Injection("the address of mail", "change", "contact", of_portal("email", "khac@example.com")),
    Injection("the name", "change", "contact", of_portal("name", "Xã Khác")),
    Injection("the person responsible", "change", "contact", of_portal("responsible_name", "Người Khác")),
    Injection("the map", "change", "contact", of_portal("map_link", "https://x.example/ban-do")),
    Injection("the colours", "change", "look", of_portal("palette", "sen")),
    Injection("the footer's licence", "change", "look", of_portal("licence", "Xem https://x.example/")),
    Injection("an account", "change", "accounts", rows("INSERT INTO portals_socialaccount (service, address, portal_id) VALUES ('zalo', 'https://x.example/', %s)")),
    Injection("a link of the home page", "change", "links", rows("INSERT INTO front_homelink (position, label, address, portal_id) VALUES (1, 'Xem', 'https://x.example/', %s)")),
    Injection("a figure", "change", "figures", rows("INSERT INTO front_homefigure (position, label, value, unit, source, portal_id) VALUES (1, 'Dân số', '1', 'người', 'x', %s)")),
    Injection("a block of the home page", "change", "blocks", rows("INSERT INTO editorial_homeblockchoice (code, position, is_shown, portal_id) VALUES ('news', 0, false, %s)")),
    Injection("a unit", "change", "organisation", rows("INSERT INTO organisation_unit (name, duties, phone, email, position, portal_id) VALUES ('Phòng lạ', '', '', '', 1, %s)")),
    Injection("a leader", "change", "officials", rows("INSERT INTO organisation_official (role, name, post, field, phone, email, position, portal_id) VALUES ('leader', 'Người Lạ', 'Chủ tịch', '', '', '', 1, %s)")),
    Injection("the name of a section", "change", "sections", lambda struck: struck.sql("UPDATE wagtailcore_page SET title = 'Khác' WHERE id = %s", SectionPage.objects.filter(portal=struck.portal).first().pk)),
    # Files.
    Injection("another file in its row", "change", "planted", swap_document),
    Injection("another picture in its row", "change", "planted", swap_picture),
    Injection("the bytes of a file", "bytes", "document", overwrite("document", b"khac")),
    Injection("the bytes of a picture", "bytes", "rendition", overwrite("rendition", b"khac")),
    Injection("a page beside a file", "stray", "planted", beside("document", "x.html", b"<h1>x</h1>")),
    Injection("a drawing beside a picture", "stray", "planted", beside("rendition", "x.svg", b"<svg/>")),
    Injection("a document beside a file", "stray", "planted", beside("document", "x.pdf", b"%PDF-1.7")),
    # What proves a story.
    Injection("the bytes of a story's PDF", "bytes", "paper", overwrite_paper),
    Injection("another story's PDF in its row", "bytes", "paper", swap_paper),
    Injection("a PDF on the way", "bytes", "paper", served(b"%%EOF", b"%%EOF\n")),
    Injection("another act in the page that proves", "text", "proof", template(PROOF_ACTS, "{{ act.sentence }}", "Xã Khác đã đăng.")),
    Injection("an act more in the page that proves", "text", "proof", template(PROOF_ACTS, "{% endfor %}", "{% endfor %}<li>Xã Khác đã đính chính.</li>")),
    Injection("an act less in the page that proves", "text", "proof", template(PROOF_ACTS, "{% for act, is_signed in acts %}", "{% for act, is_signed in none %}")),
    Injection("another root in the page that proves", "text", "proof", template(PROOF_SIGNATURES, "{{ tree.root }}", "AAAA{{ tree.root }}")),
    Injection("a proof that proves nothing", "bytes", "proofs", packed(one_digit_of_a_proof)),
    Injection("a proof less", "bytes", "proofs", packed(lambda files: files.pop(first(files, ".tlog-proof")))),
    Injection("another key beside the proofs", "bytes", "proofs", packed(other_key)),
    Injection("another way to check", "bytes", "proofs", packed(lambda files: files.update({first(files, ".txt"): b"x"}))),
    Injection("a program beside the proofs", "bytes", "proofs", packed(lambda files: files.update({"x/verify.exe": b"MZ"}))),
    # Templates.
    Injection("a script of the template", "script", "/", template(BASE, "</head>", '<script src="https://x.example/x.js"></script></head>')),
    Injection("a script within the template", "script", "story", template(BASE, "</head>", "<script>x()</script></head>")),
    Injection("a style sheet", "script", "/", template(BASE, "</head>", '<link rel="stylesheet" href="https://x.example/x.css"></head>')),
    Injection("a hidden link of the template", "hidden", "/", template(FOOTER, "</footer>", HIDDEN_LINK)),
    Injection("a link beneath the pages", "host", "/", template(FOOTER, "</footer>", '<a href="https://x.example/">x</a></footer>')),
    Injection("a link to a host that is trusted elsewhere", "host", "/", template(FOOTER, "</footer>", '<a href="https://youtube.com/lua-dao">x</a></footer>')),
    Injection("a picture that counts", "host", "page", template(FOOTER, "</footer>", '<img src="https://x.example/1.gif" alt=""></footer>')),
    Injection("a frame of the template", "markup", "story", template(FOOTER, "</footer>", '<iframe src="/x"></iframe></footer>')),
    Injection("a style that hides", "markup", "/", template(FOOTER, "</footer>", '<p style="left:-9999px">x</p></footer>')),
    Injection("a way on by itself", "markup", "/", template(BASE, "</head>", '<meta http-equiv="refresh" content="0;url=https://x.example/"></head>')),
    Injection("a field for a password", "markup", "/", template(FOOTER, "</footer>", '<form action="/x/"><input type="password"></form></footer>')),
    Injection("words of gambling", "words", "/", template(FOOTER, "</footer>", "<p>Nhà cái uy tín</p></footer>")),
    Injection("a sentence within texts", "text", "story", template(STORY_TEXT, '<p class="story-lead">', '<p>Mời gọi.</p><p class="story-lead">')),
    # In front of the application.
    Injection("no policy", "policy", "/", headers(content_security_policy="")),
    Injection("a wider policy", "policy", "/", headers(content_security_policy="default-src *; script-src * 'unsafe-inline'")),
    Injection("pages may be framed", "policy", "story", headers(x_frame_options="SAMEORIGIN")),
    Injection("other words on the way", "text", "story", served("an toàn".encode(), "lạ".encode())),
    Injection("a page that no list has", "unknown", "/sitemap-trang.xml", strange_page),
    Injection("a script on the way", "script", "/", served(b"</body>", b"<script>x()</script></body>")),
]  # fmt: skip
