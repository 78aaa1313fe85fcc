"""Everything a person can do in Slack, one file each."""
