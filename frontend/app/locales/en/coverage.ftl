# Coverage: who is covered, what is missing, and whose move it is
coverage = Coverage
coverage-subtitle = Not one household fewer, not one person left behind: who is covered, what is missing, and whose move it is.
coverage-part-overview = Overview
coverage-part-gaps = Gaps
coverage-part-workers = Workers
coverage-part-days = Day by day
coverage-part-rows = Rows of rosters
coverage-export = Export to Excel
coverage-filter = Filter

coverage-empty = No workers yet
coverage-empty-text = Once rosters have been taken into the ledger, this page shows who is covered and who is not.
coverage-promise = Covered { $covered } of { $workers } workers
coverage-promise-kept = Every worker is on a roster and in the ledger, and somebody is in charge of the household.
coverage-promise-open = { $count ->
    [one] One worker is not covered yet.
   *[other] { $count } workers are not covered yet.
}
coverage-what-counts = In the ledger: { $ledger }; waiting on rosters: { $waiting }. A worker is covered when on a roster, in the ledger and with somebody in charge.
coverage-covered = Covered
coverage-households-covered = Households covered
coverage-households-uncovered = Households not covered
coverage-in-all-sources = On the rosters of all sources
coverage-state-covered = Covered
coverage-state-uncovered = Not covered
coverage-step-on-roster = On no roster
coverage-step-in-ledger = Not in the ledger
coverage-step-has-owner = Without owner

coverage-by-source = Each source against the ledger
coverage-by-town = By town
coverage-by-employer = By employer
coverage-town = Town
coverage-here = { $area }, place within unknown
coverage-employer-none = Employer unknown or not an organisation here
coverage-no-shares = Nothing to show
coverage-no-sources = No rosters yet
coverage-no-sources-text = Once rosters have been taken into the ledger, each source is compared with it here.
coverage-in-ledger = In the ledger
coverage-gaps = Gaps
coverage-listed = On its rosters
coverage-only-here = On its alone
coverage-not-listed = Missing on it
rows-outcome-applied = Rows applied
rows-outcome-held = Rows waiting
rows-outcome-rejected = Rows not usable

coverage-worker = Worker
coverage-progress = Progress
coverage-every-progress = Covered or not
coverage-sources = On the rosters of
coverage-source = Source
coverage-listing = Rosters
coverage-every-listing = On any rosters
listing-on = On the rosters of
listing-not-on = Not on the rosters of
listing-only = Only on the rosters of
listing-everywhere = On the rosters of all sources
coverage-choose-source = Choose a source
coverage-choose-source-text = Choose a source to see what became of the rows of its rosters.
coverage-no-workers = Nobody fits the filter
coverage-no-workers-text = Try another filter.

coverage-day = Day
coverage-workers = Workers
coverage-no-days = No days yet
coverage-no-days-text = From the day of the ledger’s first change on, this keeps the coverage with which each day ended.
coverage-chart = Coverage each day from { $first } to { $last }; on the last day { $covered } of { $workers } workers covered
coverage-chart-gaps = Gaps each day from { $first } to { $last }; on the last day { $gaps }
coverage-past-title = Coverage as { $day } ended
coverage-past-text = These are the figures of an earlier day. Lists of names are of today alone.
coverage-past-leave = Back to today

coverage-outcome = Outcome
coverage-no-rows = No such rows
coverage-no-rows-text = No row on the rosters of this source had this outcome.
coverage-row-name = Name
coverage-row-unnamed = (no name)
coverage-row-line = Line in the sheet
coverage-open-household = Open the household

gap-of = Who
gap-kind = Missing
gap-every-kind = All gaps
gap-mover = Whose move
gap-every-mover = All movers
gap-mine = Move of your organisation
gap-yours = yours
gap-nobody = Nobody to do it
gap-move-of = Move of { $name }
gap-since = Since
gap-row = { $file }, row { $row }
gaps-all = Show all
gaps-by-kind = Gaps by what is missing
gaps-by-line = Gaps by whose move
gaps-none = No gaps
gaps-none-text = Nothing is missing here.
gap-worker-waits = Worker on a roster waits for a decision
gap-member-waits = Family member on a roster waits for a decision
gap-on-no-roster = On no roster
gap-without-owner = Without owner
gap-identity-number-mistyped = Identity number mistyped
gap-village-unknown = Village not certain
gap-without-category = Category not known
gap-without-employer = Employer not known
gap-without-worker = Household without a worker
