"""The pages that send stories to portals: choose several, say how, look at who will receive them, send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from editorial.editor.story_views import preview_on
from editorial.enums import PlacementRole
from editorial.models import Placement, SectionPage, StoryPage
from editorial.tenancy.pages import StoryOfDesk
from portals.admin_kit.held_posts import HeldPost, held_posts, post_for_path
from portals.admin_kit.lists import DeskList
from portals.admin_kit.pages import person
from portals.admin_kit.views import VerbForm
from portals.clock import local_date
from portals.models import Portal
from portals.numbers import ids_in
from syndication import queries
from syndication.enums import AudienceKind, Urgency
from syndication.models import Dispatch, PortalList
from syndication.placing.sections import usual_section

from .actions import UNDO_TIME, dispatch_stories
from .arranging import keep_list
from .audience import Receiver, receivers_of
from .filters import OwnStoryFilterSet
from .preconditions import against_sending
from .sending_form import SendingForm

# What the page to choose from shows: what was published lately.
RECENT = timedelta(days=30)
MOST_AT_ONCE = 30


class SendStories(VerbForm):
    """First answer: how many portals receive what. Second, with the same content: it is sent, or soon will be."""

    form_class = SendingForm
    template_name = "syndication/dispatches/send.html"
    page_title = _("Send to portals")
    header_icon = "globe"
    submit_label = _("Continue")
    initial = {"audience": AudienceKind.ALL}
    dispatches: list[Dispatch]

    @cached_property
    def stories(self) -> list[StoryPage]:
        """The stories that the address names; all of one portal for whose standing editors the person sends."""
        named = ids_in(self.request.GET.getlist("tin"))[:MOST_AT_ONCE]
        found = list(StoryPage.objects.filter(pk__in=named, live=True).order_by("pk"))
        posts = {post_for_path(self.user, story.path) for story in found}
        if len(posts) != 1 or not all(post and post.decides and post.oversees for post in posts):
            raise Http404
        return found

    @cached_property
    def portal(self) -> Portal:
        return self.stories[0].portal_of_page()

    @cached_property
    def receivers(self) -> list[Receiver]:
        return receivers_of(sender=self.portal, day=local_date(self.now))

    def get_page_subtitle(self) -> str:
        count = len(self.stories)
        return ngettext("%(count)s story", "%(count)s stories", count) % {"count": count}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "stories": self.stories,
            "receivers": self.receivers,
            "lists": list(
                PortalList.objects.filter(owner=self.portal)
                .prefetch_related("portals")
                .order_by("name")
            ),
            "usual": queries.usual_classes(self.portal, self.stories),
            "now": self.now,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirm" not in self.request.POST:
            return self.render_to_response(
                self.get_context_data(
                    form=form,
                    receivers_meant=form.receivers_meant(),
                    audience_in_words=form.audience_in_words(),
                    orders=form.orders(),
                    due_named=form.due_named(),
                    priority_due=form.priority_due(),
                )
            )
        return super().form_valid(form)

    def act(self, form: Any) -> str:
        with transaction.atomic():
            self._save_list(form)
            self.dispatches = dispatch_stories(
                orders=form.orders(),
                audience=form.audience_meant(),
                due_at=form.due_named(),
                priority_due_at=form.priority_due(),
                mandate=form.cleaned_data["mandate"],
                note=form.cleaned_data["note"],
                starts_at=form.cleaned_data["starts_at"] or self.now + UNDO_TIME,
                actor=self.user,
                now=self.now,
            )
        return self._done(form)

    def _done(self, form: Any) -> str:
        """What holds of the urgent ones, then what holds of the others: they go different ways."""
        urgent = sum(order.urgency == Urgency.URGENT for order in form.orders())
        others = len(self.dispatches) - urgent
        said = []
        if urgent and others:
            said.append(
                ngettext(
                    "%(count)s urgent story waits for a second person of the standing editors.",
                    "%(count)s urgent stories wait for a second person of the standing editors.",
                    urgent,
                )
                % {"count": urgent}
            )
        elif urgent:
            said.append(
                gettext("It waits for a second person of the standing editors to confirm it.")
            )
        if others:
            said.append(self._done_of_others(form, others if urgent else 0))
        return " ".join(said)

    def _done_of_others(self, form: Any, others: int) -> str:
        """`others` is how many there are beside urgent ones; 0 where all go this way."""
        scheduled = form.cleaned_data["starts_at"]
        if others:
            text = ngettext(
                "The other %(count)s goes out in 30 seconds. Until then you may undo it.",
                "The other %(count)s go out in 30 seconds. Until then you may undo it.",
                others,
            )
            return text % {"count": others}
        if scheduled:
            return gettext("It is scheduled.")
        return gettext("It goes out in 30 seconds. Until then you may undo it.")

    def _save_list(self, form: Any) -> None:
        name = form.cleaned_data["save_as"].strip()
        chosen = form.audience_meant()
        if not name or chosen.kind != AudienceKind.CHOSEN:
            return
        keep_list(
            owner=self.portal,
            name=name,
            portal_ids=chosen.portal_ids,
            actor=self.user,
            now=self.now,
        )

    def get_success_url(self) -> str:
        if len(self.dispatches) == 1:
            return reverse("syndication:dispatch", args=[self.dispatches[0].pk])
        return f"{reverse('syndication:dispatches')}?lan={self.dispatches[0].batch}"


class SendStory(StoryOfDesk, SendStories):
    """The same for the story of the address."""

    def is_for(self, post: HeldPost) -> bool:
        return post.decides and post.oversees

    @cached_property
    def stories(self) -> list[StoryPage]:
        return [self.story]

    @cached_property
    def situation(self) -> str:
        return against_sending(self.story)


class ChooseStories(DeskList):
    """The sender's own stories of late, to tick those that are sent together."""

    template_name = "syndication/dispatches/choose_stories.html"
    page_title = _("Send several stories")
    header_icon = "globe"
    context_object_name = "stories"
    paginate_by = 20
    filterset_class = OwnStoryFilterSet

    def get_base_queryset(self) -> QuerySet[Any]:
        own = [
            post.portal_id
            for post in held_posts(self.user, self.now)
            if post.decides and post.oversees
        ]
        if not own:
            raise Http404
        return (
            Placement.objects.standing()
            .local()
            .filter(portal__in=own, placed_at__gte=self.now - RECENT)
            .annotate(was_sent=Exists(Dispatch.objects.filter(story=OuterRef("story"))))
            .select_related("story", "section", "portal")
            .order_by("-placed_at", "-pk")
        )


@require_GET
def preview_there(request: HttpRequest, story_id: int, portal_id: int) -> HttpResponse:
    """A story of the portal as it would stand on one of the portals it may be sent to."""
    user, now = person(request), timezone.now()
    story = get_object_or_404(StoryPage, pk=story_id, live=True)
    post = post_for_path(user, story.path)
    if post is None or not (post.decides and post.oversees):
        raise Http404
    receivers = receivers_of(sender=story.portal_of_page(), day=local_date(now))
    if portal_id not in {receiver.portal_id for receiver in receivers}:
        raise Http404
    portal = get_object_or_404(Portal.objects.select_related("site", "tier"), pk=portal_id)
    meant = (
        request.GET.get("muc")
        or SectionPage.objects.get(path=story.path[: -story.steplen]).section_type_id
    )
    usual = usual_section(portal_id=portal_id, section_type=meant)
    section = SectionPage.objects.filter(pk=usual).first() if usual else None
    if section is None:
        raise Http404
    return preview_on(
        request,
        story.specific,
        Placement(
            portal=portal, section=section, story=story, role=PlacementRole.REPUBLISHED,
            kind=story.specific_class.story_kind, placed_at=now,
        ),
    )  # fmt: skip
