DROP INDEX roster_rows_mistyped;
