"""What an administrator's commands do with the database, while no programme runs in their process."""
