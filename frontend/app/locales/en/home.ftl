home = What needs a hand
home-greeting = Hello, { $name }.
home-without-owner = Without an owner
home-unclear-situation = Situation not clear
home-unclear-headcount = Headcount not accurate
home-unclear-needs = Needs not clear
