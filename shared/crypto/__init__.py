"""Keys, certificates and tokens of a room: the only home of `cryptography` and `nkeys`."""
