"""Words with which a board begins its answers: the list, adding, changing, deleting."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.lists import DeskColumn, DeskList
from portals.models import Portal

from ..actions.templates import delete_answer_template, save_answer_template
from ..enums import CaseKind
from ..models import AnswerTemplate
from . import forms
from .others import OfPortal
from .scope import desk_portal


class AnswerTemplates(DeskList):
    """Words with which a board begins its answers."""

    template_name = "portals/accountability/templates.html"
    page_title = gettext_lazy("Templates of answers")
    header_icon = "copy"
    has_breadcrumbs = False
    nothing = gettext_lazy("No templates yet. Add one for what is asked often.")
    columns = [
        DeskColumn("name", gettext_lazy("Name"), cells=template_name, classname="title"),
        DeskColumn("kind", gettext_lazy("Kind"), cells=template_name),
        DeskColumn("acts", gettext_lazy("Actions"), cells=template_name, classname="desk-links"),
    ]

    @cached_property
    def portal(self) -> Portal:
        return desk_portal(self.request, self.kwargs["portal_id"], self.now)

    def get_base_queryset(self) -> QuerySet[AnswerTemplate]:
        return AnswerTemplate.objects.filter(portal=self.portal).order_by("name", "pk")

    def told(self, rows: list[Any]) -> list[Any]:
        words = dict(CaseKind.choices)
        for one in rows:
            one.kind_words = words.get(one.kind) or _("All kinds")
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(portal_of_desk=self.portal, **kwargs)


class AddTemplate(OfPortal):
    form_class: Any = forms.TemplateForm
    page_title = gettext_lazy("Add a template")
    template: AnswerTemplate | None = None

    def act(self, form: Any) -> str:
        save_answer_template(
            portal=self.portal,
            template=self.template,
            actor=self.user,
            now=self.now,
            **form.cleaned_data,
        )
        return _("The template is saved.")

    def get_success_url(self) -> str:
        return reverse("answer_templates", args=[self.portal.pk])


class EditTemplate(AddTemplate):
    page_title = gettext_lazy("Change a template")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.template = get_object_or_404(AnswerTemplate, pk=kwargs.pop("answer_template_id"))
        return super().dispatch(request, *args, **{**kwargs, "portal_id": self.template.portal_id})

    def get_initial(self) -> dict[str, Any]:
        if self.template is None:
            return {}
        return {name: getattr(self.template, name) for name in ("name", "kind", "text")}


class DeleteTemplate(EditTemplate):
    form_class = django_forms.Form
    page_title = gettext_lazy("Delete a template")
    submit_label = gettext_lazy("Delete")

    def act(self, form: Any) -> str:
        if self.template is not None:
            self.page_subtitle = self.template.name
            delete_answer_template(template=self.template, actor=self.user, now=self.now)
        return _("The template is deleted.")
