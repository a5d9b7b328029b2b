"""The report: who of one's boards has which skills, who came to sessions, who did nothing since appointed."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, TruncDate
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.lists import COMPACT, DeskColumn, DeskList
from portals.audit_log.actions import note_export
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import BoardMember
from portals.boards.queries import portals_of
from portals.clock import LOCAL_ZONE, local_date
from portals.learning.skills.catalogue import skills
from portals.learning.skills.enums import SkillState
from portals.learning.skills.models import PersonSkill
from portals.learning.skills.queries import PostRecord, posts_reported, records_of
from portals.models import Portal
from portals.queries import all_below


class SkillFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Person or portal"),
        method="of_words",
        widget=forms.TextInput({"type": "search"}),
    )
    tier = django_filters.ChoiceFilter(
        label=_("Tier"), empty_label=_("All"), field_name="board__portal__tier"
    )
    lacks = django_filters.ChoiceFilter(
        label=_("Lacks the skill"), empty_label=_("All"), method="without_skill"
    )
    idle = django_filters.ChoiceFilter(
        label=_("Since appointed"),
        empty_label=_("All"),
        choices=[("1", _("did nothing yet"))],
        method="did_nothing",
    )

    class Meta:
        model = BoardMember
        fields: list[str] = []

    def __init__(self, *args: Any, portals: list[Portal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = {one.tier_id: one.tier.name for one in portals}
        self.filters["tier"].extra["choices"] = list(tiers.items())
        self.filters["lacks"].extra["choices"] = [(one.code, one.name) for one in skills().values()]

    def of_words(self, posts: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        named = posts.alias(name=Concat("user__last_name", Value(" "), "user__first_name"))
        return named.filter(
            Q(name__unaccent__icontains=words) | Q(board__portal__name__unaccent__icontains=words)
        )

    def without_skill(self, posts: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Those whose post needs the skill, and who have not or no longer got it."""
        had = PersonSkill.objects.filter(user=OuterRef("user"), skill=code, state=SkillState.HAS)
        return posts.filter(~Exists(had), position__in=sorted(skills()[code].positions))

    def did_nothing(self, posts: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return posts.filter(~Exists(_done_since_appointed()))


class SkillReport(DeskList):
    """Own boards of a standing editor, and all below them; for others it does not exist."""

    template_name = "portals/learning/skills/report.html"
    page_title = _("Skills of the boards")
    header_icon = "group"
    table_classname = COMPACT
    filterset_class = SkillFilterSet
    nothing = _("Nobody here.")
    columns = [
        DeskColumn("person", _("Person"), cells=template_name, classname="title"),
        DeskColumn("portal", _("Portal"), cells=template_name),
        DeskColumn("has", _("Skills"), cells=template_name),
        DeskColumn("missing", _("Missing"), cells=template_name),
        DeskColumn("attended", _("Sessions attended"), cells=template_name),
    ]
    exports = {"xlsx": _("Export as Excel"), "csv": _("Export as CSV")}
    export_headings = {
        "code": _("Code"),
        "portal": _("Portal"),
        "tier": _("Tier"),
        "person": _("Person"),
        "position": _("Position"),
        "has": _("Has it"),
        "refresh": _("To refresh"),
        "missing": _("Missing"),
        "attended": _("Sessions attended"),
        "last": _("Last done"),
    }

    @cached_property
    def portals(self) -> list[Portal]:
        own = portals_of(self.user, self.now, STANDING_EDITORS)
        below = all_below(own, local_date(self.now)) if own else []
        return list({one.pk: one for one in (*own, *below)}.values())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.portals:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "portals": self.portals}

    def get_base_queryset(self) -> QuerySet[BoardMember]:
        return posts_reported(self.portals, self.now)

    def told(self, rows: list[Any]) -> list[PostRecord]:
        return records_of(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tiers=self.by_tier(), **kwargs)

    def by_tier(self) -> list[dict[str, Any]]:
        """How many people each tier has, and how many of them did nothing since they were appointed. One query."""
        posts = posts_reported(self.portals, self.now).annotate(
            tier_name=F("board__portal__tier__name")
        )
        told = (
            posts.order_by("board__portal__tier__level", "tier_name")
            .values("tier_name")
            .annotate(people=Count("pk"), idle=Count("pk", filter=~Exists(_done_since_appointed())))
        )
        return [dict(one) for one in told]

    def get_filename(self) -> str:
        return f"ky-nang-{local_date(self.now):%Y%m%d}"

    def to_row_dict(self, row: PostRecord) -> dict[str, Any]:
        portal = row.post.board.portal
        return {
            "code": portal.code,
            "portal": portal.name,
            "tier": portal.tier.name,
            "person": str(row.post.user),
            "position": row.post.get_position_display(),
            "has": "; ".join(line.skill.name for line in row.has),
            "refresh": "; ".join(line.skill.name for line in row.to_refresh),
            "missing": "; ".join(line.skill.name for line in row.missing),
            "attended": row.attended,
            "last": row.last_at.astimezone(LOCAL_ZONE).date().isoformat() if row.last_at else "",
        }

    def note_taken(self, rows: int) -> None:
        note_export(
            actor=self.user, portal=self.portals[0], what="ky-nang", rows=rows, now=self.now
        )


def _done_since_appointed() -> QuerySet[PersonSkill]:
    appointed = Func(OuterRef("period"), function="lower")
    return PersonSkill.objects.annotate(last_day=TruncDate("last_at", tzinfo=LOCAL_ZONE)).filter(
        user=OuterRef("user"), last_day__gte=appointed
    )
