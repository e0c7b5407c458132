home = What needs a hand
home-greeting = Hello, { $name }.
home-without-owner = Without an owner
home-unclear-situation = Situation not clear
home-unclear-headcount = Headcount not accurate
home-unclear-needs = Needs not clear
home-moves = Gaps for your organisation
home-disagreements = Sources disagree, your move
home-held-rows = Rows that wait for a decision
home-open-rosters = Rosters not finished
unit-rosters = { $count ->
    [one] roster
   *[other] rosters
}
home-mistyped = Mistyped identity numbers
home-ledger = The ledger
home-households = Households
home-workers = On the front line
home-both = Both spouses on the front line
home-mine = In my charge
home-by-category = Workers by category
home-by-town = Households by town
home-town-without-owner = { $count } without an owner
home-town-unknown = Town not known
