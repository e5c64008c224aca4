//! Short Chinese texts that fill the columns that people read.

/// What projects install.
pub(crate) const PRODUCTS: [&str; 9] = [
    "ERP",
    "供应链系统",
    "财务共享平台",
    "生产执行系统",
    "仓储管理系统",
    "人事系统",
    "报表平台",
    "移动审批",
    "数据中台",
];

/// What opportunities are about.
pub(crate) const DEALS: [&str; 8] = [
    "数字化一期",
    "ERP选型",
    "智能仓储方案",
    "财务中台建设",
    "产线数据采集",
    "会员运营平台",
    "集团管控升级",
    "云上迁移",
];

/// What customers complain about.
pub(crate) const COMPLAINTS: [&str; 7] = [
    "响应慢",
    "沟通不及时",
    "交付延期",
    "数据差错",
    "培训不到位",
    "现场服务态度",
    "承诺未兑现",
];

/// Kinds of issue.
pub(crate) const ISSUES: [&str; 10] = [
    "接口超时",
    "数据不一致",
    "权限配置",
    "报表错误",
    "性能下降",
    "打印异常",
    "流程卡住",
    "登录失败",
    "导入失败",
    "操作咨询",
];

/// Faults of work orders.
pub(crate) const FAULTS: [&str; 10] = [
    "服务器宕机",
    "终端离线",
    "扫码枪失灵",
    "数据库锁表",
    "备份失败",
    "网络中断",
    "打印机故障",
    "版本冲突",
    "存储告警",
    "客户端崩溃",
];

/// First halves of titles in the knowledge base.
pub(crate) const TOPICS: [&str; 14] = [
    "月结慢查询",
    "多工厂物料主数据",
    "发票接口对账",
    "库存盘点差异",
    "审批流超时",
    "条码打印模板",
    "历史数据迁移",
    "权限矩阵",
    "银企直连",
    "质检追溯",
    "移动端离线同步",
    "报表口径",
    "上线切换",
    "客户培训",
];

/// Second halves of titles in the knowledge base.
pub(crate) const PAPERS: [&str; 6] = [
    "排查手册",
    "最佳实践",
    "常见问题",
    "检查清单",
    "复盘",
    "配置指南",
];

/// Kinds of knowledge item.
pub(crate) const ITEMS: [&str; 4] = ["guide", "faq", "case", "checklist"];

/// Comments with a 5.
pub(crate) const PRAISE: [&str; 6] = [
    "主动补位，跨组问题都能找到人。",
    "交接资料完整，接手很顺。",
    "遇到紧急问题总是第一时间到场。",
    "愿意分享经验，带动了整个小组。",
    "和客户、研发之间的沟通都很到位。",
    "承诺的事情都有回音。",
];

/// Comments with a 4.
pub(crate) const CONTENT: [&str; 6] = [
    "配合顺畅，偶尔需要提醒进度。",
    "沟通清楚，文档可以再详细一些。",
    "会议准备充分，跨部门推动可再主动。",
    "响应及时，交接清单还可完善。",
    "整体不错，希望更早暴露风险。",
    "态度积极，优先级判断还可提升。",
];

/// Comments with a 3 or less.
pub(crate) const DOUBTS: [&str; 6] = [
    "信息同步偏晚，影响了排期。",
    "跨组协作时回复较慢。",
    "需求变更没有及时告知相关同事。",
    "交接材料不完整，返工较多。",
    "遇到分歧时容易搁置，需要主管协调。",
    "承诺的时间点有两次未达成。",
];
