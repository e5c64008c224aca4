### 评审包对个人、团队与组织说的话。
###
### 数值以写好单位与符号的文字传入；用于计数的参数（{ $count }、{ $n }、{ $size }）以数字传入。

## 页眉页脚与标题

packet-document-title = { $title } · 绩效评审包 · { $period }
packet-confidential-person = 机密：仅供本人与直属上级查阅
packet-confidential-team = 机密：仅供团队负责人及其上级查阅
packet-confidential-organisation = 机密：仅供人力资源部门查阅
packet-provenance = 数据截至 { $date } · 指标定义版本 { $version }

## 标题下的基本信息

packet-role-implementation = 实施工程师
packet-role-service = 售后服务工程师
packet-role-presales = 售前工程师
packet-role-project = 项目工程师
packet-level-junior = 初级
packet-level-intermediate = 中级
packet-level-senior = 高级
packet-mode-onsite = 现场
packet-mode-remote = 远程
packet-industry = 行业：{ $industry }
packet-industry-general = 通用
packet-industry-finance = 金融
packet-industry-healthcare = 医疗
packet-industry-manufacturing = 制造
packet-industry-retail = 零售
packet-team = 团队：{ $team }
packet-department = 部门：{ $department }
packet-manager = 直属上级：{ $manager }
packet-headcount = { $count } 人

## 总分下的要点

# { $change } 是带正负号的分数，{ $period } 是所比较的周期。
packet-score-change = 较 { $period } { $change } 分
packet-score-no-previous = { $period } 无得分，暂无可比
packet-rank = { $pool } { $size } 人中第 { $rank } 位，{ $quartile }
packet-quartile-1 = 前四分之一
packet-quartile-2 = 中上四分之一
packet-quartile-3 = 中下四分之一
packet-quartile-4 = 后四分之一
packet-pool-too-small = { $parts }仅 { $size } 人，不排位次
packet-evidence-share = { $percent } 的权重有数据支撑
packet-not-gradable = 本期不予评级：仅 { $percent } 的权重有数据支撑，评级至少需要 { $minimum }。
packet-not-scored = 无适用的评分卡，因此没有得分。
packet-graded = { $people } 人中 { $count } 人可评级（{ $percent }）
packet-grades = 等级分布：{ $grades }
packet-median-score = 得分中位数 { $score }

## 分组得分

packet-groups-caption = 各组得分。竖线为目标，即 100 分。
packet-groups-weight = 权重 { $weight }

## 主要发现

packet-finding-best = 表现最好：{ $kpi } { $value }，目标 { $target }，得 { $points } 分。
packet-finding-cost = 失分最多：{ $kpi } { $value }，目标 { $target }，总分因此少 { $lost } 分。
packet-finding-improved = { $kpi }有改善：较{ $against } { $change }，超出偶然波动。
packet-finding-worsened = { $kpi }有退步：较{ $against } { $change }，超出偶然波动。
packet-finding-no-evidence = { $kpi }较{ $against } { $change }，但样本量 { $n }，尚不能确认为真实变化。
packet-finding-all-on-target = 所有计分指标均已达标。
packet-finding-nothing-scored = 本期没有可计分的指标。
packet-finding-coverage = { $people } 人中 { $count } 人可评级，其余人员数据不足。
packet-finding-quality = { $total } 行数据中有 { $rows } 行未采用，原因见“数据质量”。

## 趋势图标题：直接写结论

packet-trend-improved = { $kpi }有改善：较{ $against } { $change }
packet-trend-worsened = { $kpi }有退步：较{ $against } { $change }
packet-trend-steady = { $kpi }无明显变化：较{ $against } { $change }
packet-trend-untested-up = { $kpi }上升：较{ $against } { $change }，未作检验
packet-trend-untested-down = { $kpi }下降：较{ $against } { $change }，未作检验
packet-trend-untested-level = { $kpi }与{ $against }持平
packet-trend-insufficient = { $kpi }：样本不足，无法判断变化
packet-trend-reference-label = 团队中位数
packet-trend-target-label = 目标 { $target }

## 图表的文字说明

packet-chart-trend-alt = 折线图：{ $kpi }，{ $first } 至 { $last }；最新值 { $value }，目标 { $target }。
packet-chart-groups-alt = 条形图：各组得分，100 分为目标：{ $groups }。
packet-chart-groups-item = { $group } { $points }
packet-sparkline-alt = { $kpi }，由远及近：{ $values }

## 变化

packet-against-previous-month = 上月
packet-against-previous-quarter = 上季度
packet-against-previous-year = 上年
packet-against-last-year = 去年同期
packet-against-baseline = 基线
# 窄列中跟在变化之后的写法。
packet-against-previous-month-short = 环比
packet-against-previous-quarter-short = 环比
packet-against-previous-year-short = 较上年
packet-against-last-year-short = 同比
packet-against-baseline-short = 较基线

