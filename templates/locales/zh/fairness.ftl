### 结果的可信与可比：等级稳定性、公平性、漏斗图。

## 个人评审包：一、总览

fairness-stability = 按得分为 { $grade }，临近 { $other } 级线：对本期记录重复抽样，{ $percent } 的结果仍为同一等级。

## 趋势图：常规波动范围（XmR 控制限）

fairness-routine-low = 波动下限
fairness-routine-high = 波动上限
fairness-routine-none = 常规波动范围 { $low } 至 { $high }，各期均在其内。
fairness-routine-signals = 常规波动范围 { $low } 至 { $high }，超出常规波动：{ $periods }（以 * 标出）。
fairness-join = { $first }{ $second }
