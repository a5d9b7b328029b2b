"""The kinds of content, one spec each. Each floor registers its own in `ready()`; the order is that of registration.

Whatever differs between kinds is asked here: no other module decides something by the model of a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from .schema_org import Data, Described, news_article

if TYPE_CHECKING:
    from django.http import HttpRequest

    from editorial.models import StoryPage
    from portals.models import Portal

# The column of `Placement.kind`.
LONGEST_CODE = 12


class HomeList(StrEnum):
    """The lists of a home page for which the kinds say themselves whether they belong there."""

    NEWS = "news"
    NOTICES = "notices"


class KindCheck(StrEnum):
    """The checks of a text that are made for some kinds only."""

    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class CarriedField:
    """A plain field that goes along wherever the text goes: into an own version, a comparison, an import.

    `as_text`: its words are searched for by readers and scanned for what threatens them, as those of the body are.
    `of_own_list`: it is chosen from a list of its portal's, so an own version of another portal says it anew.
    """

    name: str
    label: str | Promise
    as_text: bool = False
    of_own_list: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a kind says beside its text, for a line of facts. `speaks_alone`: clear without its label."""

    label: str
    value: str
    speaks_alone: bool = False

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


@dataclass(frozen=True, slots=True)
class KindTable:
    """A table that a kind shows beside its text, as words. `numbers`: the places of the columns that hold numbers."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    numbers: frozenset[int] = frozenset()


def _no_tables(_story: StoryPage) -> list[KindTable]:
    return []


def _no_facts(_story: StoryPage) -> list[Fact]:
    return []


def _no_context(_story: StoryPage, _portal: Portal, _request: HttpRequest) -> dict[str, Any]:
    return {}


def _as_news(described: Described) -> list[Data]:
    return [news_article(described)]


@dataclass(frozen=True, kw_only=True)
class ContentKind:
    """A kind of content as it is registered. Its code is the `story_kind` of its model, and kept for ever.

    `carried` and `left_behind` (name and reason) together name every field and relation that the model adds to
    `StoryPage`. `ends` and `place` name the fields that say until when and where something holds, `residents` the one
    that names the residential group whose people alone it is for, `related` the rows that name stories to read next,
    `number` and `topic` the number of a document and its subject field, by which it is searched and narrowed, `files`
    the keys that point at files, which are public with the page as those of its body are. `facts_template` shows the
    kind's own fields between lead and text, their time included;
    `facts` tells the same in a line, on paper and to whoever decides. `page_context` gives the page's
    template, and that of the facts, what the instance does not hold: as many queries as it likes, on no list;
    `page_query` are the names that it reads of the address, which stand in PORTALS_PAGE_QUERY for stories.
    `shows_neighbours`: what else stands in the section is offered beside it. `tables` are shown above the text where
    `facts_template` is not: on paper and to whoever decides. `write_view` is the desk's page, by the portal's id, where
    one is begun that is not typed in the editor.
    """

    model: type[StoryPage]
    label: str | Promise
    plural: str | Promise
    write_label: str | Promise
    search_value: str
    carried: tuple[CarriedField, ...] = ()
    left_behind: Mapping[str, str] = field(default_factory=dict)
    ends: str = ""
    place: str = ""
    residents: str = ""
    number: str = ""
    topic: str = ""
    files: tuple[str, ...] = ()
    related: str = ""
    home_list: HomeList | None = None
    counts_as_original: bool = False
    checks: frozenset[KindCheck] = frozenset()
    facts: Callable[[StoryPage], list[Fact]] = _no_facts
    describe: Callable[[Described], list[Data]] = _as_news
    page_context: Callable[[StoryPage, Portal, HttpRequest], dict[str, Any]] = _no_context
    page_query: frozenset[str] = frozenset()
    shows_neighbours: bool = True
    tables: Callable[[StoryPage], list[KindTable]] = _no_tables
    write_view: str = ""
    page_template: str = "editorial/public/story.html"
    teaser_template: str = "editorial/public/components/card.html"
    facts_template: str = ""

    @property
    def code(self) -> str:
        return self.model.story_kind

    @property
    def has_tables(self) -> bool:
        return self.tables is not _no_tables

    @property
    def is_made_of_text(self) -> bool:
        """Whether title, lead and body alone make a draft: no field of its own must hold a day or a number."""
        own = (field for field in self.model._meta.local_fields if not field.primary_key)
        return all(
            field.null or field.has_default() or field.empty_strings_allowed for field in own
        )

    @property
    def text_fields(self) -> tuple[CarriedField, ...]:
        return tuple(one for one in self.carried if one.as_text)


_kinds: dict[str, ContentKind] = {}


def register(kind: ContentKind) -> None:
    """Add a kind; called once, from an app's `ready()`."""
    if kind.code in _kinds:
        raise ValueError(f"two kinds of content are called {kind.code}")
    if len(kind.code) > LONGEST_CODE:
        raise ValueError(f"the code {kind.code} is longer than {LONGEST_CODE} characters")
    if kind.search_value in {one.search_value for one in content_kinds()}:
        raise ValueError(f"two kinds of content are searched for as {kind.search_value}")
    for one in kind.carried:
        if kind.model._meta.get_field(one.name).is_relation:
            # What it points at belongs to one board; pictures and files go along as parts of the body.
            raise ValueError(f"{kind.code}: {one.name} is no plain field, so it cannot be carried")
    _kinds[kind.code] = kind


def content_kinds() -> tuple[ContentKind, ...]:
    return tuple(_kinds.values())


def usual() -> ContentKind:
    """The kind that is meant where nobody chose one: the first registered."""
    return content_kinds()[0]


def called(code: str) -> ContentKind:
    """Return the kind with this code; KeyError where none has it."""
    return _kinds[code]


def kind_of(story: StoryPage) -> ContentKind:
    """Return the kind of `story`, whether the instance is of its own model or of `StoryPage`."""
    return _kinds[story.specific_class.story_kind]


def codes_of(home_list: HomeList) -> list[str]:
    """The codes of the kinds that belong into a list of the home page."""
    return [kind.code for kind in content_kinds() if kind.home_list is home_list]


def codes_of_originals() -> list[str]:
    """The codes of the kinds whose own items count as original content."""
    return [kind.code for kind in content_kinds() if kind.counts_as_original]
