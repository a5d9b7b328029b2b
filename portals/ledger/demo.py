"""Keys of the demo's ledger: anybody can make them, so they prove nothing, and show how it goes."""

from __future__ import annotations

from hashlib import sha256

from .notes import Algorithm, Signer

WITNESS = "nhan-chung-minh-hoa.example.vn"


def signer(base_domain: str, secret: str) -> Signer:
    return Signer(f"so-cai.{base_domain}", Algorithm.LEDGER, sha256(secret.encode()).digest())


def witness(secret: str) -> Signer:
    seed = sha256(f"witness {secret}".encode()).digest()
    return Signer(WITNESS, Algorithm.WITNESS, seed)
