"""Dated terms of royalties, and the sheets drawn up by them."""

from .sheets import RoyaltyLine, RoyaltyPayee, RoyaltySheet
from .terms import RoyaltyFund, RoyaltyRate, RoyaltyTerms

__all__ = [
    "RoyaltyFund",
    "RoyaltyLine",
    "RoyaltyPayee",
    "RoyaltyRate",
    "RoyaltySheet",
    "RoyaltyTerms",
]
