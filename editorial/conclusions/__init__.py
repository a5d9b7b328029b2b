"""Conclusions of inspections with what they recommend, and rewards and sanctions with whom they name."""
