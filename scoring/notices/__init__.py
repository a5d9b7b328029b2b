"""The notice of a decided month, as administration signs it: what it says, as PDF and as DOCX."""
