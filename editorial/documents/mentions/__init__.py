"""Numbers in texts that lead to documents, and the texts that cite a document."""
