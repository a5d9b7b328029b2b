"""The record that proves itself: an append-only Merkle log that every floor may add to (docs/ledger-format.md)."""
