//! 花名册: rosters.
