## 数据由谁负责、何时报齐

duty-owner = 数据责任方：{ $owner }
duty-both = 数据责任方：{ $owner }，{ $due }前报齐
duty-due = 数据应于 { $due }前报齐
duty-early = 数据责任方：{ $owner }，{ $due }前报齐；此处数据截至 { $as_of }，可能尚不完整
duty-remark = { $count } 项指标的数据应于 { $due }前报齐；本报告所用数据截至 { $as_of }，可能尚不完整。
