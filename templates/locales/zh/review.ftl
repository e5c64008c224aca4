### 绩效面谈：行动计划、评价、面谈安排与签字。

## 行动计划

packet-review-no-plan = 上期评审未留有行动计划。
packet-review-target = 目标：{ $target }
packet-review-owner = 责任人：{ $owner }
packet-review-due = 截止：{ $date }
packet-review-agreed-in = 制定于 { $period }
packet-review-status-done = 已完成
packet-review-status-done-on = 已于 { $date }完成
packet-review-status-partly = 部分完成
packet-review-status-partly-overdue = 部分完成，已逾期
packet-review-status-open = 进行中
packet-review-status-open-overdue = 未完成，已逾期
packet-review-status-dropped = 已取消
packet-review-status-dropped-on = 已于 { $date }取消
packet-review-status-proposed = 建议
packet-review-plan-title = { $period }行动计划
packet-review-plan-agreed = 以下为已商定并记录的行动。
packet-review-plan-proposed = 以下为针对失分最多的指标提出的建议，请在面谈中修改、增删后确认。
packet-review-plan-empty = 请在面谈中商定并填写。
packet-review-proposal = 商定改进措施，使{ $kpi }由 { $value } 达到 { $target }。
packet-review-proposed-target = { $target }（现为 { $value }）
packet-review-team-title = 团队行动计划
packet-review-team-caption = 团队成员在评审中商定、尚未完成的行动。
packet-review-column-action = 行动
packet-review-column-due = 截止日期
packet-review-column-status = 完成情况

## 评价

packet-review-ratings = { $period }的评价：1 至 5 分的均值，括号内为评价份数。同事评价匿名，至少 { $peers } 人评价方予显示。
packet-review-no-ratings = { $period }没有评价记录。
packet-review-mean = { $mean }（{ $n }）
packet-review-hidden = 不足 { $peers } 人评价，不予显示
packet-review-above-others = 自评高于他评 { $points } 分
packet-review-below-others = 自评低于他评 { $points } 分
packet-review-level-others = 自评与他评基本一致
packet-review-above-manager = 自评高于上级评价 { $points } 分
packet-review-below-manager = 自评低于上级评价 { $points } 分
packet-review-level-manager = 自评与上级评价基本一致
packet-review-by-self = 自评：
packet-review-by-manager = 上级：
packet-review-by-peer = 同事：
packet-review-competency-collaboration = 协作
packet-review-competency-communication = 沟通
packet-review-competency-customer_focus = 客户导向
packet-review-competency-delivery = 交付
packet-review-competency-expertise = 专业能力
packet-review-competency-initiative = 主动性
packet-review-competency-innovation = 创新
packet-review-competency-leadership = 领导力
packet-review-competency-learning = 学习能力
packet-review-competency-quality = 工作质量
packet-review-competency-reliability = 责任心

## 面谈

packet-review-weekday-1 = 星期一
packet-review-weekday-2 = 星期二
packet-review-weekday-3 = 星期三
packet-review-weekday-4 = 星期四
packet-review-weekday-5 = 星期五
packet-review-weekday-6 = 星期六
packet-review-weekday-7 = 星期日
packet-review-when = { $date }（{ $weekday }）{ $begin }–{ $end }
packet-review-summary = 绩效面谈：{ $name }（{ $period }）
packet-review-description = { $period }绩效面谈。请提前阅读评审包并携带参加。
packet-review-sign-person = 本人
packet-review-sign-manager = 直属上级

# 模板用词。
page-conversation = 绩效面谈
page-review-last-plan = 上期行动计划及完成情况
page-review-opinions = 自评、上级评价与同事评价
page-review-interview = 面谈与签字
page-review-when = 时间
page-review-where = 地点
page-review-appeal = 如有异议
page-review-signed = 签字表示面谈已经进行，不代表认同评审结果。
page-review-col-competency = 评价维度
page-review-col-self = 自评
page-review-col-manager = 上级
page-review-col-peers = 同事
page-review-col-distance = 自评与他评
page-review-col-kpi = 指标
page-review-col-action = 行动
page-review-col-target = 目标
page-review-col-owner = 责任人
page-review-col-due = 截止日期
page-review-col-signature = 签字
page-review-col-date = 日期
page-file-calendar = 日历
