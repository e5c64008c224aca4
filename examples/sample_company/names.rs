//! Invented names: people, customers, teams. Any likeness is chance.

use super::draw::Draw;

/// Surnames with their pinyin.
const SURNAMES: [(&str, &str); 44] = [
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("周", "Zhou"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("胡", "Hu"),
    ("朱", "Zhu"),
    ("高", "Gao"),
    ("林", "Lin"),
    ("何", "He"),
    ("郭", "Guo"),
    ("马", "Ma"),
    ("罗", "Luo"),
    ("梁", "Liang"),
    ("宋", "Song"),
    ("郑", "Zheng"),
    ("谢", "Xie"),
    ("韩", "Han"),
    ("唐", "Tang"),
    ("冯", "Feng"),
    ("于", "Yu"),
    ("董", "Dong"),
    ("萧", "Xiao"),
    ("程", "Cheng"),
    ("曹", "Cao"),
    ("袁", "Yuan"),
    ("邓", "Deng"),
    ("许", "Xu"),
    ("傅", "Fu"),
    ("沈", "Shen"),
    ("曾", "Zeng"),
    ("彭", "Peng"),
    ("吕", "Lü"),
    ("苏", "Su"),
    ("卢", "Lu"),
    ("欧阳", "Ouyang"),
    ("上官", "Shangguan"),
];

/// Characters that begin a given name of two, with their pinyin.
const FIRST: [(&str, &str); 28] = [
    ("子", "zi"),
    ("梓", "zi"),
    ("嘉", "jia"),
    ("佳", "jia"),
    ("文", "wen"),
    ("思", "si"),
    ("雨", "yu"),
    ("诗", "shi"),
    ("若", "ruo"),
    ("晓", "xiao"),
    ("志", "zhi"),
    ("国", "guo"),
    ("建", "jian"),
    ("海", "hai"),
    ("一", "yi"),
    ("欣", "xin"),
    ("明", "ming"),
    ("云", "yun"),
    ("宇", "yu"),
    ("雪", "xue"),
    ("俊", "jun"),
    ("心", "xin"),
    ("永", "yong"),
    ("丽", "li"),
    ("秀", "xiu"),
    ("书", "shu"),
    ("景", "jing"),
    ("翊", "yi"),
];

/// Characters that end a given name or are one, with their pinyin; some are rare on
/// purpose, because a font or an export that lacks them should be noticed.
const LAST: [(&str, &str); 46] = [
    ("伟", "wei"),
    ("敏", "min"),
    ("静", "jing"),
    ("磊", "lei"),
    ("洋", "yang"),
    ("艳", "yan"),
    ("勇", "yong"),
    ("杰", "jie"),
    ("娟", "juan"),
    ("涛", "tao"),
    ("超", "chao"),
    ("霞", "xia"),
    ("平", "ping"),
    ("刚", "gang"),
    ("婷", "ting"),
    ("浩", "hao"),
    ("怡", "yi"),
    ("晨", "chen"),
    ("峰", "feng"),
    ("琳", "lin"),
    ("丹", "dan"),
    ("凯", "kai"),
    ("博", "bo"),
    ("涵", "han"),
    ("轩", "xuan"),
    ("芳", "fang"),
    ("倩", "qian"),
    ("玲", "ling"),
    ("斌", "bin"),
    ("鹏", "peng"),
    ("航", "hang"),
    ("瑞", "rui"),
    ("岚", "lan"),
    ("宁", "ning"),
    ("慧", "hui"),
    ("玥", "yue"),
    ("珺", "jun"),
    ("喆", "zhe"),
    ("翀", "chong"),
    ("堃", "kun"),
    ("昊", "hao"),
    ("琛", "chen"),
    ("睿", "rui"),
    ("妍", "yan"),
    ("骁", "xiao"),
    ("淼", "miao"),
];

/// First parts of customers' names.
const PLACES: [&str; 40] = [
    "永嘉",
    "启东",
    "澜岳",
    "栖川",
    "朔宁",
    "禾屿",
    "霁川",
    "沅舟",
    "砚山",
    "鹿鸣湾",
    "苍岭",
    "望潮",
    "云麓",
    "南槐",
    "青棠",
    "溯源",
    "临沧溪",
    "汀兰",
    "松月",
    "北渡",
    "淮阳里",
    "晴川",
    "丰穗",
    "百合园",
    "金橡",
    "白鹭洲",
    "海棠里",
    "衡远",
    "拓野",
    "泊远",
    "恒澈",
    "同泽",
    "渝岚",
    "锦溪",
    "石桥",
    "远帆",
    "东篱",
    "凌霄",
    "寒江",
    "雁回",
];

/// Last parts of customers' names, by industry.
const TRADES: [(&str, &[&str]); 5] = [
    (
        "manufacturing",
        &["精工", "机电", "重工", "电子", "轴承", "纺织"],
    ),
    ("finance", &["财险", "小贷", "租赁", "证券", "保理"]),
    ("healthcare", &["医院", "医药", "康复", "体检"]),
    ("retail", &["商超", "连锁", "食品", "百货", "家居"]),
    ("general", &["物流", "教育", "能源", "文旅", "物业"]),
];

/// A customer.
#[derive(Clone)]
pub(crate) struct Customer {
    /// Short name.
    pub(crate) name: String,
    /// One of the industries of the roster.
    pub(crate) industry: &'static str,
}

/// A person's name in Chinese and in pinyin, surname first in both.
pub(crate) fn person(draw: &mut Draw) -> (String, String) {
    let weights: Vec<f64> = (0..SURNAMES.len())
        .map(|at| 1.0 / (at as f64 + 6.0))
        .collect();
    let surname = SURNAMES
        .get(draw.weighted(&weights))
        .copied()
        .unwrap_or_default();
    let single = draw.chance(0.25);
    let (first, last) = (character(draw, &FIRST), character(draw, &LAST));
    if single {
        return (
            format!("{}{}", surname.0, last.0),
            format!("{} {}", surname.1, capital(last.1)),
        );
    }
    (
        format!("{}{}{}", surname.0, first.0, last.0),
        format!("{} {}{}", surname.1, capital(first.1), last.1),
    )
}

fn character(
    draw: &mut Draw,
    list: &[(&'static str, &'static str)],
) -> (&'static str, &'static str) {
    let at = (draw.unit() * list.len() as f64) as usize;
    list.get(at).copied().unwrap_or_default()
}

fn capital(pinyin: &str) -> String {
    let mut letters = pinyin.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A customer, mostly of the team's industry.
pub(crate) fn customer(draw: &mut Draw, industry: &str) -> Customer {
    let home = TRADES
        .iter()
        .position(|(name, _)| *name == industry)
        .unwrap_or_default();
    let strays = if industry == "general" { 0.8 } else { 0.2 };
    let at = if draw.chance(strays) {
        draw.whole(0, 4) as usize
    } else {
        home
    };
    let (industry, trades) = TRADES.get(at).copied().unwrap_or_default();
    Customer {
        name: format!("{}{}", draw.pick(&PLACES), draw.pick(trades)),
        industry,
    }
}

/// Regions of teams in Chinese and English; the first six teams are in the first three.
pub(crate) const REGIONS: [(&str, &str); 8] = [
    ("华东", "East China"),
    ("华南", "South China"),
    ("华北", "North China"),
    ("华中", "Central China"),
    ("西南", "Southwest China"),
    ("西北", "Northwest China"),
    ("东北", "Northeast China"),
    ("长三角", "Yangtze Delta"),
];
