directory = Areas and organisations
