### 预警与建议名单：用于团队、组织评审包及导出文件。

alerts-title = 预警
alerts-title-organisation = 预警与建议名单
alerts-caption-team = 本期团队、成员及其项目触发的规则，逐条列明依据。预警用于开启沟通，不构成结论。
alerts-caption-organisation = 名单由规则给出，仅供参考，须由负责人决定；个人评审包中不出现任何相关内容。全部预警及依据见 alerts.csv，全部名单见 lists.csv。
alerts-none = 本期没有规则触发。

alerts-table-counts-title = 各规则触发情况
alerts-column-about = 对象
alerts-column-rule = 规则
alerts-column-count = 触发数
alerts-column-tells = 通知对象
alerts-column-list = 建议名单
alerts-column-why = 依据
alerts-column-rules = 触发规则
alerts-tells-manager = 直属上级
alerts-tells-lead = 团队负责人
alerts-tells-hr = 人力资源

alerts-list-bonus = 奖金建议名单
alerts-list-promotion = 晋升建议名单
alerts-list-award = 最佳实践奖候选
alerts-list-coaching = 辅导计划
alerts-list-training = 培训计划
alerts-list-high-potential = 高潜人才
alerts-list-at-risk = 风险关注

alerts-join = 、
alerts-sentences = { $first }{ $second }
alerts-more-items = 另有 { $count } 条，见 alerts.csv。
alerts-more-listed = 另有 { $count } 人，见 lists.csv。

## 依据

alerts-score = 得分
alerts-series = { $name }：{ $values }（{ $length }）。
alerts-series-target = { $name }：{ $values }（{ $length }，对照值 { $target }）。
alerts-observation = { $period } { $value }
alerts-observation-n = { $value }（样本量 { $n }）
alerts-observation-misses = { $n } 项中 { $misses } 项未达标
alerts-span = { $first }至 { $last }依次为 { $values }
alerts-length-weeks = 连续 { $length } 周
alerts-length-months = 连续 { $length } 个月
alerts-length-quarters = 连续 { $length } 个季度
alerts-length-years = 连续 { $length } 年
alerts-records = 共 { $count } 条：{ $ids }。
alerts-records-more = 共 { $count } 条：{ $ids } 等，其余 { $rest } 条从略。
alerts-place = 评级池 { $size } 人中第 { $position } 位。
alerts-grade = 等级 { $grade }，得分 { $score }。
alerts-best = { $kpi } { $value }（样本量 { $n }），{ $size } 人中第 { $position } 位。
alerts-rules = 触发规则：{ $rules }。
alerts-tested = 精确检验 p = { $p }，已与本次运行的其他检验一并校正。
alerts-owner = 负责工程师：{ $name }。

## 项目

alerts-project-overdue = 计划 { $planned }交付，截至 { $date }仍未交付。
alerts-project-late = 计划 { $planned }交付，预计 { $finish }交付（95% 区间：{ $earliest }至 { $latest }）。{ $milestones } 个里程碑已完成 { $done } 个，目前延误 { $slip }；预测方法：{ $method }，依据 { $n } 周数据。
alerts-project-overspent = 预算 { $budget }，已支出 { $spent }（{ $share }）。
alerts-project-costly = 预算 { $budget }，已支出 { $spent }；预计结束时达 { $value }（95% 区间：{ $low } 至 { $high }），预测方法：{ $method }，依据 { $n } 期数据。
alerts-method-theil-sen = 稳健趋势线（Theil–Sen）
