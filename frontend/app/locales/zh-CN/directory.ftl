directory = 地区与机构
