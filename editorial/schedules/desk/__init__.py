"""The desk's page of a week: rows by day, last week to begin with, the office's own sheet, one button to publish."""
