//! What the built-in templates are given of a packet: all of it but the charts.
//!
//! Templates only name charts, and to make a tenth of a packet ready for being read takes time.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::compose::packet::Packet;

/// A packet without its charts.
pub(super) struct Given<'a>(pub(super) &'a Packet);

impl Serialize for Given<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Packet {
            format,
            kind,
            id,
            language,
            period,
            head,
            glance,
            scorecard,
            trends,
            why,
            raise,
            tables,
            conversation,
            alerts,
            funnels,
            fairness,
            spread,
            score_change,
            notes,
            history,
            charts: _,
        } = self.0;
        let mut given = serializer.serialize_struct("Packet", 20)?;
        given.serialize_field("format", format)?;
        given.serialize_field("kind", kind)?;
        given.serialize_field("id", id)?;
        given.serialize_field("language", language)?;
        given.serialize_field("period", period)?;
        given.serialize_field("head", head)?;
        given.serialize_field("glance", glance)?;
        given.serialize_field("scorecard", scorecard)?;
        given.serialize_field("trends", trends)?;
        given.serialize_field("why", why)?;
        given.serialize_field("raise", raise)?;
        given.serialize_field("tables", tables)?;
        given.serialize_field("conversation", conversation)?;
        given.serialize_field("notes", notes)?;
        given.serialize_field("alerts", alerts)?;
        given.serialize_field("funnels", funnels)?;
        given.serialize_field("fairness", fairness)?;
        given.serialize_field("spread", spread)?;
        given.serialize_field("score_change", score_change)?;
        given.serialize_field("history", history)?;
        given.end()
    }
}
