"""What a machine reads in the text of an official document, for a person to confirm. Pure: no row is read or written.

The layout is that of Decree 30/2020 (appendix I). Each value comes with the line in which it was found; what is not
found stays empty rather than guessed.
"""
