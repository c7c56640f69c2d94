"""The screens of a seat."""
