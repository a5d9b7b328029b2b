"""Voters' petitions and deputies' questions in public: who owes the answer, by when, and what came of it."""
