# 模板用词：模板中的 `text.col_value` 即 `page-col-value`。

page-packet = 绩效评审包
page-scorecard = 评分卡
page-unscored = 按季计分：目前进展，不计入总分
page-trends = 趋势
page-notes = 说明
page-definitions = 指标定义
page-formula = 计算方式：
page-sources = 数据来源
page-sources_brief = 各数据源采用的行数及最新记录日期。
page-figures = 查看数据

# 评分卡各列。
page-col-kpi = 指标
page-col-value = 实际
page-col-sample = 样本
page-col-target = 目标
page-col-group = 分组
page-col-weight = 权重
page-col-points = 得分
page-col-history = 近 13 期

# 页面框架。
page-skip = 跳到正文
page-navigation = 导航
page-back = 返回本期目录

# 每期目录。%1 和 %2 由浏览器填入。
page-periods = 各期
page-organisation-packet = 组织评审包
page-people = 员工
page-teams = 团队
page-search = 按姓名、工号或团队查找
page-search-count = 显示 %1 人，共 %2 人
page-search-none = 没有符合条件的员工
page-show-more = 显示更多
page-file-page = 网页
page-col-name = 姓名
page-col-id = 编号
page-col-person-id = 工号
page-col-role = 岗位
page-col-level = 职级
page-col-team = 团队
page-col-lead = 负责人
page-col-members = 人数
page-col-score = 得分
page-col-grade = 等级
page-col-difference = 变化
page-col-files = 文件

# 全部期间总览页。
page-overview = 全部期间
page-overview-editions = 各期
page-overview-histories = 历期得分与等级
page-overview-period = 期间
page-overview-graded = 已评级
page-overview-median = 得分中位数
page-overview-organisation = 组织
page-overview-line = 得分走势
page-overview-grain = 显示方式
page-overview-unlisted = 人数较多，名单由脚本列出。未启用脚本时请打开各期目录，其中列有全员。
page-overview-side = 两期对比
page-overview-side-caption = 上方查找所得的团队或员工在两期的得分与等级。得分有变动本身并不构成证据；哪些变化有证据，见各评审包。
page-overview-from = 前一期
page-overview-to = 后一期
page-overview-whom = 对比对象
page-overview-score-from = 前期得分
page-overview-grade-from = 前期等级
page-overview-score-to = 后期得分
page-overview-grade-to = 后期等级
