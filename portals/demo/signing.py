"""The demo signs its notices by an authority of its own, which nobody trusts and whose name says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portals.signatures.own_thread import in_own_thread

AUTHORITY = "Chứng thực số minh họa (không có giá trị)"
YEARS = timedelta(days=3 * 365)
# Hexadecimal digits in a file for its signature, which takes some 2,700.
RESERVED = 4096


class DemoAuthority:
    """Its key is drawn anew for each demo, and thrown away with the process."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.key = ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def name(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY)])

    @in_own_thread
    def sign(self, pdf: bytes, *, signer: str, organisation: str) -> bytes:
        """Return `pdf` signed by a person, with a certificate made for it."""
        key = ec.generate_private_key(ec.SECP256R1())
        held = signers.SimpleSigner(
            signing_cert=self._issue(key, signer, organisation),
            signing_key=keys.PrivateKeyInfo.load(
                key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            ),
            cert_registry=SimpleCertificateStore(),
        )
        written = BytesIO()
        signers.sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf), strict=False),
            signers.PdfSignatureMetadata(
                field_name="KySo", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
            ),
            signer=held,
            # Otherwise all is signed twice, once to see how long it is.
            bytes_reserved=RESERVED,
            output=written,
        )
        return written.getvalue()

    def _issue(
        self, key: ec.EllipticCurvePrivateKey, signer: str, organisation: str
    ) -> asn1.Certificate:
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, signer),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            ]
        )
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - YEARS)
            .not_valid_after(self.now + YEARS)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True, content_commitment=True, key_encipherment=False,
                    data_encipherment=False, key_agreement=False, key_cert_sign=False,
                    crl_sign=False, encipher_only=False, decipher_only=False,
                ),
                critical=True,
            )
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip
        return asn1.Certificate.load(made.public_bytes(Encoding.DER))
