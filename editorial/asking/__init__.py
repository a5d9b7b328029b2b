"""Asking an agency: the form on each portal, the receipt, and the page on which a person follows their request."""
