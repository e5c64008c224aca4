### 与上一版相比的变化。

history-title = 与上一版相比的变化

history-restated-title = 数据重述
history-restated-caption = 此前报告列出时仍可能有迟到记录的指标值，以及目前的结果；n 为记录数。
history-counts-caption = 此前报告列出时仍可能有迟到记录的指标值。“重述”指数值或所依据的记录有变化；“确认”指已定稿且与当时一致。
# { $n } 为该值所依据的记录数。
history-value = { $value }（n { $n }）
history-kpi-period = { $kpi }（{ $period }）
history-confirmed = 此前为暂定值、现已定稿且未变化：{ $kpis }。
history-now-final = 已定稿
history-now-provisional = 仍为暂定

history-mark = { $score }（{ $grade }）
history-no-mark = 未定级
history-regraded = 按目前的数据，{ $period }的结果应为 { $new }，当期报告为 { $old }。当期报告保持不变；如需复核等级，请按申诉流程提出。
history-rescored = 按目前的数据，{ $period }的结果应为 { $new }，当期报告为 { $old }；等级不变。
history-unmoved = 数据重述后，得分与等级均不变：{ $periods }。
history-regraded-organisation = 按目前的数据，有 { $scores } 个往期得分会不同，{ $grades ->
    [0] 等级均不变
   *[other] 其中 { $grades } 个等级会改变
}。往期各版保持不变，完整清单见 restatements.csv。
history-regraded-title = 会改变的往期等级
history-regraded-caption = 当期报告的结果，以及按目前数据应有的结果。往期各版保持不变。

history-effect = 按 { $period }的口径，本期得分应为 { $old }；按现行口径为 { $new }。
history-effect-none = 按 { $period }的口径，本期得分相同，为 { $new }。
history-effect-organisation = 与 { $period }的口径相比，现行口径使得分平均变化 { $mean } 分（两种口径下均有得分的 { $people } 人），{ $grades ->
    [0] 等级均不变
   *[other] { $grades } 人等级改变
}。全员清单见 redefined.csv。
history-effect-title = 因口径变更而改变的等级
history-effect-caption = 同一份数据分别按原口径与现行口径计算的本期得分与等级。

history-definitions-title = 口径变更
history-definitions-caption = 与 { $period }版相比有变更的口径。
history-scorecard = 评分卡：{ $role }
history-rules = 计分规则
history-there = 有
# { $caption } 为完整的句子。
history-more = { $caption }另有 { $more } 项。

history-column-period = 周期
history-column-shown = 当时
history-column-now = 目前
history-column-state = 状态
history-column-people = 重述人数
history-column-teams = 重述团队数
history-column-confirmed = 确认人数
history-column-whole-shown = 全组织（当时）
history-column-whole-now = 全组织（目前）
history-column-earlier-definitions = 原口径
history-column-what = 对象
history-column-field = 字段
history-column-before = 原为
history-column-after = 现为
history-column-from = 上期等级

history-movement-title = 等级变动
history-movement-published = 行为 { $period }版中的等级，列为本期等级；数字为人数。
history-movement-today = 行为 { $period }的等级（该版不在归档中，按目前数据推算），列为本期等级；数字为人数。
history-ungraded = 未定级
history-joined = 新加入
history-left = 已离开

history-field-whole = 整项定义
history-field-kind = 类型
history-field-of = 条件
history-field-value = 取值
history-field-weight = 权重
history-field-per = 分母
history-field-percentile = 百分位
history-field-base = 基础指标
history-field-against = 对比基准
history-field-source = 数据来源
history-field-date = 日期列
history-field-where = 筛选条件
history-field-level = 层级
history-field-span = 取数范围
history-field-view = 视图
history-field-direction = 方向
history-field-target = 目标
history-field-floor = 下限
history-field-stretch = 上限
history-field-quota = 目标适用于
history-field-rule = 计分方式
history-field-min-n = 最少记录数
history-field-raters = 评价人
history-field-lowest = 最小值
history-field-highest = 最大值
history-field-lag = 滞后期
history-field-track = 考核频度
history-field-cap = 最高分
history-field-missing = 缺少依据时
history-field-group = 分组
history-field-normalise = 归一化
history-field-proportional = 按比例分摊
history-field-everybody = 全员
history-field-evidence = 有依据的权重
history-field-grades = 等级下限
history-field-team-share = 团队得分占比
history-field-distribution = 等级分布
history-field-caps-from = 起限人数
history-field-full-from = 完整配额起始人数
history-field-keep-from = 保级分数
history-field-lift-from = 升级最低分
