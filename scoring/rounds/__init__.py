"""Scoring a month: from measurements to scorecards."""
