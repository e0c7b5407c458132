# One's own account, and what a one-time link leads to
account-subtitle = Your name, your password, and where you are signed in
account-profile = About me
account-name-help = As colleagues see it.

password-change = Change password
password-change-text = You stay signed in here; all other devices are signed out.
password-current = Present password
password-new = New password
password-again = New password once more
password-help = At least 10 characters, and not your user name.
password-differs = The two do not match.

second-factor = Two-step sign-in
second-factor-on = On
second-factor-off = Off
second-factor-text = After the password, a code from an app on your phone is asked for. A stolen password alone then lets nobody in.
second-factor-set-up = Set up two-step sign-in
second-factor-new-codes = New recovery codes
second-factor-remove = Turn off two-step sign-in
second-factor-codes-left = { $count ->
    [one] { $count } recovery code left
   *[other] { $count } recovery codes left
}
second-factor-password-help = So that nobody does this at an unattended desk.
second-factor-scan = Scan this picture with an authenticator app.
second-factor-qr = QR code for the authenticator app
second-factor-type = Or type this key into the app:
second-factor-code = Code
second-factor-confirm = Turn on
second-factor-codes = Recovery codes
second-factor-codes-text = Each of these lets you in once when your phone is gone. Print them or write them down, and keep them apart from the phone.
second-factor-codes-once = They are shown only this once.
second-factor-kept = I have kept them
second-step-text = Enter the code that your authenticator app shows.
second-step-help = Without your phone, enter a recovery code.
second-step-back = Sign in as somebody else

devices = Devices
devices-end-others = Sign out all others
device-since = Signed in { $since } · last used { $used }
device-this = This device
device-end = Sign out
device-end-of = Sign out { $name }
device-unknown = Unknown device

invitation-title = Your link
invitation-void-help = Ask the administrator of your organisation for a new one.
invitation-welcome = Welcome, { $name }
invitation-join = You are invited to { $organisation } for { $operation }. Choose a user name and a password of your own.
invitation-join-submit = Join and sign in
invitation-username-help = Letters, digits, dots, underscores or dashes. You sign in with it.
invitation-new-password = Choose a new password
invitation-for = For the user name { $username }.
invitation-password-submit = Set password and sign in
