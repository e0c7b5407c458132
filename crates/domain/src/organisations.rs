//! Offices, employers and partners.

use crate::words;

words! {
    /// What an organisation is to the operation, and so which households it may see.
    pub enum OrganisationKind {
        /// An office that answers for the households of its area.
        Area = "area",
        /// Sends workers to the front line and answers for their households.
        Employer = "employer",
        /// Helps with what is referred to it: a supermarket, a university, an insurer.
        Partner = "partner",
    }
}

words! {
    /// 条线: the line that an area organisation reports along.
    pub enum Line {
        /// 工会
        Union = "union",
        /// 团委
        League = "league",
        /// 妇联
        Women = "women",
        /// 卫健委
        Health = "health",
        /// 运管
        Transport = "transport",
        /// 公安
        Police = "police",
        /// 社区
        Community = "community",
    }
}
