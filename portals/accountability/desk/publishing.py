"""Files for the public: which go out with the answer, and what is painted over on each of their pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portals.admin_kit.form_fields import choice_field
from portals.numbers import id_in
from portals.redaction.boxes import WHOLE
from portals.redaction.findings import PersonalKind

from ..actions.acting import is_under_review
from ..actions.publishing import (
    Edges,
    choose_files,
    confirm_page,
    mark_of_boxes,
    order_copy,
    publishable,
    redactions_of,
)
from ..enums import CaseState, DraftState, RedactionState
from ..models import CaseFile, CitizenCase, FileRedaction, RedactionPage
from ..models.publishing import LONGEST_TITLE
from .acts import CaseAct
from .forms import CaseForm
from .scope import opened_case, unstored

# Rows in which a box is added; once they are saved there are as many again.
ADDED = (1, 2, 3)
PERCENT = WHOLE // 100
SIDES = ("left", "top", "right", "bottom")


def situation_of_files(case: CitizenCase) -> str:
    """Return why nothing of the files for the public can be changed now; empty where it can. Two queries."""
    if not case.wants_public:
        return _("The citizen did not agree that this is published: the answer is theirs alone.")
    if case.state == CaseState.ENDED and not is_under_review(case):
        return _("This request has ended.")
    if case.drafts.filter(state=DraftState.SUBMITTED).exists():
        return _("The answer waits for approval. Have it sent back first.")
    return ""


class ChooseFilesForm(CaseForm):
    """For each file that may go out whether it does, and under which title."""

    def begin(self) -> None:
        self.offered = publishable(self.case)
        chosen = {one.original_id: one.title for one in redactions_of(self.case)}
        for number, file in enumerate(self.offered, 1):
            self.fields[f"out_{file.pk}"] = forms.BooleanField(
                label=_("Publish a redacted copy of %(name)s") % {"name": file.name},
                required=False,
                initial=file.pk in chosen,
            )
            self.fields[f"title_{file.pk}"] = forms.CharField(
                label=_("Its title in public"),
                help_text=_("What it shows, without the name of a person."),
                max_length=LONGEST_TITLE,
                required=False,
                initial=chosen.get(file.pk, _("Attachment %(number)s") % {"number": number}),
            )

    def titles(self) -> dict[int, str]:
        told = self.cleaned_data
        return {
            file.pk: told.get(f"title_{file.pk}", "")
            for file in self.offered
            if told.get(f"out_{file.pk}")
        }


class ChooseFiles(CaseAct):
    """Which files go out with the public answer; how far each copy is stands above."""

    form_class = ChooseFilesForm
    template_name = "portals/accountability/public_files.html"
    page_title = gettext_lazy("Files for the public")
    submit_label = gettext_lazy("Save the choice")
    for_ended = True

    @cached_property
    def situation(self) -> str:
        told = situation_of_files(self.case)
        if not told and not publishable(self.case):
            return _("This request has no file that could be published.")
        return told

    @cached_property
    def chosen(self) -> list[FileRedaction]:
        return redactions_of(self.case)

    @property
    def is_being_prepared(self) -> bool:
        working = {RedactionState.READING, RedactionState.DRAWING}
        return any(one.state in working for one in self.chosen)

    def act(self, form: Any) -> str:
        choose_files(titles=form.titles(), **self.same(form))
        return _("Saved. New files are being prepared; that takes a minute or two.")

    def get_success_url(self) -> str:
        return reverse("case_files", args=[self.case.pk])


@dataclass(frozen=True, slots=True)
class ShownBox:
    """A box on the picture of a page: its number, where it lies, why, and whether it is painted."""

    number: int
    edges: Edges
    why: str
    is_painted: bool
    # In the picture's own measure.
    drawn: tuple[int, int, int, int]

    @property
    def value(self) -> str:
        return " ".join(map(str, self.edges))

    @property
    def words(self) -> str:
        left, top, right, bottom = (edge // PERCENT for edge in self.edges)
        return _("from %(left)s, %(top)s to %(right)s, %(bottom)s percent") % {
            "left": left, "top": top, "right": right, "bottom": bottom,
        }  # fmt: skip


def shown_boxes(page: RedactionPage) -> list[ShownBox]:
    """Return what was proposed on a page and what was added to it, painted or not."""
    painted = {tuple(edges) for edges in page.boxes}
    why = {tuple(edges): (kind, words) for *edges, kind, words in page.proposed}
    found = []
    for number, edges in enumerate(sorted(painted | why.keys(), key=lambda one: (one[1], one)), 1):
        kind, words = why.get(edges, ("", _("Added by hand")))
        name = f"{PersonalKind(kind).words}: {words}" if kind else words
        found.append(ShownBox(number, edges, name, edges in painted, _drawn(page, edges)))
    return found


def _drawn(page: RedactionPage, edges: Edges) -> tuple[int, int, int, int]:
    """Return left, top, width and height of a box in the measure of the picture."""
    left, top, right, bottom = edges
    x, y = left * page.width // WHOLE, top * page.height // WHOLE
    return x, y, -(-right * page.width // WHOLE) - x, -(-bottom * page.height // WHOLE) - y


class PageForm(CaseForm):
    """The boxes that there are, and rows for new ones, in percent of the page."""

    paint = forms.MultipleChoiceField(required=False)
    # Which boxes the page had when it was shown.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, page: RedactionPage, **kwargs: Any) -> None:
        self.shown = shown_boxes(page)
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        choice_field(self, "paint").choices = [(one.value, one.why) for one in self.shown]
        for row in ADDED:
            for side in SIDES:
                self.fields[f"{side}_{row}"] = forms.DecimalField(
                    min_value=0, max_value=100, decimal_places=1, required=False
                )

    @property
    def added_rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{side}_{row}"] for side in SIDES] for row in ADDED]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for row in ADDED:
            given = [told.get(f"{side}_{row}") for side in SIDES]
            if any(one is not None for one in given) and None in given:
                raise forms.ValidationError(
                    _("Box %(row)s: give all four edges, in percent of the page.") % {"row": row}
                )
        return told

    def boxes(self) -> list[Edges]:
        told = self.cleaned_data
        kept = [one.edges for one in self.shown if one.value in told["paint"]]
        for row in ADDED:
            if told.get(f"left_{row}") is not None:
                left, top, right, bottom = (_of_whole(told[f"{side}_{row}"]) for side in SIDES)
                kept.append((left, top, right, bottom))
        return kept


def _of_whole(percent: Decimal) -> int:
    return int((percent * PERCENT).to_integral_value(ROUND_FLOOR))


class LookAtPage(CaseAct):
    """One page with the boxes that are proposed and those that were added; saved, it is confirmed."""

    form_class = PageForm
    template_name = "portals/accountability/public_page.html"
    page_title = gettext_lazy("What is painted over")
    for_ended = True
    page: RedactionPage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = shown_page(kwargs["redaction_id"], kwargs["page_number"])
        self.redaction = self.page.redaction
        return super().dispatch(
            request, *args, **{**kwargs, "case_id": self.redaction.original.case_id}
        )

    @cached_property
    def situation(self) -> str:
        if told := situation_of_files(self.case):
            return told
        if self.redaction.state == RedactionState.DRAWING:
            return _("The public copy is being drawn. Look again in a minute.")
        return ""

    @cached_property
    def pages(self) -> list[RedactionPage]:
        return list(self.redaction.pages.order_by("number"))

    @cached_property
    def boxes(self) -> list[ShownBox]:
        return shown_boxes(self.page)

    @property
    def marks(self) -> list[dict[str, int]]:
        """Lines over the picture at each ten percent, to read edges from."""
        return [
            {
                "percent": ten * 10,
                "x": self.page.width * ten // 10,
                "y": self.page.height * ten // 10,
            }
            for ten in range(1, 10)
        ]

    @property
    def number(self) -> int:
        return self.page.number + 1

    @property
    def sign_size(self) -> int:
        return max(self.page.width // 45, 8)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "page": self.page}

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "seen": mark_of_boxes(self.page)}

    def act(self, form: Any) -> str:
        seen = form.cleaned_data["seen"]
        confirm_page(page=self.page, boxes=form.boxes(), seen=seen, actor=self.user, now=self.now)
        if "draw" in self.request.POST:
            order_copy(redaction=self.redaction, actor=self.user, now=self.now)
            return _("The public copy is being drawn; that takes a minute or two.")
        return _("Page %(number)s is saved.") % {"number": self.number}

    def get_success_url(self) -> str:
        if "draw" in self.request.POST:
            return reverse("case_files", args=[self.case.pk])
        after = self.page.number + 1
        # Whoever added a box looks at it before they go on.
        stays = "stay" in self.request.POST or after >= len(self.pages)
        number = self.page.number if stays else after
        return reverse("public_page", args=[self.redaction.pk, number + 1])


def shown_page(redaction_id: int, number: int) -> RedactionPage:
    """Return a page by its number from 1; 404 where there is none, and while it is prepared."""
    return get_object_or_404(
        RedactionPage.objects.select_related("redaction__original"),
        redaction=redaction_id,
        number=number - 1,
    )


@require_safe
def public_page_picture(request: HttpRequest, redaction_id: int, page_number: int) -> FileResponse:
    """The picture of a page as it came, for who may open the request, and kept by nobody."""
    page = shown_page(redaction_id, page_number)
    opened_case(request, page.redaction.original.case_id, timezone.now())
    try:
        file = page.picture.open("rb")
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    kind = str(page.picture).rpartition(".")[2].replace("jpg", "jpeg")
    response = FileResponse(file, content_type=f"image/{kind}")
    response["X-Content-Type-Options"] = "nosniff"
    return unstored(response)


def copies_of(case: CitizenCase) -> list[CaseFile]:
    """Return the copies that would go out now, for the page of who decides. One query."""
    return [one.copy for one in redactions_of(case) if one.copy is not None]


def told_copies(copies: Iterable[CaseFile]) -> str:
    """Return which copies are on the page of who decides, and under which titles, for a hidden field."""
    return json.dumps({copy.pk: copy.copy_of.title for copy in copies})


def read_copies(text: str) -> dict[int, str]:
    """Return the titles by id that a hidden field has kept; none where it was not filled by `told_copies`."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    return {found: title for one, title in told.items() if (found := id_in(one)) is not None}
