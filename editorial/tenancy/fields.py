"""Fields that offer what belongs to given portals, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from editorial.models import SectionPage

if TYPE_CHECKING:
    from portals.models import Portal


class SectionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs only
    """A section of one of `portals`; with its portal's name where there are several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(SectionPage.objects.none(), *args, **kwargs)
        self.names_portal = False

    def offer(self, portals: list[Portal]) -> None:
        self.names_portal = len(portals) > 1
        self.queryset = (
            SectionPage.objects.filter(portal__in=portals)
            .select_related("portal")
            .order_by("portal__name", "path")
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.portal}: {obj.title}" if self.names_portal else str(obj.title)
