"""Reading signatures with pyHanko. It runs where uploads are examined, within their bounds, and never asks the network.

The path up to a trusted authority is looked for as of the time of signing: that of a time stamp where it holds, else
that which the signer's clock said.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO, Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from portals.clock import local_date

from .findings import Clock, FoundSignature, Revocation, SignatureReport, Standing, Trust
from .own_thread import in_own_thread
from .roots import TrustedAuthorities, read_roots

MOST_SIGNATURES = 20
LONGEST_NAME = 200
END = b"%%EOF"
# By one of these every signature is known, in plain words, since it cannot lie within what is packed.
MARKS = (b"ByteRange", b"adbe.pkcs7", b"adbe.x509", b"ETSI.CAdES")
# So begins a field to sign in, too, that nobody signed in.
logger = logging.getLogger(__name__)

PLACE = b"/Sig"
# Certificates of persons are for the one or the other.
FOR_SIGNING = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)


@in_own_thread
def read_signatures(file: IO[bytes], *, roots: str, now: str) -> tuple[dict[str, Any], list[bytes]]:
    """Return the values of a `SignatureReport`. `roots` is the folder of trusted authorities, `now` an instant."""
    content = file.read()
    authorities = read_roots(roots)
    standing, found = _read(file, content, authorities, datetime.fromisoformat(now))
    report = SignatureReport(
        sha256=hashlib.sha256(content).hexdigest(),
        checked_at=now,
        standing=standing,
        signatures=found,
        has_roots=bool(authorities.roots),
    )
    return report.as_values(), []


def _read(
    file: IO[bytes], content: bytes, authorities: TrustedAuthorities, now: datetime
) -> tuple[Standing, Sequence[FoundSignature]]:
    is_marked = any(mark in content for mark in MARKS)
    if not is_marked and PLACE not in content:
        return Standing.COPY, ()
    try:
        reader = PdfFileReader(file, strict=False)
        signatures = [one for one in reader.embedded_signatures if _is_of_person(one)]
        known = _known_of(reader)
    except Exception as error:  # noqa: BLE001  # its readers raise what they like on what is broken
        _tell_why(error)
        return Standing.UNREADABLE, ()
    if not signatures and not is_marked:
        return Standing.COPY, ()
    if not signatures or len(signatures) > MOST_SIGNATURES:
        return Standing.UNREADABLE, ()
    found: list[FoundSignature] = []
    for place, one in enumerate(signatures, start=1):
        try:
            is_last = place == len(signatures)
            found.append(_Signature(one, authorities, known, now).found(is_last=is_last))
        except Exception as error:  # noqa: BLE001  # as above
            _tell_why(error)
            return Standing.UNREADABLE, tuple(found)
    whole = all(one.holds and not one.changed_since for one in found)
    # Behind the end stands nothing that anybody signed, whatever a lenient reader makes of it.
    if not whole or content[content.rfind(END) + len(END) :].strip():
        return Standing.ALTERED, tuple(found)
    return Standing.SIGNED, tuple(found)


def _tell_why(error: Exception) -> None:
    """A file that cannot be read is refused in words; a fault of ours would look the same, so the log has the trace."""
    logger.warning(
        "Signatures could not be read.", exc_info=error, extra={"event": "signatures.unreadable"}
    )


def _is_of_person(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.sig_object_type != "/DocTimeStamp")


def _known_of(reader: PdfFileReader) -> dict[str, list[Any]]:
    """Certificates and words of revocation that the file carries for its signatures."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return {"other_certs": [], "ocsps": [], "crls": []}
    context = store.as_validation_context({"trust_roots": [], "allow_fetching": False})
    return {
        "other_certs": list(store.load_certs()),
        "ocsps": list(context.ocsps),
        "crls": list(context.crls),
    }


