"""What people do with sessions: a file for each, named by its words on the screen."""
