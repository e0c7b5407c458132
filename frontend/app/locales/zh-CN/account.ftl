# 我的账号，以及一次性链接打开的页面
account-subtitle = 姓名、密码和已登录的设备
account-profile = 个人信息
account-name-help = 同事看到的名字。

password-change = 修改密码
password-change-text = 本设备保持登录，其他设备会退出。
password-current = 现在的密码
password-new = 新密码
password-again = 再输一次新密码
password-help = 至少 10 个字符，不要包含用户名。
password-differs = 两次输入不一致。

second-factor = 两步验证
second-factor-on = 已启用
second-factor-off = 未启用
second-factor-text = 输入密码后，还要输入手机验证器上的验证码。即使密码泄露，别人也登录不了。
second-factor-set-up = 启用两步验证
second-factor-new-codes = 更换恢复码
second-factor-remove = 关闭两步验证
second-factor-codes-left = { $count ->
   *[other] 还剩 { $count } 个恢复码
}
second-factor-password-help = 以免有人趁您离开时操作。
second-factor-scan = 用验证器应用扫描这个二维码。
second-factor-qr = 验证器应用的二维码
second-factor-type = 或在应用中输入这个密钥：
second-factor-code = 验证码
second-factor-confirm = 启用
second-factor-codes = 恢复码
second-factor-codes-text = 手机不在身边时，每个恢复码可以登录一次。请打印或抄下来，与手机分开保管。
second-factor-codes-once = 恢复码只显示这一次。
second-factor-kept = 我已保存
second-step-text = 请输入验证器应用显示的验证码。
second-step-help = 手机不在身边时，可输入恢复码。
second-step-back = 换一个账号登录

devices = 已登录的设备
devices-end-others = 让其他设备全部退出
device-since = { $since } 登录 · 最近使用 { $used }
device-this = 本设备
device-end = 退出
device-end-of = 让 { $name } 退出
device-unknown = 未知设备

invitation-title = 一次性链接
invitation-void-help = 请向本单位管理员另要一个链接。
invitation-welcome = 欢迎您，{ $name }
invitation-join = 您受邀加入{ $organisation }，参加{ $operation }。请设定自己的用户名和密码。
invitation-join-submit = 加入并登录
invitation-username-help = 由字母、数字、点、下划线或短横线组成，登录时使用。
invitation-new-password = 设定新密码
invitation-for = 用户名：{ $username }
invitation-password-submit = 保存密码并登录
