"""A report on signatures in words, for people who know no cryptography."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.clock import LOCAL_ZONE

from .findings import Clock, FoundSignature, Revocation, SignatureReport, Standing, Trust

STANDINGS = {
    Standing.COPY: gettext_lazy(
        "A copy: photographed, scanned or saved anew, without a digital signature."
    ),
    Standing.SIGNED: gettext_lazy("Digitally signed; nothing was changed since."),
    Standing.ALTERED: gettext_lazy(
        "The file was changed after it was signed, or a signature does not belong to it."
    ),
    Standing.UNREADABLE: gettext_lazy("The file holds a digital signature that cannot be read."),
}


def standing_in_words(report: SignatureReport) -> str:
    return str(STANDINGS[report.standing])


def sentences_of(report: SignatureReport) -> list[str]:
    """What the file is, then each signature."""
    return [
        standing_in_words(report),
        *(signature_in_words(one, report) for one in report.signatures),
    ]


def signature_in_words(one: FoundSignature, report: SignatureReport) -> str:
    """Who signed when, who vouches for them, and what was not looked at."""
    parts = [_signed_by(one), _vouched_for(one, report)]
    if one.clock == Clock.SIGNER:
        parts.append(_("The time is that of the signer's own clock."))
    elif one.clock == Clock.UNKNOWN_AUTHORITY:
        parts.append(_("The time stamp is by an authority that is not set up here as trusted."))
    if not one.holds:
        parts.append(_("The signature does not belong to this content."))
    elif one.changed_since:
        parts.append(_("The file was changed after this signature."))
    if one.trust == Trust.TRUSTED and one.revocation == Revocation.UNCHECKED:
        parts.append(_("Whether the certificate was revoked was not checked."))
    elif one.revocation == Revocation.NOT_REVOKED:
        parts.append(_("The certificate was not revoked when it was signed."))
    return " ".join(parts)


def _signed_by(one: FoundSignature) -> str:
    who = one.signer or _("(no name)")
    if one.organisation and one.organisation != one.signer:
        who = f"{who} ({one.organisation})"
    if one.at is None:
        return _("Signed digitally by %(who)s, without a time.") % {"who": who}
    return _("Signed digitally by %(who)s, at %(when)s.") % {
        "who": who,
        "when": f"{one.at.astimezone(LOCAL_ZONE):%H:%M:%S %d/%m/%Y}",
    }


def _vouched_for(one: FoundSignature, report: SignatureReport) -> str:
    names = {"issuer": one.issuer or _("(no name)")}
    if one.trust == Trust.TRUSTED:
        return _("Certificate issued by %(issuer)s, trusted here.") % names
    if one.trust == Trust.SELF_SIGNED:
        return _(
            "The signer issued the certificate to themselves: no authority vouches for who that is."
        )
    if one.trust == Trust.EXPIRED:
        return _("The certificate, issued by %(issuer)s, was not valid when it was signed.") % names
    if one.trust == Trust.REVOKED:
        return _("The certificate, issued by %(issuer)s, had been revoked.") % names
    if one.trust == Trust.UNFIT:
        return _("The certificate, issued by %(issuer)s, is not one to sign papers with.") % names
    if not report.has_roots:
        return (
            _(
                "No authority is set up here as trusted, so nobody vouches for the certificate issued by %(issuer)s."
            )
            % names
        )
    return _("The authority “%(issuer)s” is not set up here as trusted.") % names
