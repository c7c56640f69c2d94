"""What the reading benchmark needs: a window with a page view, files to read, and the bare engine beside it."""
