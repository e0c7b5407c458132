# Product and frame
product = 后方 Homefront
brand = Homefront
brand-second = 后方
nav-home = Home
nav-households = Ledger
nav-coverage = Coverage
nav-rosters = Rosters
nav-directory = Areas and organisations
language = Language
theme = Appearance
theme-system = As on this device
theme-light = Light
theme-dark = Dark
account = My account
not-found = Page not found
not-found-title = There is no such page
not-found-text = The address may be wrong, or the page may not be yours to see.
not-found-home = Go to the home page
part-missing = Page not opened
part-missing-title = This page could not be fetched
part-missing-text = Check the connection and try again. If Homefront has just been updated, load it anew.
part-reload = Load anew

# Units: every figure says what it counts
unit-households = { $count ->
    [one] household
   *[other] households
}
unit-rows = { $count ->
    [one] row
   *[other] rows
}
unit-gaps = { $count ->
    [one] gap
   *[other] gaps
}
unit-persons = { $count ->
    [one] person
   *[other] people
}

# Words that the components share
word-breadcrumb = Pages above
word-cancel = Cancel
word-choose-columns = Choose columns
word-choose-file = choose a file
word-close = Close
word-danger = Error
word-drop-file = Drop a file here, or
word-field = Field
word-info = Note
word-keep-mine = keep mine
word-keep-theirs = keep theirs
word-load-more = Show more
word-loading = Loading
word-menu = Options
word-mine = My change
word-navigation = Main navigation
word-next-page = Next page
word-no-matches = Nothing matches
word-notifications = Notifications
word-previous-page = Previous page
word-request-number = Request number
word-required = required
word-retry = Try again
word-search-clear = Clear the search
word-select-all = Select all on this page
word-selection-clear = Clear selection
word-skip-to-content = Skip to content
word-sort-ascending = (ascending)
word-sort-by = Sort by
word-sort-descending = (descending)
word-step-current = (current step)
word-step-done = (done)
word-step-pending = (not begun)
word-success = Done
word-theirs = Their change
word-warning = Attention

# Pages of lists
page-of = { $from }–{ $to } of { $total }
page-of-more = { $from }–{ $to } of { $total } or more
page-range = { $from }–{ $to }
