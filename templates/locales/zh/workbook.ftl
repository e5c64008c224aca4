### 工作簿 scores.xlsx：工作表名称、表头与阅读说明。

## 工作表（电子表格限 31 个字符）

workbook-people = 人员
workbook-kpis = 指标
workbook-teams = 团队
workbook-lists = 建议名单
workbook-quality = 数据质量
workbook-refusals = 未采用的行
workbook-about = 说明
workbook-pools = 评级池

## 表头

workbook-with-unit = { $name }（{ $unit }）
workbook-with-verdict = { $name }·{ $against }
workbook-column-team-id = 团队编号
workbook-column-manager = 直属上级
workbook-column-joined = 入职日期
workbook-column-previous = 上期得分
workbook-column-rank = 位次
workbook-column-pool-size = 池内评级人数
workbook-column-quartile = 四分位
workbook-column-grade-by-score = 按得分等级
workbook-column-moved-by = 等级调整依据
workbook-column-list = 名单
workbook-column-rules = 规则
workbook-column-grounds = 依据
workbook-column-share-rejected = 未采用占比
workbook-column-earliest = 最早记录
workbook-column-files = 文件

## 等级与按得分等级不同的原因

workbook-moved-distribution = 等级分布
workbook-moved-override = 人工核定

## 阅读说明

workbook-about-what = 项目
workbook-about-text = 说明
workbook-about-organisation = 组织
workbook-about-as-of = 数据截至
workbook-about-provenance = 数据与定义
workbook-people-about = 本期在岗的全部人员，无论是否评分。得分变化仅为差值，未作显著性判断。
workbook-kpis-about = 本期每个人的指标值，列出现行评分卡中本期有数据的指标。
workbook-teams-about = 本期有成员的团队及其得分与指标值。
workbook-lists-about = 由预警规则得出的建议名单，仅作沟通的起点，由人决定。
workbook-quality-about = 每张数据表各行的处理情况。
workbook-refusals-about = 未能采用的行，按数据表与原因汇总；原始行见该期文件夹中的 refused 目录。
workbook-pools-about = 同岗位同职级的人员一张表，按得分由高到低排列。人数过少的评级池不排位次。
workbook-marks = ✓ 与 ✗
workbook-marks-about = 达到所属评分卡目标的值标 ✓、底色为蓝；未达到的标 ✗、底色为橙。无标记的值不计分。
workbook-verdicts = ▲、▼ 与 ●
workbook-verdicts-about = 值旁为较上期变化的结论：▲ 改善、▼ 退步（均超出偶然波动），● 无变化证据，· 未作检验。任一期样本不足时留空。
workbook-provisional = 斜体
workbook-provisional-about = 暂定值，迟到的记录仍可能使其变化。
workbook-empty = 空单元格
workbook-empty-about = 没有记录，或记录过少、不足以作为依据。
workbook-grades = 等级
workbook-grades-about = 以字母为准；S、A 底色为蓝，C、D 底色为橙。
