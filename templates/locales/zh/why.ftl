### 数值背后的记录，以及如何提升等级。

page-why = 失分原因：相关记录
page-raise = 如何提升等级
page-wanting = 尚缺数据的指标
page-col-gain = 可加分
page-col-advice = 改进建议

## 各项未达标指标

why-lead = 仅列未达标指标，失分多者在前。记录按其日期计入当期，日期写法与数据源一致。
why-statement = 实际 { $value }，目标 { $target }，总分因此少 { $lost } 分。
# 涉及 { $count } 条，共 { $all } 条计入。
why-missed = { $all } 条中有 { $count } 条未达要求。
why-happened = { $all } 条中有 { $count } 条发生该情形。
why-answers = { $all } 份答复中有 { $count } 份低于 9 分，不属推荐者。
why-worse = { $all } 条中有 { $count } 条单独看即未达目标，差距大者在前。
why-events = 共 { $count } 条，每条都造成失分。
why-contributing = 计入 { $count } 条，尚不足以达到目标。
why-no-records = 本期没有记录。
why-anonymous = 依据 { $count } 份评价得出。同事评价匿名，不显示单份评价。
why-change = { $kpi }：本期 { $now }（{ $count } 条记录），对比值 { $before }（{ $against }）。
why-against-trailing = 此前十二个月
why-against-fixed = 固定值
why-others = 另有 { $count } 条未列出。
why-without-value = 有 { $count } 条记录尚无数值，未计入。
why-without-weight = 有 { $count } 条记录权重为零，未计入。
why-off-roster = 有 { $count } 条记录的日期不在花名册任职期内，未计入。

## 如何提升等级

raise-one = 仅需{ $kpi }达标，总分即可达 { $score } 分，等级为 { $grade }。
raise-first = 前 { $count } 项达标，总分可达 { $score } 分，等级为 { $grade }。
raise-all = { $count } 项全部达标，总分可达 { $score } 分，等级为 { $grade }。
raise-same = 以上 { $count } 项全部达标，总分可达 { $score } 分，等级仍为 { $grade }。
raise-no-grade = 本期不予评级；补齐下列数据后方可评级。
raise-need-none = 本期没有记录，至少需要 { $least } 条。
raise-need = 本期仅 { $n } 条记录，至少需要 { $least } 条。
raise-need-raters = 至少需要 { $raters } 位同事的评价。

## 记录表的列

record-column-engineer = 工程师
record-column-value = 本条数值
record-column-contribution = 本条贡献
record-yes = 是
record-no = 否
record-withheld = 不予显示

# 按数据表中的列名；表说明不宜作表头的列在此命名。
record-after = 项目后
record-arrived-at = 到达时间
record-assessed-on = 评估日期
record-before = 项目前
record-begun-at = 到岗时间
record-change-id = 变更编号
record-comment = 客户留言
record-competency = 评价维度
record-complaint-id = 投诉编号
record-completeness = 完整度
record-contract-id = 合同编号
record-cost = 费用
record-customer = 客户
record-customers = 客户数
record-demo-id = 演示编号
record-fault = 故障类型
record-first-contact-at = 首次联系
record-first-response-at = 首次响应
record-go-live-on = 上线日期
record-item-id = 条目编号
record-issue-id = 问题编号
record-kind = 类别
record-major-defects = 重大缺陷数
record-measured-on = 测量日期
record-metric = 指标名称
record-modules = 模块数
record-name = 名称
record-opportunity-id = 商机编号
record-order-id = 工单编号
record-participation = 参与方式
record-planned-changes = 计划变更数
record-actual-changes = 实际变更数
record-planned-delivery-on = 计划交付
record-delivered-on = 实际交付
record-accepted-on = 验收日期
record-post-score = 训后得分
record-pre-score = 训前得分
record-pass-mark = 合格线
record-product = 产品
record-project-id = 项目编号
record-promised-at = 承诺时间
record-recurred-on = 复现日期
record-repeat-on = 返修日期
record-requested-at = 提出时间
record-resolved-at = 解决时间
record-responded-at = 答复时间
record-score = 评分
record-shown-on = 演示日期
record-solution-id = 方案编号
record-stage = 阶段
record-status = 结果
record-strategic = 战略项目
record-survey-id = 调查编号
record-topic = 主题
record-won-on = 签订日期

