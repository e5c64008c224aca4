### 结果的可信与可比：等级稳定性、公平性、漏斗图。

## 个人评审包：一、总览

fairness-stability = 按得分为 { $grade }，但并不稳定：对本期记录重复抽样，{ $percent } 的结果仍为同一等级，其余以 { $other } 居多。

## 趋势图：常规波动范围（XmR 控制限）

fairness-routine-low = 波动下限
fairness-routine-high = 波动上限
fairness-routine-none = 常规波动范围 { $low } 至 { $high }，各期均在其内。
fairness-routine-signals = 常规波动范围 { $low } 至 { $high }，超出常规波动：{ $periods }（以 * 标出）。
fairness-join = { $first }{ $second }

## 组织评审包：公平性

fairness-title = 公平性
fairness-caption = 得分是否与本不应影响它的因素相关。{ $tests } 项检验统一校正，列为发现者约十分之一可能出于偶然。发现只提示需要进一步了解，不能证明不公平：人员往往在多个方面同时存在差异。
fairness-no-finding = 没有证据表明得分与工作量、复杂度、司龄或所属群体有关。
fairness-relations-title = 工作量、复杂度与司龄
fairness-relations-caption = 工作量：本人计分指标背后的记录数。复杂度：本期在手项目的平均复杂度（有记录者）。司龄：入职以来的月数。各项与得分均在同岗位内排名后比较；ρ 为斯皮尔曼等级相关系数，取值 −1 至 1，附 95% 置信区间。
fairness-workload = 工作量
fairness-complexity = 复杂度
fairness-tenure = 司龄
fairness-relation-unknown = 人数过少或无差异
fairness-relation-none = 无相关证据
fairness-workload-none = 没有证据表明得分与工作量相关：ρ = { $rho } { $interval }，{ $people } 人。
fairness-workload-higher = 工作量越大，得分越高：ρ = { $rho } { $interval }，{ $people } 人。
fairness-workload-lower = 工作量越大，得分越低：ρ = { $rho } { $interval }，{ $people } 人。
fairness-workload-higher-brief = 工作量越大，得分越高
fairness-workload-lower-brief = 工作量越大，得分越低
fairness-complexity-none = 没有证据表明得分与项目复杂度相关：ρ = { $rho } { $interval }，{ $people } 人。
fairness-complexity-higher = 项目越复杂，得分越高：ρ = { $rho } { $interval }，{ $people } 人。
fairness-complexity-lower = 项目越复杂，得分越低：ρ = { $rho } { $interval }，{ $people } 人。
fairness-complexity-higher-brief = 项目越复杂，得分越高
fairness-complexity-lower-brief = 项目越复杂，得分越低
fairness-tenure-none = 没有证据表明得分与司龄相关：ρ = { $rho } { $interval }，{ $people } 人。
fairness-tenure-higher = 司龄越长，得分越高：ρ = { $rho } { $interval }，{ $people } 人。
fairness-tenure-lower = 司龄越长，得分越低：ρ = { $rho } { $interval }，{ $people } 人。
fairness-tenure-higher-brief = 司龄越长，得分越高
fairness-tenure-lower-brief = 司龄越长，得分越低
fairness-by-role = 按岗位
fairness-by-level = 按职级
fairness-by-region = 按区域
fairness-by-industry = 按服务行业
fairness-by-mode = 按工作方式
fairness-small-groups = 另有 { $small } 个群体不足 { $least } 人，不予列出。
fairness-group-higher = { $group }（{ $people } 人）：得分中位数高出其余人员 { $points } 分，95% 置信区间 { $interval }。
fairness-group-lower = { $group }（{ $people } 人）：得分中位数低于其余人员 { $points } 分，95% 置信区间 { $interval }。
fairness-difference-unknown = 人数过少，无法比较
fairness-difference-none = 校正后无差异证据
fairness-difference-higher = 偏高
fairness-difference-lower = 偏低
fairness-column-quantity = 与得分比较
fairness-column-group = 群体
fairness-column-median = 得分中位数
fairness-column-difference = 与其余人员之差
fairness-column-words = 结论

## 漏斗图

fairness-funnel-title = 超出偶然波动者
fairness-funnel-caption-team = 每点为一名成员。记录越少，偶然波动越大：若各人与团队并无差异，20 人中至少有 19 人落在色带内，1000 人中至少有 998 人落在虚线内。仅标出色带之外者，其中仍可能有偶然。
fairness-funnel-caption-organisation = 每点为一个团队。记录越少，偶然波动越大：若各团队与组织并无差异，20 个中至少有 19 个落在色带内，1000 个中至少有 998 个落在虚线内。仅标出色带之外者，其中仍可能有偶然。
fairness-funnel-none = { $kpi }：{ $all } 个点均在偶然波动之内
fairness-funnel-some = { $kpi }：{ $all } 个点中有 { $count } 个超出 95% 控制限
fairness-funnel-subtitle = { $unit }，横轴为记录数
fairness-funnel-alt = 漏斗图：{ $title }。总体值 { $common }。
fairness-funnel-alt-named = 漏斗图：{ $title }。总体值 { $common }。超出者：{ $names }。
fairness-funnel-centre = 总体 { $value }
fairness-funnel-inner = 95% 控制限
fairness-funnel-outer = 99.8% 控制限
fairness-funnel-abscissa = 记录数
fairness-funnel-beyond = 超出 95% 限
fairness-funnel-far = 超出 99.8% 限
