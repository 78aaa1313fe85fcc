"""The store on a SQL database: its tables and queries, the same for every database they run on."""
