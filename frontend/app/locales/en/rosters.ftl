rosters = Rosters
