### 实际适用的评分卡，以及全年各季度。

tracks-quarters-title = 全年与各季度
tracks-quarters-published = 得分与等级为各季度评审包所载结果，指标值按当前口径与数据计算。底色深浅表示与该期目标的差距。
tracks-quarters-computed = 各季度的得分与等级按当前口径与数据计算，已计入该季度的等级分布与人工调整。底色深浅表示与该期目标的差距。
tracks-quarters-mixed = { $published }的得分与等级为当期评审包所载结果；{ $computed }按当前数据计算，已计入等级分布与人工调整。指标值按当前口径与数据计算。底色深浅表示与该期目标的差距。
tracks-quarter = 第{ $quarter }季度
tracks-column-year = 全年

tracks-rules-title = 评分卡的适用情况
tracks-rules-caption = 评分卡“{ $name }”，未作调整。权重合计 100；在本期计分指标中所占权重见评分卡。
# { $refinements } 为列表：1 高级（原因）；2 医疗（原因）。
tracks-rules-caption-refined = 评分卡“{ $name }”，已按以下情况调整：{ $refinements }。权重合计 100；在本期计分指标中所占权重见评分卡。
tracks-column-base = 原权重
tracks-column-refined = 调整后
tracks-column-scored = 本期计分
tracks-column-rule = 计分规则
tracks-column-changed = 调整依据

tracks-separator = ；
tracks-refinement = { $whom }（{ $why }）
tracks-option = 选项 { $option }
tracks-everybody = 全员

tracks-rule-ratio-up = 100 × 实际值 ÷ { $target }，最高 { $cap }
tracks-rule-ratio-down = 100 × { $target } ÷ 实际值，最高 { $cap }
tracks-rule-floor = { $floor } 得 0，{ $target } 得 100，按比例计，最高 { $cap }
tracks-rule-stretch = { $rule }；优于 { $stretch } 不再加分
tracks-rule-pass = 达到 { $target } 得 100，否则 0
tracks-rule-deduct = 满分 100，超过 { $target } 后每次扣 { $each }
tracks-rule-bands = { $bands }；其余得 0
tracks-band-up = 不低于 { $limit } 得 { $points }
tracks-band-down = 不超过 { $limit } 得 { $points }
