"""CareValidate Care360, telehealth appointments: the adapter and the reading of its answers."""
