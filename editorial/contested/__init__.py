"""What citizens contest of texts: who wrote them, the note of an accepted correction, and the text set right."""
