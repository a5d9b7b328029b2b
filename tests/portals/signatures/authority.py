"""An authority of our own that issues certificates to sign with, and PDFs signed by them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import time_machine
import typst
from asn1crypto import crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore

from portals.signatures.findings import SignatureReport, Standing
from portals.signatures.own_thread import in_own_thread

SIGNED_AT = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)
BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


def name_of(common: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


@dataclass
class Holder:
    """A certificate with its key, and those above it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @cached_property
    def signer(self) -> signers.SimpleSigner:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "key").write_bytes(
                self.key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            (folder / "own").write_bytes(self.pem)
            chain = []
            for number, one in enumerate(self.above):
                path = folder / f"{number}"
                path.write_bytes(one.public_bytes(serialization.Encoding.PEM))
                chain.append(str(path))
            signer = signers.SimpleSigner.load(
                str(folder / "key"), str(folder / "own"), ca_chain_files=chain
            )
            assert signer is not None
            return signer


class Authority:
    """A root with one authority below it."""

    def __init__(self, name: str = "Chứng thực số minh họa") -> None:
        self.root = _issue(name_of(f"{name} (gốc)"), None, is_authority=True)
        self.below = _issue(name_of(name), self.root, is_authority=True)

    def issue(
        self,
        common: str = "Nguyễn Văn Mẫu",
        organisation: str = "Ban Biên tập minh họa",
        begins: datetime = BEGINS,
        ends: datetime = ENDS,
        *,
        stamps: bool = False,
    ) -> Holder:
        return _issue(
            name_of(common, organisation), self.below, begins=begins, ends=ends, stamps=stamps
        )

    def lists(self, *revoked: Holder) -> list[Any]:
        """Word of revocation, of root and authority, as a file carries it."""
        return [_list_of(self.root, ()), _list_of(self.below, revoked)]

    def stamper(self, at: datetime) -> DummyTimeStamper:
        holder = self.issue("Dấu thời gian minh họa", stamps=True)
        signer = holder.signer
        return DummyTimeStamper(
            tsa_cert=signer.signing_cert, tsa_key=signer.signing_key,
            certs_to_embed=signer.cert_registry, fixed_dt=at,
        )  # fmt: skip


def _list_of(holder: Holder, revoked: tuple[Holder, ...]) -> Any:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(holder.certificate.subject)
        .last_update(SIGNED_AT - timedelta(hours=1))
        .next_update(SIGNED_AT + timedelta(days=30))
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.certificate.serial_number)
            .revocation_date(SIGNED_AT - timedelta(days=1))
            .build()
        )
    signed = builder.sign(holder.key, hashes.SHA256())
    return crl.CertificateList.load(signed.public_bytes(serialization.Encoding.DER))


def self_signed(common: str = "Ai cũng được") -> Holder:
    return _issue(name_of(common), None)


def _issue(
    subject: x509.Name,
    issuer: Holder | None,
    *,
    begins: datetime = BEGINS,
    ends: datetime = ENDS,
    is_authority: bool = False,
    stamps: bool = False,
) -> Holder:
    # The stamper of the tests knows RSA only.
    key = (
        rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority, content_commitment=not is_authority,
                key_cert_sign=is_authority, crl_sign=is_authority, key_encipherment=False,
                data_encipherment=False, key_agreement=False, encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )  # fmt: skip
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    made = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    above = (issuer.certificate, *issuer.above) if issuer else ()
    return Holder(made, key, above)


def as_copy(file: Any) -> SignatureReport:
    """What a check finds of a file without signatures."""
    content = file.read()
    file.seek(0)
    return SignatureReport(sha256(content).hexdigest(), "2026-11-16T09:00:00+07:00", Standing.COPY)


def plain_pdf(text: str = "Thông báo 45/TB-BBT") -> bytes:
    return typst.compile(f"#set page(width: 10cm, height: 10cm)\n{text}".encode())


@in_own_thread
def sign(
    pdf: bytes,
    holder: Holder,
    *,
    at: datetime = SIGNED_AT,
    field: str = "Ky1",
    stamper: Any = None,
    lists: Sequence[Any] = (),
) -> bytes:
    """Sign as the clocks of the signer say `at`; `lists` go with the signature."""
    written = BytesIO()
    with time_machine.travel(at, tick=False):
        signers.sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf), strict=False),
            signers.PdfSignatureMetadata(
                field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
            ),
            signer=holder.signer,
            timestamper=stamper,
            output=written,
        )
    if lists:
        DocumentSecurityStore.add_dss(written, sig_contents=None, crls=lists)
    return written.getvalue()
