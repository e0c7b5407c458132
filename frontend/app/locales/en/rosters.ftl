# The list
rosters = Rosters
rosters-subtitle = Lists from the offices, checked and brought into the ledger
rosters-all = All rosters
rosters-upload = Upload a roster
rosters-upload-first = Upload the first roster
rosters-waiting-held = Rows that wait for a decision
rosters-waiting-mistyped = Mistyped identity numbers
rosters-open = Open the roster
rosters-empty = No rosters yet
rosters-empty-what = A roster is a list of front-line workers or of their households, as an office sends it: the health commission, an employer’s union, a community. It does not matter that the lists disagree; the ledger makes one of them.
rosters-empty-upload = Upload the file: sheets, header line and columns are recognised.
rosters-empty-check = Look at each row beforehand: who is new, who is known, what needs a person’s decision.
rosters-empty-apply = Apply it to the ledger in one go. It can be undone as a whole.
rosters-empty-ask = Uploading a roster takes the role of a manager or an administrator.
rosters-accepted = .xlsx workbooks and .csv text tables (UTF-8 or GB18030). You can choose several at once.
rosters-no-held = Nothing waits for a decision
rosters-no-held-text = Every row of every roster has its outcome.
rosters-no-mistyped = No mistyped identity numbers
rosters-no-mistyped-text = Every identity number in the applied rosters passes its check.
rosters-held-text = These rows cannot be judged automatically. You decide: enter a new person, say who it is in the ledger, or leave the row out.
rosters-mistyped-text = The identity numbers in these rows fail their check. The numbers were not kept; the people were not lost. Ask the office that sent the list and enter the right number in the ledger.
roster-committed-at = Applied { $when }

# One roster
roster = Roster
roster-menu = More about this roster
roster-file = File and source
roster-status = Status
roster-status-recognised = Columns to check
roster-status-previewed = Ready to apply
roster-status-committed = Applied
roster-status-undone = Undone
roster-rows = Rows
roster-outcomes = Outcomes
roster-no-outcomes = Not previewed yet
roster-uploaded = Uploaded
roster-from = { $source } · uploaded by { $who }, { $when }
roster-source = Source
roster-source-new = Another office…
roster-source-name = Name of the office
roster-as-of = As of
roster-as-of-unknown = Not stated
roster-same-as = A file with the same content was uploaded before
roster-same-as-text = Applying it again changes nothing in the ledger and makes no duplicates.
roster-same-as-open = Open the earlier one
steps = Steps of the import
step-upload = Upload
step-columns = Columns
step-preview = Preview
step-result = Apply
menu-columns = Show the columns
menu-preview = Show the preview
menu-result = Show the result
discard = Delete this roster
discard-ask = Delete this roster?
discard-text = “{ $name }” and its preview are deleted. The ledger stays as it is.
discard-done = The roster was deleted

# Upload
upload = Upload a roster
upload-files = Files
upload-source-guess = As the list says
upload-source-help = Choose the office that sent the list. Left open, it is the one that the list names; a list that names none counts as your own office’s, a list of households as the communities’. You can change it in the next step.
upload-waiting = Waiting
upload-reading = Recognising
upload-found = { $source } · { $rows ->
    [one] 1 row
   *[other] { $rows } rows
} recognised
upload-found-nothing = No list was recognised: there is no column with names, or no rows. Check the columns, or choose another file.
upload-same-as = A file with the same content was uploaded before.
upload-go-on = Check the columns
upload-retry = Upload again
upload-remove = Remove { $name }
mend-file-empty = See whether the right sheet was exported, and upload again.
mend-file-kind-unknown = Open it in Excel or WPS and save it as .xlsx. Renaming a file does not change what it is.
mend-file-damaged = Open it in Excel or WPS, choose Save as .xlsx, and upload the new file.
mend-file-encrypted = In Excel: File › Info › Protect Workbook › Encrypt with Password. Empty the password and save.
mend-file-bomb = Keep only the sheet with the list, delete pictures and empty formatting, and save it anew.
mend-file-encoding-unknown = In Excel: Save as › CSV UTF-8. Or upload the .xlsx itself.
mend-too-many-rows = Split it into several files. The result is the same.
mend-too-many-columns = Delete the columns to the right of the list.
mend-too-many-sheets = Keep only the sheets with the list.
mend-no-rows = Open the file and see whether there are rows below the header.
mend-too-large = Keep only the sheet with the list, delete pictures, or split it into several files.

