//! Short Chinese texts of the younger tables.

/// Tasks of implementers.
pub(crate) const TASKS: [&str; 10] = [
    "期初数据导入",
    "权限配置",
    "接口联调",
    "报表开发",
    "打印模板调整",
    "用户手册编写",
    "测试用例执行",
    "主数据清洗",
    "流程配置",
    "培训材料准备",
];

/// What projects hand over.
pub(crate) const DELIVERABLES: [&str; 6] = [
    "业务蓝图",
    "用户手册",
    "测试报告",
    "配置说明",
    "数据迁移方案",
    "上线方案",
];

/// Milestones of a large project, with the share of the planned time at which they are due.
pub(crate) const MILESTONES: [(&str, f64); 2] = [("蓝图确认", 0.3), ("系统测试", 0.8)];

/// Outcome metrics: name, usual value before a project, and whether lower is better.
pub(crate) const OUTCOMES: [(&str, f64, bool); 6] = [
    ("订单处理时长（小时）", 18.0, true),
    ("月结天数", 7.5, true),
    ("库存周转天数", 46.0, true),
    ("盘点差异率（‰）", 6.2, true),
    ("人均日处理单据（张）", 64.0, false),
    ("订单按时发货率（%）", 78.0, false),
];

/// What compliance audits look at.
pub(crate) const COMPLIANCE: [&str; 6] = [
    "操作日志留存",
    "账号权限最小化",
    "变更审批记录",
    "数据脱敏",
    "双人复核",
    "备份演练记录",
];

/// Safety incidents.
pub(crate) const SAFETY: [&str; 5] = [
    "机房登高作业未系安全带",
    "带电插拔设备",
    "未登记进入客户机房",
    "搬运服务器时擦伤手臂",
    "误碰客户在用电源",
];

/// Recommendations to customers.
pub(crate) const RECOMMENDATIONS: [&str; 8] = [
    "分期上线，先核心后外围",
    "统一主数据编码",
    "采用云端部署",
    "合并重复审批节点",
    "引入条码全程追溯",
    "建立集团财务共享",
    "预留接口对接现有系统",
    "增加移动端审批",
];

/// What sales asks presales for.
pub(crate) const REQUESTS: [&str; 7] = [
    "技术参数应答",
    "竞品对比",
    "报价清单复核",
    "客户答疑",
    "演示环境准备",
    "招标文件解读",
    "案例材料",
];

/// Industries that reports are about.
pub(crate) const INDUSTRIES: [&str; 5] = ["制造", "零售", "金融", "医疗", "物流"];

/// Titles of reports on an industry.
pub(crate) const INSIGHTS: [&str; 6] = [
    "数字化投入趋势",
    "政策变化与影响",
    "头部企业实践对比",
    "招标热点分析",
    "供应链风险观察",
    "云化进程调研",
];

/// Needs of customers that are fed back.
pub(crate) const NEEDS: [&str; 8] = [
    "希望支持多账套合并",
    "要求数据本地存放",
    "需要移动端扫码入库",
    "希望报表可自助配置",
    "需对接税控平台",
    "希望审批可批量处理",
    "要求支持国产数据库",
    "需要按批次追溯质量",
];

/// Subjects of internal trainings and sharings.
pub(crate) const TRAININGS: [&str; 12] = [
    "高效沟通与客户预期管理",
    "数据库性能调优",
    "项目风险识别",
    "新版本功能解读",
    "信息安全与合规",
    "需求调研方法",
    "生产系统故障复盘",
    "自动化测试入门",
    "财务模块业务知识",
    "演示技巧工作坊",
    "服务礼仪与投诉处理",
    "供应链业务知识",
];

/// Certificates.
pub(crate) const CERTIFICATES: [&str; 7] = [
    "系统集成项目管理工程师",
    "信息系统项目管理师",
    "数据库管理员中级认证",
    "云平台架构师认证",
    "信息安全工程师",
    "产品实施顾问认证",
    "服务管理基础认证",
];

/// Proposals to improve a process.
pub(crate) const IMPROVEMENTS: [&str; 9] = [
    "上线检查清单电子化",
    "缩短变更审批链路",
    "交接模板统一",
    "备件申领线上化",
    "回访话术优化",
    "需求评审前置",
    "工单自动分派规则",
    "周报自动汇总",
    "测试环境统一管理",
];

/// Scripts and tools.
pub(crate) const SCRIPTS: [&str; 8] = [
    "日志巡检脚本",
    "数据核对工具",
    "批量建账脚本",
    "接口健康检查",
    "备份校验脚本",
    "主数据查重工具",
    "环境一键部署",
    "慢查询采集脚本",
];

/// Success cases, after the customer's name.
pub(crate) const CASES: [&str; 6] = [
    "月结提速实践",
    "仓储上线案例",
    "财务共享落地",
    "产线追溯案例",
    "门店数字化案例",
    "服务响应提升案例",
];

/// Suggestions to improve the product.
pub(crate) const SUGGESTIONS: [&str; 8] = [
    "列表支持列宽记忆",
    "导入失败行可单独下载",
    "审批意见支持常用语",
    "报表增加同比列",
    "登录支持扫码",
    "批量打印支持断点续打",
    "接口日志可按单号检索",
    "移动端支持离线填单",
];

/// Comments in self-ratings.
pub(crate) const OWN_WORDS: [&str; 6] = [
    "重点客户按期上线，文档整理还要再及时。",
    "本季度处理紧急问题较多，计划性需要加强。",
    "新模块已能独立负责，希望多参与方案评审。",
    "客户沟通更主动了，数据分析能力仍需补课。",
    "完成了既定目标，跨组配合上还可以更早同步。",
    "带教新人花了不少时间，自己的学习进度偏慢。",
];

/// Comments of managers with a 4 or more.
pub(crate) const MANAGER_PRAISE: [&str; 6] = [
    "关键节点把控到位，客户评价稳定。",
    "独立解决复杂问题，可承担更大的项目。",
    "节奏稳，建议多做经验沉淀。",
    "进步明显，下季度可尝试带一名新人。",
    "执行力强，遇到风险能提前上报。",
    "专业扎实，向客户讲清价值方面可再提升。",
];

/// Comments of managers with less.
pub(crate) const MANAGER_DOUBTS: [&str; 5] = [
    "计划变更较多，请先把里程碑拆细。",
    "问题关闭偏慢，优先级要和客户对齐。",
    "交付文档质量不稳定，请用检查清单自查。",
    "业务知识需要补强，安排每周一次学习。",
    "沟通不够及时，风险请当天同步。",
];

/// Comments of colleagues with a 4 or more.
pub(crate) const PEER_PRAISE: [&str; 6] = [
    "技术问题讲得清楚，请教时很有耐心。",
    "方案考虑周全，评审时常能发现漏洞。",
    "对业务很熟，跟着做项目学到很多。",
    "排查问题思路清晰。",
    "愿意接难题，结论可靠。",
    "写的文档直接能用。",
];

/// Comments of colleagues with less.
pub(crate) const PEER_DOUBTS: [&str; 4] = [
    "对新模块还不够熟，希望多看文档。",
    "排查问题时记录较少，别人不好接手。",
    "方案细节偶有遗漏。",
    "遇到不熟悉的问题可以更早求助。",
];
