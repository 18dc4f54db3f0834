//! HTML to blocks.

use super::Text;
use super::decode::Decoded;

pub(super) fn read(_decoded: Decoded) -> Text {
    Text::default()
}
