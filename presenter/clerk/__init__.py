"""The clerk's chores: preparing a meeting, exporting what happened. No Qt."""
