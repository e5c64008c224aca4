### 由得分得出的结果：团队分折算、等级调整、强制分布、积分与奖金。

## 个人评审包：得分与等级的依据

grading-blend = 总分 { $score } = 团队得分 { $team } × { $team_share } + 个人得分 { $own } × { $own_share }。
grading-lifted = 按得分为 { $absolute }，按等级分布为 { $grade }：同组 { $size } 人中第 { $position } 位，前 { $limit } 位评为 { $grade } 及以上。
grading-lowered = 按得分为 { $absolute }，按等级分布为 { $grade }：同组 { $size } 人中第 { $position } 位，{ $better } 及以上仅限前 { $limit } 位。
grading-capped = 按得分为 { $absolute }，按等级分布为 { $grade }：同组 { $size } 人，S 至多 { $s } 人、A 至多 { $a } 人，本人第 { $position } 位。
grading-decided = { $by }决定将等级由 { $before } 调整为 { $grade }。理由：{ $reason }
grading-decided-on = { $by }于 { $date }决定将等级由 { $before } 调整为 { $grade }。理由：{ $reason }
grading-confirmed = { $by }确认等级为 { $grade }。理由：{ $reason }
grading-decided-alone = 数据不足以评级，{ $by }决定等级为 { $grade }。理由：{ $reason }

## 各组等级名额

grading-distribution-title = 等级分布
grading-distribution-caption-advise = 各等级人数，括号内为按比例（{ $quotas }）折算的名额。分布仅作参考，不调整任何人的等级。{ $parts }人员为一组，不予评级者不计入。
grading-distribution-caption-enforce = 各等级人数，括号内为按比例（{ $quotas }）折算的名额；箭头由按得分的人数指向最终人数。不足 { $caps } 人的组不调整，{ $caps } 人起限制 S 与 A 的人数，{ $full } 人起执行全部比例。{ $parts }人员为一组，不予评级者不计入。
grading-cell = { $given }（{ $places }）
grading-cell-moved = { $score } → { $given }（{ $places }）
grading-join = { $first }；{ $second }
grading-fits = 与比例一致
grading-advice_only = 仅作参考
grading-small_pool = 人数过少，不适用比例
grading-caps_only = 仅限制 S 与 A
grading-tied = { $people } 人同分，从优评级
grading-kept = { $people } 人得分不低于 { $keep }，保留 B
grading-not_lifted = { $people } 人得分低于 { $lift }，不予上调
grading-decided-count = { $people } 人由负责人决定等级
grading-remark-off = 未启用参考等级分布。
grading-remark-advise = 参考等级分布仅作核对，不改变任何人的等级。
grading-remark-enforce = 已执行等级分布：凡有调整者，均列明调整前后的等级与原因。

## 临近等级线与等级调整

grading-near-title = 临近等级线
grading-near-caption = 得分距等级线不超过 { $points } 分，由近及远，共 { $count } 人，列出 { $shown } 人，全部名单见 grading.csv。
grading-near-above = 高于 { $grade } 级线 { $points } 分
grading-near-below = 低于 { $grade } 级线 { $points } 分
grading-moves-title = 等级调整与决定
grading-moves-caption = 经分布调整或由负责人决定等级者共 { $count } 人，列出 { $shown } 人，全部名单见 grading.csv。
grading-moves-caption-team = 经分布调整或由负责人决定的等级及其原因。
grading-column-absolute = 按得分
grading-column-final = 最终等级
grading-column-reason = 原因
grading-column-bound = 距等级线
grading-reason-lifted = 等级分布：{ $size } 人中第 { $position } 位，在前 { $limit } 位之内
grading-reason-lowered = 等级分布：{ $size } 人中第 { $position } 位，在前 { $limit } 位之外
grading-reason-capped = 等级分布：{ $grade } 名额 { $places } 个，{ $size } 人中第 { $position } 位
grading-reason-decided = { $by }：{ $reason }

## 积分榜

grading-board-title = 积分榜
grading-board-caption = 每项指标计入权重 × 得分 ÷ 100，达标即得该项权重的分值。名次在{ $parts }人员中排列。
grading-points-title = 积分
grading-points-caption = 属于下列部分的指标计入权重 × 得分 ÷ 100，达标即得该项权重的分值。
grading-points-place = { $size } 人中第 { $position } 位，{ $quartile }。
grading-column-part = 构成
grading-column-points = 积分
grading-column-place = 名次
grading-place = { $position } / { $size }
grading-total = 合计

## 奖金

grading-bonus-title = 奖金
grading-bonus-caption = 奖金池的 { $team } 由团队成员均分，{ $own } 按积分占比分配。其中绩效工资 { $performance }。
grading-bonus-caption-rewards = 按通过验收的成果计发的固定奖励。
grading-column-source = 项目
grading-column-team-part = 均分部分
grading-column-points-part = 积分部分
grading-column-amount = 金额
grading-reward = { $kpi }：{ $count } × { $amount }
