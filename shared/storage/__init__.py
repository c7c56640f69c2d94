"""Databases of the room and of the seats: the only home of SQLite."""