# 封闭词表的取值。
record-value-won = 中标
record-value-lost = 未中标
record-value-open = 进行中
record-value-lead = 主导
record-value-support = 支持
record-value-collaboration = 协作

## `scorepack explain`

# 数值如何由记录得出；{ $n } 为记录数。
explain-rate = { $n } 条记录中 { $top } 条 = { $value }
explain-nps = { $top }（推荐者 − 贬损者）÷ { $n } 份答复 × 100 = { $value }
explain-mean = { $top }（合计）÷ { $n } 条记录 = { $value }
explain-weighted-rate = { $top }（符合者权重）÷ { $bottom }（权重合计）= { $value }
explain-weighted-mean = { $top }（加权合计）÷ { $bottom }（权重合计）= { $value }
explain-ratio = { $top } ÷ { $bottom } = { $value }
explain-median = { $n } 条记录的中位数 = { $value }
explain-percentile = { $bottom } 条记录的第 { $top } 百分位数 = { $value }
explain-sum = { $n } 条记录合计 = { $value }
explain-count = { $n } 条记录 = { $value }
explain-change = 本期 { $top }，对比值 { $bottom } = { $value }

# 每条记录的结果。
explain-hit = 符合
explain-no-hit = 不符合
explain-happened = 发生
explain-not-happened = 未发生
explain-promoter = 推荐者
explain-passive = 中立者
explain-detractor = 贬损者
explain-counted = 计入
explain-without-value = 未计入：无数值
explain-without-weight = 未计入：权重为零
explain-off-roster = 未计入：当日不在花名册

# 各段标题。
explain-scorecard = 评分卡：{ $name }（{ $file }）
explain-refined = 适用的细化：{ $list }
explain-no-scorecard = 该岗位没有适用的评分卡，因此没有得分。
explain-score = 得分 { $score }，等级 { $grade }
explain-not-gradable = 不予评级：仅 { $percent } 的权重有数据支撑
explain-published = 评审包中：得分 { $score }，等级 { $grade }
explain-reweighted = 按季计分的指标月度不计分，其余指标的权重按比例放大至合计 100。
explain-column-brings = 贡献
explain-column-points = 得分
explain-column-weight = 权重
explain-column-outcome = 结果
explain-brings = 为总分贡献 { $brings } 分：权重 { $weight } × 得分 { $points } ÷ 有数据的权重 { $sum }。
explain-outside = 不在评分卡中。
explain-spread = 样本不足，不计分；其权重分摊给其余指标。
explain-soft = 按季计分：月度仅显示进度，不计分。
explain-value = 数值：{ $value }
explain-target = 目标：{ $target }
explain-rule = 计分规则：{ $rule }
explain-formula = 公式：{ $formula }
explain-defined = 定义文件：{ $file }
explain-source = 数据来源：{ $table }，按 { $date } 计入当期
explain-source-trailing = 数据来源：{ $table }，按 { $date } 取截至期末最近 { $months } 个月
explain-view = 视图：{ $sql }
explain-files = 文件：{ $files }
explain-records = 记录 { $count } 条
explain-records-reached = 记录 { $count } 条，已达标
explain-records-towards = 记录 { $count } 条，均计入完成数
explain-records-cost = 记录 { $count } 条，其中标 ✗ 的 { $cost } 条造成失分
explain-more = … 另有 { $count } 条；用 `--kpi { $kpi }` 可全部列出
explain-confirmed = 已由记录重新计算：各项数值、得分与总分均一致。
explain-contradicted = 记录与上述结果不符，请勿使用这些数字；详见错误信息。
