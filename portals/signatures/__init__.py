"""Digital signatures of PDFs: who signed, when, whether anything was changed since, and how far that is proven."""
