"""The program of the podium: the hub of the room, the chair's window and the clerk's chores."""
