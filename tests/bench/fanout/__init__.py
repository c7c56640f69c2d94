"""What the synchronisation benchmark is made of."""
