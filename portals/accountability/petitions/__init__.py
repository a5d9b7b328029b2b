"""Voters' petitions and deputies' questions as a council's office brings them in: a sheet, read whole and checked."""
