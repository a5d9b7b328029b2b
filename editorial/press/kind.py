"""What the kinds "statement" and "release" are, for everything that asks kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.kinds.registry import CarriedField, ContentKind, Fact, HomeList, KindTable
from editorial.kinds.schema_org import (
    CONTEXT,
    Data,
    Described,
    filled,
    news_article,
    organization_form,
)
from portals.clock import local_date

from .enums import Verdict
from .models import ReleasePage, StatementPage

if TYPE_CHECKING:
    from django.http import HttpRequest

    from editorial.models import StoryPage
    from portals.models import Portal


def facts_of_statement(story: StoryPage) -> list[Fact]:
    """The claim stands between words that say what it is, wherever facts are shown in a line."""
    page = cast("StatementPage", story)
    told = [
        (_("Verdict"), page.verdict_words if page.verdict else ""),
        (_("What is claimed, and is not so"), page.claim),
        (_("What is false in it"), page.what_is_false),
        (_("Circulates since"), f"{page.since:%d/%m/%Y}" if page.since else ""),
        (_("Where it was seen"), page.seen_at),
        (
            _("What the facts rest on"),
            "; ".join(filter(None, map(str.strip, page.sources.splitlines()))),
        ),
    ]
    return [Fact(label, value) for label, value in told if value]


def tables_of_statement(story: StoryPage) -> list[KindTable]:
    rows = [
        [f"{localtime(one.at):%H:%M %d/%m/%Y}", one.what]
        for one in cast("StatementPage", story).updates.all()
    ]
    return (
        [KindTable(_("Updates"), [_("Day and hour"), _("What became known")], rows)] if rows else []
    )


def describe_statement(described: Described) -> list[Data]:
    """As news, and as a review of the claim (schema.org ClaimReview)."""
    page = cast("StatementPage", described.story)
    verdict = Verdict(page.verdict)
    review = filled(
        {
            "@context": CONTEXT,
            "@type": "ClaimReview",
            "url": described.address,
            "claimReviewed": page.claim,
            "datePublished": page.first_published_at
            and local_date(page.first_published_at).isoformat(),
            "author": organization_form(described.origin),
            "itemReviewed": {
                "@type": "Claim",
                "datePublished": page.since.isoformat(),
                "appearance": page.seen_at or None,
            },
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": verdict.rating,
                "bestRating": 5,
                "worstRating": 1,
                "alternateName": str(verdict.label),
            },
        }
    )
    return [news_article(described), review]


def page_of_statement(story: StoryPage, _portal: Portal, _request: HttpRequest) -> dict[str, Any]:
    return {"check_path": check_path(story.pk) if story.pk else ""}


def check_path(story_id: int) -> str:
    """Return the short address at which a screenshot is held against a statement; it stays."""
    return reverse("statement_check", urlconf="portals.urls.public", args=[story_id])


def facts_of_release(story: StoryPage) -> list[Fact]:
    page = cast("ReleasePage", story)
    who = ", ".join(filter(None, (page.ask_name, page.ask_phone)))
    return [Fact(_("Journalists may ask"), who)] if who else []


STATEMENTS = ContentKind(
    model=StatementPage,
    label=gettext_lazy("Statement on false news"),
    plural=gettext_lazy("Statements on false news"),
    write_label=gettext_lazy("Answer false news"),
    search_value="tin-gia",
    carried=(
        CarriedField("verdict", gettext_lazy("Verdict")),
        CarriedField("subject", gettext_lazy("What it is about")),
        CarriedField("claim", gettext_lazy("What is claimed"), as_text=True),
        CarriedField("what_is_false", gettext_lazy("What is false in it"), as_text=True),
        CarriedField("since", gettext_lazy("Circulates since")),
        CarriedField("seen_at", gettext_lazy("Where it was seen")),
        CarriedField("sources", gettext_lazy("What the facts rest on"), as_text=True),
    ),
    left_behind={"updates": "follow the statement of whoever made it"},
    home_list=HomeList.NEWS,
    facts=facts_of_statement,
    tables=tables_of_statement,
    describe=describe_statement,
    page_context=page_of_statement,
    facts_template="editorial/press/statement_facts.html",
    page_template="editorial/press/statement.html",
)
RELEASES = ContentKind(
    model=ReleasePage,
    label=gettext_lazy("Press release"),
    plural=gettext_lazy("Press releases"),
    write_label=gettext_lazy("Write a press release"),
    search_value="thong-cao",
    carried=(
        CarriedField("ask_name", gettext_lazy("Whom journalists may ask")),
        CarriedField("ask_phone", gettext_lazy("Phone for journalists")),
    ),
    home_list=HomeList.NEWS,
    facts=facts_of_release,
    facts_template="editorial/press/release_facts.html",
)
