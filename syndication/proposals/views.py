"""Stories sent up: offer one, see what became of it, and decide on those that came."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.public.addresses import origin_url
from editorial.tenancy.pages import StoryOfDesk
from portals.admin_kit.held_posts import HeldPost, held_posts
from portals.admin_kit.lists import DeskColumn, DeskList
from portals.admin_kit.views import VerbForm
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.visits.queries import views_of
from syndication import queries
from syndication.dispatches.preconditions import against_deciding, against_proposing, against_taking
from syndication.enums import ProposalState
from syndication.models import Proposal
from syndication.proposals.forms import DeclineForm, ProposeForm, TakeForm

from .actions import (
    decline_proposal,
    propose_story,
    receiver_of_proposals,
    take_proposal,
    withdraw_proposal,
)
from .filters import ProposalFilterSet


class ProposalList(DeskList):
    """What the person's portals sent up, and what was sent up to them."""

    template_name = "syndication/proposals/proposals.html"
    page_title = _("Stories sent up")
    header_icon = "upload"
    paginate_by = 15
    filterset_class = ProposalFilterSet
    nothing = _("No stories match.")
    columns = [
        DeskColumn("story", _("Story"), cells=template_name, classname="title"),
        DeskColumn("sender", _("From"), cells=template_name),
        DeskColumn("receiver", _("To")),
        DeskColumn("sent", _("Sent"), cells=template_name),
        DeskColumn("state", _("State"), cells=template_name),
        DeskColumn("acts", _("Actions"), cells=template_name),
    ]

    def get_base_queryset(self) -> QuerySet[Proposal]:
        return queries.proposals_seen_by(self.user, self.now)

    def told(self, rows: list[Any]) -> list[Any]:
        decides_for = {post.portal_id for post in held_posts(self.user, self.now) if post.decides}
        views = views_of([proposal.story_id for proposal in rows])
        for proposal in rows:
            proposal.views = views.get(proposal.story_id, 0)
            waits = proposal.state == ProposalState.WAITING
            proposal.url = origin_url(proposal.sender, proposal.story)
            proposal.may_decide = waits and proposal.receiver_id in decides_for
            proposal.may_withdraw = waits and proposal.sender_id in decides_for
        return rows


class ProposeStory(StoryOfDesk, VerbForm):
    form_class = ProposeForm
    template_name = "syndication/proposals/propose.html"
    page_title = _("Send up to the province")
    header_icon = "upload"
    submit_label = _("Send up")
    success_url = reverse_lazy("syndication:proposals")

    def is_for(self, post: HeldPost) -> bool:
        return post.decides and post.is_overseen

    @cached_property
    def receiver(self) -> Portal | None:
        return receiver_of_proposals(sender=self.portal, now=self.now)

    @cached_property
    def situation(self) -> str:
        return against_proposing(self.story, self.receiver)

    def act(self, form: Any) -> str:
        propose_story(
            story=self.story, note=form.cleaned_data["note"], actor=self.user, now=self.now
        )
        return gettext("The story was sent up.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(receiver=self.receiver, **kwargs)


class DecideOnProposal(VerbForm):
    """A page of one side of a proposal; for everybody else it does not exist."""

    success_url = reverse_lazy("syndication:proposals")
    side = "receiver"
    header_icon = "upload"
    template_name = "syndication/proposals/decide.html"

    @cached_property
    def proposal(self) -> Proposal:
        proposal = get_object_or_404(
            queries.proposals_seen_by(self.user, self.now), pk=self.kwargs["proposal_id"]
        )
        if not holds_post(self.user, getattr(proposal, self.side), self.now, STANDING_EDITORS):
            raise Http404
        return proposal

    @cached_property
    def situation(self) -> str:
        return against_deciding(self.proposal)

    def get_page_subtitle(self) -> str:
        return str(self.proposal.title)  # type: ignore[attr-defined]  # annotated by the query

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(proposal=self.proposal, **kwargs)
        context["story_url"] = origin_url(self.proposal.sender, self.proposal.story)
        return context


class TakeProposal(DecideOnProposal):
    form_class = TakeForm
    page_title = _("Take for publication")
    submit_label = _("Take for publication")

    @cached_property
    def situation(self) -> str:
        return against_taking(self.proposal)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "receiver": self.proposal.receiver}

    def act(self, form: Any) -> str:
        take_proposal(
            proposal=self.proposal,
            section=form.cleaned_data["section"],
            actor=self.user,
            now=self.now,
        )
        return gettext("The story is public on your portal.")


class DeclineProposal(DecideOnProposal):
    form_class = DeclineForm
    page_title = _("Not use")
    submit_label = _("Not use")

    def act(self, form: Any) -> str:
        decline_proposal(
            proposal=self.proposal,
            reason=form.cleaned_data["reason"],
            actor=self.user,
            now=self.now,
        )
        return gettext("The board that sent the story sees your reason.")


class WithdrawProposal(DecideOnProposal):
    form_class = Form
    page_title = _("Take the story back")
    submit_label = _("Take the story back")
    side = "sender"

    def act(self, form: Any) -> str:
        withdraw_proposal(proposal=self.proposal, actor=self.user, now=self.now)
        return gettext("The story is no longer offered; it stays public on your portal.")
