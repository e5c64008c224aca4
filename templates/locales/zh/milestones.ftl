### 个人里程碑。

milestones-title = 里程碑
milestones-caption =
    本期到期、完成或期初已逾期的里程碑共 { $count } 项，{ $late ->
        [0] 无逾期。
        [1] { $open ->
            [0] 其中 1 项逾期，已完成。
           *[other] 其中 1 项逾期，尚未完成。
        }
       *[other] { $open ->
            [0] 其中 { $late } 项逾期，均已完成。
           *[other] 其中 { $late } 项逾期，{ $open } 项尚未完成。
        }
    }
milestones-caption-long = { milestones-caption }仅列前 { $shown } 项。
milestones-column-milestone = 里程碑
milestones-column-project = 项目
milestones-column-due = 计划日期
milestones-column-done = 实际日期
milestones-column-outcome = 结果
milestones-in-time = 按期
milestones-late = 逾期 { $days } 天完成
milestones-overdue = 未完成，已逾期 { $days } 天
milestones-open = 未到期
