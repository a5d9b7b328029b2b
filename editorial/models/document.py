"""Official documents: decisions, resolutions, plans, official letters. The signed file is the original."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from editorial.document_numbers.catalogue import field_choices, kind_choices, kinds
from editorial.document_numbers.folding import folded_name
from editorial.document_numbers.parsing import LONGEST_NUMBER, UnreadableNumber, read_number
from editorial.enums import SigningCapacity
from portals.refusals import Refusal
from portals.text import nfc

from .story import StoryPage

# "Sở Nông nghiệp và Phát triển nông thôn" and a district's council are far below it.
LONGEST_ISSUER = 160


class AlreadyPublished(Refusal):
    """Another page is this document already."""


def _already_there(holder: OfficialDocumentPage) -> str:
    return gettext(
        "%(document)s was published by %(portal)s already. Correct it there, or have it republished on your "
        "portal, instead of entering it again."
    ) % {"document": holder.title, "portal": holder.portal_of_page().name}


class OfficialDocumentPage(StoryPage):
    """An official document of any kind. Its title is made from number and date; its lead is the abstract (trích yếu).

    Identity is issuer, number and day of issue: numbers repeat every year, and in every commune. What is published
    holds its identity alone over all portals (`identity`); a document that others need is sent to them, not written
    again.
    """

    story_kind = "document"

    number = models.CharField(
        _("number and symbol"),
        max_length=LONGEST_NUMBER,
        help_text=_("As it is printed, such as 96/QĐ-UBND."),
    )
    document_kind = models.CharField(_("kind of document"), max_length=24, choices=kind_choices)
    issuer = models.CharField(_("issuing body"), max_length=LONGEST_ISSUER)
    field = models.CharField(_("subject field"), max_length=24, choices=field_choices, blank=True)
    signer = models.CharField(_("signer"), max_length=120, blank=True)
    signing_capacity = models.CharField(
        _("signs"), max_length=4, choices=SigningCapacity, blank=True
    )
    signer_position = models.CharField(_("signer's position"), max_length=160, blank=True)
    recipients = models.TextField(_("recipients"), max_length=2000, blank=True)
    issued_on = models.DateField(_("issued on"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    effective_on = models.DateField(_("effective from"), null=True, blank=True)
    is_retroactive = models.BooleanField(
        _("effective before its issue, by its own words"), default=False
    )
    in_force_through = models.DateField(_("in force through"), null=True, blank=True)

    # What is looked up, made from the fields above.
    number_key = models.CharField(max_length=LONGEST_NUMBER, editable=False)
    series = models.CharField(max_length=LONGEST_NUMBER, editable=False)
    serial = models.PositiveIntegerField(editable=False)
    is_normative = models.BooleanField(editable=False)
    issuer_key = models.CharField(max_length=LONGEST_ISSUER, editable=False)
    # Held while the page is live, else empty.
    identity = models.CharField(max_length=260, blank=True, default="", editable=False)

    exclude_fields_in_copy = [*StoryPage.exclude_fields_in_copy, "identity"]
    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("number", help_text=_("As it is printed, such as 96/QĐ-UBND.")),
                        FieldPanel("document_kind", help_text=_("What kind of document it is.")),
                    ]
                ),
                FieldPanel("issuer", help_text=_("The body in whose name it was issued, in full.")),
                FieldPanel(
                    "lead",
                    heading=_("Abstract"),
                    help_text=_("What it is about, in the words of its heading."),
                ),
                FieldPanel("field", help_text=_("Readers narrow the register down by it.")),
            ],
            heading=_("Official document"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel(
                            "issued_on", help_text=_("The day that stands below the motto.")
                        ),
                        FieldPanel("signed_on", help_text=_("Where it was signed on another day.")),
                    ]
                ),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "effective_on",
                            help_text=_("The first day. Empty if the text does not say it."),
                        ),
                        FieldPanel(
                            "in_force_through",
                            help_text=_("The last day, where the document itself names one."),
                        ),
                    ]
                ),
                FieldPanel(
                    "is_retroactive",
                    help_text=_(
                        "Only where the text says that it applies to days before its issue."
                    ),
                ),
            ],
            heading=_("Days"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel(
                            "signing_capacity",
                            help_text=_("The letters before the position, such as TM. or KT."),
                        ),
                        FieldPanel("signer_position", help_text=_("Such as: Chủ tịch.")),
                    ]
                ),
                FieldPanel("signer", help_text=_("Whose name stands below the signature.")),
                FieldPanel("recipients", help_text=_("“Nơi nhận”, one in a line.")),
            ],
            heading=_("Signature and recipients"),
        ),
        FieldPanel(
            "body",
            heading=_("Files and text"),
            help_text=_("First the signed PDF, then annexes; the full text if you have it."),
        ),
    ]

    class Meta:
        verbose_name = _("official document")
        verbose_name_plural = _("official documents")
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=~Q(identity=""), name="document_published_once"
            ),
            models.CheckConstraint(
                condition=Q(in_force_through=None)
                | Q(effective_on=None)
                | Q(in_force_through__gte=F("effective_on")),
                name="document_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(is_retroactive=False) | Q(effective_on__lt=F("issued_on")),
                name="document_retroactive_is_before_issue",
            ),
        ]
        indexes = [
            models.Index(fields=["number_key", "issued_on"], name="document_number"),
            models.Index(fields=["issuer_key", "series", "serial"], name="document_series"),
            models.Index(fields=["issued_on"], name="document_issued_on"),
            # The register in the order of numbers.
            models.Index(fields=["series", "-serial", "-storypage_ptr"], name="document_by_number"),
        ]

    def normalise(self) -> None:
        """Write number and names in their one form and make title, keys and slug from them."""
        self.derive()
        super().normalise()

    def derive(self) -> None:
        """Write number and names in their one form and make title and keys from them. No query."""
        for name in ("issuer", "signer", "signer_position"):
            setattr(self, name, " ".join(nfc(getattr(self, name) or "").split()))
        self.recipients = nfc(self.recipients or "").strip()
        self.issuer_key = folded_name(self.issuer)
        self._take_number()
        self._hold_identity()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Hold the identity while live. Raises AlreadyPublished where another page holds it."""
        self._hold_identity()
        named = kwargs.get("update_fields")
        if named is not None and "live" in named:
            kwargs["update_fields"] = {*named, "identity"}
        holder = self.held_by_other(self.identity) if self.identity else None
        if holder is not None:
            raise AlreadyPublished(_already_there(holder))
        super().save(*args, **kwargs)

    def _hold_identity(self) -> None:
        # A board's own version of another's document is another text, and not the document.
        holds = self.live and self.adapted_from_id is None and self.number_key
        self.identity = self.own_identity if holds else ""

    def held_by_other(self, identity: str) -> OfficialDocumentPage | None:
        """Return the live page, of whatever portal, that holds `identity`, other than this one. One query."""
        others = OfficialDocumentPage.objects.filter(identity=identity).exclude(pk=self.pk)
        return others.first()

    def _take_number(self) -> None:
        try:
            number = read_number(self.number or "")
        except UnreadableNumber:
            # `clean` says so. The columns need a value even so while the form is shown again.
            self.number_key, self.series, self.serial, self.is_normative = "", "", 1, False
            self.title = self.number or gettext("Official document")
            return
        self.number = str(number)
        self.number_key = number.key
        self.serial = number.serial
        self.is_normative = number.is_normative and self._may_be_normative()
        self.series = (
            f"{number.folded_symbol}/{number.year or (self.issued_on and self.issued_on.year)}"
        )
        self.title = self.name_of_document
        self.draft_title = self.title

    def _may_be_normative(self) -> bool:
        kind = kinds().get(self.document_kind)
        return kind is not None and kind.regime != "administrative"

    @property
    def name_of_document(self) -> str:
        """Such as "Quyết định 96/QĐ-UBND ngày 18/03/2021": as others cite it."""
        kind = kinds().get(self.document_kind)
        day = f" ngày {self.issued_on:%d/%m/%Y}" if self.issued_on else ""
        return f"{kind.name if kind else ''} {self.number}{day}".strip()

    def words_of_slug(self) -> str:
        # Else "96/QĐ-UBND" would become "96qd-ubnd", in which nobody finds the number.
        return self.title.replace("/", "-")

    @property
    def own_identity(self) -> str:
        """Issuer, number and day of issue as they are compared."""
        return f"{self.issuer_key}|{self.number_key}|{self.issued_on.isoformat()}"

    def with_content_json(self, content: dict[str, Any]) -> OfficialDocumentPage:
        """Keep what no revision changes: the identity that the publication holds."""
        page = cast("OfficialDocumentPage", super().with_content_json(content))
        page.identity = self.identity
        return page

    def clean(self) -> None:
        super().clean()
        if self.issued_on and self.adapted_from_id is None:
            holder = self.held_by_other(self.own_identity)
            if holder is not None:
                raise ValidationError({"number": _already_there(holder)})

    def check_own(self) -> None:
        problems: dict[str, Any] = {}
        try:
            read_number(self.number or "")
        except UnreadableNumber:
            problems["number"] = _(
                "This is not the number of a document. Write it as it is printed, such as 96/QĐ-UBND "
                "or 80/2025/QĐ-UBND."
            )
        problems |= self.wrong_days()
        if problems:
            raise ValidationError(problems)

    def wrong_days(self) -> dict[str, Any]:
        """Return by field what the days say against each other. No query."""
        issued, effective = self.issued_on, self.effective_on
        problems: dict[str, Any] = {}
        if issued and self.signed_on and self.signed_on > issued:
            problems["signed_on"] = _("A document is signed on the day of its issue, or before.")
        if issued and effective and effective < issued and not self.is_retroactive:
            problems["effective_on"] = _(
                "This day is before the issue. If the document says so itself, tick the box below."
            )
        if self.is_retroactive and (not effective or not issued or effective >= issued):
            problems["is_retroactive"] = _("Name a first day before the issue, or untick the box.")
        if effective and self.in_force_through and self.in_force_through < effective:
            problems["in_force_through"] = _("The last day is before the first.")
        return problems
