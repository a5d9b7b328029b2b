"""The watch over what is public: each address as a visitor gets it, against the ledger and the records of acts.

docs/integrity-watch.md says what is looked at and how often.
"""
