### 单位、变化、日期与列举。

# { $number } 已按语言写好；{ $count } 是同一个数，供英文选择单复数。
unit-percent = { $number }%
unit-days = { $number } 天
unit-hours = { $number } 小时
unit-minutes = { $number } 分钟

# 单独出现的单位，例如坐标轴旁。
unit-name-percent = %
unit-name-points = 分
unit-name-days = 天
unit-name-hours = 小时
unit-name-minutes = 分钟
unit-name-score5 = 评分 1–5
unit-name-score100 = 得分 0–100
unit-name-per-module = 每模块

# 变化，{ $number } 带正负号。比率的变化以百分点计。
change-percent = { $number } 个百分点
change-points = { $number } 分
change-days = { $number } 天
change-hours = { $number } 小时
change-minutes = { $number } 分钟
change-score5 = { $number } 分
change-score100 = { $number } 分

period-week = { $year } 年第 { $week } 周
period-quarter-1 = { $year } 年第一季度
period-quarter-2 = { $year } 年第二季度
period-quarter-3 = { $year } 年第三季度
period-quarter-4 = { $year } 年第四季度
period-whole = 全部数据

# 各项之间，以及最后一项之前。
list-separator = 、
list-and = 和
