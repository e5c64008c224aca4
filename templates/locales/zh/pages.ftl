### 页面本身的用语。

# 经调整的指标权重：调整前、调整后与所依据的调整编号。
pages-weight-changed = { $base } → { $weight }（{ $changed }）

# 仍可能变动的指标值，及其确定日期。
pages-provisional-item = { $kpi }（至 { $date }）

# 最新记录为同一天的数据源；{ $rows } 为采用行数。
pages-source = { $name } { $rows }
pages-source-separator = 、
pages-sources-of-day = 截至 { $latest }：{ $sources }。

## 团队

pages-workload-title = 工作量
pages-workload-caption = 本期计入各成员计分指标的记录数，以及尚未完成的工作。不同类型的工作产生的记录数不同，请在同类之间比较。
pages-column-records = 记录数
pages-column-projects = 在途项目
pages-column-actions = 未完成行动
pages-projects-title = 在途项目
pages-projects-caption = 已启动、尚未交付的项目共 { $count } 个，列出 { $shown } 个。预计交付按里程碑偏差外推，附 95% 置信区间；里程碑不足六周的不作预测。
pages-column-project = 项目
pages-column-owner = 负责人
pages-column-planned = 计划交付
pages-column-milestones = 里程碑
pages-column-forecast = 预计交付
pages-column-spent = 预算使用
pages-forecast = { $finish }（{ $first } 至 { $last }）
pages-forecast-none = 暂无
pages-forecast-overdue =
    { $days ->
        [0] 今日到期，尚未交付
       *[other] 已逾期 { $days } 天
    }
pages-distribution-title = 等级分布与参考比例
pages-distribution-none = 本期团队中无人获得等级。
pages-distribution-small = 团队中仅 { $count } 人有等级，人数过少，无法符合参考比例：部分等级折算不足一人。参考比例适用于同岗位同职级的评级池，不适用于单个团队。
pages-distribution-large = 团队中 { $count } 人有等级。参考比例适用于同岗位同职级的评级池，不适用于单个团队；优秀团队可以有所不同。
pages-column-reference = 参考比例
pages-column-places = 按参考比例折算人数

# 模板用词。
page-provisional = 暂定
page-trends-caption = 折线为实际值，色带为 95% 置信区间；虚线为目标；点线为常规波动界限，超出者加圈；细线为团队成员中位数（至少四人有数值时显示）。
page-sum = 合计
page-definitions-scored = 指标定义与计分规则
page-usual-rule = 未另注明者，得分 = 100 × 实际值 ÷ 目标（越低越好的指标为目标 ÷ 实际值），最高 120。
page-note-rule = 计分：
page-note-weight = 权重：
page-review-outcome = 完成情况
# “签字”与签字人之间的符号。
page-review-of = ：
