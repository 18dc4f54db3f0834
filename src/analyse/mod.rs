//! Aggregates: here are the judgments and findings, count them honestly.
