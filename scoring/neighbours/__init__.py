"""Provinces side by side: what others published of a month, from signed files, in clusters of a region."""
