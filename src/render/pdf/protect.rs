//! Protection: a document that opens with a password only, encrypted by AES-256 (revision 6
//! of the standard security handler, ISO 32000-2, 7.6).
//!
//! Everything is encrypted, metadata included, so that without the password a file tells
//! no name; what stays readable is how long it is and how its objects are numbered. Its
//! mark of PDF/A goes, which forbids encryption; PDF/UA stays, and assistive programs may
//! read on.
//!
//! Limits: salts and initialisation vectors are drawn by lopdf from the system, so two
//! protected documents are never the same bytes, whatever `seed` is.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
use lopdf::{Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions};
use sha2::{Digest, Sha256};

use super::{file, metadata};
use crate::diagnostic::{Diagnostic, Place};

/// Bytes of a password that count; viewers pass over those beyond.
const LONGEST: usize = 127;

/// Bytes of the key of AES-256.
const KEY_BYTES: i64 = 32;

/// The crypt filter of strings and streams, by the name that all programs give it.
const FILTER: &str = "StdCF";

/// What encrypts the streams of a file.
#[derive(Clone, Debug)]
pub(super) struct Seal {
    key: Vec<u8>,
    /// The dictionary that tells viewers how it was done.
    pub(super) dictionary: Dictionary,
}

/// Whether all viewers take a password for the same one.
///
/// # Errors
/// What is the matter with it, without the password itself.
pub fn check_password(password: &str) -> Result<(), &'static str> {
    if password.is_empty() {
        return Err("it is empty");
    }
    if password.len() > LONGEST {
        return Err("it has more than 127 bytes (42 Chinese characters)");
    }
    // Some viewers prepare what is typed by RFC 4013 and some do not; so it has to be the
    // same before and after.
    match stringprep::saslprep(password) {
        Ok(prepared) if prepared == password => Ok(()),
        Ok(_) => Err("it has characters that viewers read differently, as full-width letters"),
        Err(_) => Err("it has control characters, emoji or letters of mixed direction"),
    }
}

/// Encrypts a document of [`super::Press`], which then opens with `user_password` only.
///
/// `seed` is 32 random bytes that serve this document alone: the key, the password of the
/// owner, which nobody keeps, and the identifier follow from them.
///
/// # Errors
/// `wrong-password` where [`check_password`] finds something, `unprotected` where the bytes
/// are no document of this program.
pub fn protect(pdf: &[u8], user_password: &str, seed: &[u8; 32]) -> Result<Vec<u8>, Diagnostic> {
    check_password(user_password).map_err(|what| {
        let message = format!("the password cannot be used: {what}");
        Diagnostic::error("wrong-password", Place::default(), message)
            .hint("take another, or have `scorepack secrets new` make one")
    })?;
    let mut document = Document::load_mem(pdf).map_err(|error| unprotected(&error))?;
    let seal = Seal::new(user_password, seed).map_err(|error| unprotected(&error))?;
    prepare(&mut document, seed);
    document.objects.retain(|_, object| match object {
        // Written anew, and what was packed in them stands among the objects.
        Object::Stream(stream) => !["ObjStm", "XRef"]
            .iter()
            .any(|kind| stream.dict.has_type(kind.as_bytes())),
        _ => true,
    });
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object {
            seal.dictionary_of(&mut stream.dict)?;
            let sealed = seal.bytes(&stream.content)?;
            stream.set_content(sealed);
        }
    }
    file::write_sealed(&document, &seal)
}

/// Says of the document what is true of a protected one.
fn prepare(document: &mut Document, seed: &[u8; 32]) {
    // The old one follows from the text, so it could confirm a guess of it.
    let identifier = Object::string_literal(derive(seed, "identifier")[..16].to_vec());
    document
        .trailer
        .set("ID", vec![identifier.clone(), identifier]);
    let mut level = Dictionary::new();
    level.set("BaseVersion", Object::Name(b"1.7".to_vec()));
    level.set("ExtensionLevel", 8);
    let mut extensions = Dictionary::new();
    extensions.set("ADBE", level);
    if let Ok(catalog) = document.catalog_mut() {
        catalog.set("Extensions", extensions);
        // A promise of PDF/A, as its mark in the metadata.
        catalog.remove(b"OutputIntents");
    }
    let id = document
        .catalog()
        .ok()
        .and_then(|catalog| catalog.get(b"Metadata").ok()?.as_reference().ok());
    if let Some(Object::Stream(stream)) = id.and_then(|id| document.objects.get_mut(&id)) {
        let unmarked = metadata::without_archival_mark(&stream.content);
        stream.set_content(unmarked);
    }
}

impl Seal {
    fn new(user_password: &str, seed: &[u8; 32]) -> Result<Self, lopdf::Error> {
        let key = derive(seed, "key");
        let owner_password: String = derive(seed, "owner")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
        let name = FILTER.as_bytes().to_vec();
        let state = EncryptionState::try_from(EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: BTreeMap::from([(name.clone(), filter)]),
            file_encryption_key: &key,
            stream_filter: name.clone(),
            string_filter: name,
            owner_password: &owner_password,
            user_password,
            permissions: Permissions::all() - Permissions::MODIFIABLE - Permissions::ASSEMBLABLE,
        })?;
        let mut dictionary = state.encode()?;
        // lopdf leaves the lengths out, and some viewers do not open the file then.
        dictionary.set("Length", KEY_BYTES * 8);
        if let Ok(filter) = dictionary
            .get_mut(b"CF")
            .and_then(Object::as_dict_mut)
            .and_then(|filters| filters.get_mut(FILTER.as_bytes()))
            .and_then(Object::as_dict_mut)
        {
            filter.set("Length", KEY_BYTES);
            filter.set("AuthEvent", Object::Name(b"DocOpen".to_vec()));
        }
        // A permission is a number of 32 bits; viewers read more of them as too many.
        if let Ok(permissions) = dictionary.get(b"P").and_then(Object::as_i64) {
            dictionary.set("P", i64::from(permissions as i32));
        }
        Ok(Self {
            key: key.to_vec(),
            dictionary,
        })
    }

    /// The content of a stream, or a string, as the file has it.
    pub(super) fn bytes(&self, plain: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        Aes256CryptFilter
            .encrypt(&self.key, plain)
            .map_err(|error| unprotected(&error))
    }

    /// Encrypts the strings of a stream's dictionary.
    fn dictionary_of(&self, dictionary: &mut Dictionary) -> Result<(), Diagnostic> {
        for (_, value) in dictionary.iter_mut() {
            self.strings_of(value)?;
        }
        Ok(())
    }

    fn strings_of(&self, object: &mut Object) -> Result<(), Diagnostic> {
        match object {
            Object::String(text, _) => *text = self.bytes(text)?,
            Object::Array(items) => {
                for item in items {
                    self.strings_of(item)?;
                }
            }
            Object::Dictionary(dictionary) => self.dictionary_of(dictionary)?,
            _ => {}
        }
        Ok(())
    }
}

/// Bytes for one purpose.
fn derive(seed: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed);
    hash.update(purpose.as_bytes());
    hash.finalize().into()
}

fn unprotected(error: &dyn std::fmt::Display) -> Diagnostic {
    let message = format!("the document cannot be protected: {error}");
    Diagnostic::error("unprotected", Place::default(), message)
        .hint("run the period again, so that its documents are those of this program")
}