# Columns
columns-facts = Source and date
columns-remembered = Your corrections of the columns are remembered for this source and used next time.
columns-as-of-help = The day that the list describes. Fill it in where the file does not say.
columns-of = Columns of { $sheet }
columns-save = Save corrections
columns-discard = Drop corrections
columns-next = Preview the rows
columns-next-text = The preview does not change the ledger.
columns-stale = Someone else has just corrected this roster
columns-stale-text = Your corrections are not lost. Here is where the two differ: choose which to keep, line by line, then save again.
columns-stale-same = Both corrections are the same. Nothing is in conflict.
columns-stale-done = Done
sheet-only = The table
sheet-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
columns-no-sheet = Choose a sheet first, and which of its columns has the names.
sheet-choose-columns = Use it and choose the columns
sheet-use = Use this sheet
sheet-used = Used
sheet-unused = Not used
sheet-empty = The sheet is empty.
sheet-left-out = The sheet is left out: its rows do not go into the ledger.
column-header = Header
column-field = Taken for
column-field-of = What “{ $column }” is taken for
column-samples = Examples
column-found-by = Found by
column-ignored = Not used
column-no-header = Column { $letter } (no header)
column-no-samples = Empty
column-taken-twice = Another column is taken for this already.
found-by-nothing = Not found
found-by-header = Header
found-by-content = Content
found-by-memory = Last correction
found-by-person = You
head-line = The header is on line { $line }.
head-none = No header was found. Choose the line that is the header.
head-show = Show the first lines
head-hide = Hide
head-help = Press a line’s number to make that line the header. The columns are then recognised anew.
head-lines = The first lines of the sheet
head-is-header = header
head-choose = Make line { $line } the header
field-group-person = The person
field-group-posting = Posting
field-group-home = Home
field-group-family = Family
field-group-other = Other
field-name = Name
field-sex = Sex
field-identity-number = Identity number
field-phone = Phone
field-birth-date = Birth date
field-employer = Employer
field-category = Category
field-place = Place of posting
field-posting-from = Posted from
field-posting-to = Posted to
field-town = Town or subdistrict
field-village = Village or community
field-address = Address
field-household-no = Household number
field-relation = Relation to the worker
field-is-worker = On the front line
field-limited-mobility = Limited mobility
field-school-grade = School grade
field-marital-status = Marital status
field-spouse-name = Spouse’s name
field-spouse-is-worker = Spouse on the front line
field-elders = Number of elders
field-minors = Number of minor children
field-minors-grades = Children’s grades
field-difficulties = Present difficulties
field-note = Note

# Preview and commit
preview-none = Not previewed yet
preview-none-text = The preview says what would become of each row. It changes nothing in the ledger and can be repeated.
preview-start = Preview the rows
preview-again = Preview again
preview-back = Back to the columns
commit = Apply to the ledger
commit-overtaken = Another list went into the ledger, or was taken back, after this preview. Preview again to see what would happen now.
commit-summary = { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}, of which { $writes } would change the ledger.
commit-changes-nothing = This roster would change nothing in the ledger.
commit-ask = Apply this roster to the ledger?
commit-all-or-nothing = All of it or nothing:
commit-new = { $count ->
    [one] 1 row enters a new person
   *[other] { $count } rows enter new people
}
commit-same = { $count ->
    [one] 1 row says what the ledger says
   *[other] { $count } rows say what the ledger says
}
commit-update = { $count ->
    [one] 1 row fills what the ledger lacks
   *[other] { $count } rows fill what the ledger lacks
}
commit-conflict = { $count ->
    [one] 1 row differs; the ledger keeps its own
   *[other] { $count } rows differ; the ledger keeps its own
}
commit-held = { $count ->
    [one] 1 row waits for your decision
   *[other] { $count } rows wait for your decision
}
commit-rejected = { $count ->
    [one] 1 row cannot be used; download it to have it mended
   *[other] { $count } rows cannot be used; download them to have them mended
}
commit-undoable = It can be undone as a whole afterwards.
job-rows = { $done } of { $total } rows
job-goes-on = You can leave this page. The work goes on, and you can look in again later.
job-roster-preview = Previewing the rows
job-roster-commit = Applying to the ledger
job-roster-undo = Undoing
job-failed-roster-preview = The preview did not finish
job-failed-roster-commit = Not applied: nothing in the ledger was changed
job-failed-roster-undo = Not undone: the ledger stays as it was

