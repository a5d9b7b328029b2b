"""Finding a way in the archive without a server: lists of all pages, and a search that runs in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from typing import IO

from django.template.loader import render_to_string

from portals.addresses import main_hostname
from portals.models import Portal

from .names import link_between

FOLDER = "tim"
SEARCH = f"{FOLDER}/index.html"
SCRIPT = f"{FOLDER}/tim.js"
START = "index.html"
README = "DOC-TRUOC.txt"
# So much of a page is searched; what a page says beyond that is found by its title.
WORDS_SEARCHED = 600


class SearchWriter:
    """Writes what is searched on one portal as a script that the search page loads, line by line."""

    def __init__(self, file: IO[bytes], host: str) -> None:
        self._file = file
        file.write(f"coDuLieu({json.dumps(host)}, [\n".encode())

    def add(self, name: str, title: str, text: str) -> None:
        # Half a word is none that anybody looks for.
        row = [title, name, shorten(text, WORDS_SEARCHED, placeholder="")]
        self._file.write(f"{json.dumps(row, ensure_ascii=False)},\n".encode())

    def close(self) -> None:
        self._file.write(b"]);\n")


def search_name(host: str) -> str:
    return f"{FOLDER}/{host}.js"


def list_name(host: str) -> str:
    return f"{host}/_tat-ca.html"


def banner_of(name: str, host: str, address: str, written_at: datetime) -> str:
    """Return the strip above each archived page: that it is one, of when and from where, and the ways on."""
    return render_to_string(
        "editorial/archiving/banner.html",
        {
            "address": address,
            "written_at": written_at,
            "start": link_between(name, START),
            "all": link_between(name, list_name(host)),
            "search": link_between(name, SEARCH),
        },
    )


def start_page(portals: Iterable[Portal], *, written_at: datetime, has_before: bool) -> bytes:
    rows = [
        (one, f"{main_hostname(one)}/index.html", list_name(main_hostname(one))) for one in portals
    ]
    context = {
        "portals": rows,
        "written_at": written_at,
        "search": SEARCH,
        "has_before": has_before,
    }
    return render_to_string("editorial/archiving/start.html", context).encode()


def search_page(portals: Iterable[Portal]) -> bytes:
    rows = [(main_hostname(portal), portal.title) for portal in portals]
    context = {"portals": rows, "start": link_between(SEARCH, START)}
    return render_to_string("editorial/archiving/search.html", context).encode()


def search_script() -> bytes:
    return (Path(__file__).parent / "tim.js").read_bytes()


def read_me(portals: Iterable[Portal], *, written_at: datetime, has_before: bool) -> bytes:
    rows = [(main_hostname(portal), portal.title) for portal in portals]
    context = {"portals": rows, "written_at": written_at, "has_before": has_before}
    text = render_to_string("editorial/archiving/read_me.txt", context)
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def stub(*, title: str, link: str, banner: str) -> bytes:
    """Return a page for what has another form, or was not given: it leads there."""
    context = {"title": title, "link": link, "banner": banner}
    return render_to_string("editorial/archiving/stub.html", context).encode()
