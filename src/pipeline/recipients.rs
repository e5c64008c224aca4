//! Who gets which packet: written into an edition by the run, and found again from the roster
//! by a send, which compares the two.

use std::collections::BTreeMap;

use super::production::Made;
use crate::compose::Composer;
use crate::compose::packet::PacketKind;
use crate::deliver::Recipient;
use crate::load::{Person, Roster};
use crate::locale::Language;
use crate::period::Period;
use crate::render::workbook;
use crate::workspace::Mail;

/// Addresses by what a packet is about.
pub(super) struct Directory<'a> {
    roster: &'a Roster,
    rules: Option<&'a Mail>,
    period: Period,
    /// Addresses by name; nothing where several people have the name.
    named: BTreeMap<&'a str, Option<&'a str>>,
}

/// Who is to get a packet, and who a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Addressed {
    pub(super) address: String,
    pub(super) manager: String,
    pub(super) manager_address: String,
}

impl<'a> Directory<'a> {
    pub(super) fn new(roster: &'a Roster, rules: Option<&'a Mail>, period: Period) -> Self {
        let mut named: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for person in &roster.people {
            let names = [person.name.zh.as_str(), person.name.en.as_str()];
            let once = if names[0] == names[1] {
                &names[..1]
            } else {
                &names[..]
            };
            for name in once {
                let first = !named.contains_key(name);
                let address = person.email.as_deref().filter(|_| first);
                named.insert(name, address);
            }
        }
        Self {
            roster,
            rules,
            period,
            named,
        }
    }

    /// Where the packet about a person or a team goes.
    pub(super) fn find(&self, kind: PacketKind, id: &str, language: Language) -> Addressed {
        match kind {
            PacketKind::Person => self.person(id).map_or_else(Addressed::default, |person| {
                self.of_person(person, language)
            }),
            PacketKind::Team => {
                let address = self.lead(id).and_then(|lead| lead.email.clone());
                Addressed {
                    address: address.unwrap_or_default(),
                    ..Addressed::default()
                }
            }
            PacketKind::Organisation => Addressed::default(),
        }
    }

    fn of_person(&self, person: &Person, language: Language) -> Addressed {
        let stint = person.stint_in(self.period);
        let manager = stint.and_then(|stint| stint.manager.as_ref());
        let address = manager.and_then(|manager| {
            self.of_name(&manager.zh)
                .or_else(|| self.of_name(&manager.en))
        });
        Addressed {
            address: person.email.clone().unwrap_or_default(),
            manager: manager
                .map_or("", |name| name.in_language(language))
                .to_owned(),
            manager_address: address.unwrap_or_default().to_owned(),
        }
    }

    /// The address of whoever has this name: as the workspace says, or the only one of the
    /// roster.
    pub(super) fn of_name(&self, name: &str) -> Option<&'a str> {
        let own = self.rules.and_then(|rules| rules.managers.get(name));
        own.map(String::as_str)
            .or_else(|| self.named.get(name).copied().flatten())
    }

    /// Who leads a team, where they are on the roster.
    pub(super) fn lead(&self, team: &str) -> Option<&'a Person> {
        self.person(self.lead_id(team)?)
    }

    /// The identifier of who leads a team, on the roster or not.
    pub(super) fn lead_id(&self, team: &str) -> Option<&'a str> {
        let teams = &self.roster.teams;
        let team = teams
            .binary_search_by(|known| known.id.as_str().cmp(team))
            .ok()?;
        teams[team].lead.as_deref()
    }

    fn person(&self, id: &str) -> Option<&'a Person> {
        self.roster
            .person(id)
            .map(|index| &self.roster.people[index])
    }
}

/// The recipients of the packets that were made, people first.
pub(super) fn list(composer: &Composer<'_>, made: &[Made]) -> Vec<Recipient> {
    let Composer {
        roster, workspace, ..
    } = composer;
    let directory = Directory::new(roster, workspace.mail.as_ref(), composer.period);
    let common = composer.common_language();
    let mut recipients = Vec::new();
    for packet in made {
        let kind = packet.kind;
        let (id, name, language) = match kind {
            PacketKind::Person => {
                let person = &roster.people[packet.index];
                (&person.id, &person.name, composer.language_of(packet.index))
            }
            PacketKind::Team => {
                let team = &roster.teams[packet.index];
                (&team.id, &team.name, common)
            }
            PacketKind::Organisation => {
                recipients.extend(organisation(composer, packet));
                continue;
            }
        };
        let Addressed {
            address,
            manager,
            manager_address,
        } = directory.find(kind, id, language);
        recipients.push(Recipient {
            kind,
            id: id.clone(),
            name: name.in_language(language).to_owned(),
            language,
            address,
            manager,
            manager_address,
            files: packet.paths.clone(),
        });
    }
    recipients.sort_by(|a, b| (a.kind, &a.id, &a.address).cmp(&(b.kind, &b.id, &b.address)));
    recipients
}

/// One for each address of HR, or one without an address.
fn organisation(composer: &Composer<'_>, packet: &Made) -> Vec<Recipient> {
    let workspace = composer.workspace;
    let language = composer.common_language();
    let hr = workspace.mail.as_ref().map_or(&[][..], |rules| &rules.hr);
    let addresses = match hr {
        [] => vec![String::new()],
        hr => hr.to_vec(),
    };
    let mut files = packet.paths.clone();
    // The workbook goes with the organisation's packet.
    files.push(workbook::NAME.to_owned());
    let one = |address| Recipient {
        kind: PacketKind::Organisation,
        id: packet.id.clone(),
        name: workspace.organisation.name.in_language(language).to_owned(),
        language,
        address,
        manager: String::new(),
        manager_address: String::new(),
        files: files.clone(),
    };
    addresses.into_iter().map(one).collect()
}
