### 评审包图表：得分变动构成、团队成员分布、等级分布。

## 较上期的得分变动

charts-bridge-up = 较 { $period } 上升 { $points } 分
charts-bridge-down = 较 { $period } 下降 { $points } 分
charts-bridge-level = 得分与 { $period } 持平
charts-bridge-most = { $change }，主要来自{ $cause }（{ $amount }）
charts-bridge-largest = { $change }，变动最大的是{ $cause }（{ $amount }）
charts-bridge-subtitle = 各项使得分增减的分数，合计即为两期之差。
charts-bridge-alt = 由 { $before } 的 { $from } 分到 { $now } 的 { $to } 分：{ $steps }。
charts-bridge-step = { $cause } { $amount }
charts-bridge-later-data = { $period } 数据补录
charts-bridge-definitions = 考核口径调整
charts-bridge-added = 新计入：{ $kpi }
charts-bridge-dropped = 不再计入：{ $kpi }
charts-bridge-weights = 权重变化
charts-bridge-team = 团队得分部分
charts-bridge-others = 其他 { $count } 项
charts-column-cause = 变动原因
charts-column-points-before = 上期得分
charts-column-points-now = 本期得分
charts-column-contribution = 对总分影响

## 团队成员分布

charts-spread-title = 成员对比
charts-spread-caption = 每点为一名成员，竖线为中位数；仅在位置允许时标出最低与最高者。
charts-dots-score = 总分
charts-dots-title = 总分 { $low } 至 { $high }，中位数 { $median }
charts-dots-subtitle = 总分及核心指标得分（达到目标为 100）
charts-dots-median = 中位数 { $median }
charts-dots-target = 目标 100
charts-dots-alt = { $people } 名成员的点图。{ $rows }。
charts-dots-alt-row = { $label }：{ $low } 至 { $high }，中位数 { $median }
charts-column-median = 中位数

## 等级分布

charts-distribution-title = { $grades }
charts-distribution-pool = { $pool }：{ $grades }
charts-distribution-all = 全员：{ $grades }
charts-distribution-subtitle = { $people } 人中 { $graded } 人评定等级；竖线为参考比例
charts-distribution-subtitle-plain = { $people } 人中 { $graded } 人评定等级
charts-distribution-subtitle-team = { $people } 人中 { $graded } 人评定等级；竖线为参考比例，适用于评级池，不适用于 { $people } 人的团队
charts-distribution-share = { $count } 人 · { $percent }
charts-distribution-reference = 参考 { $percent }
charts-distribution-alt = 等级分布。{ $title }。{ $rows }。
charts-distribution-alt-row = { $grade } { $share }
charts-distribution-alt-row-reference = { $grade } { $share }（{ $reference }）
charts-grades-title = 等级分布与参考比例
charts-grades-caption = 全员及各评级池中各等级的人数占比。评级池按人数排列，全部见等级分布表。
charts-column-people = 人数
charts-column-percent = 占比
charts-column-reference = 参考比例
