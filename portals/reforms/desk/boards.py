"""The pages on which the boards of portals that open are decided before the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from portals.admin_kit.pages import done, person
from portals.admin_kit.views import VerbForm
from portals.boards.enums import Position
from portals.refusals import Refusal

from ..boards import NewBoard, left_without_post, new_boards, posts_that_end
from ..models import Reform
from ..seating import decide_board, decide_clear_boards
from .pages import OfUnits

NO_POST = "none"


def shown_boards(reform: Reform) -> dict[str, Any]:
    """The boards of the portals that a change opens, and who is left without a post. Seven queries at most."""
    boards = new_boards(reform)
    seated = {user for one in boards for user in one.seats}
    return {
        "all": boards,
        "decided": sum(one.is_decided for one in boards),
        "open": sum(not one.is_decided for one in boards),
        "clear": sum(one.is_clear and not one.is_decided for one in boards),
        "left": left_without_post(posts_that_end(reform), seated),
    }


class ReformBoards(OfUnits, TemplateView):
    """All new boards of a change: decided, to be decided, and what is to be chosen on each."""

    template_name = "portals/reforms/boards.html"
    page_title = gettext_lazy("Boards of portals that open")

    @cached_property
    def reform(self) -> Reform:
        return get_object_or_404(Reform, pk=self.kwargs["reform_id"])

    def get_page_subtitle(self) -> str:
        return str(self.reform)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            reform=self.reform, boards=shown_boards(self.reform), **kwargs
        )


class NewBoardForm(forms.Form):
    """For each who sits on a board that ends: which post on the new one, or none."""

    def __init__(self, *args: Any, board: NewBoard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contested = {one.user.pk for one in board.heads}
        for one in board.candidates:
            choices = [(NO_POST, _("no post on this board")), *Position.choices]
            seat = board.seats.get(one.user.pk)
            initial = seat.position if seat else one.proposed or NO_POST
            if not board.is_decided and one.user.pk in contested:
                choices, initial = [("", _("choose")), *choices], ""
            self.fields[f"post_{one.user.pk}"] = forms.ChoiceField(
                label=str(one.user),
                choices=choices,
                initial=initial,
                help_text="; ".join(
                    f"{post.get_position_display()}, {post.board.portal.name}" for post in one.posts
                ),
            )

    def seats(self) -> Mapping[int, Position]:
        return {
            int(name.removeprefix("post_")): Position(value)
            for name, value in self.cleaned_data.items()
            if value != NO_POST
        }


class DecideBoard(OfUnits, VerbForm):
    form_class = NewBoardForm
    template_name = "portals/reforms/board.html"
    page_title = gettext_lazy("Board of a portal that opens")
    submit_label = gettext_lazy("Decide the board")

    @cached_property
    def board(self) -> NewBoard:
        reform = get_object_or_404(Reform, pk=self.kwargs["reform_id"])
        for board in new_boards(reform):
            if board.unit.code == self.kwargs["unit_code"]:
                return board
        raise Http404

    def get_page_subtitle(self) -> str:
        return self.board.unit.name

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "board": self.board}

    def act(self, form: NewBoardForm) -> str:
        decide_board(unit=self.board.unit, seats=form.seats(), actor=self.user, now=self.now)
        return _("Decided. The posts are given on the day on which the portal opens.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(board=self.board, **kwargs)

    def get_success_url(self) -> str:
        return reverse("reform_boards", args=[self.kwargs["reform_id"]])


@require_POST
def decide_clear(request: HttpRequest, reform_id: int) -> HttpResponse:
    """Take the proposals of all boards that leave nothing to choose. The verb says who may."""
    reform = get_object_or_404(Reform, pk=reform_id)
    user, now = person(request), timezone.now()

    def decide() -> None:
        if not decide_clear_boards(reform=reform, actor=user, now=now):
            raise Refusal(_("There is no board that leaves nothing to choose."))

    done(request, decide, _("The boards that leave nothing to choose are decided."))
    return redirect("reform_boards", reform_id)
