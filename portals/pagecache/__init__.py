"""Whole public pages kept in Valkey and answered before Django; see docs/page-cache.md."""
