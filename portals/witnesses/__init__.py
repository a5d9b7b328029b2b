"""Witnesses: offices outside that keep each checkpoint of the ledger, and countersign it."""
