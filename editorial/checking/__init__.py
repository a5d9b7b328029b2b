"""What a text is checked for before it goes to review. `docs/editorial-desk.md` says what for whom."""
