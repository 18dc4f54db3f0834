use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An inspected body: a police force, a fire service, an agency.
///
/// A police force and a fire service may share a slug (`kent`); the [`Family`] tells them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Force {
    /// The short name in addresses and facets, such as `west-midlands`.
    pub slug: String,
    /// The full name, such as `West Midlands Police`.
    pub name: String,
    /// The region, such as `West Midlands`; empty if unknown.
    pub region: String,
    /// The country, such as `England`; empty if unknown.
    pub country: String,
    /// What sort of body it is.
    pub kind: ForceKind,
}

impl Force {
    /// Police or fire.
    #[must_use]
    pub fn family(&self) -> Family {
        self.kind.family()
    }

    /// `family:slug`, unique over all bodies.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.family().slug(), self.slug)
    }

    /// A body that no gazetteer lists, known only by the name that structured input gave.
    #[must_use]
    pub fn unlisted(name: &str) -> Self {
        Self {
            slug: super::kind::normal_name(name).replace('_', "-"),
            name: name.trim().to_owned(),
            region: String::new(),
            country: String::new(),
            kind: ForceKind::Unlisted,
        }
    }
}

/// Which half of the inspectorate's work a body belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Police forces and other law enforcement bodies.
    Police,
    /// Fire and rescue services.
    Fire,
}

impl Family {
    /// `police` or `fire`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Fire => "fire",
        }
    }
}

macro_rules! force_kinds {
    ($($(#[$doc:meta])* $variant:ident = $slug:literal),+ $(,)?) => {
        /// What sort of body a [`Force`] is; the names are those of the gazetteer's `kind` column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum ForceKind {
            $($(#[$doc])* $variant,)+
        }

        impl ForceKind {
            /// The name in the gazetteer's `kind` column.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)+ }
            }
        }

        impl FromStr for ForceKind {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text.trim() { $($slug => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }
    };
}

force_kinds! {
    /// One of the territorial police forces.
    Territorial = "territorial",
    /// A police force with a special remit, such as railways.
    Special = "special",
    /// A national agency that is not a police force.
    NationalAgency = "national-agency",
    /// A police force of the armed services.
    ServicePolice = "service-police",
    /// A territorial force outside England and Wales.
    OtherTerritorial = "other-territorial",
    /// A force of a Crown dependency.
    CrownDependency = "crown-dependency",
    /// A force of an overseas territory.
    OverseasTerritory = "overseas-territory",
    /// A regional organised crime unit.
    RegionalUnit = "regional-unit",
    /// A fire and rescue service.
    Fire = "fire",
    /// A fire and rescue service that has been merged into another.
    FireFormer = "fire-former",
    /// A body that no gazetteer lists.
    Unlisted = "unlisted",
}

impl ForceKind {
    /// Police or fire.
    #[must_use]
    pub fn family(self) -> Family {
        match self {
            Self::Fire | Self::FireFormer => Family::Fire,
            _ => Family::Police,
        }
    }
}

impl fmt::Display for ForceKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}
