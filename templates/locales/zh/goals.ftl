### 评审包中的目标：由公司逐级分解到个人。

packet-goals-title = 目标
packet-goals-caption-person = 个人目标加权进度：{ $progress }。有下级目标的，进度按下级加权汇总；“支撑目标”列出其逐级支撑的目标，直至公司目标。
packet-goals-caption-team = 团队目标加权进度：{ $progress }。上级目标的进度按下级权重汇总；1.2 为 1 的下级目标。
packet-goals-caption-organisation = 公司目标加权进度：{ $progress }。上级目标的进度按下级权重汇总；个人目标只计数，不逐条列出。
packet-goals-caption-short = 公司目标加权进度：{ $progress }。目标较多，团队目标不在此列出，见各团队评审包。
packet-goals-column-number = 序号
packet-goals-column-goal = 目标
packet-goals-column-whose = 归属
packet-goals-column-weight = 权重
packet-goals-column-progress = 进度
packet-goals-column-due = 截止日期
packet-goals-column-serves = 支撑目标
packet-goals-column-people = 个人目标数
packet-goals-elsewhere = 团队以外