# Result
result-committed = Applied to the ledger { $when }
result-summary = Rows entered as new: { $new }. Rows that filled something in: { $update }. Rows already in agreement: { $same }.
result-held = { $count ->
    [one] 1 row waits for your decision
   *[other] { $count } rows wait for your decision
}
result-held-text = Open a row below to see why, and decide. When a later roster makes clear who it is, the row is settled by itself.
result-open-ledger = Open the ledger
result-once-more = Import once more
result-undone = Undone { $when }
result-undone-text = What this roster brought was taken out of the ledger. Its rows stay here to be read, and it can be imported again.
undo = Undo this roster
undo-ask = Undo this roster?
undo-text = Takes back what { $new } rows entered and what { $update } rows filled in.
undo-blocked-when = If someone has changed any of that since, it cannot be undone; you will be told what stands in the way.
download = Download
download-some = { $outcome }: { $count } rows (.xlsx with reasons)
download-all-xlsx = All { $count } rows (.xlsx with reasons)
download-all-csv = All { $count } rows (.csv with reasons)

# Rows
rows = Rows of the roster
rows-filter = Filter the rows
rows-every-outcome = All outcomes
rows-every-reason = All reasons
rows-every-sheet = All sheets
rows-clear = Show all
rows-none = No such rows
rows-none-text = Take away a filter.
row-name = Name
row-place = Where
row-outcome = Outcome
row-reason = Reason
row-reasons = Reasons
row-sheet = Sheet
row-line = Line { $line }
row-no-name = (no name)
row-decided = Decided
row-more-reasons = and { $count } more
row-open-reference = Open household { $reference }
row-open-household = Open the household
outcome-new = New
outcome-same = Same
outcome-update = Update
outcome-conflict = Differs
outcome-held = Held
outcome-rejected = Rejected
outcome-mistyped = Mistyped
outcome-note-new = not in the ledger yet
outcome-note-same = the ledger says all that
outcome-note-update = fills what is missing
outcome-note-conflict = the ledger keeps its own
outcome-note-held = needs a decision
outcome-note-rejected = the row says why
outcome-note-mistyped = identity numbers, not kept
severity-hold = Needs a decision
severity-reject = Cannot be used
severity-conflict = Differs from the ledger
severity-note = Notes

# Decisions
decide = Decide
decide-later = You can decide about this row once the roster is applied.
decide-not-yours = A manager or an administrator decides about this row.
decide-undone = This roster was undone. Its rows are here to be read.
decide-same = Someone in the ledger…
decide-same-text = The row goes to that person and fills only what the ledger lacks.
decide-create = Enter a new person
decide-create-text = Adds a person, and a household where there is none yet. A mistyped number is left out.
decide-reject = Leave the row out
decide-reject-text = Changes nothing. The row counts as rejected, and you can take the decision back.
decide-reopen = Take the decision back
decide-reopen-text = The row was left out by decision. Taken back, it waits again.
decide-entered = This row was settled by hand and is in the ledger. Correct it on the household’s page.
decide-done = { $name }: { $outcome }
decide-search = Find this person in the ledger
decide-search-hint = Name, pinyin or initials, last digits of a phone, whole identity number
decide-nobody = Nobody found. Try the last digits of a phone, or enter a new person.
decide-candidates = People in the ledger
decide-same-confirm = That is the one
decide-same-as = It is { $name }
held-phone-of-another-identity = The phone is someone else’s, and both have valid, different identity numbers. They may share a phone, or one of the numbers is wrong.
held-phone-of-another-name = The phone is registered for someone of another name. A family may share it, or a name is written differently.
held-same-name-and-birth-date-only = Somebody in the ledger has this name and birth date, but another phone, and which village is meant is not certain.
held-several-people-fit = More than one person in the ledger fits. Nobody guesses for you.
held-several-households-fit = Villages of the same name have this address. Find out which one it is first.
held-nothing-to-identify-by = The row has a name and neither identity number nor phone nor birth date. A name alone does not say who it is.
held-nobody-matched = The identity number is mistyped, and nothing else in the row leads to someone in the ledger. Ask the office; when another roster makes clear who it is, the row is settled by itself.
held-household-without-worker = None of the household’s rows is a front-line worker, and the ledger does not have the household. Usually the worker has not been reported yet.
held-worker-held = The household’s worker waits for a decision. Decide that row first; the family follows.
held-outside-your-area = The household lives outside the area of the office that uploaded the list. Pass it on to the office there.
held-household-not-yours = Your organisation cannot add workers to this household. Ask the area's office to confirm it.
held-not-your-worker = The worker belongs to another employer. Pass it on to that employer.

