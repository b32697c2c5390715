#!/bin/sh
# The two roles of docs/how-to/set-up-postgresql.md, made by the official PostgreSQL image when its volume is new.
# PEERSUPPORT_OWNER_PASSWORD and PEERSUPPORT_APP_PASSWORD come from compose.yaml.
set -eu

psql -v ON_ERROR_STOP=1 -v owner="$PEERSUPPORT_OWNER_PASSWORD" -v app="$PEERSUPPORT_APP_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE peersupport_owner LOGIN PASSWORD :'owner';
CREATE ROLE peersupport_app LOGIN PASSWORD :'app';
CREATE DATABASE peersupport OWNER peersupport_owner;
SQL

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d peersupport <<'SQL'
REVOKE ALL ON DATABASE peersupport FROM PUBLIC;
GRANT CONNECT ON DATABASE peersupport TO peersupport_app;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO peersupport_owner;
GRANT USAGE ON SCHEMA public TO peersupport_app;
ALTER DEFAULT PRIVILEGES FOR ROLE peersupport_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO peersupport_app;
ALTER DEFAULT PRIVILEGES FOR ROLE peersupport_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO peersupport_app;
ALTER DATABASE peersupport SET log_statement = 'none';
ALTER DATABASE peersupport SET log_min_duration_statement = -1;
ALTER DATABASE peersupport SET log_min_duration_sample = -1;
ALTER DATABASE peersupport SET log_parameter_max_length = 0;
ALTER DATABASE peersupport SET log_parameter_max_length_on_error = 0;
ALTER DATABASE peersupport SET log_error_verbosity = 'terse';
SQL
