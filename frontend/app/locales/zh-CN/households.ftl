households = 台账
