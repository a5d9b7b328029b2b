"""The page editor: with our checks beside the text, and what follows when a text is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page

from editorial.checking.reading import findings_of
from editorial.models import InformationPage, StoryPage
from editorial.similarity.signing import sign_draft
from portals.admin_kit.current import portals_of_request
from portals.admin_kit.pages import way_back

from .action_menu import SUBMIT


class TextChecksPanel(BaseSidePanel):
    """What the checks find in the text as it is saved. Wagtail renders its side panels anew with every autosave."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle the checks of the text")
        icon_name = "clipboard-list"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = len(self.panel.findings())
            return context

    name = "text-checks"
    title = _("Checks of the text")
    template_name = "editorial/editor/checks_panel.html"
    order = 90

    def findings(self) -> list[Any]:
        """Checked once a rendering: toggle and panel show the same."""
        if not hasattr(self, "_findings"):
            saved = self.object.pk is not None
            self._findings = findings_of(self.object, now=timezone.now()) if saved else []
        return self._findings

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        findings = self.findings()
        context["findings"] = findings
        context["said"] = ngettext(
            "Checks: %(count)s thing to look at.",
            "Checks: %(count)s things to look at.",
            len(findings),
        ) % {"count": len(findings)}
        return context


class WithTextChecks:
    """Adds the panel to the editor of stories and information pages."""

    def get_side_panels(self: Any) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]  # of the view it is mixed into
        if isinstance(self.page, (StoryPage, InformationPage)):
            panels = MediaContainer([TextChecksPanel(self.page, self.request), *panels])
        return panels


class DeskEditView(WithTextChecks, EditView):
    pass


class DeskCreateView(WithTextChecks, CreateView):
    pass


def editor_script() -> SafeString:
    """Hook: what makes the checks' counter and links follow, and what is pasted from Word become blocks."""
    return format_html(
        '<script src="{}" defer></script><script src="{}" defer id="word-paste" data-address="{}" data-failed="{}"'
        ' data-pictures="{}"></script>',
        static("editorial/editor/checks.js"),
        static("editorial/editor/word-paste.js"),
        reverse("pasted"),
        gettext("The pasted piece could not be read; its bare words were put in."),
        gettext("Pictures were not pasted. Upload them in a block of their own."),
    )


def lead_on_after_submitting(request: HttpRequest, _page: Page) -> HttpResponse | None:
    """Hook: back to the list from which the text was opened, or on to the person's own texts: not into the tree."""
    if SUBMIT not in request.POST or not portals_of_request(request):
        return None
    return way_back(request, "own_texts")


def sign_what_was_saved(_request: HttpRequest, page: Page) -> None:
    """Hook: sign the draft, so that a copy made of it is known."""
    if isinstance(page, StoryPage):
        sign_draft(page)
