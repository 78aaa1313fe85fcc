"""A time among the other words of a line: `schedule Doe depo tomorrow at 2 with Ruiz`."""
