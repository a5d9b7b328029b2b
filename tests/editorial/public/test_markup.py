"""What every public page is made of: valid HTML, nothing from elsewhere, nothing inline, and light enough."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from editorial.integrity_watch.reading import read_page
from editorial.public.views.errors import server_error
from portals.visits.seen import thing_named
from tests.support.html import faults_in
from tests.support.kept import built_once
from tests.support.public_pages import make_public_pages, refusals_at
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db

STATUS = {
    "not found": 404,
    "gone": 410,
    "no such number": 404,
    "procedure that ended": 410,
    "answer that is gone": 410,
}
REFUSED = {"unknown host", "not counted", "file being scanned"}
ALONE_WITH_AN_AGENCY = {
    *("asking", "form of a request for information", "form of who does not know whom"),
    "what was missing",
    *("way of complaints", "following", "follow to confirm", "what one follows", "leaving", "left"),
}
# What a visitor of the home page loads besides the images of its content.
MOST_BYTES_OF_HOME = 150_000


@pytest.fixture(scope="module")
def html(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, bytes]]:
    """Every page as it is answered, by its kind: asked for once, since nothing here changes one."""
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        pytest.MonkeyPatch.context() as patch,
        built_once(django_db_blocker, lambda: answered(patch)) as found,
    ):
        yield found


def answered(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    pages = make_public_pages()
    found = refusals_at(pages, settings=settings, monkeypatch=monkeypatch)
    for kind, (portal, path) in pages.items():
        answer = visit(portal, path)
        assert answer.status_code == STATUS.get(kind, 200), (kind, path)
        found[kind] = answer.content
    return found


class TestEveryPublicPage:
    def test_says_by_what_it_is_counted(self, html: dict[str, bytes]) -> None:
        uncounted = {kind for kind, content in html.items() if b" data-visit=" not in content}
        assert uncounted == {*STATUS, *REFUSED, *ALONE_WITH_AN_AGENCY}
        for kind in html.keys() - uncounted:
            token = re.search(rb' data-visit="([a-z0-9._-]+)"', html[kind])
            assert token is not None, kind
            assert thing_named(token[1].decode()) is not None, kind
            assert b"/-/visits/%s.gif" % token[1] in html[kind], kind
            assert b"portals/visits/visit" in html[kind], kind

    @pytest.mark.asvs("1.2.1")
    def test_is_valid_html(self, html: dict[str, bytes], rf: object, tmp_path: Path) -> None:
        folder = tmp_path / "pages"
        folder.mkdir()
        assert faults_in(html | {"error": server_error(rf.get("/")).content}, folder) == []

    def test_hides_nothing_that_the_watch_would_take_for_planted(
        self, html: dict[str, bytes]
    ) -> None:
        hidden = {kind: read_page(content.decode()).hidden for kind, content in html.items()}
        assert {kind: words for kind, words in hidden.items() if words} == {}

    def test_loads_nothing_from_elsewhere_nothing_inline_and_images_with_care(
        self, html: dict[str, bytes]
    ) -> None:
        inline = r"<style|<script(?![^>]*\bsrc=)(?![^>]*ld\+json)|\son[a-z]+=|\sstyle="
        for kind, content in html.items():
            text = content.decode()
            loaded = re.findall(r'<(?:script|img|source|iframe)\b[^>]* src(?:set)?="([^"]+)"', text)
            loaded += re.findall(r'<link rel="(?:stylesheet|preload|icon)" href="([^"]+)"', text)
            assert all(address.startswith("/") for address in loaded), kind
            assert not re.search(inline, text), kind
            images = re.findall(r"<img[^>]+>", text)
            assert all(re.search(r'width="\d+" height="\d+"', image) for image in images), kind
            early = [image for image in images if 'loading="lazy"' not in image]
            # The mark of the banner and at most the largest image.
            assert len(early) <= 2, kind
            if kind in {"home of a commune", "story"}:
                assert text.count('fetchpriority="high"') == 1, kind


class TestTheHomePage:
    def test_weighs_little_without_the_images_of_its_content(self, html: dict[str, bytes]) -> None:
        text = html["home of a commune"]
        files = re.findall(r'(?:src|href)="/static/([^"#]+)', text.decode())
        folder = Path(settings.STATICFILES_DIRS[0])
        motifs = max(path.stat().st_size for path in (folder / "portals/motifs").iterdir())
        weight = motifs + len(gzip.compress(text))
        for name in set(files):
            content = (folder / name).read_bytes()
            weight += len(content) if name.endswith("woff2") else len(gzip.compress(content))
        assert weight <= MOST_BYTES_OF_HOME, weight
