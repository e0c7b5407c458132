home = 需要处理的事
home-greeting = 您好，{ $name }。
home-without-owner = 没有负责人
home-unclear-situation = 家庭情况不清
home-unclear-headcount = 人员底数不准
home-unclear-needs = 困难需求不明