class _Signature:
    """One signature with all that helps to judge it."""

    def __init__(
        self,
        signature: EmbeddedPdfSignature,
        authorities: TrustedAuthorities,
        known: dict[str, list[Any]],
        now: datetime,
    ) -> None:
        self.signature, self.authorities, self.now = signature, authorities, now
        self.certificate: x509.Certificate = signature.signer_cert
        own = _revocation_info_of(signature)
        self.known = {
            "other_certs": [
                *known["other_certs"], *authorities.others, *signature.other_embedded_certs,
            ],
            "ocsps": [*known["ocsps"], *own.get("ocsps", ())],
            "crls": [*known["crls"], *own.get("crls", ())],
        }  # fmt: skip

    def found(self, *, is_last: bool) -> FoundSignature:
        at = _time_of_stamp(self.signature) or self.signature.self_reported_timestamp
        moment = at or self.now
        status, revocation = self._judged(moment)
        holds, clock = status.intact and status.valid, Clock.SIGNER if at else Clock.NONE
        if (stamp := status.timestamp_validity) is not None:
            holds = holds and stamp.intact and stamp.valid
            clock = Clock.AUTHORITY if stamp.trusted else Clock.UNKNOWN_AUTHORITY
        subject = self.certificate.subject.native
        return FoundSignature(
            holds=bool(holds),
            changed_since=_is_changed(status, is_last=is_last),
            signer=_name(subject.get("common_name")),
            organisation=_name(subject.get("organization_name")),
            issuer=_name(
                self.certificate.issuer.native.get("common_name")
                or self.certificate.issuer.human_friendly
            ),
            serial=f"{self.certificate.serial_number:x}",
            valid_until=self.certificate.not_valid_after.astimezone(UTC).isoformat(),
            signed_at=at.astimezone(UTC).isoformat() if at else "",
            clock=clock,
            trust=self._trust(status, moment),
            revocation=revocation,
        )

    def _judged(self, moment: datetime) -> tuple[PdfSignatureStatus, Revocation]:
        """Judge by the word of revocation that the file carries, where it is enough; else without."""
        if self.known["ocsps"] or self.known["crls"]:
            status = self._validated(moment, "require")
            if status.trusted:
                return status, Revocation.NOT_REVOKED
            if status.revoked:
                return status, Revocation.REVOKED
        return self._validated(moment, "soft-fail"), Revocation.UNCHECKED

    def _validated(self, moment: datetime, revocation: str) -> PdfSignatureStatus:
        return validate_pdf_signature(
            self.signature,
            self._context(moment, revocation),
            key_usage_settings=FOR_SIGNING,
        )

    def _context(self, moment: datetime, revocation: str) -> ValidationContext:
        day = local_date(moment)
        return ValidationContext(
            trust_roots=[
                root.certificate for root in self.authorities.roots if root.is_trusted_on(day)
            ],
            moment=moment,
            allow_fetching=False,
            revocation_mode=revocation,
            # What the file carries was asked after it was signed.
            retroactive_revinfo=True,
            other_certs=self.known["other_certs"],
            ocsps=self.known["ocsps"],
            crls=self.known["crls"],
        )

    def _trust(self, status: PdfSignatureStatus, moment: datetime) -> Trust:
        if status.trusted:
            return Trust.TRUSTED
        if status.revoked:
            return Trust.REVOKED
        if self.certificate.self_signed != "no":
            return Trust.SELF_SIGNED
        if not self.certificate.not_valid_before <= moment <= self.certificate.not_valid_after:
            return Trust.EXPIRED
        reason = str(getattr(status.trust_problem_indic, "name", ""))
        if reason.startswith("OUT_OF_BOUNDS"):
            return Trust.EXPIRED
        return Trust.UNFIT if reason == "CHAIN_CONSTRAINTS_FAILURE" else Trust.UNKNOWN


def _time_of_stamp(signature: EmbeddedPdfSignature) -> datetime | None:
    """The time that a stamp beside the signature says, not yet judged."""
    try:
        token = find_unique_cms_attribute(
            signature.signer_info["unsigned_attrs"], "signature_time_stamp_token"
        )
    except (NonexistentAttributeError, MultivaluedAttributeError):
        return None
    said: datetime = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return said


def _is_changed(status: PdfSignatureStatus, *, is_last: bool) -> bool:
    """Whether more was added behind a signature than what keeps it, or, where others follow, than these."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return False
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok:
        return True
    most = ModificationLevel.LTA_UPDATES if is_last else ModificationLevel.FORM_FILLING
    return status.modification_level is None or bool(status.modification_level > most)


def _revocation_info_of(signature: EmbeddedPdfSignature) -> dict[str, list[Any]]:
    """What older signatures carry within themselves."""
    try:
        info = find_unique_cms_attribute(
            signature.signer_info["signed_attrs"], "adobe_revocation_info_archival"
        )
    except (NonexistentAttributeError, MultivaluedAttributeError):
        return {}
    return {
        "ocsps": list(info["ocsp"] or ()),
        "crls": list(info["crl"] or ()),
    }


def _name(given: Any) -> str:
    """A name of a certificate, in one line: of several the first."""
    if isinstance(given, list):
        given = given[0] if given else ""
    text = "".join(letter for letter in str(given or "") if letter.isprintable())
    return " ".join(text.split())[:LONGEST_NAME]
