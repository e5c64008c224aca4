## 匿名版。

redact-others = 其他小组
