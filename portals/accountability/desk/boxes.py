"""What is painted over on one page of a file for the public: the boxes, their form, the picture beneath them."""

from __future__ import annotations

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
from portals.redaction.boxes import WHOLE
from portals.redaction.findings import PersonalKind

from ..actions.publishing import Edges, confirm_page, mark_of_boxes, order_copy
from ..enums import RedactionState
from ..models import RedactionPage
from .acts import CaseAct
from .forms import CaseForm
from .publishing import situation_of_files
from .scope import opened_case, unstored

# Rows in which a box is added: so many stand there, so many are read. With a mouse more are drawn before one saves.
ADDED, MOST_ADDED = 3, 20
PERCENT = WHOLE // 100
SIDES = ("left", "top", "right", "bottom")


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
        for row in range(1, MOST_ADDED + 1):
            for side in SIDES:
                self.fields[f"{side}_{row}"] = forms.DecimalField(
                    min_value=0, max_value=100, decimal_places=1, required=False
                )

    @property
    def ticked(self) -> list[tuple[ShownBox, bool]]:
        """Each box with whether its tick stands: as it was sent, where that was refused."""
        if not self.is_bound:
            return [(box, box.is_painted) for box in self.shown]
        sent = self["paint"].value() or []
        return [(box, box.value in sent) for box in self.shown]

    @property
    def added_rows(self) -> list[dict[str, Any]]:
        """The rows for new boxes: some empty ones, and all that were filled."""
        rows = [self._row(number) for number in range(1, MOST_ADDED + 1)]
        filled = [row["number"] for row in rows if any(row[side].value() for side in SIDES)]
        return rows[: max([ADDED, *filled])]

    def _row(self, number: int) -> dict[str, Any]:
        fields = {side: self[f"{side}_{number}"] for side in SIDES}
        errors = [error for field in fields.values() for error in field.errors]
        return {"number": number, "errors": list(dict.fromkeys(errors)), **fields}

    @property
    def row_to_come(self) -> dict[str, str]:
        """Empty fields of a row of which a script writes the number."""
        return {
            side: self.fields[f"{side}_1"].widget.render(f"{side}___row__", None) for side in SIDES
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for row in range(1, MOST_ADDED + 1):
            given = [told.get(f"{side}_{row}") for side in SIDES]
            if any(one is not None for one in given) and None in given:
                raise forms.ValidationError(
                    _("Box %(row)s: give all four edges, in percent of the page.") % {"row": row}
                )
        return told

    def boxes(self) -> list[Edges]:
        told = self.cleaned_data
        kept = [one.edges for one in self.shown if one.value in told["paint"]]
        for row in range(1, MOST_ADDED + 1):
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
    most_added = MOST_ADDED

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
