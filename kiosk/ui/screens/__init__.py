"""One module for each screen of a seat."""
