"""What half-year reports and indices ask for, gathered from published months by one press: as DOCX and XLSX."""
