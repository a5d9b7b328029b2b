"""The forms of Wagtail's page editor, with the walls between boards inside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.utils import timezone
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.blocks.base import BlockField
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from editorial.checking.actions import blocks_of
from editorial.checking.reading import findings_of
from editorial.models import Placement
from portals.admin_kit.scope import owned
from portals.boards.queries import portals_of
from portals.numbers import id_in

if TYPE_CHECKING:
    from django.db.models import CharField

    from portals.models import Portal


class StoryCopyForm(CopyForm):
    """A copy is a draft: no alias, nothing published with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alias", "publish_copies", "copy_subpages"):
            self.fields.pop(name, None)
        # The framework would only learn of it from the page itself, and stumble.
        for name in ("new_title", "new_slug"):
            column = cast("CharField[str, str]", Page._meta.get_field(name.removeprefix("new_")))
            longest = column.max_length
            self.fields[name].validators.append(MaxLengthValidator(longest))


class WalledPageForm(WagtailAdminPageForm):
    """The page editor's form. It takes no image, file or page of another portal, whatever ids are typed into it.

    The choosers offer none, so such a request is nobody's mistake and is refused whole, before anything of the
    chosen thing could be shown. What the saved text already uses stays allowed: a moved story keeps its images.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.parent_page is not None:
            self.instance.narrow_form(self, self.parent_page)

    def is_valid(self) -> bool:
        if self.is_bound and self.for_user is not None and not self.for_user.is_superuser:
            try:
                self._refuse_foreign()
            except (MultiValueDictKeyError, ValueError) as error:
                # No editor sends a form without the counts and places of its blocks, or with words for them.
                raise BadRequest("The form came without a part of the text.") from error
        return bool(super().is_valid()) and not self._is_blocked()

    def clean(self) -> dict[str, Any]:
        """What was said of the image when it was uploaded need not be said again of it as the lead."""
        cleaned = cast("dict[str, Any]", super().clean())
        image = cleaned.get("lead_image")
        if image is not None and not cleaned.get("lead_image_alt", "").strip():
            cleaned["lead_image_alt"] = image.description[:250]
        return cleaned

    def _is_blocked(self) -> bool:
        """Whether the text is to be submitted and holds what must be settled first; the errors say what."""
        if "action-submit" not in self.data or self.instance.pk is None:
            return False
        for finding in blocks_of(findings_of(self.instance, now=timezone.now())):
            self.add_error(None, finding.message)
        return bool(self.errors)

    def _refuse_foreign(self) -> None:
        portals = portals_of(self.for_user, timezone.now())
        for model, pk in set(references_typed_into(self)):
            if owned(model, [pk], portals) or (issubclass(model, Page) and stands_on(pk, portals)):
                continue
            if not self._used_before(model, pk):
                raise PermissionDenied

    def _used_before(self, model: type[Model], pk: str) -> bool:
        if self.instance.pk is None:
            return False
        saved = type(self.instance).objects.get(pk=self.instance.pk).get_latest_revision_as_object()
        before = type(self)(instance=saved, for_user=self.for_user)
        return (model, pk) in set(references_of(before))


def stands_on(story_id: str, portals: list[Portal]) -> bool:
    wanted = id_in(story_id)
    if wanted is None:
        return False
    return Placement.objects.standing().filter(story=wanted, portal__in=portals).exists()


def references_typed_into(form: Any) -> Iterator[tuple[type[Model], str]]:
    """Every image, file and page that the data of `form` and of the forms inside it name."""
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        yield from _references_in(field, value)
    for formset in getattr(form, "formsets", {}).values():
        for inner in formset.forms:
            yield from references_typed_into(inner)


def references_of(form: Any) -> Iterator[tuple[type[Model], str]]:
    """The same of what `form` was opened with."""
    for name, field in form.fields.items():
        yield from _references_in(field, form.get_initial_for_field(field, name))
    for formset in getattr(form, "formsets", {}).values():
        for inner in formset.initial_forms:
            yield from references_of(inner)


def _references_in(field: forms.Field, value: Any) -> Iterator[tuple[type[Model], str]]:
    if isinstance(field, BlockField):
        if value is not None:
            for model, pk, _model_path, _content_path in field.block.extract_references(value):
                if model is not None and is_walled(model):
                    yield base_of(model), str(pk)
    elif isinstance(field, forms.ModelChoiceField) and value not in (None, ""):
        model = field.queryset.model if field.queryset is not None else None
        if model is not None and is_walled(model):
            yield base_of(model), str(getattr(value, "pk", value))


def is_walled(model: type[Model]) -> bool:
    return issubclass(model, (Page, AbstractImage, AbstractDocument))


def base_of(model: type[Model]) -> type[Model]:
    return Page if issubclass(model, Page) else model
