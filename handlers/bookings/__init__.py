"""What people do with any kind of booking: a file for each, named by its words on the screen."""
