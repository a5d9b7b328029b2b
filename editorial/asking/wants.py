"""What a person may want of an agency, in their words, and which kind of request that is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portals.accountability.enums import CaseKind
from portals.models import Portal
from portals.tiers import traits_of


@dataclass(frozen=True, slots=True)
class Want:
    """One thing to want. `slug` is its address; what is not taken here has no `kind`, and only its way is told."""

    slug: str
    name: str | Promise
    hint: str | Promise
    kind: CaseKind | None = None
    # Names of fields of the form beside those that all have, in their order.
    asks: tuple[str, ...] = ()
    must: frozenset[str] = frozenset()
    # Found by a person who does not know whom to ask: on the portal of the province alone.
    finds_body: bool = False


QUESTION = Want(
    "cau-hoi",
    _("Ask a question"),
    _("You want to know something: a procedure, a policy, when something will be done."),
    CaseKind.QUESTION,
)
FEEDBACK = Want(
    "phan-anh",
    _("Report something, or suggest something"),
    _("Something is not in order, or a rule or a procedure could be better."),
    CaseKind.FEEDBACK,
)
INFORMATION = Want(
    "cung-cap-thong-tin",
    _("Request information that the agency holds"),
    _(
        "You want to have a document or data. The law asks for your name, address and identity paper."
    ),
    CaseKind.INFORMATION,
    ("identity", "address", "form_of_supply", "purpose"),
    frozenset({"person_name", "identity", "address", "form_of_supply"}),
)
EXPLANATION = Want(
    "giai-trinh",
    _("Call for an explanation"),
    _(
        "A decision or an act of the agency touches your rights directly, and you want it explained."
    ),
    CaseKind.EXPLANATION,
    ("affected", "address"),
    frozenset({"person_name", "affected"}),
)
CORRECTION = Want(
    "dinh-chinh",
    _("Have published information corrected"),
    _("Something on this portal is wrong."),
    CaseKind.CORRECTION,
    ("where", "right_words"),
    frozenset({"where"}),
)
WHOM = Want(
    "chua-biet-hoi-ai",
    _("I do not know whom to ask"),
    _("Write it down; the portal proposes the agency, and you or the province decide."),
    CaseKind.QUESTION,
    finds_body=True,
)
COMPLAINT = Want(
    "khieu-nai",
    _("Complain about a decision or an act (khiếu nại)"),
    _("Not taken here: the law has its own way. This page shows it."),
)
DENUNCIATION = Want(
    "to-cao",
    _("Denounce a breach of the law (tố cáo)"),
    _("Not taken here: the law protects who denounces. This page shows the way."),
)
WANTS = (
    *(QUESTION, FEEDBACK, INFORMATION, EXPLANATION, CORRECTION),
    *(WHOM, COMPLAINT, DENUNCIATION),
)
_BY_SLUG = {want.slug: want for want in WANTS}


def wants_on(portal: Portal) -> list[Want]:
    """Return what may be wanted on a portal, in the order in which it is offered."""
    runs_all = traits_of(portal.tier_id).runs_install
    return [want for want in WANTS if runs_all or not want.finds_body]


def want_on(portal: Portal, slug: str) -> Want | None:
    """Return what an address of a portal means; None for what is not there."""
    want = _BY_SLUG.get(slug)
    return want if want is not None and want in wants_on(portal) else None
