//! From results to bytes: one file a format. Wire types live here and nowhere else.
