"""The program of a seat: nameplate, sign-in, papers, votes."""
