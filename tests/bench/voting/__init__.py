"""A full room that votes at once."""
