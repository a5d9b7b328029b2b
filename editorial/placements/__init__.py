"""Where stories stand: placing, publishing, moving and taking down. Nothing else writes that table."""
