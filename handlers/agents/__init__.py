"""What people do with meeting agents: a file for each, named by its words on the screen."""
