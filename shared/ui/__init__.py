"""Qt for both programs: tokens, theme, widgets, the page, and the bridge from a session to its screen."""
