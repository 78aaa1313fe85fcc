"""What people do with appointments: a file for each, named by its words on the screen."""
