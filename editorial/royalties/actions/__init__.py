"""Verbs of royalties: the dated terms, the lines of a sheet, and the way of a sheet to the payment."""