# Reasons
reason-about = { $field }: { $sentence }
reason-other-row = (entry { $row } of this roster)
reason-roster-says = Roster
reason-ledger-says = Ledger
reason-same-identity-number = Same identity number
reason-same-phone = Same phone
reason-same-name-birth-date-and-village = Same name, birth date and village
reason-same-name-in-household = Same name as a member of the household at this address
reason-decided-by-hand = Decided by hand
reason-identity-number-mistyped = Mistyped identity number, not kept
reason-identity-number-mangled = The workbook kept the identity number as a number and lost its last digits
reason-phone-unreadable = Not a phone number
reason-date-unreadable = not a date
reason-date-after-the-list = Posted after the day of the list
reason-birth-date-contradicts-identity-number = The identity number states another birth date and is believed
reason-sex-contradicts-identity-number = The identity number states the other sex and is believed
reason-sex-contradicts-relation = The sex does not fit the relation
reason-word-unknown = a word that is not known here
reason-category-unknown = The operation has no such category
reason-category-from-sheet = Category taken from the sheet’s name
reason-employer-unknown = No employer of the operation has this name; it is kept as it stands
reason-area-unknown = No area has this name
reason-village-ambiguous = Several villages have this name
reason-village-not-in-town = The village lies in another town
reason-address-missing = No address
reason-cell-too-long = too long
reason-cell-error = the cell holds an error
reason-cell-formula = a formula’s last result
reason-same-name-elsewhere = Someone else of this name is in the ledger
reason-phone-shared-in-household = Phone shared within the household
reason-spouse-posting-unconfirmed = The spouse’s posting is not confirmed
reason-relation-differs = Another relation than in the ledger
reason-value-differs = the ledger keeps its own
reason-lives-elsewhere = Lives in another household of the ledger
reason-possible-duplicate = Two entries of the ledger may be one person
reason-phone-of-another-identity = The phone is someone’s with another identity number
reason-phone-of-another-name = The phone is someone’s of another name
reason-same-name-and-birth-date-only = Same name and birth date, another phone, village not certain
reason-several-people-fit = Several people fit
reason-several-households-fit = Several households fit
reason-nothing-to-identify-by = Nothing but a name
reason-nobody-matched = Mistyped identity number and nobody found otherwise
reason-household-without-worker = No worker in the household, and it is not in the ledger
reason-worker-held = The household’s worker waits for a decision
reason-outside-your-area = Outside the area of the office that uploaded it
reason-household-not-yours = The area's office must confirm the household
reason-not-your-worker = Belongs to another employer
reason-name-missing = No name
reason-name-unreadable = What stands for the name is none
reason-rejected-by-hand = Left out by decision
reason-of-same-identity-number = Same identity number as { $other }
reason-of-same-phone = Same phone as { $other }
reason-of-same-name-birth-date-and-village = Same name, birth date and village as { $other }
reason-of-same-name-in-household = Same name as { $other } at this address
reason-of-decided-by-hand = Decided by hand: { $other }
reason-of-same-name-elsewhere = Another { $other } is in the ledger, not the same person
reason-of-phone-shared-in-household = Shares a phone with { $other } at home
reason-of-spouse-posting-unconfirmed = The posting of the spouse { $other } is not confirmed
reason-of-possible-duplicate = { $other } in the ledger may be the same person
reason-of-phone-of-another-identity = The phone is { $other }’s, whose identity number is another
reason-of-phone-of-another-name = The phone is { $other }’s
reason-of-same-name-and-birth-date-only = Same name and birth date as { $other }, but another phone, and the village is not certain
reason-of-several-people-fit = { $other } and others fit

undo-rosters-first = Rosters that were applied later build on this one. Take these back first, in this order:
undo-changed-by-hand = This was changed since, and has to be changed back first:
roster-file-gone = The file is not kept any more
roster-file-gone-text = Somebody on it was anonymised, and the file held everybody. What became of each row stays; the cells of those who were anonymised are empty.
