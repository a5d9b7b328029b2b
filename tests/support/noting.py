"""Requests that take note of what is read of them: of the query and the form by name, or as a whole."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest, get_str_from_wsgi
from django.http import QueryDict

# Who looks through every query and decides nothing by a name: what refuses unreadable characters, and what prints a
# query as it came. The last are a query's own methods, whose callers are asked.
INDIFFERENT = {
    ("portals.legible", "_asked"),
    ("wagtail.admin.templatetags.wagtailadmin_tags", "querystring"),
    ("wagtail.admin.templatetags.wagtailadmin_tags", "pagination_querystring"),
}
OWN = {"django.http.request", "django.utils.datastructures", __name__}


class Noting(QueryDict):
    """A query or form that takes note of the names that are asked of it, and whether it was looked through."""

    names: set[str] = set()
    # Of the query alone: what it holds was asked, or whether it holds anything, and not only for names.
    whole = False

    def __getitem__(self, key: str) -> Any:
        Noting.names.add(str(key))
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        Noting.names.add(str(key))
        return super().getlist(key, default)

    def __contains__(self, key: object) -> bool:
        Noting.names.add(str(key))
        return super().__contains__(key)

    @staticmethod
    def forget() -> None:
        """Begin anew, for the next request."""
        Noting.names, Noting.whole = set(), False


def _looking_through(name: str) -> Callable[..., Any]:
    method = getattr(QueryDict, name)

    def looked(self: Noting, *args: Any, **kwargs: Any) -> Any:
        caller = sys._getframe(1)
        module = caller.f_globals["__name__"]
        if module not in OWN and (module, caller.f_code.co_name) not in INDIFFERENT:
            Noting.whole = True
        return method(self, *args, **kwargs)

    return looked


for _name in (
    *("__iter__", "__reversed__", "__len__", "__eq__", "__ne__", "__or__", "__ror__", "__repr__"),
    *("__copy__", "__deepcopy__", "__getstate__", "keys", "values", "items", "lists", "dict"),
    *("copy", "urlencode"),
):
    setattr(Noting, _name, _looking_through(_name))


class NotingMeta(dict[str, Any]):
    """What a request was sent with, where a view can read the query as it was written."""

    def __getitem__(self, key: str) -> Any:
        Noting.whole |= key == "QUERY_STRING"
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        Noting.whole |= key == "QUERY_STRING"
        return super().get(key, default)


@contextmanager
def noting() -> Iterator[None]:
    """Let every request take note of what is read of it."""
    load, begin = WSGIRequest._load_post_and_files, WSGIRequest.__init__

    def begun(self: WSGIRequest, environ: dict[str, Any]) -> None:
        begin(self, environ)
        # Beside `environ`, of which the query is read for `GET`.
        self.META = NotingMeta(environ)

    def query(self: WSGIRequest) -> QueryDict:
        text = get_str_from_wsgi(self.environ, "QUERY_STRING", "")
        return Noting(text, encoding=self.encoding)

    def form(self: WSGIRequest) -> None:
        load(self)
        noted = Noting("", mutable=True, encoding=self.encoding)
        for name, values in self._post.lists():
            noted.setlist(name, values)
        noted._mutable = False
        self._post = noted

    get = cached_property(query)
    get.__set_name__(WSGIRequest, "GET")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequest, "__init__", begun)
        patch.setattr(WSGIRequest, "GET", get)
        patch.setattr(WSGIRequest, "_load_post_and_files", form)
        yield
