//! What the right recipient is told by: the files of a packet, what it quotes, and the texts
//! that packets have in common.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::deliver::{Evidence, Proof, Recipient};
use crate::diagnostic::{Diagnostic, Place};
use crate::load::Roster;
use crate::locale::{self, Language};
use crate::workspace::{Workspace, built_in_files};

/// Parts of a packet that quote what people wrote or decided.
const QUOTING: [&str; 3] = ["/conversation", "/why", "/glance/basis"];

/// The texts of the program and the workspace; a name that stands in one proves nothing.
pub(super) fn common_texts(workspace: &Workspace) -> Vec<String> {
    let built_in = built_in_files().into_values().map(str::to_owned);
    let languages: BTreeSet<Language> = Language::built_in().into_iter().collect();
    let messages = languages.into_iter().flat_map(locale::built_in);
    let messages = messages.map(|(_, text)| (*text).to_owned());
    let own = workspace.files.values().chain(workspace.templates.values());
    built_in.chain(messages).chain(own.cloned()).collect()
}

/// Reads all files of a packet and checks those that tell whose they are.
pub(super) fn check(
    recipient: &Recipient,
    proof: &Proof,
    roster: &Roster,
    mentions: &[String],
    read: &dyn Fn(&str) -> Result<Vec<u8>, Diagnostic>,
) -> Result<(), Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let (Some(pdf), Some(html)) = (recipient.file("pdf"), recipient.file("html")) else {
        let place = Place::file(crate::deliver::RECIPIENTS);
        let message = format!("{recipient} has no document and page to check and send");
        return Err(vec![
            Diagnostic::error("wrong-recipient", place, message)
                .hint("run the period with all formats; nothing was sent"),
        ]);
    };
    let evidence = Evidence {
        pdf: &read(pdf).map_err(one)?,
        html: &read(html).map_err(one)?,
    };
    let mut quoted = String::new();
    for path in &recipient.files {
        if [pdf, html].contains(&path.as_str()) {
            continue;
        }
        // What says nothing about its recipient must be as it was written all the same.
        let bytes = read(path).map_err(one)?;
        if recipient.file("json") == Some(path.as_str()) {
            quoted = quotations(&bytes);
        }
    }
    proof.check(recipient, roster, evidence, mentions, &quoted)
}

/// What a packet quotes, as one text.
fn quotations(packet: &[u8]) -> String {
    let packet: Value = serde_json::from_slice(packet).unwrap_or_default();
    let mut texts = Vec::new();
    for part in QUOTING {
        if let Some(value) = packet.pointer(part) {
            collect(value, &mut texts);
        }
    }
    texts.join(" ")
}

fn collect<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(fields) => fields.values().for_each(|item| collect(item, texts)),
        _ => {}
    }
}
