"""The own versions that a person's portals made of others' stories."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from editorial.public.addresses import origin_url
from portals.admin_kit.views import DeskList
from syndication.adaptations.models import Adaptation
from syndication.adaptations.queries import adaptations_seen_by


class AdaptationList(DeskList):
    template_name = "syndication/adaptations/adaptations.html"
    page_title = _("Our versions of others' stories")
    header_icon = "edit"
    context_object_name = "adaptations"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Adaptation]:
        return adaptations_seen_by(self.user, self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for adaptation in context["adaptations"]:
            adaptation.url = origin_url(adaptation.portal, adaptation.copy)
        return context
