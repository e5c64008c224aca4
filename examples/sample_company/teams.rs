//! Teams of eight, in departments of up to twelve: of every six teams three
//! deliver, two serve and one sells, and the first three form one department with
//! their like, the others another.

use super::names::REGIONS;
use super::people::Role;

/// People in a team.
pub(crate) const TEAM_SIZE: usize = 8;

/// Teams after which the mix repeats.
const MIX: usize = 6;

/// Teams of which two departments are made.
const PAIR: usize = 24;

/// A team, by its number from 0.
#[derive(Clone, Copy)]
pub(crate) struct Team(usize);

impl Team {
    /// Team number `number`.
    pub(crate) fn new(number: usize) -> Self {
        Self(number)
    }

    /// `T01`.
    pub(crate) fn id(self) -> String {
        format!("T{:02}", self.0 + 1)
    }

    /// What its members do.
    pub(crate) fn role(self) -> Role {
        match self.0 % MIX {
            0..=2 => Role::Implementation,
            3 | 4 => Role::Service,
            _ => Role::Presales,
        }
    }

    /// The industry that it mostly serves.
    pub(crate) fn industry(self) -> &'static str {
        match self.0 % MIX {
            0 => "manufacturing",
            1 => "retail",
            2 => "finance",
            4 => "healthcare",
            _ => "general",
        }
    }

    /// Where a member works; in two teams of six it depends on the person.
    pub(crate) fn mode(self, on_site: bool) -> &'static str {
        match self.0 % MIX {
            0 | 1 | 3 => "onsite",
            4 => "remote",
            _ if on_site => "onsite",
            _ => "remote",
        }
    }

    /// Where a member lives and works: one of three areas of the team's region.
    pub(crate) fn area(self, person: usize) -> String {
        let area = ["一区", "二区", "三区"];
        let area = area.get(person % area.len()).copied().unwrap_or_default();
        format!("{}{area}", self.region().0)
    }

    /// The region in Chinese and English; beyond their number they begin again.
    fn region(self) -> (&'static str, &'static str) {
        let round = self.0 / MIX;
        let region = REGIONS.get(round % REGIONS.len());
        region.copied().unwrap_or_default()
    }

    /// Whether it is the one with the weak month.
    pub(crate) fn is_weak(self) -> bool {
        self.0 % MIX == 1
    }

    /// Name in Chinese and English.
    pub(crate) fn name(self) -> (String, String) {
        let (region, region_en) = self.region();
        let (name, name_en) = match self.0 % MIX {
            0 => (
                format!("{region}交付一组"),
                format!("{region_en} Delivery 1"),
            ),
            1 => (
                format!("{region}交付二组"),
                format!("{region_en} Delivery 2"),
            ),
            2 => (
                format!("{region}金融交付组"),
                format!("{region_en} Finance Delivery"),
            ),
            3 => (
                format!("{region}现场服务组"),
                format!("{region_en} Field Service"),
            ),
            4 => (
                format!("{region}远程支持组"),
                format!("{region_en} Remote Support"),
            ),
            _ => (
                format!("{region}售前方案组"),
                format!("{region_en} Presales"),
            ),
        };
        // Beyond the regions' number the names begin again, numbered.
        match self.0 / MIX / REGIONS.len() {
            0 => (name, name_en),
            again => (
                format!("{name}{}", again + 1),
                format!("{name_en} ({})", again + 1),
            ),
        }
    }

    /// Number of its department, from 0.
    fn department(self) -> usize {
        2 * (self.0 / PAIR) + usize::from(self.0 % MIX > 2)
    }

    /// Identifier of its department.
    pub(crate) fn department_id(self) -> String {
        format!("D{:02}", self.department() + 1)
    }

    /// Name of its department in Chinese and English.
    pub(crate) fn department_name(self) -> (String, String) {
        let (name, name_en) = match self.department() % 2 {
            0 => ("交付中心", "Delivery"),
            _ => ("客户与售前中心", "Customers and Presales"),
        };
        match self.department() / 2 {
            0 => (name.to_owned(), name_en.to_owned()),
            again => (
                format!("{name}{}", again + 1),
                format!("{name_en} {}", again + 1),
            ),
        }
    }

    /// Who heads its department; the heads are not on the roster.
    pub(crate) fn head(self) -> (&'static str, &'static str) {
        match self.department() % 2 {
            0 => ("顾明哲", "Gu Mingzhe"),
            _ => ("纪若琛", "Ji Ruochen"),
        }
    }

    /// Number of the person who leads it.
    pub(crate) fn lead(self) -> usize {
        self.0 * TEAM_SIZE
    }
}
