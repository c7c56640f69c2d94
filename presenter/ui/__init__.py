"""The podium's window: panels that show the room and say what the chair wishes."""