packet-verdict-improved = 改善
packet-verdict-worsened = 退步
packet-verdict-unchanged = 无变化证据
packet-verdict-insufficient = 样本不足
packet-verdict-untested = 未作检验
packet-verdict-legend = ▲ 改善 ▼ 退步 ● 无变化证据 ○ 样本不足 · 未作检验。仅当变化的 95% 置信区间不含零时，才认定为改善或退步。
packet-verdict-legend-untested = { packet-verdict-legend }未作检验：合计值没有置信区间；缩短率、提升率等本身即为变化的指标，与此前十二个月相比时亦无；没有离散程度的数值同样无法检验。

## 评分卡

packet-state-missing = 无数据
packet-state-insufficient = 样本不足：{ $n }，至少需要 { $min_n }
packet-state-provisional = 暂定，{ $date } 后确定
packet-points-insufficient = 样本不足
packet-points-soft = 按季计分
packet-total = 总分 { $score } = Σ(权重 × 得分) ÷ Σ 有数据的权重 = { $sum } ÷ { $weight }。达到目标得 100 分。样本不足的指标不计分，其权重按比例分摊给其余指标。
packet-total-none = 无总分：有数据支撑的权重过低。

## 备注

packet-remark-proposal = 得分与等级为建议结果，须经指定负责人确认。
packet-remark-minimum = 至少 { $minimum } 的权重有数据支撑方可评级。
packet-remark-spread = { $kpis }样本不足，其权重分摊给其余指标。
packet-remark-provisional = 暂定值：{ $kpis }。观察期满后确定；如有变动，将同时列出新旧数值。
packet-remark-soft = { $kpis }：在季度评审包中计分。
packet-remark-rounding = 数值仅在显示时取舍。得分在评级前一次性四舍五入到一位小数。
packet-remark-rank = 位次在{ $parts }人员中排定；不显示他人的结果。
packet-remark-peers = 同事评价匿名，至少 { $min_raters } 人评价方予显示。
packet-remark-team = 团队数值按团队全部记录计算，不是成员数值的平均。
packet-appeal = 对结果有疑问，请在 { $days } 个工作日内以书面形式向人力资源部门提出并注明指标，我们将逐条复核相关记录。

## 表格

packet-table-members-title = 团队成员
packet-table-members-caption = 底色表示与各人目标的距离：暖色低于目标，冷色高于目标。以数字为准。
packet-table-teams-title = 团队
packet-table-teams-caption = 数值按团队全部记录计算，不是成员数值的平均。
packet-table-departments-title = 部门
packet-table-departments-caption = 数值按部门全部记录计算，不是成员数值的平均。底色表示与目标的距离。
packet-table-sources-title = 数据来源
packet-table-sources-caption = 记录的来源与新旧程度。
packet-table-quality-title = 数据质量
packet-table-quality-none = 所有数据行均可采用。
packet-table-quality-caption = 数据源中发现的问题。有错误的行未采用，不计入任何指标。
packet-table-trend-title = { $kpi }各期数值
packet-table-trend-caption = 图中的数据。

packet-column-name = 姓名
packet-column-id = 编号
packet-column-role = 岗位
packet-column-level = 职级
packet-column-team = 团队
packet-column-department = 部门
packet-column-score = 得分
packet-column-grade = 等级
packet-column-change = 变化
packet-column-evidence = 数据覆盖
packet-column-people = 人数
packet-column-graded = 可评级
packet-column-pool = 评级池
packet-column-advice = 说明
packet-column-kpi = 指标
packet-column-target = 目标
packet-column-share = 占比
packet-column-period = 周期
packet-column-value = 数值
packet-column-interval = 95% 置信区间
packet-column-n = 样本量
packet-column-table = 数据表
packet-column-rows = 行数
packet-column-rows-used = 采用行数
packet-column-rows-rejected = 未采用行数
packet-column-rows-superseded = 被取代行数
packet-column-rows-unassigned = 无归属行数
packet-column-latest = 最新记录
packet-column-problem = 问题
packet-column-count = 次数
packet-column-place = 首次出现位置

packet-pool = { $level }{ $role }

# 行未采用的原因，按问题代码。
packet-refusal-duplicate-key = 编号与其他行重复
packet-refusal-finish-before-start = 结束早于开始
packet-refusal-future-date = 日期在未来
packet-refusal-missing-value = 缺少必填值
packet-refusal-unknown-engineer = 人员不在花名册中
packet-refusal-unknown-team = 团队不存在
packet-refusal-unknown-value = 取值不在允许范围内
packet-refusal-wrong-boolean = 不是“是”或“否”
packet-refusal-wrong-date = 不是日期
packet-refusal-wrong-encoding = 含有编码之外的字符
packet-refusal-wrong-field-count = 字段数与表头不符
packet-refusal-wrong-number = 不是数字
