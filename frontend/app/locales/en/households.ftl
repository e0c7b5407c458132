households = Ledger
