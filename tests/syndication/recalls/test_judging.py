"""What counts as an answer that shows a story is gone."""

from __future__ import annotations

import pytest

from portals.fetching import Fetched, TransientFetchError
from syndication.recalls.enums import What
from syndication.recalls.judging import judge_proof

REASON = "Sai <số liệu>"
ESCAPED = "Sai &lt;số liệu&gt;"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">{}</feed>'
ENTRY = "<entry><id>http://x/tin-tuc/cho-12/</id></entry>"
STONE = '<at:deleted-entry ref="http://x/tin-tuc/cho-12/" when="2026-11-25T00:00:00Z"/>'


def verdict(
    status,
    body="",
    what=What.STORY,
    *,
    url="http://x/tin-tuc/cho-12/",
    main="x",
    own_version="",
    **headers,
):
    answer = Fetched(url, status, headers, body.encode())
    given = {"what": what, "story_id": 12, "reason": REASON, "main_host": main}
    return judge_proof(answer, own_version=own_version, **given).is_right


@pytest.mark.parametrize(
    ("status", "body", "what", "is_right"),
    [
        (410, ESCAPED, What.STORY, True),
        (410, "Không còn", What.STORY, False),
        (404, ESCAPED, What.STORY, False),
        (200, ESCAPED, What.STORY, False),
        (301, ESCAPED, What.STORY, False),
        (410, "", What.FILE, True),
        (200, "", What.FILE, False),
        (200, '<a href="/tin-tuc/cho-123/">', What.HOME, True),
        (200, '<a href="/tin-tuc/cho-12/">', What.HOME, False),
        (200, '<a href="/tin-tuc/cho-12/?x=1">', What.SECTION, False),
        (500, "", What.HOME, False),
        (200, ATOM.format(STONE), What.FEED, True),
        (200, ATOM.format(""), What.FEED, False),
        (200, ATOM.format(ENTRY + STONE), What.FEED, False),
        (200, "<html>", What.FEED, False),
    ],
)
def test_an_answer(status, body, what, is_right):
    assert verdict(status, body, what) == is_right


RSS = '<rss version="2.0"><channel>{}</channel></rss>'
ITEM = "<item><link>http://x/tin-tuc/cho-12/</link></item>"
ID = '{"id": "http://x/tin-tuc/cho-12/"}'


@pytest.mark.parametrize(
    ("path", "body", "is_right"),
    [
        ("/rss.xml", RSS.format(""), True),
        ("/rss.xml", RSS.format(ITEM), False),
        ("/rss.xml", "<html>", False),
        ("/feed.json", f'{{"items": [], "_deleted": [{ID}]}}', True),
        ("/feed.json", '{"items": [], "_deleted": []}', False),
        ("/feed.json", f'{{"items": [{ID}], "_deleted": [{ID}]}}', False),
        ("/feed.json", "{}", False),
        ("/feed.json", "[]", False),
        ("/feed.json", "<html>", False),
    ],
)
def test_each_form_of_the_feed_by_its_own_words(path, body, is_right):
    assert verdict(200, body, What.FEED, url=f"http://x{path}") == is_right


@pytest.mark.parametrize("what", [What.STORY, What.FILE])
@pytest.mark.parametrize(
    ("location", "is_right"),
    [
        ("http://x/tin-tuc/cho-12/", True),
        ("https://x:8443/tin-tuc/cho-12/?tu=cu", True),
        ("http://elsewhere/tin-tuc/cho-12/", False),
        ("http://x.elsewhere/tin-tuc/cho-12/", False),
        ("//elsewhere/tin-tuc/cho-12/", False),
        # The main host, but not the address that is proven there.
        ("http://x/ban-luu/cho-12/", False),
        ("http://x/", False),
        ("/tin-tuc/cho-12/", False),
        ("", False),
    ],
)
def test_another_host_name_may_lead_to_the_same_path_of_the_main_one_only(what, location, is_right):
    old = {"url": "http://old.x/tin-tuc/cho-12/", "main": "x", "what": what}

    for status in (301, 302, 307, 308):
        assert verdict(status, location=location, **old) == is_right
    for status in (200, 300, 303, 404):
        assert not verdict(status, location=location, **old)


@pytest.mark.parametrize("main", ["x", ""])
def test_the_main_host_name_leads_nowhere(main):
    assert not verdict(301, location="http://x/tin-tuc/cho-12/", main=main)


OWN = "/tin-tuc/cho-cua-xa-34/"


@pytest.mark.parametrize(
    ("location", "is_right"),
    [
        (OWN, True),
        (f"http://x{OWN}", True),
        # A portal without a main name today: where it was asked.
        (f"http://old.x{OWN}", True),
        (f"http://elsewhere{OWN}", False),
        (f"//elsewhere{OWN}", False),
        ("/tin-tuc/cho-khac-35/", False),
        ("http://x/tin-tuc/cho-12/", True),
        ("/", False),
    ],
)
def test_a_story_may_lead_to_the_boards_own_version_on_that_portal_only(location, is_right):
    old = {"url": "http://old.x/tin-tuc/cho-12/", "main": "x", "own_version": OWN}

    assert verdict(301, location=location, **old) == is_right


def test_what_leads_to_an_own_version_redirects_and_is_a_story():
    given = {"location": OWN, "own_version": OWN}

    assert verdict(301, **given)
    assert not verdict(200, **given)
    assert not verdict(301, what=What.FILE, **given)
    assert not verdict(301, location=OWN)


@pytest.mark.parametrize("what", [What.HOME, What.SECTION, What.FEED, What.MAP, What.SEARCH])
def test_a_list_may_be_gone_but_not_lead_elsewhere(what):
    assert verdict(410, what=what)
    assert not verdict(301, what=what, location="http://x/")
    assert not verdict(404, what=what)


def test_no_answer_is_never_right():
    error = TransientFetchError("ConnectTimeout")

    shown = judge_proof(error, what=What.STORY, story_id=12, reason=REASON, main_host="x")

    assert (shown.is_right, shown.status, shown.found) == (False, None, "ConnectTimeout")
