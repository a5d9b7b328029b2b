"""Every registered kind is complete, and no field of one is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps
from django.template.loader import get_template
from django.utils import timezone

from editorial.checking.reading import checked_text
from editorial.docx_import.forms import DocumentForm
from editorial.kinds import registry
from editorial.kinds.articles import ARTICLES
from editorial.kinds.carrying import COMMON, COMMON_LEFT_BEHIND
from editorial.kinds.notices import NOTICES
from editorial.kinds.registry import (
    LONGEST_CODE,
    CarriedField,
    ContentKind,
    KindCheck,
    content_kinds,
    register,
)
from editorial.models import InformationPage, NoticePage, SectionPage, StoryPage
from editorial.models.placement import Placement
from editorial.templatetags.kinds import teaser
from portals.models import Portal
from tests.factories import make_portal, make_story, section_of


def own_names(model: type[StoryPage], *, beyond: type) -> set[str]:
    """The fields and rows of its own that a model adds to another."""
    added = {field.name for field in model._meta.local_fields}
    added |= {field.name for field in model._meta.local_many_to_many}
    added |= {relation.get_accessor_name() for relation in _children(model)}
    links = {link.name for link in model._meta.parents.values() if link}
    known = {field.name for field in beyond._meta.get_fields()} if beyond is not model else set()
    return added - links - known


def _children(model: type[StoryPage]) -> Iterator[object]:
    """Rows that belong to the page itself, in its revisions: those by a parental key."""
    from modelcluster.models import get_all_child_relations

    yield from (one for one in get_all_child_relations(model) if one.model is model)


class TestEveryKind:
    def test_of_a_story_is_registered(self) -> None:
        models = {model for model in apps.get_models() if issubclass(model, StoryPage)}
        assert {kind.model for kind in content_kinds()} == models - {StoryPage}

    @pytest.mark.parametrize("kind", content_kinds(), ids=lambda kind: kind.code)
    def test_shows_its_own_teaser_in_lists(self, kind: ContentKind) -> None:
        assert teaser(Placement(kind=kind.code)) == kind.teaser_template

    def test_of_a_later_release_is_a_card_in_lists(self) -> None:
        assert teaser(Placement(kind="later")) == "editorial/public/components/card.html"

    @pytest.mark.parametrize("kind", content_kinds(), ids=lambda kind: kind.code)
    def test_names_each_field_as_carried_or_left_behind(self, kind: ContentKind) -> None:
        named = [*(one.name for one in kind.carried), *kind.left_behind]
        assert sorted(named) == sorted(own_names(kind.model, beyond=StoryPage))
        assert all(kind.left_behind.values())

    def test_has_the_fields_of_a_story_named_too(self) -> None:
        # The title is the page's own; what else a page has, no board writes.
        named = {*(one.name for one in COMMON), *COMMON_LEFT_BEHIND} - {"title"}
        assert named == own_names(StoryPage, beyond=StoryPage)

    @pytest.mark.parametrize("kind", content_kinds(), ids=lambda kind: kind.code)
    def test_is_complete(self, kind: ContentKind) -> None:
        for name in filter(None, (kind.ends, kind.place)):
            assert kind.model._meta.get_field(name)
        for name in filter(None, (kind.page_template, kind.teaser_template, kind.facts_template)):
            assert get_template(name)
        for said in (kind.label, kind.plural, kind.write_label):
            assert str(said)
        assert kind.model.is_creatable
        assert SectionPage in kind.model.clean_parent_page_models()

    def test_comes_from_a_word_file_only_where_that_is_enough(self) -> None:
        enough = {kind.code for kind in content_kinds() if kind.is_made_of_text}
        assert enough >= {"article", "notice", "release"}
        assert enough.isdisjoint({"conclusion", "disclosure", "document", "reward", "statement"})
        offered = DocumentForm.base_fields["kind"].choices
        assert {code for code, _label in offered} == enough

    def test_has_a_code_for_which_there_is_room(self) -> None:
        assert Placement._meta.get_field("kind").max_length == LONGEST_CODE

    def test_may_stand_in_sections_as_standing_pages_may(self) -> None:
        of_kinds = {kind.model for kind in content_kinds()}
        assert {*SectionPage.clean_subpage_models()} == {*of_kinds, InformationPage}


class TestRegistering:
    """What a floor hands in is looked at when it starts."""

    def test_refuses_a_code_twice(self) -> None:
        with pytest.raises(ValueError, match="two kinds of content are called notice"):
            register(NOTICES)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"search_value": "tin"}, "searched for as tin"),
            ({"carried": (CarriedField("adapted_from", "Nguồn"),)}, "no plain field"),
        ],
    )
    def test_refuses_what_could_not_work(self, monkeypatch, changes, said) -> None:
        monkeypatch.setattr(registry, "_kinds", {ARTICLES.code: ARTICLES})
        with pytest.raises(ValueError, match=said):
            register(replace(NOTICES, **changes))

    def test_refuses_a_code_that_has_no_room(self, monkeypatch) -> None:
        monkeypatch.setattr(NoticePage, "story_kind", "thirteen-long")
        with pytest.raises(ValueError, match="longer than 12"):
            register(NOTICES)


@pytest.mark.django_db
class TestTheTraitsOfTheTwo:
    @pytest.fixture
    def portal(self) -> Portal:
        return make_portal()

    def test_only_news_has_a_least_length(self, portal) -> None:
        standing = InformationPage(title="Giới thiệu", intro="", body=[])
        section_of(portal, "gioi-thieu").add_child(instance=standing)
        texts = [make_story(portal), make_story(portal, notice=True), standing]
        found = [checked_text(page, now=timezone.now()).checks for page in texts]
        assert found == [{KindCheck.LENGTH}, frozenset(), frozenset()]

    def test_only_news_counts_as_original(self) -> None:
        originals = registry.codes_of_originals()
        assert (ARTICLES.code in originals, NOTICES.code in originals) == (True, False)

    def test_a_story_read_as_any_story_has_its_kind(self, portal) -> None:
        story = StoryPage.objects.get(pk=make_story(portal, notice=True).pk)
        assert registry.kind_of(story) is NOTICES
