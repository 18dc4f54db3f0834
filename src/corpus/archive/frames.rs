//! A Zstandard file (RFC 8878): frames one after the other, those that are to be skipped among them.

use std::io::{BufRead, Error, Read, Result, copy, sink};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The unpacked bytes of all frames.
pub(super) struct Frames<R> {
    source: R,
    decoder: Box<FrameDecoder>,
    within: bool,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, decoder: Box::default(), within: false }
    }

    /// Begins the next frame; false where there is none.
    fn begin(&mut self) -> Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    copy(&mut (&mut self.source).take(u64::from(length)), &mut sink())?;
                }
                Err(_) => return Err(damaged()),
            }
        }
        Ok(false)
    }

    /// The checksum is the end of a frame: what was read so far was wrong if it does not hold.
    fn end(&mut self) -> Result<()> {
        self.within = false;
        let said = self.decoder.get_checksum_from_data();
        if said.is_some() && said != self.decoder.get_calculated_checksum() {
            return Err(Error::other("its checksum does not hold"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        while !into.is_empty() {
            if !self.within {
                self.within = self.begin()?;
                if !self.within {
                    return Ok(0);
                }
            }
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(into);
            }
            if self.decoder.is_finished() {
                self.end()?;
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.source, one).map_err(|_| damaged())?;
        }
        Ok(0)
    }
}

/// What the decoder says is of its own insides.
fn damaged() -> Error {
    Error::other("this is no sound Zstandard")
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::Frames;

    /// Two frames of stored blocks with one between them that is to be skipped (RFC 8878, 3.1).
    fn packed() -> Vec<u8> {
        let frame = |text: &[u8]| {
            let size = u8::try_from(text.len()).unwrap();
            // One segment, its size in a byte; then the last block, stored: its size is in the upper bits.
            let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, size, size << 3 | 1, 0, 0];
            frame.extend(text);
            frame
        };
        let skipped = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        [&frame(b"vetting ")[..], &skipped, &frame(b"backlog")].concat()
    }

    fn unpacked(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut all = Vec::new();
        Frames::new(BufReader::new(bytes)).read_to_end(&mut all)?;
        Ok(all)
    }

    #[test]
    fn all_frames_are_one_file() {
        assert_eq!(unpacked(&packed()).unwrap(), b"vetting backlog");
        assert_eq!(unpacked(b"").unwrap(), b"");
    }

    #[test]
    fn what_is_cut_or_no_frame_is_an_error() {
        let packed = packed();
        assert!(unpacked(&packed[..packed.len() - 2]).is_err());
        assert!(unpacked(b"plain text").is_err());
        assert!(unpacked(&[&packed[..], b"more"].concat()).is_err());
    }
}
