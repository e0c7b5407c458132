-- The few rows whose identity number is mistyped: the home page counts those about people whose number is still unknown.

CREATE INDEX roster_rows_mistyped ON roster_rows (roster_id, row_no) WHERE instr(reasons, '"code":"identity_number_mistyped"') > 0;
