# 产品与框架
product = 后方 Homefront
brand = 后方
brand-second = Homefront
nav-home = 首页
nav-households = 台账
nav-coverage = 全覆盖
nav-rosters = 花名册
nav-directory = 地区与机构
language = 语言
theme = 外观
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
account = 我的账号
not-found = 找不到页面
not-found-title = 这里没有您要的页面
not-found-text = 地址可能有误，或者内容不在您的查看范围内。
not-found-home = 回到首页
part-missing = 页面没有打开
part-missing-title = 没能取得这个页面
part-missing-text = 请检查网络后重试。如果系统刚刚升级过，请重新载入。
part-reload = 重新载入

# 计量单位：每个数字都说明数的是什么
unit-households = { $count ->
   *[other] 户
}
unit-rows = { $count ->
   *[other] 行
}
unit-gaps = { $count ->
   *[other] 项
}
unit-persons = { $count ->
   *[other] 人
}

# 各组件共用的词
word-breadcrumb = 上级页面
word-cancel = 取消
word-choose-columns = 选择显示的列
word-choose-file = 选择文件
word-close = 关闭
word-danger = 错误
word-drop-file = 把文件拖到这里，或
word-field = 项目
word-info = 提示
word-keep-mine = 保留我的
word-keep-theirs = 保留对方的
word-load-more = 显示更多
word-loading = 正在加载
word-menu = 选项
word-mine = 我的修改
word-navigation = 主导航
word-next-page = 下一页
word-no-matches = 没有匹配的结果
word-notifications = 通知
word-previous-page = 上一页
word-request-number = 请求编号
word-required = 必填
word-retry = 重试
word-search-clear = 清除搜索
word-select-all = 选择本页全部
word-selection-clear = 取消选择
word-skip-to-content = 跳到正文
word-sort-ascending = （升序）
word-sort-by = 排序方式
word-sort-descending = （降序）
word-step-current = （当前步骤）
word-step-done = （已完成）
word-step-pending = （未开始）
word-success = 完成
word-theirs = 对方的修改
word-warning = 注意

# 翻页
page-of = 第 { $from }–{ $to } 条，共 { $total } 条
page-of-more = 第 { $from }–{ $to } 条，共 { $total } 条以上
page-range = 第 { $from }–{ $to } 条
