"""Digital signatures of invented people on specimen forms, with certificates made on the spot."""

from __future__ import annotations

import datetime as dt
import io
from functools import lru_cache
from typing import Literal

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm
from pyhanko_certvalidator.registry import SimpleCertificateStore

#: ``certifying``: the author's own signature, which says what others may still change.
Purpose = Literal["approving", "certifying"]
_SIGNED_AT = dt.datetime(2024, 5, 6, 12, 0, tzinfo=dt.UTC)


def signed_form(content: bytes, signer_name: str, field_name: str, purpose: Purpose) -> bytes:
    """A form with one more signature, appended as its last revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    metadata = signers.PdfSignatureMetadata(
        field_name=field_name,
        md_algorithm="sha256",
        certify=purpose == "certifying",
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    target = io.BytesIO()
    signers.sign_pdf(writer, metadata, _signer(signer_name), output=target)
    return target.getvalue()


def filled_afterwards(content: bytes, field_name: str, value: str) -> bytes:
    """A form with a text field of its tree's first level filled in a later revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    for reference in writer.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field["/T"] == field_name:
            field["/V"] = generic.TextStringObject(value)
            writer.update_container(field)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@lru_cache(maxsize=8)
def _signer(common_name: str) -> signers.SimpleSigner:
    """A signer with a self-signed certificate; the SPECIMEN unit marks it as invented."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CA"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "SPECIMEN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_SIGNED_AT - dt.timedelta(days=1))
        .not_valid_after(_SIGNED_AT + dt.timedelta(days=36_500))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = certificate.public_bytes(serialization.Encoding.DER)
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(public),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
