### 全部期间总览页。%1 和 %2 由浏览器填入。

overview-title = 全部期间 · { $organisation }
overview-count = 共 { $count } 期
overview-span = { $first } 至 { $last }
overview-line = { $name } 历期得分：{ $scores }
overview-slope = { $from } 与 { $to } 得分对比
overview-loading = 正在加载更早的期间……
overview-absent = 部分期间未能加载；移动归档时请整个文件夹一并移动。
overview-grain-week = 按周
overview-grain-month = 按月
overview-grain-quarter = 按季度
overview-grain-year = 按年
overview-grain-whole = 全部数据
overview-revision = { $period }（第 { $revision } 版）
