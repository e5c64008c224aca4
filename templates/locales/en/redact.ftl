## Editions without names.

redact-others = Other groups
