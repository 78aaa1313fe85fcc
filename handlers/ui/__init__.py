"""What people see, as Block Kit: blocks, pages of a list, and the screen that somebody looks at."""
