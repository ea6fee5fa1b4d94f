"""One file a migration, oldest first; `migrate.HEAD` names the newest."""
