"""What the digital signatures in documents' files say: checked by jobs, told on the document's page."""
