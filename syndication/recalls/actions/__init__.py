"""The steps of a proof. Each is one transaction, safe to repeat and to be killed in."""
