"""Breaks when telepath or the sidebar take scripts in another way, or no longer write them for each thing."""

import inspect

import pytest
import telepath
from django.forms import Media
from wagtail.admin.telepath import JSContext
from wagtail.admin.ui import sidebar

from portals.framework_patches import packed_media


@pytest.fixture
def written(monkeypatch) -> list[Media]:
    """Media that were written out as HTML."""
    found: list[Media] = []
    write = Media.render
    monkeypatch.setattr(Media, "render", lambda media: found.append(media) or write(media))
    return found


def entries(number: int) -> list[sidebar.LinkMenuItem]:
    return [sidebar.LinkMenuItem(f"muc-{one}", f"Mục {one}", "/") for one in range(number)]


def test_entries_are_packed_with_their_script_which_is_written_once(written) -> None:
    context = JSContext()
    before = len(written)
    packed = context.pack(entries(20))

    assert [one["_args"][0]["label"] for one in packed] == [f"Mục {one}" for one in range(20)]
    assert any("sidebar.js" in str(path) for path in context.media._js)
    assert len(written) - before <= 1


def test_a_context_of_another_page_takes_the_script_too() -> None:
    for _page in range(2):
        context = JSContext()
        context.pack(entries(1))
        assert sum("sidebar.js" in str(path) for path in context.media._js) == 1


def test_what_is_packed_of_two_kinds_takes_the_scripts_of_both() -> None:
    context = JSContext()
    context.add_media(Media(js=["mot.js"]))
    context.add_media(Media(js=["hai.js"]))
    context.add_media(js="ba.js")
    context.add_media(Media(js=["mot.js"]), js="bon.js")
    needed = str(context.media)
    assert [name for name in ("mot", "hai", "ba", "bon") if f"{name}.js" not in needed] == []
    assert needed.count("mot.js") == 1


def test_it_is_still_needed() -> None:
    assert telepath.JSContextBase.add_media is packed_media._added, (
        "portals.apps no longer asks for it."
    )
    assert "media_str = str(media_obj)" in inspect.getsource(packed_media.added_by_telepath), (
        "telepath knows media in another way: see whether ours is still needed."
    )
    adapter = JSContext.registry.find_adapter(sidebar.LinkMenuItem)
    assert adapter.media is not adapter.media, "Wagtail keeps the media of its adapters itself now."
