"""Findings on a stream: as patches, as text, as JSON. Writes to what it is given; opens no file, decides nothing."""
