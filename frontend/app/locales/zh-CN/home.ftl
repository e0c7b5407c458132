home = 需要处理的事
home-greeting = 您好，{ $name }。
home-without-owner = 没有负责人
home-unclear-situation = 家庭情况不清
home-unclear-headcount = 人员底数不准
home-unclear-needs = 困难需求不明
home-moves = 该本单位补的缺口
home-disagreements = 各方说法不一，待本单位认定
home-held-rows = 待定的花名册行
home-open-rosters = 未完成的花名册
unit-rosters = { $count ->
   *[other] 份
}
home-mistyped = 身份证号有误
home-ledger = 台账概况
home-households = 家庭
home-workers = 一线人员
home-both = 双职工家庭
home-mine = 我负责的家庭
home-by-category = 一线人员按类别
home-by-town = 家庭按镇街
home-town-without-owner = { $count } 户无负责人
home-town-unknown = 镇街不明
