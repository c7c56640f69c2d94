"""What both programs stand on; see the map of the code in the README."""
