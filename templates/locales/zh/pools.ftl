## 与谁比较：各项直接连写，如“同岗位同职级”

pools-role = 同岗位
pools-level = 同职级
pools-team = 同团队
pools-department = 同部门
pools-industry = 同行业
pools-mode = 同工作方式
pools-region = 同区域
pools-organisation = 本组织
pools-and = { $first }{ $second }
# 全员为一组时的名称
pools-everybody = 全体人员
