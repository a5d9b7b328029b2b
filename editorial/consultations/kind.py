"""What the kind "consultation" is, for everything that asks kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from editorial.disclosures.page import decision_address
from editorial.kinds.registry import CarriedField, ContentKind, Fact, KindTable
from portals.clock import local_date

from .commenting import WHOLE
from .counting import numbers_of, public_comments
from .enums import Openness
from .models import ConsultationPage
from .openness import openness_on, openness_words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from editorial.models import StoryPage
    from portals.models import Portal


def facts_of_draft(story: StoryPage) -> list[Fact]:
    """What the page says beside text and files. Nothing of it changes from day to day."""
    page = cast("ConsultationPage", story)
    told = (
        (_("Kind of document"), str(page.get_document_kind_display())),
        (_("Drafted by"), page.drafter),
        (_("Comments are taken"), f"{page.opens_on:%d/%m/%Y} – {page.closes_on:%d/%m/%Y}"),
        (_("Who answers questions"), "; ".join(page.contact.splitlines())),
        (_("Issued as"), page.issued_number),
    )
    return [Fact(label, value) for label, value in told if value]


def tables_of_draft(story: StoryPage) -> list[KindTable]:
    """The articles, and what was taken up of what people said, for paper and for whoever decides."""
    page = cast("ConsultationPage", story)
    articles = list(page.articles.all())
    if not articles:
        return []
    tables = [
        KindTable(
            _("Articles of the draft"),
            [
                _("Article"),
                pgettext("draft for comment", "Heading"),
                pgettext("draft for comment", "Text"),
            ],
            [[str(one.number), one.heading, one.text] for one in articles],
        )
    ]
    told = [one for one in articles if one.taken_up or one.not_taken_up]
    if told:
        head = [_("Article"), _("Taken up"), _("Not taken up, and why")]
        rows = [[str(one.number), one.taken_up, one.not_taken_up] for one in told]
        tables.append(KindTable(_("What was taken up and what was not"), head, rows))
    return tables


def page_of_draft(story: StoryPage, portal: Portal, _request: HttpRequest) -> dict[str, Any]:
    """How it stands today, and where to comment."""
    page, day = cast("ConsultationPage", story), local_date(timezone.now())
    state = openness_on(page, day)
    numbers = numbers_of(page) if page.pk else {}
    return {
        "draft": page,
        "openness": openness_words(page, day),
        "is_open": state is Openness.OPEN,
        "articles": [(one, numbers.get(one.number, 0)) for one in page.articles.all()],
        "on_the_whole": numbers.get(WHOLE, 0),
        "public_comments": public_comments(page) if page.pk else [],
        "issued_address": decision_address(page.issued_number) if page.issued_number else "",
    }


CONSULTATIONS = ContentKind(
    model=ConsultationPage,
    label=gettext_lazy("Draft for comment"),
    plural=gettext_lazy("Drafts for comment"),
    write_label=gettext_lazy("Lay a draft open for comment"),
    search_value="du-thao",
    carried=(
        CarriedField("drafter", gettext_lazy("Drafted by"), as_text=True),
        CarriedField("document_kind", gettext_lazy("Kind of document")),
        CarriedField("opens_on", gettext_lazy("Comments from")),
        CarriedField("closes_on", gettext_lazy("Comments through")),
        CarriedField("contact", gettext_lazy("Who answers questions"), as_text=True),
        CarriedField("summary", gettext_lazy("What came of it as a whole"), as_text=True),
        CarriedField("issued_number", gettext_lazy("Number of the issued document")),
    ),
    left_behind={"articles": "rows follow the text of whoever wrote it"},
    facts=facts_of_draft,
    tables=tables_of_draft,
    page_context=page_of_draft,
    facts_template="editorial/consultations/facts.html",
    page_template="editorial/consultations/page.html",
)
