rosters = 花名册
