"""Prices of land by street and position: kept of public price tables, and looked up on every portal."""
