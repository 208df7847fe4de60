"""SQLite by default, PostgreSQL by URL: tables, migrations, repositories."""
